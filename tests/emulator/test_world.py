"""What areas build on: the log of events and transactions."""

import pytest

from hookops.emulator.app import create_app
from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.world import EVENTS, get_world

HOOKS = "/api/v1/inlineHooks"


@pytest.fixture
def world(clock):
    return get_world(create_app(MemoryStore(), token="t0ken", clock=clock))


def events(world):
    return [(event["eventType"], event["target"][0]["id"]) for event in world.all(EVENTS)]


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
