"""Whatever lies where a user names a file: one line, at once, and no traceback."""

from pathlib import Path

import pytest
from files.special import SPECIAL, large, link

NAME = "enrich-access-tokens"
READ = {
    "the ledger": (".hookops/local.ledger.json", ["plan"], 3),
    "the ledger of drift": (".hookops/local.ledger.json", ["drift"], 3),
    "a saved plan": ("x", ["apply", "x", "--yes"], 3),
    "a shown plan": ("x", ["show", "x"], 3),
    "the project": ("hookops.yaml", ["plan"], 3),
    "a project": ("x", ["plan", "--config", "x"], 3),
    "a manifest": ("x.yaml", ["validate", "x.yaml"], 3),
    "a manifest in its folder": ("manifests/x.yml", ["plan"], 3),
    "a payload": ("x", ["preview", NAME, "--payload", "x"], 3),
    "a case": ("x/x.json", ["preview", NAME, "--cases", "x"], 3),
    "a seed": ("x", ["emulator", "--port", "0", "--seed", "x"], 3),
}
"""Files that commands read: where each is, what reads it, and the exit code."""
WRITTEN = {
    "the lock": (".hookops/local.ledger.json.lock", ["apply", "--yes"], 3),
    "a plan to save": ("x", ["plan", "--out", "x"], 3),
    "a report of usage": ("x", ["usage", "--out", "x"], 3),
    "the embedded org": (".hookops/local.db", ["plan"], 3),
    "the emulator's data": ("x", ["emulator", "--port", "0", "--data", "x"], 3),
}

LONG = "long-name-" * 30
"""More than a file system has for one name."""
NAMED = {
    "a manifest": ["validate", LONG],
    "a manifest in a folder": ["fmt", f"{LONG}/a.yaml"],
    "a plan to save": ["plan", "--out", f"{LONG}/plan.json"],
    "a plan to show": ["show", f"{LONG}.json"],
    "a manifest as a plan": ["show", f"{LONG}.yaml"],
    "a manifest to show": ["show", LONG],
    "cases": ["preview", NAME, "--cases", LONG],
    "a report of usage": ["usage", "--out", f"{LONG}/usage.html"],
    "a JSON report": ["plan", "--json-into", f"{LONG}/plan.json"],
    "a project": ["plan", "--config", f"{LONG}/hookops.yaml"],
    "a seed": ["emulator", "--port", "0", "--seed", LONG],
    "data": ["emulator", "--port", "0", "--data", LONG],
}


@pytest.mark.parametrize("name", NAMED)
def test_a_name_that_no_file_can_have(shell, name):
    """It is the user's mistake, and no bug of hookops."""
    done = shell.run(*NAMED[name])

    assert 3 == done.returncode, done.stderr


def test_a_folder_of_state_that_cannot_be(shell, declared):
    """The drift is reported, and that nothing remembers it."""
    shell.run("apply", "--yes")

    done = shell.run("drift", "--notify", "json://127.0.0.1:9/x", "--notify-state", LONG)

    assert 0 == done.returncode, done.stderr


@pytest.mark.parametrize("what", SPECIAL)
@pytest.mark.parametrize("name", [*READ, *WRITTEN])
def test_what_is_no_file(shell, name, what):
    """A pipe is not waited for, a socket and a folder are not read; nothing else is made."""
    place, words, code = {**READ, **WRITTEN}[name]
    path = shell.folder / place
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    SPECIAL[what](path)

    done = shell.run(*words)

    assert (code, "") == (done.returncode, done.stdout)
    assert Path(place).name in done.stderr


@pytest.mark.promise("P22")
@pytest.mark.parametrize("name", READ)
def test_a_file_of_ten_gigabytes(shell, name):
    """It is refused by its size; nobody waits until it is read."""
    place, words, code = READ[name]
    path = shell.folder / place
    path.parent.mkdir(exist_ok=True)
    large(path)

    done = shell.run(*words)

    assert code == done.returncode
    assert "10,737,418,240" in done.stderr.replace("10737418240", "10,737,418,240")


@pytest.mark.parametrize("name", ["the ledger", "a saved plan", "a shown plan", "the lock"])
def test_links_are_not_followed(shell, name):
    """What a pull request can bring and hookops believes or writes is no link."""
    place, words, code = {**READ, **WRITTEN}[name]
    path = shell.folder / place
    path.parent.mkdir(exist_ok=True)
    link(path)

    done = shell.run(*words)

    assert (code, "mine") == (done.returncode, path.read_text())
    assert "it is a symbolic link, not a file" in done.stderr
