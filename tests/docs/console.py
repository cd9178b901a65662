"""Runs the console blocks of a document, as a reader would, and compares what they print.

A document is a story: its blocks run in their order, in one folder. A fence's info string says
what a block is:

- ```` ```yaml file=NAME ```` is a file that the reader writes; any language.
- ```` ```console ```` has commands after `$ `, each with what it prints. `...` stands for lines
  that a document leaves out. `hookops` runs in this process, `export` sets a variable, everything
  else is bash.
- ```` ```console no-run: REASON ```` cannot run here; their number is counted.
- `<!-- somebody edits ORG: NAME path=value -->` changes a hook in the console of an org.
- `<!-- the service takes NAME, NAME -->` says which variables' values the service accepts, as the
  header Authorization, which a document calls at `http://127.0.0.1:8080`.

`https://acme.okta.com` and other orgs of Okta's domain stand for emulators on ports.
"""

import io
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from hookops.cli.host import Host
from hookops.cli.main import run
from hookops.okta.session import Patience

HASTY = Patience(first_wait_s=0.001, longest_wait_s=0.002)
_FENCE = re.compile(
    r"^```(\w+)([^\n]*)\n(.*?)^```$"
    r"|^<!-- somebody edits ([\w-]+): (.+) (\S+)=(\S+) -->$"
    r"|^<!-- the service takes ([\w, ]+) -->$",
    re.MULTILINE | re.DOTALL,
)
_ORG = re.compile(r"https://([a-z0-9-]+)\.okta\.com")
_SERVICE = "http://127.0.0.1:8080"
_SAME = (
    (re.compile(r"\b(?:cal|00o|0oa|00p|0pr|aus|HKY|rul|rst)\w{17}\b"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|\+00:00)?"), "TIME"),
    (re.compile(r"\bin \d+(?:\.\d+)? m?s\b"), "in a moment"),
    (re.compile(r"\b[0-9a-f]{7,40}\b"), "HASH"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block."""

    language: str
    info: str
    text: str
    line: int

    @property
    def file(self) -> str:
        """The file that the reader writes; empty for none."""
        found = re.search(r"\bfile=(\S+)", self.info)
        return found[1] if found else ""

    @property
    def why_not(self) -> str:
        """Why it cannot run here; empty where it can."""
        return self.info.partition("no-run:")[2].strip()


@dataclass(slots=True)
class Reader:
    """Somebody who follows a document."""

    folder: Path
    env: dict[str, str]
    orgs: Mapping[str, str] = field(default_factory=dict)
    """URLs of emulators, by the names of orgs in the document."""
    service: str = ""
    """Where the service is that the document calls; empty for none."""
    taken: tuple[str, ...] = ()
    """Variables with the secrets that it accepts."""

    def answer(self, environ: Mapping[str, Any], start: Any) -> list[bytes]:
        """The service, as WSGI: it changes nothing for whoever shows a secret that it accepts."""
        known = environ.get("HTTP_AUTHORIZATION") in {self.env[name] for name in self.taken}
        start("200 OK" if known else "401 Unauthorized", [("Content-Type", "application/json")])
        return [b"{}"]

    def follow(self, text: str) -> list[str]:
        """Every block of the document; what it prints otherwise than the document says."""
        wrong = []
        for block in blocks(text):
            if block.language == "edit":
                self._edit(*block.info.split("\n"))
            elif block.language == "service":
                self.taken = tuple(block.info.split(", "))
            elif block.file:
                path = self.folder / block.file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(self._here(block.text))
            elif block.language == "console" and not block.why_not:
                wrong += [f"line {block.line}: {each}" for each in self._console(block.text)]
        return wrong

    def _console(self, text: str) -> Iterator[str]:
        for command, expected in commands(text):
            printed = self._run(self._here(command))
            if not fits(expected, self._there(printed)):
                yield f"$ {command}\n{self._there(printed)}--- instead of\n{expected}"

    def _run(self, command: str) -> str:
        if found := re.fullmatch(r'export (\w+)="?(.*?)"?', command):
            value = found[2]
            # What a reader's shell makes up must be no placeholder.
            self.env[found[1]] = f"made-up-{found[1].lower()}-7c1" if "$(" in value else value
            return ""
        words = command.split("; echo $?")[0]
        if command.startswith("hookops "):
            code, printed = self._hookops(words)
            return f"{printed}{code}\n" if "; echo $?" in command else printed
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout

    def _hookops(self, command: str) -> tuple[int, str]:
        import shlex

        words = shlex.split(command, comments=True)[1:]
        # Redirections of documents: reports into files, notes away.
        target = words[words.index(">") + 1] if ">" in words else ""
        quiet = "2>/dev/null" in words
        cut = min([words.index(word) for word in (">", "2>/dev/null") if word in words] or [99])
        out, err = io.StringIO(), io.StringIO()
        screen = out if not (quiet or target) else err
        code = run(
            words[:cut],
            Host(self.env, self.folder, io.StringIO(), HASTY),
            stdout=out,
            stderr=screen if not quiet else io.StringIO(),
        )
        if target:
            (self.folder / target).write_text(out.getvalue())
            return code, err.getvalue()
        return code, out.getvalue()

    def _edit(self, org: str, name: str, path: str, value: str) -> None:
        """Somebody changes one field in the console."""
        url = f"{self.orgs[org]}/_emulator/admin/api/v1/inlineHooks"
        every = httpx.get(url).json()
        (hook,) = [each for each in every if each["name"] == name]
        *parents, last = path.split(".")
        inner = hook
        for step in parents:
            inner = inner[step]
        inner[last] = value
        # The System Log has it, and reports of drift show it.
        browser = {"User-Agent": "Mozilla/5.0"}
        httpx.put(f"{url}/{hook['id']}", json=hook, headers=browser).raise_for_status()

    def _here(self, text: str) -> str:
        text = text.replace(_SERVICE, self.service or _SERVICE)
        return _ORG.sub(lambda found: self.orgs.get(found[1], found[0]), text)

    def _there(self, text: str) -> str:
        for name, url in self.orgs.items():
            text = text.replace(url, f"https://{name}.okta.com")
        text = text.replace(self.service or _SERVICE, _SERVICE)
        return text.replace(str(self.folder), "~/hooks")


def blocks(text: str) -> Iterator[Block]:
    """Every fenced block of a document."""
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found[1]:
            yield Block(found[1], found[2], found[3], line)
        elif found[8]:
            yield Block("service", found[8], "", line)
        else:
            yield Block("edit", "\n".join(found.groups()[3:7]), "", line)


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Commands of a console block, each with what it prints; `\\` continues a line."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    for part in parts:
        joined = re.sub(r" *\\\n *", " ", part)
        command, _, expected = joined.partition("\n")
        yield command, expected.rstrip("\n") + "\n" if expected.strip() else ""


def fits(expected: str, printed: str) -> bool:
    """Whether it is what the document says, but for ids, times and what it leaves out."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n"
        for line in comparable(expected).splitlines()
    )
    return re.fullmatch(pattern, comparable(printed)) is not None


def comparable(text: str) -> str:
    """Without what differs from run to run, spaces at the ends of lines, and empty lines."""
    for pattern, word in _SAME:
        text = pattern.sub(word, text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines() if line.strip())


def reader(folder: Path, **orgs: str) -> Reader:
    """A reader with a clean environment."""
    env = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(folder)}
    return Reader(folder, env, orgs)
