"""What every ledger store promises, wherever it keeps the ledger."""

import os
from dataclasses import replace

import pytest

from hookops.ledger.owner import LeaseHeld
from hookops.model.errors import Conflict, GuardError
from hookops.model.resource import Key, Ledger, Managed

A = Key("InlineHook", "a")
ENTRY = {A: Managed(A, "calabc0123", {"name": "ä\u2028\\0"}, "2025-03-13T23:38:58.000Z")}


def stored(place, **members):
    """A ledger that was stored once."""
    store = place.open()
    first = store.read()
    return store.swap(first, replace(first, **members))


def test_nothing_is_an_empty_ledger(place):
    """Where nothing was ever stored there is a ledger that does not exist."""
    assert Ledger(place.organization, exists=False) == place.open().read()


def test_stored_and_read_again(place):
    """What one run stored the next one reads, with the next serial."""
    expected = Ledger(place.organization, serial=1, managed=ENTRY)

    assert expected == stored(place, managed=ENTRY) == place.open().read()


def test_many_swaps(place):
    """A store follows its own swaps, and another one sees the last of them."""
    store, other = place.open(), place.open()
    ledger = store.read()
    for _ in range(5):
        ledger = store.swap(ledger, replace(ledger, managed=ENTRY))
        assert ledger == store.read() == other.read()

    assert 5 == ledger.serial


def test_a_large_ledger(place):
    """A thousand hooks are stored whole."""
    keys = [Key("InlineHook", f"hook-{number}") for number in range(1000)]
    managed = {key: replace(ENTRY[A], key=key, id=f"calabc{key.name[5:]:0>4}") for key in keys}

    assert managed == stored(place, managed=managed).managed == place.open().read().managed


@pytest.mark.parametrize("stores_first", [True, False])
def test_a_swap_of_what_is_no_longer_there(place, stores_first):
    """A ledger that another run wrote in between, the first one too, is not overwritten."""
    if stores_first:
        stored(place)
    store, other = place.open(), place.open()
    old = store.read()
    newer = other.swap(other.read(), replace(old, managed=ENTRY))

    with pytest.raises(Conflict, match="another run") as problem:
        store.swap(old, old)

    assert 6 == problem.value.exit_code
    assert newer == store.read()


def test_removed(place):
    """A ledger that was removed is not there, and one that changed in between is not removed."""
    old = stored(place)
    store = place.open()
    new = place.open().swap(old, replace(old, managed=ENTRY))

    with pytest.raises(Conflict):
        store.remove(old)
    store.remove(new)

    assert Ledger(place.organization, exists=False) == store.read() == place.open().read()
    assert 1 == stored(place).serial


def test_a_serial_goes_on(place):
    """A ledger that comes from another place goes on counting."""
    store = place.open()

    moved = store.swap(store.read(), Ledger(place.organization, serial=41, managed=ENTRY))

    assert 42 == moved.serial == place.open().read().serial


def test_the_ledger_of_another_org(place):
    """An org never gets the ledger of another one."""
    stored(place, managed=ENTRY)

    try:
        found = place.open("https://other.okta.com").read()
    except GuardError:
        return
    # A database has a row for each.
    assert Ledger("https://other.okta.com", exists=False) == found


def test_one_lease(place):
    """While one run has the lease another does not, and its error says who has it."""
    with place.open().lease(), pytest.raises(LeaseHeld) as problem, place.open().lease():
        pass

    assert (6, "alice", os.getpid()) == (
        problem.value.exit_code,
        problem.value.owner.user,
        problem.value.owner.pid,
    )
    assert problem.value.message.startswith(f"process {os.getpid()} of alice on ")


def test_a_lease_before_a_ledger(place):
    """Taking a lease stores no ledger, and a ledger can be stored under it."""
    store = place.open()
    with store.lease():
        assert not store.read().exists
        assert 1 == store.swap(store.read(), Ledger(place.organization)).serial

    assert place.open().read().exists


def test_a_lease_ends(place):
    """When it is over, also by an exception, the next one gets it."""
    store = place.open()
    with pytest.raises(ZeroDivisionError), store.lease():
        raise ZeroDivisionError

    for again in (store, place.open()):
        with again.lease():
            pass


def test_a_lease_of_a_killed_run(place):
    """A run that was killed keeps nobody out for long."""
    with place.other_process() as other:
        with pytest.raises(LeaseHeld, match=f"process {other.pid} of "), place.open().lease():
            pass
        other.kill()
        other.wait()

    with place.taken_over():
        pass


def test_unlock_after_a_killed_run(place):
    """The dead run is named, and nothing is left of its lease."""
    with place.other_process() as other:
        other.kill()
        other.wait()

    assert other.pid == place.unlocked().pid
    assert None is place.open().unlock()


def test_unlock_of_a_run_at_work(place):
    """A lease that is held stays, unless it is forced; the run that had it then stores nothing."""
    store, other = place.open(), place.open()
    with store.lease():
        first = store.swap(store.read(), Ledger(place.organization))
        with pytest.raises(LeaseHeld):
            other.unlock()
        assert os.getpid() == other.unlock(force=True).pid
        with other.lease(), pytest.raises(Conflict, match="another run"):
            store.swap(first, replace(first, managed=ENTRY))

    assert first.managed == place.open().read().managed


def test_a_forced_end_leaves_the_next_lease(place):
    """The end of a lease that was taken away does not free the one that came after it."""
    store, other = place.open(), place.open()
    with store.lease():
        other.unlock(force=True)
        held = other.lease()
        held.__enter__()

    with pytest.raises(LeaseHeld), place.open().lease():
        pass
    held.__exit__(None, None, None)


def test_a_lease_that_could_be_had(place):
    """Looking leaves nothing behind, and the next run gets the lease."""
    place.open().check_lease()

    assert not place.open().read().exists
    with place.open().lease():
        pass


def test_a_lease_that_another_run_has(place):
    """The error names who has it, and that run keeps it."""
    with place.open().lease():
        with pytest.raises(LeaseHeld) as problem:
            place.open().check_lease()
        with pytest.raises(LeaseHeld), place.open().lease():
            pass

    assert "alice" == problem.value.owner.user
    place.open().check_lease()
