"""Waiting for a lease: as long as it was asked for, and not for anything else."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from ledger.memory_store import MemoryStore

from hookops.ledger.owner import LeaseHeld, Owner
from hookops.ledger.waiting import WaitingStore
from hookops.model.errors import Conflict
from hookops.model.resource import Ledger

ALICE = Owner(7, "build-7", 1_700_000_000, "alice")


class Held(MemoryStore):
    """Another run has the lease until the clock shows `until`."""

    def __init__(self, until: float) -> None:
        super().__init__(Ledger("acme"))
        self.until = until
        self.now = 0.0
        self.lines: list[str] = []

    @contextmanager
    def lease(self) -> Iterator[None]:
        if self.now < self.until:
            raise LeaseHeld(ALICE, "x.lock")
        yield

    def unlock(self, *, force: bool = False) -> Owner | None:
        return ALICE if force else None

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def waiting(self, timeout_s: float) -> WaitingStore:
        return WaitingStore(self, timeout_s, self.sleep, lambda: self.now, self.lines.append)


def test_a_lease_that_ends_in_time():
    """The run goes on once the other one is done; who it waits for is said once."""
    store = Held(until=7)

    with store.waiting(10).lease():
        assert 8 == store.now

    assert [f"waiting at most 10 s: {ALICE.describe()} has the lock x.lock"] == store.lines


def test_a_lease_that_does_not_end():
    """After the time it is the same error as without waiting, and not a moment later."""
    store = Held(until=99)

    with pytest.raises(LeaseHeld, match="process 7 of alice"), store.waiting(5).lease():
        pass

    assert 5 == store.now


def test_a_conflict_under_the_lease():
    """What fails while the lease is held is not tried again."""
    store = Held(until=0)
    begun: list[int] = []

    with pytest.raises(Conflict), store.waiting(5).lease():
        begun.append(1)
        raise LeaseHeld(ALICE, "another")

    assert ([1], 0) == (begun, store.now)


def test_a_signal_ends_the_wait():
    """An event that is set makes its wait true."""
    store = Held(until=99)
    waiting = WaitingStore(store, 50, lambda _: True, lambda: store.now, store.lines.append)

    with pytest.raises(LeaseHeld), waiting.lease():
        pass


def test_everything_else_is_the_store_s():
    """Reading, swapping, removing and unlocking do not wait."""
    store = Held(until=99)
    waiting = store.waiting(5)

    stored = waiting.swap(waiting.read(), Ledger("acme"))
    read = waiting.read()
    waiting.remove(read)

    assert (stored, False) == (read, waiting.read().exists)
    assert (ALICE, 0) == (waiting.unlock(force=True), store.now)
