"""`killed.py FOLDER`: stores ledgers in processes that die at each line of it, one after the other.

Prints how many lines there are, and each line after which the ledger was not whole.
"""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from hookops.ledger.file import FileLedger
from hookops.model.errors import HookopsError
from hookops.model.history.records import ApplyRecord

URL = "https://acme.okta.com"
PLACES = ("/hookops/ledger/file.py", "/hookops/files/")
"""What reads and writes the file, and its lock."""


def store(path: Path) -> None:
    """One more apply is in the ledger."""
    ledger = FileLedger(path, URL)
    with ledger.lease():
        before = ledger.read()
        record = ApplyRecord(
            at="2025-01-01T00:00:00+00:00", plan="x" * 10_000, done=1, failed=0, unknown=0
        )
        ledger.swap(before, replace(before, applies=(*before.applies, record)))


class Line:
    """The process dies before the line of that number, counted in ledger and files."""

    def __init__(self, number: int) -> None:
        self.left, self.place = number, ""

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        name = frame.f_code.co_filename
        if not any(place in name for place in PLACES):
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def dies_at(number: int, path: Path) -> bool:
    """Whether a process that stores a ledger has a line of that number."""
    child = os.fork()
    if child == 0:
        # Never back into the loop of the parent, also where the ledger is not whole any more.
        try:
            sys.settrace(Line(number))
            store(path)
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def main(folder: Path) -> None:
    """Each line in turn, until there is none of its number."""
    path, number, wrong = folder / "ledger.json", 1, []
    store(path)
    while dies_at(number, path):
        try:
            FileLedger(path, URL).read()
            # The next run takes the lock as well; each time would be three syncs for every line.
            if number % 10 == 0:
                store(path)
        except HookopsError:
            wrong.append(number)
        number += 1
    sys.stdout.write(f"{number - 1} {wrong}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
