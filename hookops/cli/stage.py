"""What the demo is played on: a project in a folder of its own, and who types, serves and edits."""

import importlib
import json
import os
import re
import secrets
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import click

from hookops.cli import host, output
from hookops.cli.host import Host
from hookops.files.writing import PUBLIC, make_folder, write_new
from hookops.model.errors import HookopsError
from hookops.model.text import show

PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    local: {emulator: .hookops/local.db, seed: org.yaml}
"""
_OWN = "HOOKOPS_"
_REFERENCE = re.compile(r"env:(HOOKOPS_SECRET_\w+)")
_LONGEST_S = 10


@dataclass(slots=True)
class Stage:
    """A project, and the environment that its commands run in."""

    folder: Path
    env: Mapping[str, str] = field(repr=False)
    pauses: bool
    chapters: int
    chapter: int = 0

    def begin(self, title: str) -> None:
        """A chapter's heading; on a terminal, after somebody has read the one before."""
        terminal = host.current().terminal()
        if self.chapter and self.pauses and terminal is not None:
            output.err_text("\nEnter goes on, Ctrl-C ends the demo: ")
            terminal.readline()
        self.chapter += 1
        text = f"{self.chapter} of {self.chapters}: {title}"
        output.lines("", text, "=" * len(text))

    def type(self, *words: str) -> None:
        """A command line, as somebody types it."""
        output.lines("", f"$ {shlex.join(words)}")

    def run(self, *arguments: str, expected: int = 0) -> None:
        """The command has run. Raises: HookopsError for another exit code than the expected one."""
        from hookops.cli.main import run

        self.type("hookops", *arguments)
        # Nobody sees what follows; the one message about that is of the demo's own run.
        if output.is_lost():
            raise click.exceptions.Exit(0)
        here = Host(self.env, self.folder, None, clock=host.current().clock)
        # In this process: an interpreter for each of them would take most of the time.
        out, err = output.beneath()
        code = run(arguments, here, stdout=out, stderr=err)
        if code:
            output.lines(f"(exit code {code})")
        # Somebody has stopped the command, and means the demo.
        if code in (130, 143):
            raise click.Abort
        if code != expected:
            raise HookopsError(f"the demo expected exit code {expected} of this command")

    def show(self, name: str) -> None:
        """A file of the project."""
        self.type("cat", name)
        output.lines(*(self.folder / name).read_text("utf-8").splitlines())

    def remove(self, name: str) -> None:
        """A file of the project is gone."""
        self.type("rm", name)
        (self.folder / name).unlink()

    def say(self, text: str) -> None:
        """What it means."""
        output.lines("", f"-> {text}")

    @contextmanager
    def service(self, secret: str) -> Iterator[str]:
        """The service of the folder `service` is served on a free port; its URL."""
        from hookops.emulator.http.server import running

        names = ("token_hook", "auth")
        kept = {name: sys.modules.pop(name) for name in names if name in sys.modules}
        sys.path.insert(0, str(self.folder / "service"))
        try:
            app = importlib.import_module("token_hook").create_app(secret)
            with running(app) as url:
                yield f"{url}/token"
        finally:
            # As it was: tests and other runs in this process have modules of such names.
            sys.path.remove(str(self.folder / "service"))
            for name in names:
                sys.modules.pop(name, None)
            sys.modules.update(kept)

    @contextmanager
    def console(self) -> Iterator["Console"]:
        """Another client of the same org, for as long as the block lasts."""
        from hookops.cli.embedded import TOKEN, embedded_app
        from hookops.emulator.http.server import running

        # Of the same file, as another process would: commands open it anew, and see what it says.
        app, _ = embedded_app(self.folder / ".hookops" / "local.db", None)
        with running(app) as url:
            yield Console(url.removeprefix("http://"), TOKEN)


@dataclass(frozen=True, slots=True)
class Console:
    """What an administrator's browser sends."""

    place: str
    """Host and port of the org's API."""
    token: str = field(repr=False)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The answer to one request, as data."""
        headers = {
            "Authorization": f"SSWS {self.token}",
            "Content-Type": "application/json",
            "User-Agent": "Mozilla/5.0 (the Admin Console)",
        }
        # Not through a proxy: nothing of this leaves the computer.
        connection = HTTPConnection(self.place, timeout=_LONGEST_S)
        content = json.dumps(body) if body is not None else None
        connection.request(method, f"/api/v1/{path}", content, headers)
        try:
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


def set_up(folder: Path, env: Mapping[str, str], *, pauses: bool, chapters: int) -> Stage:
    """The folder has a project, whose secrets have generated values. Raises: OSError."""
    written = {"hookops.yaml": PROJECT, **_examples()}
    for name, text in written.items():
        make_folder((folder / name).parent)
        write_new(folder / name, output.checked(text), PUBLIC)
    # What is set for real orgs, a ledger or a place to notify, is none of the demo's.
    kept = {name: value for name, value in env.items() if not name.startswith(_OWN)}
    made = {name: secrets.token_urlsafe(32) for name in secret_names(folder)}
    return Stage(folder, {**kept, **made}, pauses, chapters)


def secret_names(folder: Path) -> list[str]:
    """The variables that the manifests there refer to."""
    texts = (path.read_text("utf-8") for path in sorted((folder / "manifests").iterdir()))
    return sorted({name for text in texts for name in _REFERENCE.findall(text)})


def _examples() -> dict[str, str]:
    """The example manifests and the org that they fit, by their names in the project."""
    # In a wheel: hookops/demo, by force-include in pyproject.toml; in a checkout where they lie.
    package = Path(__file__).resolve().parent.parent
    inside = package / "demo"
    manifests, org = inside / "manifests", inside / "org.yaml"
    if not os.path.isdir(inside):
        manifests, org = package.parent / "manifests", package.parent / "examples" / "org.yaml"
    paths = {f"manifests/{path.name}": path for path in sorted(manifests.glob("*.yaml"))}
    paths["org.yaml"] = org
    # Schemas of a checkout are elsewhere: editors would look for them in vain.
    return {name: _without_schema(path.read_text("utf-8")) for name, path in paths.items()}


def _without_schema(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("# yaml-language-server:"))


def named(folder: Path) -> str:
    """The folder as messages name it."""
    return show(str(folder), 200)
