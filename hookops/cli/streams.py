"""Standard output and standard error: what is written to them arrives, or is known to be lost."""

import errno
import io
import os
import select
from typing import TextIO


class Stream(io.TextIOBase):
    """One of the two, with no buffer of its own: after `write` the text has left the process.

    It takes the place of the process's stream, so that a command, click's help and whatever else
    prints are written in this one way. Writing never raises: half an apply is worse than an unread
    one, so a disk that is full is only remembered.
    """

    def __init__(self, target: TextIO | None) -> None:
        self._target = target
        self._descriptor = _descriptor(target)
        self._over = False
        self.lost = ""
        """Why a part did not arrive; empty when all of it did, or its reader had read enough."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of the locale, for text that people read on this terminal."""
        return getattr(self._target, "encoding", None) or "utf-8"

    def isatty(self) -> bool:
        """Whether somebody sits in front of it."""
        return self._target is not None and self._target.isatty()

    def writable(self) -> bool:
        """Yes: what cannot be written is remembered."""
        return True

    def write(self, text: str | bytes) -> int:
        """`text` for people: what the locale's encoding does not have is escaped."""
        if isinstance(text, bytes):
            # Click writes the words that it completes as bytes. With none at all it asks whether
            # a stream takes nothing else, and the answer to that is an error.
            if not text:
                raise TypeError("a stream of text")
            text = text.decode()
        self.send(text, self.encoding)
        return len(text)

    def send(self, text: str, encoding: str) -> None:
        """`text` in an encoding that does not depend on the locale."""
        if self._over:
            return
        try:
            self._deliver(text.encode(encoding, "backslashreplace"), encoding)
        except OSError as problem:
            # What follows a gap would look like a whole report.
            self._over = True
            # `hookops plan | head` has what it wanted; a full disk and a closed stream have not.
            if problem.errno != errno.EPIPE:
                self.lost = problem.strerror or "unknown reason"

    def _deliver(self, data: bytes, encoding: str) -> None:
        if self._target is None:
            raise OSError(errno.EBADF, "it is closed")
        if self._descriptor is None:
            self._target.write(data.decode(encoding))
            return
        # Not through Python's own buffer: with PYTHONUNBUFFERED, as in most containers, that takes
        # what still fits on the disk for the whole, and reports nothing.
        left = memoryview(data)
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                # Node and others share pipes that do not block: wait for room, and go on.
                select.select([], [self._descriptor], [])


def _descriptor(target: TextIO | None) -> int | None:
    """The file behind it; None where there is none, as for a text in memory."""
    try:
        return target.fileno() if target is not None else None
    except (OSError, ValueError):
        return None
