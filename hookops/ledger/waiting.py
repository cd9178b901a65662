"""A ledger store whose lease is waited for, as `--lock-timeout` asks."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from hookops.ledger.owner import LeaseHeld, Owner
from hookops.ledger.store import LedgerStore
from hookops.model.diagnostic import Reporter, report_nothing
from hookops.model.resource import Ledger

PAUSE_S = 2.0
"""Between two attempts: a store is asked as often as a person would be patient with."""


@dataclass(frozen=True, slots=True)
class WaitingStore:
    """Another store; a `LedgerStore`. It waits for the lease at most `timeout_s`."""

    store: LedgerStore
    timeout_s: float
    # An event's wait is true when it was set: a run that is to stop waits for nothing.
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    report: Reporter = field(default=report_nothing)

    def read(self) -> Ledger:
        """See `LedgerStore.read`."""
        return self.store.read()

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        """See `LedgerStore.swap`."""
        return self.store.swap(before, after)

    def remove(self, before: Ledger) -> None:
        """See `LedgerStore.remove`."""
        self.store.remove(before)

    def unlock(self, *, force: bool = False) -> Owner | None:
        """See `LedgerStore.unlock`."""
        return self.store.unlock(force=force)

    @contextmanager
    def lease(self) -> Iterator[None]:
        """See `LedgerStore.lease`; the owner that is waited for is reported once."""
        end = self.clock() + self.timeout_s
        reported = False
        with ExitStack() as held:
            while True:
                try:
                    # Entered alone: an error of what runs under the lease is no reason to wait.
                    held.enter_context(self.store.lease())
                    break
                except LeaseHeld as problem:
                    left = end - self.clock()
                    if left <= 0:
                        raise
                    if not reported:
                        self.report(f"waiting at most {self.timeout_s:.0f} s: {problem.message}")
                        reported = True
                    if self.sleep(min(PAUSE_S, left)) is True:
                        raise
            yield
