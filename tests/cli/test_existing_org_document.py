"""Somebody enters the commands of docs/existing-org.md, one after the other."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cli.conftest import REPO, Emulator, Shell
from existing_org import SWITCHES, build
from terraform_state import show_json

from hookops.emulator.control.switches import Switches

TEXT = (REPO / "docs" / "existing-org.md").read_text()
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
URL = "https://acme.okta.com"


@dataclass(frozen=True)
class Command:
    """A line after `$`, and what the page shows below it."""

    line: str
    shown: tuple[str, ...]


def commands() -> Iterator[Command | tuple[str, str]]:
    """Each command of the page, and each file with its name, in order."""
    for language, path, text in BLOCK.findall(TEXT):
        if path:
            yield path, text
        for part in (
            re.split(r"^\$ ", text, flags=re.MULTILINE)[1:] if language == "console" else ()
        ):
            line, *shown = part.splitlines()
            yield Command(line, tuple(shown))


class Reader:
    """Somebody at a shell, whose folder is `base` at first."""

    def __init__(self, shell: Shell, org: Emulator) -> None:
        self.shell, self.org, self.base = shell, org, shell.folder

    def enter(self, command: Command) -> None:
        words = shlex.split(command.line)
        match words:
            case ["mkdir", folder, "&&", "cd", same]:
                assert folder == same
                self.shell.folder = self.base / folder
                self.shell.folder.mkdir()
            case ["export", setting]:
                # `$(pass show ...)` gives something that nobody else knows.
                name, _, value = setting.partition("=")
                assert value.startswith("$(pass show ")
                self.shell.env[name] = "t0ken" if name == "HOOKOPS_API_TOKEN" else "value-of-it-all"
            case ["terraform", "show", "-json", ">", name]:
                state = show_json(lambda m, path, body=None: self.org.call(m, f"/api/v1/{path}"))
                self.shell.write(name, json.dumps(state))
            case ["hookops", *arguments]:
                self.run([word.replace(URL, self.org.url) for word in arguments], command.shown)
            case _:
                pytest.fail(f"nobody knows how to enter {command.line}")

    def run(self, arguments: list[str], shown: tuple[str, ...]) -> None:
        done = self.shell.run(*arguments)
        lines = (done.stdout + done.stderr).replace(self.org.url, URL).splitlines()
        found = {plain(line) for line in lines}

        assert 0 == done.returncode, done.stderr
        # `...` stands for any lines.
        assert set() == {*shown} - {"..."} - found


def plain(line: str) -> str:
    """Without parts of ids, in which labels of the state end, and with one address of many."""
    found = re.sub(r"(okta_inline_hook\.r_\w+?)_[a-z0-9]{8}\b", r"\1", line)
    return re.sub(r"(portal), .* and \d+ more in clear", r"\1 and 28 more in clear", found)


def test_every_command(tmp_path: Path) -> None:
    """Each is accepted, and prints what the page shows."""
    org = Emulator(switches=Switches(**SWITCHES))
    shell = Shell(tmp_path)
    (tmp_path / "hookops.yaml").unlink()
    try:
        build(lambda m, path, body=None: org.call(m, f"/api/v1/{path}", body))
        reader = Reader(shell, org)
        for step in commands():
            if isinstance(step, Command):
                reader.enter(step)
            else:
                shell.write(*step)
    finally:
        org.stop()


def test_every_command_of_hookops_is_shown() -> None:
    """The page shows each way in, and the way out."""
    shown = {step.line.split()[1] for step in commands() if isinstance(step, Command)}

    assert {"init", "export", "import", "adopt", "forget", "plan", "apply", "drift"} <= shown
