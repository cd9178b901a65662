"""Leases that are objects: who renews one keeps it, and a dead run's is taken over."""

import threading
import time
from dataclasses import dataclass, field

import pytest
from obstore.store import MemoryStore

from hookops.ledger.objects.bucket import Bucket, Taken
from hookops.ledger.objects.store import ObjectLedger
from hookops.ledger.owner import Access, LeaseHeld, LeaseTimes
from hookops.model.errors import Conflict, Unavailable
from hookops.model.resource import Ledger

URL = "https://acme.okta.com"
SELDOM = LeaseTimes(renew_s=1000, expires_s=60, watch_s=40)


@dataclass
class Storage:
    """A bucket in memory, seen by runs whose clock is `ahead_s` of the storage's."""

    memory: MemoryStore = field(default_factory=MemoryStore)
    ahead_s: float = 0
    waited_s: float = 0
    lines: list[str] = field(default_factory=list)
    meanwhile: list[ObjectLedger] = field(default_factory=list)
    """Who renews its lease while another run watches it."""

    def open(self, times: LeaseTimes = SELDOM, kind: type[Bucket] = Bucket) -> ObjectLedger:
        access = Access(
            {"LOGNAME": "alice"},
            now=lambda: time.time() + self.ahead_s,
            sleep=self.sleep,
            report=self.lines.append,
            times=times,
        )
        return ObjectLedger(kind("memory://acme", self.memory), "prod.json", URL, access)

    def sleep(self, seconds: float) -> None:
        self.waited_s += seconds
        for store in self.meanwhile:
            held = store._lease._held
            assert held is not None
            store._lease._renew(held)

    def keys(self) -> list[str]:
        return [entry["path"] for page in self.memory.list() for entry in page]


def left_behind(storage):
    """A run that holds its lease and renews it no more."""
    store = storage.open()
    store._lease.take()
    return store


def test_a_lease_that_is_renewed_is_kept():
    """It changes all the time, and nobody else gets it."""
    storage = Storage()
    with storage.open(LeaseTimes(renew_s=0.01)).lease():
        versions = set()
        end = time.monotonic() + 5
        while len(versions) < 3 and time.monotonic() < end:
            versions.add(storage.memory.head("prod.json.lock")["e_tag"])
        with pytest.raises(LeaseHeld), storage.open().lease():
            pass

    assert len(versions) >= 3
    assert [] == storage.keys()


def test_nothing_goes_on_after_a_lease():
    """The thread that renews it ends with it."""
    with Storage().open().lease():
        names = [thread.name for thread in threading.enumerate()]

    assert "hookops-lease" in names
    assert "hookops-lease" not in [thread.name for thread in threading.enumerate()]


def test_a_lease_that_is_young_is_not_waited_for():
    """Whether its run is dead nobody can know yet: the conflict comes at once."""
    storage = Storage()
    left_behind(storage)

    with pytest.raises(LeaseHeld, match="process .* of alice"), storage.open().lease():
        pass

    assert 0 == storage.waited_s


def test_a_dead_run_s_lease_is_taken_over():
    """It is old, it is watched, nothing happens to it: the next run has it, and says why."""
    storage = Storage()
    left_behind(storage)
    storage.ahead_s = 61

    with storage.open().lease():
        pass

    assert 40 == storage.waited_s
    assert "has not renewed it for 61 s: waiting 40 s to see whether it does" in storage.lines[0]
    assert [] == storage.keys()


def test_a_clock_that_is_ahead_takes_nothing():
    """A lease that seems to be old and is renewed all the same is that of a run at work."""
    storage = Storage(ahead_s=600)
    storage.meanwhile.append(left_behind(storage))

    with pytest.raises(LeaseHeld), storage.open().lease():
        pass

    assert ["prod.json.lock"] == storage.keys()


def test_unlock_waits_for_proof():
    """So does unlock, which names the dead run."""
    storage = Storage()
    left_behind(storage)
    with pytest.raises(LeaseHeld):
        storage.open().unlock()
    storage.ahead_s = 61

    assert "alice" == storage.open().unlock().user
    assert [] == storage.keys()


def test_a_run_that_was_thought_dead():
    """It meets a conflict at its next swap, before the other one has stored anything."""
    storage = Storage()
    slow = left_behind(storage)
    first = slow.swap(slow.read(), Ledger(URL))
    storage.ahead_s = 61

    with storage.open().lease(), pytest.raises(Conflict):
        slow.swap(first, first)


def test_a_run_that_finds_out_late():
    """A run that did not renew in time looks before it stores anything."""
    storage = Storage()
    late = storage.open(LeaseTimes(renew_s=1000, expires_s=0, watch_s=0))
    late._lease.take()
    storage.memory.delete("prod.json.lock")

    with pytest.raises(Conflict, match="another run took the lock"):
        late.swap(late.read(), Ledger(URL))


def test_a_lease_that_is_lost_is_not_deleted():
    """Its end leaves alone what another run has now."""
    storage = Storage()
    with storage.open().lease():
        storage.memory.put("prod.json.lock", b'{"pid": 1}')

    assert ["prod.json.lock"] == storage.keys()


class Careless(Bucket):
    """Storage that ignores the conditions of writes."""

    __slots__ = ()

    def put(self, key, data, before):
        return {"e_tag": self.store.put(key, data)["e_tag"]}


def test_storage_without_conditions():
    """It would keep nobody out, so it is refused before anything is applied."""
    storage = Storage()

    with pytest.raises(Unavailable, match="ignores If-None-Match"):
        storage.open(kind=Careless)._lease.take()

    assert [] == storage.keys()


class Forgetful(Bucket):
    """Storage that carries the first renewal out, and whose answer to it is lost."""

    __slots__ = ()

    def put(self, key, data, before):
        answer = Bucket.put(self, key, data, before)
        if before is not None and b'"renewals": 1,' in data:
            raise Taken
        return answer


class Repeating(Bucket):
    """Storage whose answers are lost once, so that each write is sent again."""

    __slots__ = ()

    def put(self, key, data, before):
        Bucket.put(self, key, data, before)
        return Bucket.put(self, key, data, before)


def test_a_lease_that_is_sent_twice():
    """The second attempt meets the first one, which is no other run."""
    storage = Storage()

    with storage.open(kind=Repeating).lease(), pytest.raises(LeaseHeld):
        storage.open()._lease.take()

    assert [] == storage.keys()


def test_an_answer_that_was_lost():
    """A renewal of its own is no other run's."""
    storage = Storage()
    store = storage.open(LeaseTimes(renew_s=0.01, expires_s=0), kind=Forgetful)

    with store.lease():
        time.sleep(0.05)
        assert 1 == store.swap(store.read(), Ledger(URL)).serial


def test_a_lease_in_time_costs_no_request():
    """Only a run that has missed its time renews the lease before it stores anything."""
    storage = Storage()
    store = storage.open()
    with store.lease():
        before = storage.memory.head("prod.json.lock")["e_tag"]
        store.swap(store.read(), Ledger(URL))

        assert before == storage.memory.head("prod.json.lock")["e_tag"]


def test_a_lost_lease_removes_nothing():
    """The ledger is another run's by then."""
    storage = Storage()
    late = storage.open(LeaseTimes(renew_s=1000, expires_s=0, watch_s=0))
    stored = late.swap(late.read(), Ledger(URL))
    late._lease.take()
    storage.memory.delete("prod.json.lock")

    with pytest.raises(Conflict):
        late.remove(stored)


class Racing(Bucket):
    """Storage in which another run is always quicker to take a lease over."""

    __slots__ = ()

    def put(self, key, data, before):
        if before is not None:
            raise Taken
        return Bucket.put(self, key, data, before)


def test_two_that_take_over():
    """Both have watched it; the second one gets a conflict."""
    storage = Storage()
    left_behind(storage)
    storage.ahead_s = 61

    with pytest.raises(LeaseHeld), storage.open(kind=Racing).lease():
        pass


class Silent(Bucket):
    """Storage that does not answer the second request for a lease."""

    __slots__ = ()

    def put(self, key, data, before):
        if data == b"{}":
            raise Unavailable("no answer")
        return Bucket.put(self, key, data, before)


def test_a_lease_that_cannot_be_checked():
    """It is given up at once, and nobody has to wait for it."""
    storage = Storage()

    with pytest.raises(Unavailable, match="no answer"), storage.open(kind=Silent).lease():
        pass

    assert [] == storage.keys()
