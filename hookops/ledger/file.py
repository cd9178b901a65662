"""The default ledger store: a file, with a lock, fsync and atomic replace."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hookops.files import lock
from hookops.files.boundary import Boundary
from hookops.files.reading import Exposure, Unreadable, check_exposure, open_regular, read_exposed
from hookops.files.seal import PROVEN
from hookops.files.writing import make_folder, nameless_file, replace_file
from hookops.ledger.owner import Access, LeaseHeld, Owner, is_cut_short, read_owner
from hookops.ledger.sealed import Documents
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

    def __init__(self, path: Path | str, organization: str, access: Access | None = None) -> None:
        self._path = Path(path)
        self._organization = organization
        self._access = access or Access({})
        self._held: int | None = None
        """The descriptor of the lock's file while this run has the lease."""
        self._documents = Documents(self._access)
        self._stored: tuple[str, Ledger] | None = None
        """The text that was read or written last, and its ledger, so that it is parsed once."""
        self._exposure = Exposure()
        """Who else could write what was read last."""
        self._tried = ("", -1)
        """A text that may be there although it could not be stored for sure, and the serial of the
        ledger before it."""

    def read(self) -> Ledger:
        """See `LedgerStore.read`."""
        text = self._text()
        if text is None:
            return Ledger(self._organization, exists=False)
        # Compared as text: times and sizes of files do not tell two quick writes apart.
        if self._stored and text == self._stored[0]:
            return self._stored[1]
        ledger = self._documents.loads(text, str(self._path))
        proven = ledger.seal in PROVEN
        if note := check_exposure(self._exposure, f"the ledger {self._path}", proven=proven):
            self._access.report(note)
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
        self._check(before)
        text, stored = self._documents.dumps(before, after)
        try:
            make_folder(self._path.parent, 0o700)
            replace_file(self._path, text)
        except OSError as problem:
            self._tried = (text, before.serial)
            raise self._unavailable(problem) from None
        self._stored = (text, stored)
        return stored

    def remove(self, before: Ledger) -> None:
        """See `LedgerStore.remove`."""
        self._check(before)
        try:
            self._path.unlink(missing_ok=True)
        except OSError as problem:
            raise self._unavailable(problem) from None

    def _check(self, before: Ledger) -> None:
        """Raises: Conflict unless `before` is what is stored."""
        # Who forced the lock open may have begun to apply.
        if self._held is not None and not lock.is_at(self._lock, self._held):
            raise Conflict(f"another run took the lock {self._lock}", "run hookops plan again")
        # What this run itself could not store for sure is no other run's.
        if before.serial == self._tried[1] and self._text() == self._tried[0]:
            return
        now = self.read()
        if (now.serial, now.exists) != (before.serial, before.exists):
            raise Conflict(f"{self._path} was written by another run", "run hookops plan again")

    def _unavailable(self, problem: OSError) -> Unavailable:
        return Unavailable(
            f"hookops cannot write the ledger {self._path}: {problem.strerror}",
            "hookops sends no write whose intent it cannot store",
        )

    @contextmanager
    def lease(self) -> Iterator[None]:
        """See `LedgerStore.lease`; it keeps out runs on this machine.

        Raises: Conflict; Unavailable when the lock's file cannot be opened.
        """
        handle = self._take_lock()
        try:
            try:
                # For the runs that it keeps out.
                lock.write_owner(handle, self._access.owner().dumps())
            except OSError as problem:
                raise self._no_lock("write", problem.strerror) from None
            self._held = handle
            yield
        finally:
            self._held = None
            # The file goes with the lease, or it would be committed beside the ledger.
            with suppress(OSError):
                lock.end(self._lock, handle)

    def check_lease(self) -> None:
        """See `CheckableStore.check_lease`: the lock of a run is looked at, and a file of another
        name locked."""
        if os.path.lexists(self._lock):
            handle = self._take_lock()
            # What a dead run has left stays; without a text it was made by this very look.
            if lock.read_owner(handle):
                os.close(handle)
            else:
                lock.end(self._lock, handle)
        try:
            # A run would make what is missing, and who only looks makes nothing.
            folder = next(each for each in self._lock.absolute().parents if os.path.exists(each))
            with nameless_file(folder) as file:
                lock.take(file.fileno())
        except OSError as problem:
            raise self._no_lock("make", problem.strerror) from None

    def unlock(self, *, force: bool = False) -> Owner | None:
        """See `LedgerStore.unlock`: the kernel proves that the owner is dead, as it has no lock."""
        # Nothing is made where nothing is: a folder is no business of who wants to unlock.
        if not os.path.lexists(self._lock):
            return None
        try:
            handle = self._take_lock()
        except LeaseHeld as problem:
            if not force:
                raise
            # A lock cannot be taken from a process, but the next run locks a new file.
            self._check_lock(handle := self._open_lock())
            os.close(handle)
            holder = problem.owner.describe() if problem.owner else "the run that has it"
            # What a process has open, Windows does not remove.
            with self._removing(f"end {holder}: its lock goes with it"):
                lock.remove(self._lock)
            return problem.owner
        owner = _read_owner(handle)
        with self._removing("the lock is free, and its file can be deleted by hand"):
            lock.end(self._lock, handle)
        return owner

    @contextmanager
    def _removing(self, hint: str) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            raise Unavailable(
                f"hookops cannot remove the lock {self._lock}: {problem.strerror}", hint
            ) from None

    def _take_lock(self) -> int:
        """A descriptor of the lock's file, locked. Raises: LeaseHeld, Unavailable."""
        while True:
            handle = self._open_lock()
            try:
                taken = lock.take(handle)
            except OSError as problem:
                os.close(handle)
                raise self._no_lock("take", problem.strerror) from None
            if not taken:
                owner = _read_owner(handle)
                os.close(handle)
                raise LeaseHeld(owner, str(self._lock))
            # A run that ended just now took its file away: a lock on that keeps nobody out.
            if lock.is_at(self._lock, handle):
                self._check_lock(handle)
                return handle
            os.close(handle)

    def _check_lock(self, handle: int) -> None:
        """Raises: InvalidInput, and the file is closed, when it is no lock of hookops."""
        # The ledger `uv` has the lock uv.lock: what is there is somebody's, and would be lost.
        try:
            text = lock.read_owner(handle)
        except OSError as problem:
            os.close(handle)
            raise self._no_lock("read", problem.strerror) from None
        if text and read_owner(text) is None and not is_cut_short(text):
            os.close(handle)
            raise InvalidInput(
                f"{self._lock} is a file of something else: hookops keeps the lock of the ledger "
                f"{self._path} there, and did not change it",
                "set `ledger:` in hookops.yaml to another name, or delete a file that nobody needs",
            )

    def _open_lock(self) -> int:
        try:
            make_folder(self._path.parent, 0o700)
            within = Boundary(self._path.parent)
            return open_regular(self._lock, os.O_RDWR | os.O_CREAT, within=within)
        except OSError as problem:
            raise self._no_lock("open", problem.strerror) from None
        except Unreadable as problem:
            if problem.special:
                raise InvalidInput(
                    f"hookops cannot open the lock {self._lock}: {problem.reason}",
                    "the lock has to be a file of hookops: remove what is there",
                ) from None
            raise self._no_lock("open", problem.reason) from None

    def _no_lock(self, verb: str, reason: str | None) -> Unavailable:
        return Unavailable(
            f"hookops cannot {verb} the lock {self._lock}: {reason}",
            "hookops applies only while it has the lock",
        )

    @property
    def _lock(self) -> Path:
        return self._path.with_name(self._path.name + ".lock")

    def _text(self) -> str | None:
        try:
            # Bytes that are no UTF-8 become an error of JSON, which names the place.
            data, self._exposure = read_exposed(self._path, MAX_BYTES)
            return data.decode(errors="replace")
        except Unreadable as problem:
            if problem.missing:
                return None
            text = f"hookops cannot read the ledger {self._path}: {problem.reason}"
            hint = "the ledger has to be a file, not a link or a folder" if problem.special else ""
            raise InvalidInput(text, hint) from None


def _describe_other(path: Path, was: str, now: str) -> str:
    """What to do about the ledger of another organization."""
    # An embedded org whose data file is new is a new org, and nothing is left of the old one.
    if was.startswith(EMBEDDED) and now.startswith(EMBEDDED):
        return (
            "the embedded organization is a new one, since its data file is new: to start again, "
            f"delete its ledger as well: rm {path}"
        )
    return "each organization has a ledger of its own; set `ledger:` in hookops.yaml"


def _read_owner(handle: int) -> Owner | None:
    """Who the lock's file names; another user of the machine may have written it."""
    # Whatever is wrong with its text, the lock is taken: that is not for the text to decide.
    try:
        return read_owner(lock.read_owner(handle))
    except OSError:
        return None
