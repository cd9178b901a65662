"""Who applies, and which commit: from the environment of the CI run, or from the work tree."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hookops.apply.records import Author
from hookops.cli import host
from hookops.cli.context import project
from hookops.files.boundary import repository_around
from hookops.files.reading import Unreadable, read_bytes
from hookops.ledger.owner import Access

if TYPE_CHECKING:
    from hookops.workflow.run import Run

COMMITS = (
    "GITHUB_SHA",
    "CI_COMMIT_SHA",
    "BUILDKITE_COMMIT",
    "CIRCLE_SHA1",
    "BUILD_SOURCEVERSION",
    "GIT_COMMIT",
)
"""Variables with the commit of a CI run.

Source: GitHub Actions, GitLab CI, Buildkite, CircleCI and Azure Pipelines: predefined variables;
Jenkins, Git plugin.
"""
_MOST = 1024 * 1024


def find_author(env: Mapping[str, str], root: Path) -> Author:
    """What history says of who applies."""
    owner = Access(env).owner()
    commit = next((env[name] for name in COMMITS if env.get(name)), "") or _head(root)
    return Author(*map(_plain, (f"{owner.user} on {owner.host}", owner.run, commit[:64])))


def signed(run: "Run", config: str | None) -> "Run":
    """The run, which says who changes the ledger. Raises: InvalidInput."""
    return replace(run, author=project_author(config))


def project_author(config: str | None) -> Author:
    """Who runs hookops on the project of `--config`. Raises: InvalidInput."""
    return find_author(host.current().env, project(config).root)


def _plain(text: str) -> str:
    """Variables may hold any bytes; those that are no UTF-8 would be half characters in JSON."""
    return text.encode(errors="replace").decode()


def _head(root: Path) -> str:
    """The commit of the work tree that the project is in; empty where nobody can tell.

    Source: Git, gitrepository-layout: HEAD, refs, packed-refs.
    """
    # Read and not asked of git, which need not be there, and runs what its settings say.
    top = repository_around(root)
    # A file: a submodule or a work tree of its own, of which a repository around it says nothing.
    if top is None or not os.path.isdir(top / ".git"):
        return ""
    head = _text(top / ".git" / "HEAD").strip()
    name = head.removeprefix("ref: ")
    if name == head:
        return head
    # A name that leads out of .git, on this system or another, is nothing that git writes.
    # Source: git-check-ref-format.
    if ".." in name or name.startswith("/") or set(name) & set("\\:"):
        return ""
    packed = (line.split(" ") for line in _text(top / ".git" / "packed-refs").splitlines())
    found = {line[1]: line[0] for line in packed if len(line) == 2}
    return _text(top / ".git" / name).strip() or found.get(name, "")


def _text(path: Path) -> str:
    try:
        return read_bytes(path, _MOST).decode(errors="replace")
    # A name with a zero byte is none of a file.
    except (Unreadable, ValueError):
        return ""
