"""Somebody who follows a document, in a folder of his own, as `console.py` reads it."""

import io
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from docs.console import Block, Command, blocks, commands, fits

from hookops.cli.host import Host
from hookops.cli.main import run
from hookops.emulator.app import create_app
from hookops.emulator.store.sqlite import SqliteStore
from hookops.okta.session import Patience

HASTY = Patience(first_wait_s=0.001, longest_wait_s=0.002)
TOKEN = "t0ken"


@dataclass(frozen=True, slots=True)
class Difference:
    """A command that prints something else than the document says."""

    line: int
    command: str
    printed: str
    expected: str
    start: int
    """Where the document says it."""

    def __str__(self) -> str:
        return f"line {self.line}: $ {self.command}\n{self.printed}--- instead of\n{self.expected}"


@dataclass(slots=True)
class Reader:
    """A folder, an environment, and what names of the document stand for."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    """Addresses of the document, and where they are here."""
    happenings: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What happens at a line `# text` of a console block."""
    programs: dict[str, Callable[[], str]] = field(default_factory=dict)
    """What a command prints that is not installed here, by its first words."""
    taken: tuple[str, ...] = ()
    """Variables with the secrets that the service of the document accepts."""
    messages: Callable[[], list[str]] = list
    """What services got, as blocks of ```` ```text ```` have it."""
    base: Path = field(init=False)

    def __post_init__(self) -> None:
        self.base = self.folder
        path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        self.env |= {"PATH": path, "HOME": str(self.base), "USER": "alice"}

    def follow(self, text: str) -> list[Difference]:
        """Every block of the document; where what it prints is not what the document says."""
        return [found for block in blocks(text) for found in self._follow(block)]

    def renew(self, text: str) -> str:
        """The document with what is printed today in the place of what was not that."""
        for found in reversed(self.follow(text)):
            end = found.start + len(found.expected)
            text = text[: found.start] + found.printed + text[end:]
        return text

    def write(self, name: str, text: str) -> None:
        """A file below the folder in which the reader is."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._here(text))

    def answer(self, environ: Mapping[str, Any], start: Any) -> list[bytes]:
        """The service, as WSGI: it changes nothing for whoever shows a secret that it accepts."""
        known = environ.get("HTTP_AUTHORIZATION") in {self.env[name] for name in self.taken}
        start("200 OK" if known else "401 Unauthorized", [("Content-Type", "application/json")])
        return [b"{}"]

    def _follow(self, block: Block) -> Iterator[Difference]:
        if block.file:
            self.write(block.file, block.text)
        elif block.kind == "edit":
            self.edit(block.text)
        elif block.kind == "service":
            self.taken = tuple(block.text.split(", "))
        elif block.kind == "run":
            code, printed = self.run(block.text)
            assert code == 0, f"line {block.line}: $ {block.text}\n{printed}"
        elif block.kind == "console" and not block.why_not:
            for command in commands(block.text, self.happenings):
                yield from self._enter(command, block)

    def _enter(self, command: Command, block: Block) -> Iterator[Difference]:
        if command.happens:
            self.happenings[command.words]()
            return
        code, printed = self.run(command.words)
        printed = self._there(printed)
        # A document that shows no code says that all is well.
        if code and "echo $?" not in command.words:
            printed += f"(exit code {code}: the document has to show it, by `; echo $?`)\n"
        if not fits(command.expected, printed):
            end = re.search(r"\n*\Z", command.expected)
            blank = "\n" if end and len(end[0]) > 1 else ""
            line = block.line + block.text.count("\n", 0, command.start)
            start = block.start + command.start
            yield Difference(line, command.words, printed + blank, command.expected, start)

    def run(self, command: str) -> tuple[int, str]:
        """The exit code, and what a terminal shows."""
        command = self._here(command)
        if found := re.fullmatch(r'export (\w+)=["\']?(.*?)["\']?', command):
            self.env[found[1]] = self._value(*found.groups())
            return 0, ""
        if command.startswith("hookops ") and not re.search(r"[|]|&&|[$][(]", command):
            return self._hookops(command)
        for words, program in self.programs.items():
            if command.startswith(words):
                (self.folder / command.rpartition("> ")[2]).write_text(program())
                return 0, ""
        return self._bash(command)

    def _value(self, name: str, text: str) -> str:
        # What a reader's shell makes up must be no placeholder.
        if name == "HOOKOPS_API_TOKEN" and "$(" in text:
            return TOKEN
        return f"made-up-{name.lower()}-7c1" if "$(" in text else text

    def _bash(self, command: str) -> tuple[int, str]:
        """By the shell; `cd` lasts."""
        whole = f"{command}\ncode=$?; pwd > {self.base}/.pwd; exit $code"
        done = subprocess.run(
            ["bash", "-c", whole],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        self.folder = Path((self.base / ".pwd").read_text().strip())
        return done.returncode, done.stdout

    def _hookops(self, command: str) -> tuple[int, str]:
        """In this process."""
        shown, _, code_shown = command.partition("; echo $?")
        words = shlex.split(shown, comments=True)[1:]
        # Redirections of documents: reports into files, notes away.
        quiet = "2>/dev/null" in words
        words = [word for word in words if word != "2>/dev/null"]
        target = words[words.index(">") + 1] if ">" in words else ""
        words = words[: words.index(">")] if target else words
        out, err = io.StringIO(), io.StringIO()
        host = Host(self.env, self.folder, io.StringIO(), HASTY)
        screen = err if target else out
        code = run(words, host, stdout=out, stderr=io.StringIO() if quiet else screen)
        if target and target != "/dev/null":
            (self.folder / target).write_text(out.getvalue())
        printed = screen.getvalue()
        return code, printed + (f"{code}\n" if "; echo $?" in command and not code_shown else "")

    def edit(self, text: str) -> None:
        """Somebody changes one field in the console, with a browser."""
        found = re.fullmatch(r"([\w-]+): (.+) (\S+)=(\S+)", text)
        assert found, f"nobody knows how to edit {text}"
        org, name, path, value = found.groups()
        with self.console(org) as client:
            every = client.get("inlineHooks").json()
            (hook,) = [each for each in every if each["name"] == name]
            *parents, last = path.split(".")
            inner = hook
            for step in parents:
                inner = inner[step]
            inner[last] = value
            # In another second than hookops' write: what a report says of secrets depends on that.
            next_s = datetime.fromisoformat(hook["lastUpdated"]).timestamp() + 1
            time.sleep(max(0, next_s - time.time()))
            client.put(f"inlineHooks/{hook['id']}", json=hook).raise_for_status()

    def console(self, org: str) -> httpx.Client:
        """The Admin Console of an org on a port, or of an embedded one: an API of the emulator."""
        url = self.places.get(f"https://{org}.okta.com")
        transport = None
        if url is None:
            store = SqliteStore(self.folder / ".hookops" / f"{org}.db")
            transport = httpx.WSGITransport(create_app(store, token=TOKEN))
        # The System Log has the program, and reports of drift show it.
        return httpx.Client(
            transport=transport,
            base_url=f"{url or 'http://127.0.0.1'}/_emulator/admin/api/v1/",
            headers={"User-Agent": "Mozilla/5.0"},
        )

    def _here(self, text: str) -> str:
        for name, place in self.places.items():
            text = text.replace(name, place)
        return text

    def _there(self, text: str) -> str:
        for name, place in self.places.items():
            text = text.replace(place, name)
        # Nobody who is in the folder is shown its path.
        return text.replace(f"{self.folder}/", "")
