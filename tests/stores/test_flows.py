"""Applies with a ledger in every store: two at once, killed ones, and stores that fail midway."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest
from conftest import World, manifest

from hookops.ledger.owner import LeaseHeld, Owner
from hookops.ledger.store import LedgerStore
from hookops.model.change import Result
from hookops.model.errors import Conflict, Unavailable
from hookops.model.resource import Ledger


@pytest.fixture
def world(tmp_path, place):
    """An org whose ledger is at that place."""
    (tmp_path / "project").mkdir()
    made = World(tmp_path / "project")
    made.given_ledger_store = place.open()
    return made


def test_apply_and_plan(world):
    """What was applied is in the ledger, and the next plan has no changes."""
    world.declare(manifest("a"), manifest("b"))

    assert 0 == world.apply().exit_code

    assert () == world.plan().changes
    assert {"a", "b"} == {key.name for key in world.ledger.managed}
    assert [(2, 0, 0)] == [(r.done, r.failed, r.unknown) for r in world.ledger.applies]


def test_two_applies_at_once(world, place):
    """One runs, the other ends with 6 and names it; it has sent no write."""
    world.declare(manifest("a"))
    writes: list[object] = []

    def other_one(_):
        world.given_ledger_store, own = place.open(), world.given_ledger_store
        with pytest.raises(LeaseHeld, match="process .* of alice on .* since ") as problem:
            world.apply()
        world.given_ledger_store = own
        writes.extend(world.writes())
        return problem.value.exit_code == 6

    applied = world.apply(consent=other_one)

    assert (0, []) == (applied.exit_code, writes)
    assert 1 == len(world.writes())


def test_after_a_killed_apply(world, place):
    """The next apply takes the lease over, and carries on."""
    world.declare(manifest("a"))
    with place.other_process() as other:
        other.kill()
        other.wait()

    with place.taken_over():
        pass

    assert 0 == world.apply().exit_code


@dataclass
class Failing:
    """A store that fails once, at its nth swap, before or after it has stored it."""

    store: LedgerStore
    fails_at: int
    stores: bool
    swaps: int = 0

    def read(self) -> Ledger:
        return self.store.read()

    def unlock(self, *, force: bool = False) -> Owner | None:
        return self.store.unlock(force=force)

    def remove(self, before: Ledger) -> None:
        self.store.remove(before)

    @contextmanager
    def lease(self) -> Iterator[None]:
        with self.store.lease():
            yield

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        self.swaps += 1
        if self.swaps != self.fails_at:
            return self.store.swap(before, after)
        if self.stores:
            self.store.swap(before, after)
        raise Unavailable("the store does not answer")


@pytest.mark.parametrize("stores", [False, True])
def test_a_store_that_fails_midway(tmp_path, place, stores):
    """Whichever swap fails, the next apply reaches what is declared, and nothing is there twice."""
    failing, fails_at = None, 0
    # Until an apply ends before the fault would have come.
    while failing is None or failing.swaps >= fails_at:
        fails_at += 1
        folder = tmp_path / str(fails_at)
        folder.mkdir()
        world = World(folder)
        world.declare(manifest("a"), manifest("b", status="INACTIVE"))
        own = place.fresh()
        failing = Failing(own.open(), fails_at, stores)
        world.given_ledger_store = failing
        with suppress(Unavailable, Conflict):
            world.apply()
        world.given_ledger_store = own.open()

        again = world.apply()

        assert Result.UNKNOWN not in [outcome.result for outcome in again.outcomes]
        assert () == world.plan().changes
        assert ["a", "b"] == sorted(hook["name"] for hook in world.okta("GET"))
    assert fails_at > 6
