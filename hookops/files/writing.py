"""A file with a text in it: whole, or as it was. The one writer of whatever hookops writes."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hookops.files.boundary import Boundary
from hookops.files.folders import Folder
from hookops.files.reading import describe_special

PRIVATE = 0o600
"""For its owner alone."""
PUBLIC = 0o666
"""For others too, as far as the umask allows it."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def write_new(path: Path, text: str, mode: int = PRIVATE) -> None:
    """A new file, whole.

    Raises: FileExistsError, also for a link that leads nowhere; OSError, and no file is left; also
    where a link leads to a folder outside of the repository.
    """
    with _folder_of(path) as folder:
        # O_EXCL also refuses a link that somebody put there.
        _write(path.name, text, mode, folder)
        folder.store()


def replace_file(path: Path, text: str, mode: int = PRIVATE) -> None:
    """The file is `text` now, also when the power fails; readers see the old one or the new one.

    Shape: a file that others may read keeps the mode that somebody gave it.
    Raises: OSError, and what was there is as it was, or else `text`, when only its folder could not
    be stored; also where that is no regular file, or where a link leads out of the repository.
    """
    check_target(path)
    with _folder_of(path) as folder:
        # In the same folder, since a rename between file systems is not atomic. Nobody can guess
        # the name, and put something there; whoever finds one left knows what it was to be.
        temporary = f".{path.name[:40]}.{os.urandom(16).hex()}"
        _write(temporary, text, mode, folder)
        with _gone_on_error(temporary, folder):
            if mode != PRIVATE:
                _keep_mode(path.name, temporary, folder)
            folder.rename(temporary, path.name)
        # The rename itself is only on the disk once its folder is.
        folder.store()


def check_target(path: Path) -> None:
    """A file can be there, or is. Raises: OSError with the reason why not."""
    # A link too: it may lead anywhere, and a pull request can bring one.
    if special := describe_special(path):
        raise OSError(errno.EINVAL, special, str(path))
    Boundary(path.parent).check(path.parent)


def make_folder(path: Path, mode: int = 0o777) -> None:
    """The folder is there, and those above it, without a link that leads out of the repository.

    Raises: OSError.
    """
    with _named(path):
        Boundary(path).make_folder(path, mode)


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """A new folder for its owner alone; gone afterwards, with everything in it."""
    with TemporaryDirectory(prefix=prefix) as name:
        yield Path(name)


@contextmanager
def _folder_of(path: Path) -> Iterator[Folder]:
    """Everything is done in the folder as it was opened, whatever its name leads to by then."""
    with _named(path), Boundary(path.parent).folder(path.parent) as folder:
        yield folder


@contextmanager
def _named(path: Path) -> Iterator[None]:
    # Callers report the path: the name of a temporary file means nothing to anybody.
    try:
        yield
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(path)) from None


def _write(name: str, text: str, mode: int, folder: Folder) -> None:
    handle = folder.open(name, _NEW, mode)
    with _gone_on_error(name, folder), os.fdopen(handle, "wb") as file:
        # As bytes: the same text is the same file on every system, whatever its lines end with.
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _keep_mode(name: str, temporary: str, folder: Folder) -> None:
    try:
        found = folder.mode(name)
    except FileNotFoundError:
        return
    folder.set_mode(temporary, stat.S_IMODE(found) & 0o777)


@contextmanager
def _gone_on_error(name: str, folder: Folder) -> Iterator[None]:
    # Also for an interrupt: half a file would be in the way of the next attempt.
    try:
        yield
    except BaseException:
        with suppress(FileNotFoundError):
            folder.remove(name)
        raise
