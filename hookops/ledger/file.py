"""The default ledger store: a file, with a lock, fsync and atomic replace."""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from hookops.files.reading import Unreadable, open_regular, read_bytes
from hookops.files.writing import replace_file
from hookops.ledger.document import Writer, loads
from hookops.model.errors import Conflict, GuardError, InvalidInput, Unavailable
from hookops.model.resource import Ledger
from hookops.model.text import show

MAX_BYTES = 64 * 1024 * 1024
"""Of a ledger: ten thousand hooks with a thousand tombstones are a tenth of it."""


EMBEDDED = "emulator:"
"""How the names of embedded organizations begin."""


class FileLedger:
    """One organization's ledger at one path; a `LedgerStore`.

    The path is opened without following a symbolic link; the file and its folder are made for
    their owner alone.
    """

    def __init__(self, path: Path | str, organization: str) -> None:
        self._path = Path(path)
        self._organization = organization
        self._writer = Writer()
        self._stored: tuple[str, Ledger] | None = None
        """The text that was read or written last, and its ledger, so that it is parsed once."""

    def read(self) -> Ledger:
        """See `LedgerStore.read`."""
        text = self._text()
        if text is None:
            return Ledger(self._organization, exists=False)
        # Compared as text: times and sizes of files do not tell two quick writes apart.
        if self._stored and text == self._stored[0]:
            return self._stored[1]
        ledger = loads(text, str(self._path))
        if ledger.organization != self._organization:
            raise GuardError(
                f"{self._path} is the ledger of {show(ledger.organization)}, "
                f"not of {self._organization}",
                _describe_other(self._path, ledger.organization, self._organization),
            )
        self._stored = (text, ledger)
        return ledger

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        """See `LedgerStore.swap`.

        Reading and replacing are two steps: only the lease keeps another run from between them.
        """
        now = self.read()
        if (now.serial, now.exists) != (before.serial, before.exists):
            raise Conflict(f"{self._path} was written by another run", "run hookops plan again")
        stored = replace(after, serial=before.serial + 1, exists=True)
        text = self._writer.dumps(stored)
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._path, text)
        except OSError as problem:
            raise Unavailable(
                f"hookops cannot write the ledger {self._path}: {problem.strerror}",
                "hookops sends no write whose intent it cannot store",
            ) from None
        self._stored = (text, stored)
        return stored

    @contextmanager
    def lease(self) -> Iterator[None]:
        """See `LedgerStore.lease`; it keeps out runs on this machine.

        Raises: Conflict; Unavailable when the lock's file cannot be opened.
        """
        handle = self._take_lock()
        try:
            _write_holder(handle)
            yield
        finally:
            # The file goes with the lease, or it would be committed beside the ledger. While it is
            # still locked: who has opened it meanwhile sees afterwards that it is gone.
            with suppress(OSError):
                if _is_at(self._lock, handle):
                    self._lock.unlink()
            os.close(handle)

    def _take_lock(self) -> int:
        """A descriptor of the lock's file, locked. Raises: Conflict, Unavailable."""
        while True:
            handle = self._open_lock()
            try:
                # The kernel drops a flock with its process, however that ends. A file whose
                # existence is the lock would outlive a run that was killed.
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                holder = _describe_holder(handle, self._lock)
                os.close(handle)
                raise Conflict(holder, "wait for it to end") from None
            # A run that ended just now took its file away: a lock on that keeps nobody out.
            if _is_at(self._lock, handle):
                return handle
            os.close(handle)

    def _open_lock(self) -> int:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return open_regular(self._lock, os.O_RDWR | os.O_CREAT)
        except (OSError, Unreadable) as problem:
            reason = problem.reason if isinstance(problem, Unreadable) else problem.strerror
            raise Unavailable(
                f"hookops cannot open the lock {self._lock}: {reason}",
                "hookops applies only while it has the lock",
            ) from None

    @property
    def _lock(self) -> Path:
        return self._path.with_name(self._path.name + ".lock")

    def _text(self) -> str | None:
        try:
            # Bytes that are no UTF-8 become an error of JSON, which names the place.
            return read_bytes(self._path, MAX_BYTES).decode(errors="replace")
        except Unreadable as problem:
            if problem.missing:
                return None
            text = f"hookops cannot read the ledger {self._path}: {problem.reason}"
            hint = "the ledger has to be a file, not a link or a folder"
            raise InvalidInput(text, hint) from None


def _is_at(path: Path, handle: int) -> bool:
    """Whether the path still leads to the open file."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _describe_other(path: Path, was: str, now: str) -> str:
    """What to do about the ledger of another organization."""
    # An embedded org whose data file is new is a new org, and nothing is left of the old one.
    if was.startswith(EMBEDDED) and now.startswith(EMBEDDED):
        return (
            "the embedded organization is a new one, since its data file is new: to start again, "
            f"delete its ledger as well: rm {path}"
        )
    return "each organization has a ledger of its own; set `ledger:` in hookops.yaml"


def _write_holder(handle: int) -> None:
    """The lock's file names this process, for the runs that it keeps out."""
    owner = {"pid": os.getpid(), "host": socket.gethostname(), "since": int(time.time())}
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(owner).encode(), 0)


def _describe_holder(handle: int, path: Path) -> str:
    """Who has the lock, as its file says; another user of the machine may have written it."""
    # Whatever is wrong with its text, the lock is taken: that is not for the text to decide.
    try:
        owner = json.loads(os.pread(handle, 4096, 0))
        since = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(owner["since"]))
        holder = f"process {owner['pid']} on {show(str(owner['host']))} since {since}"
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        holder = "another run"
    return f"{holder} has the lock {path}"
