"""Folders and files as they were opened: no other module names what only POSIX has for that.

Where a system opens no folder, as Windows, a folder is its path, looked at before and after.
"""

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol


def _flags(*names: str) -> int:
    """Those of the flags of `os.open` that this system has."""
    found = 0
    for name in names:
        found |= getattr(os, name, 0)
    return found


BY_HANDLE = bool(_flags("O_NOFOLLOW") and _flags("O_DIRECTORY")) and os.open in os.supports_dir_fd
"""Whether the system opens folders, looks names up in an open one, and refuses links itself."""
_NO_LINK = _flags("O_NOFOLLOW")
_FOLDER = _flags("O_RDONLY", "O_DIRECTORY", "O_NOFOLLOW")
# Linux opens a folder that may be passed and not listed, such as /home, only like this.
_PASSED = _flags("O_PATH", "O_DIRECTORY", "O_NOFOLLOW")
# Opening a named pipe waits for its other end, and a terminal may become that of the process.
# Where files have a mode for text, line ends would change on the way.
_PLAIN = _flags("O_NONBLOCK", "O_NOCTTY", "O_BINARY")

_ATTEMPTS = 20
_PAUSE_S = 0.05


class Folder(Protocol):
    """An open folder; names are those of things in it, and no link among them is followed."""

    def open(self, name: str, flags: int, mode: int) -> int:
        """A descriptor, for the flags of `os.open`. Raises: OSError, ELOOP for a link."""

    def step(self, name: str, *, listed: bool) -> "Folder":
        """A folder in it, which may be listed or only passed. Raises: OSError, also for a link."""

    def make(self, name: str, mode: int) -> None:
        """A new folder is in it. Raises: OSError."""

    def mode(self, name: str) -> int:
        """The type and the permissions of what has that name. Raises: OSError."""

    def set_mode(self, name: str, mode: int) -> None:
        """A file has these permissions, as far as the system has them. Raises: OSError."""

    def rename(self, name: str, to: str) -> None:
        """A file takes the place of another, at once. Raises: OSError."""

    def remove(self, name: str) -> None:
        """A file is gone. Raises: OSError."""

    def store(self) -> None:
        """The names in it are on the disk, where the system can tell. Raises: OSError."""

    def close(self) -> None:
        """It is of no use any more."""


def open_folder(path: str, *, listed: bool) -> Folder:
    """The folder at a path, of which the last part is no link. Raises: OSError."""
    if BY_HANDLE:
        return OpenFolder(os.open(path, _FOLDER if listed else _PASSED))
    return NamedFolder(Path(path))


def open_file(path: Path | str, flags: int, mode: int, *, links: bool) -> int:
    """A descriptor of what is at a path, without waiting; the last part may be a link, or must not.

    Raises: OSError: ELOOP for a link that must not be one, ENXIO for what cannot be opened at once.
    """
    if BY_HANDLE:
        return os.open(path, flags | _PLAIN | (0 if links else _NO_LINK), mode)
    # What is to be new is neither a link nor anything else: the system sees to that.
    if not flags & os.O_EXCL:
        _look(path, links=links)
    handle = os.open(path, flags | _PLAIN, mode)
    try:
        found = _look(path, links=links)
        # A link that was there for a moment led to another file.
        if found is None or not os.path.samestat(found, os.fstat(handle)):
            raise _moved(path)
    except OSError:
        os.close(handle)
        raise
    return handle


def _look(path: Path | str, *, links: bool) -> os.stat_result | None:
    """The facts of a file; None where nothing is. Raises: OSError for what is no file."""
    try:
        found = Path(path).stat(follow_symlinks=links)
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    # Not opened at all: nothing makes a pipe's opening return at once there.
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), str(path))
    return found


def _moved(path: Path | str) -> OSError:
    return OSError(errno.ELOOP, "something else was put in its place meanwhile", str(path))


class OpenFolder:
    """A `Folder` by a descriptor: whatever its path leads to by now, it is the same folder."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def open(self, name: str, flags: int, mode: int) -> int:
        """See `Folder.open`."""
        return os.open(name, flags | _PLAIN | _NO_LINK, mode, dir_fd=self._handle)

    def step(self, name: str, *, listed: bool) -> "OpenFolder":
        """See `Folder.step`."""
        return OpenFolder(os.open(name, _FOLDER if listed else _PASSED, dir_fd=self._handle))

    def make(self, name: str, mode: int) -> None:
        """See `Folder.make`."""
        os.mkdir(name, mode, dir_fd=self._handle)

    def mode(self, name: str) -> int:
        """See `Folder.mode`."""
        return os.stat(name, dir_fd=self._handle, follow_symlinks=False).st_mode

    def set_mode(self, name: str, mode: int) -> None:
        """See `Folder.set_mode`."""
        os.chmod(name, mode, dir_fd=self._handle)

    def rename(self, name: str, to: str) -> None:
        """See `Folder.rename`."""
        os.replace(name, to, src_dir_fd=self._handle, dst_dir_fd=self._handle)

    def remove(self, name: str) -> None:
        """See `Folder.remove`."""
        os.unlink(name, dir_fd=self._handle)

    def store(self) -> None:
        """See `Folder.store`."""
        os.fsync(self._handle)

    def close(self) -> None:
        """See `Folder.close`."""
        os.close(self._handle)


class NamedFolder:
    """A `Folder` by its path, for systems that open none.

    Between a look and what follows it somebody may still put a link there: the look after it finds
    that, and what was opened is not used.
    """

    def __init__(self, path: Path, sleep: Callable[[float], object] = time.sleep) -> None:
        self._path = path
        self._sleep = sleep
        self._real = os.path.realpath(path)
        self._facts = path.lstat()
        if not stat.S_ISDIR(self._facts.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))

    def open(self, name: str, flags: int, mode: int) -> int:
        """See `Folder.open`."""
        self._look()
        handle = open_file(self._path / name, flags, mode, links=False)
        try:
            self._look()
        except OSError:
            os.close(handle)
            raise
        return handle

    def step(self, name: str, *, listed: bool) -> "NamedFolder":  # noqa: ARG002
        """See `Folder.step`."""
        with self._looked_at():
            found = NamedFolder(self._path / name, self._sleep)
        # A junction is no link to `lstat`, and leads away all the same.
        if Path(found._real) != Path(self._real, name):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(found._path))
        return found

    def make(self, name: str, mode: int) -> None:
        """See `Folder.make`."""
        with self._looked_at():
            (self._path / name).mkdir(mode)

    def mode(self, name: str) -> int:
        """See `Folder.mode`."""
        with self._looked_at():
            return (self._path / name).lstat().st_mode

    def set_mode(self, name: str, mode: int) -> None:
        """See `Folder.set_mode`."""
        with self._looked_at():
            (self._path / name).chmod(mode)

    def rename(self, name: str, to: str) -> None:
        """See `Folder.rename`."""
        # Windows replaces no file that somebody reads; a reader of ours takes milliseconds.
        for _ in range(_ATTEMPTS - 1):
            with suppress(PermissionError), self._looked_at():
                os.replace(self._path / name, self._path / to)
                return
            self._sleep(_PAUSE_S)
        with self._looked_at():
            os.replace(self._path / name, self._path / to)

    def remove(self, name: str) -> None:
        """See `Folder.remove`."""
        with self._looked_at():
            (self._path / name).unlink()

    def store(self) -> None:
        """See `Folder.store`: such a system has nothing to ask for that."""

    def close(self) -> None:
        """See `Folder.close`: nothing is open."""

    @contextmanager
    def _looked_at(self) -> Iterator[None]:
        self._look()
        yield
        self._look()

    def _look(self) -> None:
        same = os.path.realpath(self._path) == self._real
        if not same or not os.path.samestat(self._path.lstat(), self._facts):
            raise _moved(self._path)
