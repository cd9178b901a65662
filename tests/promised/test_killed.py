"""A process that dies while it stores the ledger leaves a whole one, at whatever line it dies."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.promise("P24")
def test_kill_at_each_line(tmp_path: Path) -> None:
    """The ledger is the old one or the new one, and the next run takes the lock and goes on."""
    # The script forks, which a process with threads, as this one, must not.
    done = subprocess.run(
        [sys.executable, str(HERE / "killed.py"), str(tmp_path)],
        cwd=HERE.parents[1],
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
    )

    lines, wrong = done.stdout.split(maxsplit=1)

    assert "[]" == wrong.strip()
    assert int(lines) > 50
