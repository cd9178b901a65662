"""Mistakes that a process of hookops makes on purpose: campaigns must notice each of them.

They are put into the process that is asked for one, before it runs; no other has them.
"""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from hookops.apply import verdict
from hookops.cli.stop import Stop
from hookops.files import writing
from hookops.ledger import file
from hookops.ledger.file import FileLedger
from hookops.model.resource import Ledger


def writes_in_place() -> None:
    """The file itself is written, so that a reader may see the half of it."""

    def write(path: Path, text: str, mode: int = writing.PRIVATE) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)

    _put(file, "replace_file", write)


def leaves_files() -> None:
    """What could not be written whole stays beside its place."""

    @contextmanager
    def kept(*_: object) -> Iterator[None]:
        yield

    _put(writing, "_gone_on_error", kept)


def forgets_intents() -> None:
    """What is about to be sent is not stored."""
    swap = FileLedger.swap

    def without(self: FileLedger, before: Ledger, after: Ledger) -> Ledger:
        return swap(self, before, replace(after, intents=()))

    _put(FileLedger, "swap", without)


def goes_on() -> None:
    """A signal ends nothing."""

    def arm(self: Stop) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)

    _put(Stop, "arm", arm)


def locks_nothing() -> None:
    """Whoever wants to apply may, at any time."""

    @contextmanager
    def lease(self: FileLedger) -> Iterator[None]:
        yield

    _put(FileLedger, "lease", lease)


def believes_itself() -> None:
    """Whatever an apply finds when it reads back, it ends with 0."""
    _put(verdict, "exit_code", lambda outcomes, left: 0)


def _put(target: Any, name: str, made: Any) -> None:
    setattr(target, name, made)


PLANTS: Mapping[str, Callable[[], None]] = {
    plant.__name__.replace("_", "-"): plant
    for plant in (
        writes_in_place,
        leaves_files,
        forgets_intents,
        goes_on,
        locks_nothing,
        believes_itself,
    )
}
"""By name."""
