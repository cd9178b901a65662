"""A ledger store in memory, as faulty as a test wants it."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from hookops.ledger.owner import Owner
from hookops.model.errors import Unavailable
from hookops.model.resource import Ledger


class MemoryStore:
    """Full after `space` swaps, or at the one swap `fails_at`; a `LedgerStore`."""

    def __init__(self, ledger: Ledger, space: int = 10_000, fails_at: int = 0) -> None:
        self.ledger = ledger
        self.space = space
        self.fails_at = fails_at
        self.swaps = 0
        self.stored: list[Ledger] = []
        """Every ledger that was stored, the last one at the end."""

    def read(self) -> Ledger:
        return self.ledger

    def lease(self) -> AbstractContextManager[None]:
        return nullcontext()

    def unlock(self, *, force: bool = False) -> Owner | None:
        return None

    def remove(self, before: Ledger) -> None:
        self.ledger = Ledger(before.organization, exists=False)

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        self.swaps += 1
        if self.swaps > self.space or self.swaps == self.fails_at:
            raise Unavailable("the ledger cannot be written: no space left on device")
        assert before is self.ledger
        self.ledger = replace(after, serial=before.serial + 1)
        self.stored.append(self.ledger)
        return self.ledger
