"""How `tools/mutant_runs.py` tells what became of a fork."""

import subprocess
import sys
from pathlib import Path

import mutant_runs
import mutants
import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
RUN = """
import os, signal, sys
import mutant_runs
pid = mutant_runs._fork(lambda: {work})
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(mutant_runs.ENDS.get(code, "broken"))
"""


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ("os._exit(mutant_runs.SURVIVED)", "survived"),
        ("os._exit(mutant_runs.KILLED)", "killed"),
        ("os._exit(mutant_runs.INVALID)", "invalid"),
        ("1 / 0", "broken"),
        ("sys.exit(0)", "broken"),
        ("os.kill(os.getpid(), signal.SIGTERM)", "broken"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "timeout"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "timeout"),
    ],
)
def test_what_a_fork_ends_with(work: str, expected: str) -> None:
    """Only a failed test kills a mutant; a fork that breaks shows nothing about it."""
    # A process of its own: pytest's workers have threads, and Python warns of forks beside them.
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(work=work)],
        cwd=TOOLS,
        capture_output=True,
        text=True,
        check=True,
    )

    assert expected == done.stdout.strip()
    assert ("ZeroDivisionError" in done.stderr) == (work == "1 / 0")


def test_broken_is_no_other_end() -> None:
    """The exit code of Python for an exception, 1, would be that of a killed mutant."""
    assert mutant_runs.BROKEN not in mutant_runs.ENDS


def test_score() -> None:
    """A timeout is noticed; what is broken shows nothing, and does not count as noticed."""
    results = ["killed", "timeout", "broken", "survived"]

    assert 50.0 == mutants.score_of(results)
    assert 100.0 == mutants.score_of([])
