"""The ledger in a file: lock, fsync, atomic replace. The default home."""

import fcntl
import json
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hookops.ledger.document import Writer, loads
from hookops.model.errors import Conflict, GuardError, InvalidInput, Unavailable
from hookops.model.resource import Ledger
from hookops.model.text import show


class FileLedger:
    """One organization's ledger at one path.

    The path is opened without following a symbolic link; the file and its folder are made for
    their owner alone.
    """

    def __init__(self, path: Path, organization: str) -> None:
        self._path = path
        self._organization = organization
        self._writer = Writer()
        self._stored: tuple[str, Ledger] | None = None
        """The text that was read or written last, and what it says."""

    def read(self) -> Ledger:
        """The ledger; an empty one with `exists=False` where there is no file.

        Raises: InvalidInput when the file is no whole ledger, Refused when it is another org's.
        """
        text = self._text()
        if text is None:
            return Ledger(self._organization, exists=False)
        if self._stored and text == self._stored[0]:
            return self._stored[1]
        ledger = loads(text, str(self._path))
        if ledger.organization != self._organization:
            raise GuardError(
                f"{self._path} is the ledger of {show(ledger.organization)}, "
                f"not of {self._organization}",
                "each organization has a ledger of its own; set `ledger:` in hookops.yaml",
            )
        self._stored = (text, ledger)
        return ledger

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        """`after` is the ledger now, with the next serial, if it was `before` until now.

        Raises: Conflict when someone else wrote in between; Unavailable when it cannot be stored,
        and then the old ledger is as it was.
        """
        now = self.read()
        if (now.serial, now.exists) != (before.serial, before.exists):
            raise Conflict(f"{self._path} was written by another run", "run hookops plan again")
        stored = replace(after, serial=before.serial + 1, exists=True)
        text = self._writer.dumps(stored)
        try:
            self._replace(text)
        except OSError as problem:
            raise Unavailable(
                f"the ledger {self._path} cannot be written: {problem.strerror}",
                "no write is sent whose intent cannot be stored",
            ) from None
        self._stored = (text, stored)
        return stored

    @contextmanager
    def lease(self) -> Iterator[None]:
        """While it lasts, no other run on this machine writes this ledger or applies.

        The lock ends with the process, however that ends.
        Raises: Conflict with the holder when it is held.
        """
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as problem:
            raise Unavailable(
                f"the lock {self._lock} cannot be made: {problem.strerror}",
                "hookops applies only while it holds it",
            ) from None
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Conflict(_held(handle, self._lock), "wait for it to end") from None
            _sign(handle)
            yield
        finally:
            os.close(handle)

    @property
    def _lock(self) -> Path:
        return self._path.with_name(self._path.name + ".lock")

    def _text(self) -> str | None:
        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except OSError as problem:
            text = f"the ledger {self._path} cannot be read: {problem.strerror}"
            raise InvalidInput(text, "it has to be a file, not a link") from None
        try:
            with os.fdopen(handle, encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError as problem:
            text = f"the ledger {self._path} cannot be read: {problem.strerror}"
            raise InvalidInput(text, "it has to be a file") from None

    def _replace(self, text: str) -> None:
        """Whole or not at all, also when the power goes."""
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, passing = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(passing, self._path)
        except BaseException:
            Path(passing).unlink(missing_ok=True)
            raise
        directory = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def _sign(handle: int) -> None:
    owner = {"pid": os.getpid(), "host": socket.gethostname(), "since": int(time.time())}
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(owner).encode(), 0)


def _held(handle: int, path: Path) -> str:
    try:
        owner = json.loads(os.pread(handle, 4096, 0))
        since = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(owner["since"]))
        holder = f"process {owner['pid']} on {show(str(owner['host']))} since {since}"
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        holder = "another run"
    return f"the lock {path} is held by {holder}"
