"""What areas build on: ids, clock, events, routes."""

import re

import pytest

from hookops.emulator.app import create_app
from hookops.emulator.control.clock import Clock
from hookops.emulator.store.ids import Ids
from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.world import EVENTS, get_world

HOOKS = "/api/v1/inlineHooks"


@pytest.fixture
def world(clock):
    return get_world(create_app(MemoryStore(), token="t0ken", clock=clock))


def events(world):
    return [(event["eventType"], event["target"][0]["id"]) for event in world.all(EVENTS)]


@pytest.mark.parametrize("prefix", ["cal", "HKY", "aus", "00p", "0pr", "0oa", "rst", "00g", "00u"])
def test_ids_are_twenty_characters(prefix):
    """An id is its prefix, letters and digits, and the org's three.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
    """
    assert re.fullmatch(prefix + "[A-Za-z0-9]{14}1d7", Ids("1d7").new(prefix))


def test_ids_of_a_seed_come_again():
    """The same seed gives the same ids, uuids and texts, also after a restart."""
    first, second = Ids("1d7", seed=3), Ids("1d7", seed=3)
    given = [first.new("cal"), first.uuid(), first.text(9)]

    first.restart()

    assert given == [first.new("cal"), first.uuid(), first.text(9)]
    assert given == [second.new("cal"), second.uuid(), second.text(9)]
    assert Ids("1d7").new("cal") != Ids("1d7").new("cal")


def test_clock_moves_and_stops():
    """The clock is moved by an offset, and stops at a time or where it is."""
    times = iter(range(100, 200))
    clock = Clock(lambda: float(next(times)))
    seen = [clock()]
    for offset_s, freeze in [(1000, None), (None, True), (0, None), (None, 7), (None, False)]:
        clock.change(offset_s, freeze)
        seen += [clock(), clock()]

    assert [100, 1101, 1102, 1103, 1103, 103, 103, 7, 7, 104, 105] == seen


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "soon", [1]])
def test_clock_refuses_what_is_no_time(value):
    """What is no number of seconds is refused, and nothing moves."""
    clock = Clock(lambda: 1.0)

    with pytest.raises((ValueError, TypeError)):
        clock.change(value, None)

    assert 1.0 == clock()


def test_changes_of_hooks_are_logged(client, http_body):
    """Each change of a hook is an event; a refused one and a read are none.

    Source: Okta, Event types, `inline_hook.*`.
    """
    okta = client()
    path = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}"
    okta.put(path, json=http_body("renamed"))
    okta.delete(path)
    for step in ("deactivate", "activate", "deactivate"):
        okta.post(f"{path}/lifecycle/{step}")
    okta.get(path)
    okta.delete(path)
    world = get_world(okta._transport.app)

    names = [name.removeprefix("inline_hook.") for name, _ in events(world)]

    changes = ["created", "updated", "deactivated", "activated", "deactivated", "deleted"]
    assert changes == names


def test_event_is_complete(world):
    """An event has who, what, when, and what it is about; outside of a request, the system did it.

    Source: Okta Management API, LogEvent.
    """
    world.log_event("a.b", "T", "id1", "Name", {"k": "v"}, "FAILURE", "because")
    (event,) = world.all(EVENTS)

    assert "2023-11-14T22:13:20.250Z" == event["published"]
    assert {"result": "FAILURE", "reason": "because"} == event["outcome"]
    assert ("T", "id1", "Name") == tuple(
        event["target"][0][name] for name in ("type", "id", "displayName")
    )
    assert {"k": "v"} == event["debugContext"]["debugData"]
    assert "SystemPrincipal" == event["actor"]["type"]


def test_event_is_there_exactly_if_the_change_is(world):
    """An event of a change that is undone is undone with it."""
    with pytest.raises(KeyError), world.transaction() as records:
        records.save("apps", "0oa1", {})
        world.log_event("application.lifecycle.create", "App", "0oa1", "a")
        raise KeyError

    assert ([], None) == (world.all(EVENTS), world.get("apps", "0oa1"))
