"""The org's time, as its answers give it."""

from collections.abc import Callable

from hookops.okta.decoding import Answer, server_time


class OrgClock:
    """Unix time by the org's clock, as its last answer gave it; at first by the local one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.ahead_s = 0.0
        """How far the org's clock is ahead of the local one. Units: seconds."""
        self.is_known = False
        """Whether an answer has given the time."""

    def local_s(self) -> float:
        """Unix time by the local clock."""
        return self._clock()

    def now_s(self) -> float:
        """Unix time by the org's clock."""
        return self._clock() + self.ahead_s

    def learn(self, answer: Answer) -> None:
        """The time is that of this answer, where it has one."""
        now_s = self._clock()
        # An answer without a date, as a proxy's, says nothing of Okta's clock.
        there_s = server_time(answer)
        if there_s is not None:
            self.ahead_s, self.is_known = there_s - now_s, True
