"""Where a program cannot be ended with what it has started, none is run for a secret."""

import sys

import pytest
from secret_sources.contexts import context

from hookops.secrets.program import Program
from hookops.secrets.source import SourceError


@pytest.mark.skipif("windows.plugin" not in sys.modules, reason="here it can be ended")
def test_no_program_runs(tmp_path):
    """One that is there does not run, and the message does not say that it is missing."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "tool"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    tool = Program("tool", "https://tool.example", (), ())

    with pytest.raises(SourceError, match="hookops runs no tool on this system"):
        tool.run([], context(tmp_path, {"PATH": str(tmp_path / "bin")}))

    assert ["bin"] == [path.name for path in tmp_path.iterdir()]
