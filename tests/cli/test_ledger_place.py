"""Where the ledger is: the environment decides, and a project names no place for a credential."""

import json

import pytest

from hookops.ledger.file import FileLedger

CANARY = "CANARY-55120"


def at(shell, ledger):
    """The project's organization has its ledger there."""
    text = (shell.folder / "hookops.yaml").read_text()
    changed = text.replace("local.db}", f"local.db, ledger: '{ledger}'}}")
    shell.write("hookops.yaml", changed)


def test_the_environment_wins(shell):
    """HOOKOPS_LEDGER is the place, whatever the project says, and no other file is made."""
    at(shell, "project.json")
    shell.env["HOOKOPS_LEDGER"] = "job.json"

    assert 0 == shell.run("apply", "--yes").returncode

    assert 1 == len(json.loads((shell.folder / "job.json").read_text())["managed"])
    assert not (shell.folder / "project.json").exists()


@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes"), ("drift",), ("unlock",)])
def test_a_password_in_the_project(shell, command):
    """It is a literal secret: invalid input with a position, and it is printed nowhere."""
    at(shell, f"postgresql://hookops:{CANARY}@db.example.com/state")

    done = shell.run(*command)

    assert 3 == done.returncode
    assert "hookops.yaml:6:" in done.stderr
    assert CANARY not in done.stdout + done.stderr


def test_an_unknown_scheme_of_the_environment(shell):
    """What may be a password in it is not printed."""
    shell.env["HOOKOPS_LEDGER"] = f"ftp://bob:{CANARY}@host/a.json?x={CANARY}"

    done = shell.run("plan")

    assert 3 == done.returncode
    assert "hookops has no ledger store for ftp://host/a.json" in done.stderr
    assert CANARY not in done.stdout + done.stderr


def held(shell):
    return FileLedger(shell.folder / ".hookops/local.ledger.json", "emulator:x").lease()


def test_a_lock_that_is_held(shell):
    """Exit code 6, with the owner, after as many seconds as were asked for."""
    with held(shell):
        at_once = shell.run("apply", "--yes")
        later = shell.run("apply", "--yes", "--lock-timeout", "1")

    assert (6, 6) == (at_once.returncode, later.returncode)
    assert "error: process " in at_once.stderr
    assert "waiting at most 1 s: process " in later.stderr


def test_unlock(shell):
    """Without a lock there is nothing to free; one that is held needs --force."""
    free = shell.run("unlock")
    with held(shell):
        refused = shell.run("unlock")
        forced = shell.run("unlock", "--force")
    again = shell.run("apply", "--yes")

    place = ".hookops/local.ledger.json"
    assert f"the lock of {place} is free: no run had it\n" == free.stdout
    assert 5 == refused.returncode
    assert "and it may be alive\n  hint: see whether that run is at work" in refused.stderr
    assert f"the lock of {place} is free: it was that of process " in forced.stdout
    assert (0, 0) == (forced.returncode, again.returncode)


def test_no_ledger(shell):
    """Every run says what is weaker; hooks are known again by type and name."""
    at(shell, "none")

    first, again = shell.run("apply", "--yes"), shell.run("plan", "--detailed-exitcode")

    assert (0, 0) == (first.returncode, again.returncode)
    for done in (first, again):
        assert "note: hookops keeps no ledger here: it knows hooks by type and name" in done.stderr
    assert [] == list(shell.folder.rglob("*ledger*"))


@pytest.mark.parametrize(
    ("env", "seen"),
    [
        ({"CI": "true"}, True),
        ({}, False),
        ({"CI": "true", "HOOKOPS_LEDGER": "/nonexistent/prod.json"}, False),
        ({"CI": "true", "HOOKOPS_LEDGER": "state/prod.json"}, True),
    ],
)
def test_a_ledger_in_the_work_tree_of_a_job(shell, emulator, env, seen):
    """A note says why a store that all jobs share is better."""
    shell.env |= env

    done = shell.run("plan")

    assert seen is ("is in the work tree of this CI job" in done.stderr)


def test_a_host_that_only_the_project_names(shell, emulator):
    """A guard's error (5), before anything is sent to it or to Okta."""
    text = (shell.folder / "hookops.yaml").read_text()
    shell.write("hookops.yaml", text.replace("{url", "{ledger: 'postgresql://db.evil/x', url"))
    shell.env["PGPASSWORD"] = CANARY

    done = shell.run("apply", "--yes")

    assert 5 == done.returncode
    assert "hookops sends no credential there" in done.stderr
    assert [] == emulator.requests()
