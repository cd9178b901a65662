"""The commands with a ledger in every store, as a CI job has them: all of it in variables."""

from dataclasses import replace

import pytest
from cli.conftest import Emulator, Shell


@pytest.fixture
def shell(tmp_path, place):
    """A project whose ledger is at that place; the memory of this process is no place for it."""
    if place.memory is not None:
        pytest.skip("no location leads to this process's memory")
    (tmp_path / "project").mkdir()
    made = Shell(tmp_path / "project")
    made.env |= {**place.env, "HOOKOPS_LEDGER": place.location, "LOGNAME": "alice"}
    return made


def test_a_ledger_from_first_to_last(shell, tmp_path):
    """Apply, plan, drift, show, move it away and back, unlock."""
    local = tmp_path / "moved.json"
    done = [
        shell.run(*words)
        for words in (
            ("apply", "--yes"),
            ("plan", "--detailed-exitcode"),
            ("drift",),
            ("ledger", "check"),
            ("ledger", "move", "--to", str(local)),
            ("unlock",),
        )
    ]

    assert [0] * 6 == [each.returncode for each in done], done
    assert local.exists()


def test_a_job_that_another_one_keeps_out(shell, place):
    """Exit code 6 with its user and CI run, and after a wait as well; nothing is made."""
    org = Emulator()
    shell.point_at(org.url)
    own = replace(place, organization=org.url)
    with own.other_process() as other:
        at_once = shell.run("apply", "--yes")
        later = shell.run("apply", "--yes", "--lock-timeout", "1")
        refused = shell.run("unlock")
        other.kill()
    methods = {method for method, _ in org.requests()}
    org.stop()

    assert (6, 6, 5) == (at_once.returncode, later.returncode, refused.returncode)
    assert f"error: process {other.pid} of " in at_once.stderr
    assert f"note: waiting at most 1 s: process {other.pid} of " in later.stderr
    assert methods <= {"GET"}
