"""Signals while requests are sent: the first gives them 5 s, the second ends the process."""

import os
import signal
from threading import Event
from types import FrameType
from typing import Any

from hookops.cli import output
from hookops.model.errors import HookopsError, Interrupted


class Stop:
    """What SIGINT and SIGTERM do once they are armed.

    Until then, so while a person is asked, they do what they always do.
    """

    def __init__(self, noun: str = "change") -> None:
        self._noun = noun
        """What no other of is begun."""
        self.event = Event()
        self.signal = 0
        self._old: dict[int, Any] = {}

    def arm(self) -> None:
        """From now on requests are sent."""
        # SIGTERM is what CI sends when a job is cancelled or runs out of time.
        for number in (signal.SIGINT, signal.SIGTERM):
            self._old[number] = signal.signal(number, self._handle)

    def exit_code(self, otherwise: int) -> int:
        """That of a process which ended by the signal, if one came."""
        return 128 + self.signal if self.signal else otherwise

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.signal:
            # Not sys.exit: threads that wait for an answer would keep the process alive.
            os._exit(128 + number)
        self.signal = number
        # The executor, the session and every wait look at it between requests.
        self.event.set()
        output.notice(
            f"hookops stops: it begins no other {self._noun}, and waits at most 5 s for requests "
            "that are under way; a second signal stops it at once"
        )

    def __enter__(self) -> "Stop":
        return self

    def __exit__(self, _: object, problem: BaseException | None, __: object) -> None:
        # A second apply in the same process would otherwise inherit this one's.
        for number, handler in self._old.items():
            signal.signal(number, handler)
        # What a request that was cut short looks like, such as an org that is out of reach, is
        # not why the run ends.
        if self.signal and isinstance(problem, HookopsError):
            raise Interrupted(self.signal, problem) from None
