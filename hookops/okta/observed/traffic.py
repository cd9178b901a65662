"""How many requests a session has sent, and how many more Okta lets it send."""

from dataclasses import dataclass
from threading import Lock

from hookops.okta.decoding import Answer, rate_limit


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a session has sent so far."""

    requests: int = 0
    """Each attempt is one."""
    rate_limit_remaining: int | None = None
    """The smallest number of requests left that an answer has named; None where none did."""
    rate_limit: int | None = None
    """Of how many in a minute these are left, by the same answer."""


class TrafficCount:
    """Counts exchanges. Safe to share between threads."""

    def __init__(self) -> None:
        self.now = Traffic()
        self._turn = Lock()

    def add_request(self) -> None:
        """One more is about to be sent."""
        with self._turn:
            before = self.now
            self.now = Traffic(before.requests + 1, before.rate_limit_remaining, before.rate_limit)

    def add_answer(self, answer: Answer) -> None:
        """What it says of the limits counts, where less is left than was known."""
        found = rate_limit(answer)
        if found is None:
            return
        left, limit = found
        with self._turn:
            known = self.now.rate_limit_remaining
            if known is None or left < known:
                self.now = Traffic(self.now.requests, left, limit)
