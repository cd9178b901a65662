"""Runs in threads, of which one is at work at a time: a seed decides at each request which."""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

STUCK_S = 60
"""Of real time: so long no run is busy between two of its requests."""


@dataclass(slots=True)
class Turns:
    """Who has the turn. A run waits for it before each request and each write of its ledger."""

    source: random.Random
    stays: float
    """How likely whoever had the turn has the next one too: runs that alternate at each request
    are as rare in life as runs that come one after another."""
    order: list[str] = field(default_factory=list)
    """Who had the turn, each time."""
    _waiting: set[str] = field(default_factory=set)
    _busy: set[str] = field(default_factory=set)
    _turn: str = ""
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def wait(self, name: str) -> None:
        """Until it is the turn of that run."""
        with self._changed:
            self._busy.discard(name)
            self._waiting.add(name)
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: self._turn == name, STUCK_S):
                raise RuntimeError(f"{name} never had its turn")
            self._turn = ""

    def run(self, acts: Mapping[str, Callable[[], None]]) -> None:
        """All of them, each in a thread, until the last one has ended."""
        self._busy = set(acts)
        threads = [threading.Thread(target=self._carry_out, args=item) for item in acts.items()]
        for thread in threads:
            thread.start()
        while self._give_turn():
            pass
        for thread in threads:
            thread.join()

    def _carry_out(self, name: str, act: Callable[[], None]) -> None:
        self.wait(name)
        try:
            act()
        finally:
            with self._changed:
                self._busy.discard(name)
                self._changed.notify_all()

    def _give_turn(self) -> bool:
        """The next one has the turn, once all of them wait. Returns: whether there was one."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._busy, STUCK_S):
                raise RuntimeError(f"{sorted(self._busy)} do not come to their next request")
            # Sorted: which thread was quicker decides nothing.
            ready = sorted(self._waiting)
            if not ready:
                return False
            last = self.order[-1] if self.order else ""
            again = last in ready and self.source.random() < self.stays
            name = last if again else self.source.choice(ready)
            self.order.append(name)
            self._waiting.discard(name)
            self._busy.add(name)
            self._turn = name
            self._changed.notify_all()
            return True
