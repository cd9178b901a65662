"""What a run is given by the one who starts it: environment, folder and terminal.

The process's own are the default, and are read here and nowhere else.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from hookops.secrets.tripwire import Tripwire

if TYPE_CHECKING:
    from hookops.okta.session import Patience


@dataclass(frozen=True, slots=True)
class Host:
    """Where a command runs. Standard output and error are the ones that `main` was given."""

    env: Mapping[str, str] = field(repr=False)
    folder: Path
    """What relative paths of the command line are relative to."""
    stdin: TextIO | None
    # Tests wait milliseconds for an org that never answers.
    patience: "Patience | None" = None
    """How long an org that does not answer is asked; None: as long as people would."""
    tripwire: Tripwire = field(default_factory=Tripwire, repr=False, compare=False)
    """What everything that the run writes is looked through by."""
    brief: bool = False
    """Whether the process ends with the run, so that collecting garbage is not worth its time."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The local clock, for times that people read."""

    def path(self, text: str) -> Path:
        """The file of an argument; messages name it as it was typed when the folder is `.`."""
        return self.folder / text

    def terminal(self) -> TextIO | None:
        """Where somebody can be asked; None where nobody can."""
        return self.stdin if self.stdin is not None and self.stdin.isatty() else None

    def columns(self) -> int:
        """The width of the terminal: COLUMNS, else its own, else 100."""
        # Shells set it, and people who want wide tables in CI do.
        text = self.env.get("COLUMNS", "")
        if text.isascii() and text.isdigit() and int(text) > 0:
            return int(text)
        # Not sys.stdout: a report in a pipe is as wide as the terminal beside it.
        try:
            return os.get_terminal_size(sys.__stdout__.fileno()).columns or 100  # type: ignore[union-attr]
        except (AttributeError, ValueError, OSError):
            return 100


def process() -> Host:
    """That of the process: a relative path stays relative."""
    # An empty path keeps messages as people typed their paths: `manifests/a.yaml`.
    return Host(os.environ, Path(), sys.stdin, brief=True)


def current() -> Host:
    """That of the command that runs."""
    # Passed by click and not by a global: two runs in one process keep their own.
    found = click.get_current_context().find_object(Host)
    if found is None:
        raise RuntimeError("a command runs without a host")
    return found
