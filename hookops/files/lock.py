"""The lock on an open file: of one process at a time, and gone with it, however it ends."""

import errno
import os
from pathlib import Path

_FOR_ALL = os.name != "nt"
"""Whether others can still read a locked file, and its name be removed: not on Windows."""
# portalocker locks the first 64 KiB there (`msvcrt.locking`), and what is behind them can be read.
_TEXT_AT = 0 if _FOR_ALL else 0x10000
_LONGEST = 4096


def take(handle: int) -> bool:
    """Whether this process has the lock now; without waiting for another that has it.

    Raises: OSError where the system cannot lock the file.
    """
    from portalocker import LockFlags, exceptions, lock

    try:
        # The kernel drops it with its process, however that ends. A file whose existence is the
        # lock would outlive a run that was killed.
        lock(handle, LockFlags.EXCLUSIVE | LockFlags.NON_BLOCKING)
    except exceptions.AlreadyLocked:
        return False
    except exceptions.LockException as problem:
        if isinstance(cause := problem.__cause__, OSError):
            raise cause from None
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK)) from None
    return True


def write_owner(handle: int, text: str) -> None:
    """The file says this and nothing else, also to who does not have the lock. Raises: OSError."""
    os.ftruncate(handle, 0)
    with os.fdopen(handle, "wb", closefd=False) as file:
        file.seek(_TEXT_AT)
        file.write(text.encode())


def read_owner(handle: int) -> bytes:
    """What the file says, or the start of it. Raises: OSError."""
    os.lseek(handle, _TEXT_AT, os.SEEK_SET)
    # A machine that stopped may have left room for a text that it never wrote: zeros.
    found = os.read(handle, _LONGEST).strip(b"\0")
    if found or not _TEXT_AT:
        return found
    # A file of somebody else, which may be shorter, says what it says at its start.
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, _LONGEST).strip(b"\0")


def is_at(path: Path, handle: int) -> bool:
    """Whether the path still leads to the open file."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def end(path: Path, handle: int) -> None:
    """The lock is free, and the file that it was on is gone; another at its path stays.

    Raises: OSError when the file stays; the lock is free all the same.
    """
    try:
        here = is_at(path, handle)
        # While it is locked: who has opened it meanwhile sees afterwards that it is gone.
        if here and _FOR_ALL:
            path.unlink()
    finally:
        os.close(handle)
    # Windows removes no file that is open, so none that another process has locked by now.
    if here and not _FOR_ALL:
        path.unlink()


def remove(path: Path) -> None:
    """The file is gone, whoever has the lock on it. Raises: OSError, as always on Windows."""
    path.unlink(missing_ok=True)
