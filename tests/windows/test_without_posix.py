"""hookops starts and runs where `fcntl`, `O_NONBLOCK` and their like do not exist."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from windows.absent import MODULES, NAMES, OTHERWISE, Absence

TESTS = Path(__file__).resolve().parents[1]
# `make nightly` runs many more; these are the packages that know of what is absent.
CONCERNED = (
    "files",
    "network",
    "ledger/test_file_lock.py",
    "ledger/test_owner.py",
    "okta/test_connections.py",
    "secrets/test_without_programs.py",
)


def run(*words: str, folder: Path, typed: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Python with these words, in an environment of its own."""
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(TESTS),
        # What a pipe's encoding is in Windows unless somebody says otherwise.
        "PYTHONIOENCODING": "latin-1",
        "HOOKOPS_SECRET_TOKEN_HOOK": "CANARY-70110",
    }
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=env, input=typed, capture_output=True, check=False
    )


def hookops(words: str, folder: Path, typed: bytes = b"") -> tuple[int, str]:
    done = run(str(TESTS / "windows" / "absent.py"), *words.split(), folder=folder, typed=typed)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_the_main_job(tmp_path):
    """A project is made, planned, applied and in sync; its files are those of any other system."""
    steps = ("init", "plan --detailed-exitcode", "apply --yes", "drift")
    done = [hookops(step, tmp_path) for step in steps]
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    written = [*tmp_path.rglob("*.yaml"), *tmp_path.rglob("*.json")]

    assert [0, 2, 0, 0] == [code for code, _ in done], done
    assert "No drift. 1 hook is as last applied." in done[3][1]
    assert ".hookops/local.ledger.json" in files
    assert not any(name.endswith(".lock") for name in files)
    assert not any(b"\r" in path.read_bytes() for path in written)


def test_a_manifest_in_a_pipe(tmp_path):
    """It is UTF-8 on the way in and out, whatever the computer's own encoding is."""
    text = "# d\u2019acc\u00e8s\napiVersion: hookops.dev/v1\nkind: HookKey\nmetadata: {name: a}\n"

    code, formatted = hookops("fmt -", tmp_path, text.encode())

    assert (0, True) == (code, formatted.startswith("# d\u2019acc\u00e8s\n"))


def test_the_packages_concerned():
    """Their tests run with all that taken from hookops, but for those that say why not."""
    paths = [str(TESTS / name) for name in CONCERNED]
    done = run("-m", "pytest", "-q", "-p", "windows.plugin", *paths, folder=TESTS.parent)

    assert 0 == done.returncode, done.stdout.decode()[-4000:]


def test_what_is_otherwise():
    """Only tests that there are say why they do not run there."""
    files = [*TESTS.rglob("test_*.py")]
    whole = "".join(f"\n# {path.name}(\n{path.read_text()}" for path in files)

    assert [] == [n for n in OTHERWISE if not re.search(rf"\n(def|#) {re.escape(n)}\(", whole)]


def seen_by(importer: str, source: str) -> dict[str, Any]:
    """The names that a module of that name has after such a source."""
    names: dict[str, Any] = {
        "__name__": importer,
        "__builtins__": {"__import__": Absence().find_module},
    }
    exec(source, names)
    return names


@pytest.mark.parametrize("name", sorted(MODULES))
def test_modules_that_are_absent(name):
    """hookops cannot import them; others can, as they have their own ways under Windows."""
    with pytest.raises(ModuleNotFoundError):
        seen_by("hookops.files.lock", f"import {name}")
    assert name in seen_by("portalocker", f"import {name}")


@pytest.mark.parametrize("module", ["os", "select", "signal", "socket"])
def test_names_that_are_absent(module):
    """Those of the modules that there are are gone for hookops, and what else they have is not."""
    found = seen_by("hookops.files.lock", f"import {module}")[module]
    whole = seen_by("portalocker", f"import {module}")[module]

    assert NAMES[module] & set(dir(whole)) == set(dir(whole)) - set(dir(found))
    assert NAMES[module] & set(dir(whole))
