"""A file with a text in it: whole, or as it was."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hookops.files.reading import describe_special

PRIVATE = 0o600
"""For its owner alone."""


def write_new(path: Path, text: str, mode: int = PRIVATE) -> None:
    """A new file.

    Raises: FileExistsError, also for a link that leads nowhere; OSError, and no file is left.
    """
    # O_EXCL also refuses a link that somebody put there.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with _gone_on_error(path):
        _fill(handle, text)


def replace_file(path: Path, text: str, mode: int = PRIVATE) -> None:
    """The file is `text` now, also when the power fails; readers see the old one or the new one.

    Raises: OSError, and what was there is as it was, or else `text`, when only its folder could not
    be stored; also where that is no regular file.
    """
    # A link too: it may lead anywhere, and a pull request can bring one.
    if special := describe_special(path):
        raise OSError(errno.EINVAL, special)
    # In the same folder, since a rename between file systems is not atomic.
    temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with _gone_on_error(temporary):
        _fill(handle, text)
        os.replace(temporary, path)
    # The rename itself is only on the disk once its folder is.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _gone_on_error(path: Path) -> Iterator[None]:
    # Also for an interrupt: half a file would be in the way of the next attempt.
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _fill(handle: int, text: str) -> None:
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
