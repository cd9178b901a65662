"""`hookops ci`."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookops import __version__
from hookops.cli import host, options, output
from hookops.cli.context import load_valid, project
from hookops.files.boundary import repository
from hookops.files.writing import PUBLIC, check_target, make_folder, write_new
from hookops.kinds import KINDS
from hookops.model.errors import InvalidInput

if TYPE_CHECKING:
    from hookops.ci.project import CiOrganization, CiProject
    from hookops.manifest.project import Organization

SYSTEMS = ("github", "gitlab", "atlantis")


@dataclass(frozen=True, slots=True)
class Kit:
    """The files of one CI system, and what is left to do for a person."""

    files: Mapping[str, str]
    steps: tuple[str, ...]


@click.group("ci")
def command() -> None:
    """Write the jobs of a CI system that plan, apply and look for drift."""


@command.command("init", cls=options.Command)
@click.argument("system", metavar="github|gitlab|atlantis")
@options.once("--config", metavar="FILE", variable="HOOKOPS_CONFIG", help="The project file.")
@options.once(
    "--install",
    metavar="SPEC",
    help="What pip installs in the jobs: a requirement, or a file of them with hashes "
    "(*.txt, *.lock). Default: the version that runs.",
)
@options.once(
    "--ledger",
    metavar="LOCATION",
    help="Where the ledger is that all jobs share; {org} stands for the organization's name. "
    "Default: what hookops.yaml says.",
)
@options.once(
    "--branch", default="main", metavar="NAME", help="The branch that is applied. Default: main."
)
def init(
    system: str, config: str | None, install: str | None, ledger: str | None, branch: str
) -> int:
    """Write the jobs of github, gitlab or atlantis, for the organizations of the project.

    A pull request is planned with a token that may only read. The protected branch is planned with
    the key, and that plan is applied after an approval. A schedule looks for drift.

    Writes no credential, and overwrites nothing. What is to be set outside of the repository is
    printed; docs/ci.md says why.
    """
    # No click.Choice: its message on a missing argument is four lines long.
    if system not in SYSTEMS:
        raise InvalidInput(
            "there are no jobs for this system", f"it is one of {', '.join(SYSTEMS)}"
        )
    root, found = _ci_project(config, install, ledger, branch)
    kit = _kit(system, found)
    _write({root / path: text for path, text in kit.files.items()})
    output.lines("next, outside of the repository:", *(f"  {step}" for step in kit.steps))
    return 0


def _kit(system: str, found: "CiProject") -> Kit:
    from hookops.ci import atlantis, github, gitlab

    makers: Mapping[str, tuple[Callable[..., dict[str, str]], Callable[..., list[str]]]] = {
        "github": (github.github_files, github.github_steps),
        "gitlab": (gitlab.gitlab_files, gitlab.gitlab_steps),
        "atlantis": (atlantis.atlantis_files, atlantis.atlantis_steps),
    }
    # Each system is two functions: a new one is a module and a line here.
    files, steps = makers[system]
    return Kit(files(found), tuple(steps(found)))


def _ci_project(
    config: str | None, install: str | None, ledger: str | None, branch: str
) -> tuple[Path, "CiProject"]:
    """The root of the repository, and what jobs have to know. Raises: InvalidInput."""
    from hookops.ci.project import CiProject, default_install

    found = project(config)
    root = repository(found.root)
    organizations = tuple(
        _organization(org, ledger) for org in found.organizations.values() if not org.emulator
    )
    if not organizations:
        raise InvalidInput(
            "every organization of hookops.yaml is an emulator, and a job has none of them",
            "add one with url: https://acme.okta.com",
        )
    _check_ledgers(organizations)
    # Pinned: what runs in a job is what somebody has tried.
    spec = install or default_install(__version__, organizations)
    made = CiProject(organizations, spec, branch, _config(config, found.root, root))
    made.check()
    return root, replace(made, install=_lock(spec, root)) if made.is_lock else made


def _lock(name: str, root: Path) -> str:
    """The file of requirements as jobs name it, from the root. Raises: InvalidInput."""
    path = Path(os.path.abspath(host.current().path(name)))
    if not os.path.isfile(path) or not path.is_relative_to(root):
        raise InvalidInput(
            f"--install {name} is no file of the repository, and jobs install from one",
            "write it first, such as with uv pip compile --generate-hashes or pip-compile",
        )
    return path.relative_to(root).as_posix()


def _organization(org: "Organization", ledger: str | None) -> "CiOrganization":
    from hookops.ci.project import CiOrganization
    from hookops.network.credential_names import check_credential

    check_credential(org.credential, host.current().env)
    if not org.credential.variable:
        raise InvalidInput(
            f"{org.name} signs in with {org.credential.key_from}, and hookops ci init writes jobs "
            "whose credential is a variable",
            "write the job by hand: docs/ci.md has the commands",
        )
    desired = load_valid(org.sources)
    refs = {
        ref
        for resource in desired.values()
        for ref in KINDS[resource.key.kind].secrets(resource.spec).values()
    }
    # What another source has is no variable of a job.
    names = sorted({ref.name for ref in refs if ref.scheme == "env"})
    sources = sorted({str(ref) for ref in refs if ref.scheme != "env"})
    location = _ledger(org, ledger)
    variable = org.credential.variable
    return CiOrganization(org.name, org.url, location, tuple(names), variable, tuple(sources))


def _ledger(org: "Organization", option: str | None) -> str:
    """Where the organization's ledger is for every job. Raises: InvalidInput."""
    from hookops.cli.ledger_store import NONE, named_place

    location = option.replace("{org}", org.name) if option else org.ledger
    shared = "://" in location or location == NONE
    if option:
        # Also a folder that all runners have: whoever names it knows.
        if not shared and not Path(location).is_absolute():
            raise InvalidInput("--ledger is a location such as s3://..., or an absolute path")
        named_place(location)
    elif not shared:
        raise InvalidInput(
            f"the ledger of {org.name} is a file of the work tree, and every job has another one",
            "give --ledger s3://BUCKET/{org}.json or postgresql://USER@HOST/DATABASE, or set "
            "ledger in hookops.yaml",
        )
    return location


def _check_ledgers(organizations: Sequence["CiOrganization"]) -> None:
    """Raises: InvalidInput where two organizations would share a document."""
    from hookops.cli.ledger_store import NONE

    # A database has a row for each of them.
    places = [o.ledger for o in organizations if o.store != "postgresql" and o.ledger != NONE]
    if len(set(places)) < len(places):
        raise InvalidInput("several organizations have one ledger", "write {org} in --ledger")


def _config(config: str | None, root: Path, top: Path) -> str:
    from hookops.manifest.project import NAME, OTHER_NAME

    # hookops finds that one by itself.
    if config is None and root == top:
        return ""
    name = next((n for n in (NAME, OTHER_NAME) if os.path.exists(root / n)), NAME)
    path = Path(os.path.abspath(host.current().path(config))) if config else root / name
    return "" if path == top / NAME else path.relative_to(top).as_posix()


def _write(files: Mapping[Path, str]) -> None:
    """Each file is there now. Raises: InvalidInput, and nothing is written, if one was already."""
    here = os.path.abspath(host.current().folder)
    shown = {path: os.path.relpath(path, here) for path in files}
    # A link that leads nowhere does not exist, but would be written through. All before the first
    # is written: half of the jobs would plan and never apply.
    taken = [shown[path] for path in files if os.path.lexists(path)]
    if taken:
        raise InvalidInput(
            f"{taken[0]} exists; nothing was written", "move it away, and compare the two"
        )
    try:
        for path in files:
            check_target(path)
        for path, text in files.items():
            make_folder(path.parent)
            write_new(path, output.checked(text), PUBLIC)
            output.lines(f"wrote {shown[path]}")
    except OSError as problem:
        name = os.path.relpath(problem.filename or "", here)
        raise InvalidInput(f"{name} cannot be written: {problem.strerror}") from None
