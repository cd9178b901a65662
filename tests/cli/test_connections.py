"""Which connections a command opens, as Python itself reports them."""

import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from cli.conftest import Emulator, Shell

WATCHED = """
import sys
def seen(event, arguments):
    if event == "socket.connect":
        print("connection", *arguments[1][:2], file=sys.stderr)
    if event == "socket.getaddrinfo":
        print("connection", *arguments[:2], file=sys.stderr)
sys.addaudithook(seen)
from hookops.cli.main import main
sys.exit(main())
"""


def connections(shell: Shell, *arguments: str) -> set[str]:
    """What a command in a process of its own connects to, or looks up."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments],
        cwd=shell.folder,
        env=shell.env,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stderr.splitlines()
    return {line.partition(" ")[2] for line in lines if line.startswith("connection ")}


@pytest.mark.promise("P19", "P23")
def test_validate_opens_none(shell: Shell, emulator: Emulator) -> None:
    """Also where a manifest names a schema by its URL."""
    path = shell.folder / "manifests" / "enrich-access-tokens.yaml"
    schema = "# yaml-language-server: $schema=https://schemas.example.com/hook.json\n"
    path.write_text(schema + path.read_text().partition("\n")[2])

    assert set() == connections(shell, "validate")


@pytest.mark.promise("P19")
@pytest.mark.parametrize("command", [["plan"], ["apply", "--yes"], ["drift"]], ids=" ".join)
def test_others_connect_to_the_org(shell: Shell, emulator: Emulator, command: list[str]) -> None:
    """Nobody else is asked, and no other name is looked up."""
    shell.run("apply", "--yes")
    org = urlsplit(emulator.url)

    assert {f"{org.hostname} {org.port}"} == connections(shell, *command)
