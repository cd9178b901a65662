"""What a run is given by the one who starts it: environment, folder and terminal.

The process's own are the default, and are read here and nowhere else.
"""

import os
import sys
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Protocol, TextIO, TypeVar

import click

from hookops.cli.shared import Shared
from hookops.secrets.tripwire import Tripwire

if TYPE_CHECKING:
    from hookops.okta.session import Patience


T = TypeVar("T")

_IS_WINDOWS = os.name == "nt"
_WIDEST = 1000


class Streams(Protocol):
    """Where one of several runs in a process writes; see `recorded.py`."""

    def out(self, text: str) -> None:
        """A part of its report."""

    def err(self, text: str, *, shared: bool) -> None:
        """Lines for people; `shared` ones are true of other runs too, and are shown once."""

    def conclude(self, noun: str, values: tuple[object, ...]) -> None:
        """That it has reported these values."""


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
    streams: "Streams | None" = None
    """The run's own, where it is one of several at once; None: those of the process."""
    stop: Event | None = None
    """Ends the run's waits and requests once it is set, where somebody else gets the signals."""
    shared: Shared | None = field(default=None, repr=False, compare=False)
    """What several runs at once have in common; None for a run alone."""
    quiet: bool = False
    """Whether notes and progress stay away."""
    hide: Callable[[str], str] = field(default=str, repr=False, compare=False)
    """Takes what looks like a token, and was typed, out of a message."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The local clock, for times that people read."""

    def path(self, text: str) -> Path:
        """The file of an argument; messages name it as it was typed when the folder is `.`."""
        return self.folder / text

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` makes; of several runs at once, what one of them has made."""
        # Alone, a run may write files and read them again.
        return self.shared.once(key, make) if self.shared is not None else make()

    def terminal(self) -> TextIO | None:
        """Where somebody can be asked; None where nobody can."""
        return self.stdin if self.stdin is not None and self.stdin.isatty() else None

    def columns(self) -> int:
        """The width of the terminal: COLUMNS, else its own, else 100; at most 1000."""
        # Shells set it, and people who want wide tables in CI do. Cut, since a number of thousands
        # of digits is an error in Python, and a line of a billion columns does not fit anywhere.
        text = self.env.get("COLUMNS", "")
        if text.isascii() and text.isdigit() and (given := int(text[:9])):
            return min(given, _WIDEST)
        # Not sys.stdout: a report in a pipe is as wide as the terminal beside it.
        for stream in (sys.__stdout__, sys.__stderr__):
            with suppress(AttributeError, ValueError, OSError):
                return os.get_terminal_size(stream.fileno()).columns or 100  # type: ignore[union-attr]
        return 100


def shows_styles(env: Mapping[str, str]) -> bool:
    """Whether terminals show colours and move their cursor, as far as the environment says.

    Source: terminfo: a terminal that calls itself dumb does neither.
    """
    # A console of Windows shows the codes themselves, unless a program has asked it not to.
    return env.get("TERM", "dumb" if _IS_WINDOWS else "") != "dumb"


def process() -> Host:
    """That of the process: a relative path stays relative."""
    # Windows reads a pipe in the code page of the computer; files and pipes of ours are UTF-8.
    if _IS_WINDOWS and isinstance(sys.stdin, TextIOWrapper) and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8")
    # An empty path keeps messages as people typed their paths: `manifests/a.yaml`.
    return Host(os.environ, Path(), sys.stdin, brief=True)


def current() -> Host:
    """That of the command that runs."""
    # Passed by click and not by a global: two runs in one process keep their own.
    found = click.get_current_context().find_object(Host)
    if found is None:
        raise RuntimeError("a command runs without a host")
    return found


def streams() -> Streams | None:
    """Those of the command that runs; None for those of the process, or where none runs."""
    here = found()
    return here.streams if here is not None else None


def found() -> Host | None:
    """That of the command that runs; None where none does."""
    context = click.get_current_context(silent=True)
    return context.find_object(Host) if context is not None else None
