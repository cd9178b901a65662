"""The emulator's time: that of the computer or of a test, moved and stopped on request."""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Clock:
    """Unix time in seconds. Its two settings may change while requests are served."""

    def __init__(self, base: Callable[[], float]) -> None:
        self._base = base
        self._past = threading.local()
        self.restart()

    def restart(self) -> None:
        """Nothing is moved, nothing stopped."""
        # The offset counts for a stopped clock too, so that a test can step it.
        self.offset_s = 0.0
        self.frozen_s: float | None = None

    def __call__(self) -> float:
        """The time now."""
        past: float | None = getattr(self._past, "time_s", None)
        if past is not None:
            return past
        return (self._base() if self.frozen_s is None else self.frozen_s) + self.offset_s

    @contextmanager
    def at(self, time_s: float) -> Iterator[None]:
        """It is that time, for what this thread does meanwhile."""
        self._past.time_s = time_s
        try:
            yield
        finally:
            self._past.time_s = None

    def change(self, offset_s: float | None, freeze: float | bool | None) -> None:
        """The offset is this now; `freeze` stops the clock at a time, or where it is, or not.

        Raises: ValueError for what is no time.
        """
        # JSON as Python reads it has NaN and Infinity; a clock with one would never move again.
        if any(not math.isfinite(value or 0) for value in (offset_s, freeze)):
            raise ValueError("a time must be a finite number of seconds")
        if freeze is not None:
            # `true` stops the clock where it is, a number at that time, `false` lets it run. `is`,
            # because True == 1, and 1 is a time too.
            stop = self._base() if freeze is True else float(freeze)
            self.frozen_s = None if freeze is False else stop
        if offset_s is not None:
            self.offset_s = offset_s
