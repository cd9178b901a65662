"""Standard output and standard error: what is written to them arrives, or is known to be lost."""

import errno
import io
import os
import select
from collections.abc import Callable
from threading import RLock
from typing import TextIO

from hookops.model.text import Commands, Styled, clean_lines

_OPEN = 40
"""So many characters of an unfinished line are remembered: no mark of a CI system is longer."""


class Stream(io.TextIOBase):
    """One of the two, with no buffer of its own: after `write` the text has left the process.

    It takes the place of the process's stream, so that a command, click's help and whatever else
    prints are written in this one way, and every text is clean when it leaves: this is the last
    wall behind those that write reports and messages. A disk that is full is only remembered, since
    half an apply is worse than an unread one.
    """

    def __init__(
        self,
        target: TextIO | None,
        check: Callable[[str], str] = str,
        clean: Callable[..., str] = clean_lines,
        *,
        consoles_take_bytes: bool = os.name != "nt",
    ) -> None:
        self._target = target
        self._clean_lines = clean
        self._check = check
        """Gives the text that may be written in the place of another; may raise."""
        # Windows shows bytes in the code page of its console, and characters as they are.
        by_text = not consoles_take_bytes and target is not None and target.isatty()
        self._descriptor = None if by_text else _descriptor(target)
        self._over = False
        # One text after the other: several runs at once write to the same stream. A signal's
        # message may come while this very thread writes, and then goes in between.
        self._lock = RLock()
        self._open = ""
        """The end of a line that has no end yet."""
        self.lost = ""
        """Why a part did not arrive; empty when all of it did, or its reader had read enough."""
        self.takes_styles = False
        """Whether it is a terminal that shows colours, and nobody has said no."""
        self.columns = 0
        """The width of the terminal; 0 where it is none."""

    @property
    def target(self) -> TextIO | None:
        """What it writes to: for a run inside of a run, which has streams of its own."""
        return self._target

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of the locale, for text that people read on this terminal."""
        return getattr(self._target, "encoding", None) or "utf-8"

    def isatty(self) -> bool:
        """Whether somebody sits in front of it."""
        return self._target is not None and self._target.isatty()

    def is_same_as(self, other: "Stream") -> bool:
        """Whether both write to the same terminal, file or pipe."""
        if self._descriptor is None or other._descriptor is None:
            return False
        return os.path.sameopenfile(self._descriptor, other._descriptor)

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
        self._send(text, self.encoding, as_json=False)
        return len(text)

    def send_utf8(self, text: str) -> None:
        """`text` for programs, in an encoding that does not depend on the locale.

        What has to be escaped is escaped as in JSON, which harms no other format.
        """
        self._send(text, "utf-8", as_json=True)

    def _send(self, text: str, encoding: str, *, as_json: bool) -> None:
        with self._lock:
            self._send_alone(text, encoding, as_json=as_json)

    def _send_alone(self, text: str, encoding: str, *, as_json: bool) -> None:
        if self._over:
            return
        # A secret, too, may come in two parts.
        joined = f"{self._open}{text}" if self._open else text
        checked = self._check(joined)
        text = text if checked == joined else checked
        cleaned = self._clean(text, as_json=as_json)
        try:
            self._deliver(cleaned.encode(encoding, "backslashreplace"), encoding)
        except OSError as problem:
            # What follows a gap would look like a whole report.
            self._over = True
            # `hookops plan | head` has what it wanted; a full disk and a closed stream have not.
            if problem.errno != errno.EPIPE:
                self.lost = problem.strerror or "unknown reason"

    def _clean(self, text: str, *, as_json: bool) -> str:
        cleaned = self._clean_lines(text, as_json=as_json)
        # A mark may be written in two parts, of which neither is one.
        if self._open:
            joined = f"{self._open}{cleaned}"
            joined = type(text)(joined) if isinstance(text, Styled | Commands) else joined
            cleaned = self._clean_lines(joined, as_json=as_json)[len(self._open) :]
        line = f"{self._open}{cleaned}".rpartition("\n")[2]
        # Of a long line the start does not matter any more, and no blank may be the first of it.
        self._open = line if len(line) <= _OPEN else f".{line[-_OPEN:]}"
        return cleaned

    def _deliver(self, data: bytes, encoding: str) -> None:
        if self._target is None:
            raise OSError(errno.EBADF, "it is closed")
        if self._descriptor is None:
            self._target.write(data.decode(encoding))
            self._target.flush()
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
