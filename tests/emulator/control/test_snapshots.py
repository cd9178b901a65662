"""Back to an org as it was."""

import pytest

from hookops.emulator.app import create_app
from hookops.emulator.control import snapshots, switchboard
from hookops.emulator.pytest_plugin import EmulatedOrg, emulated_org
from hookops.emulator.store.sqlite import SqliteStore
from hookops.emulator.world import get_world

HOOKS = "/api/v1/inlineHooks"


@pytest.fixture
def org() -> EmulatedOrg:
    return emulated_org(id_seed=7)


def create(org, body):
    with org.client() as okta:
        return okta.post(HOOKS, json=body).json()


def names(org):
    with org.client() as okta:
        return [hook["name"] for hook in okta.get(HOOKS).json()]


def test_objects_and_ids_come_again(org, http_body):
    """After a restore the same requests make the same objects, each time."""
    create(org, http_body("first"))
    taken = org.snapshot()

    made = []
    for _ in range(3):
        made.append(create(org, http_body("second"))["id"])
        assert ["first", "second"] == names(org)
        org.restore(taken)

    assert 1 == len(set(made))
    assert ["first"] == names(org)


def test_switches_and_clock_come_again(org):
    """What was set by then is set again."""
    control, clock = org.world.control, org.world.clock
    control.switches = switchboard.changed(control.switches, {"list_lag": "ten-seconds"})
    clock.change(3600, 1_700_000_000)
    taken, then = org.snapshot(), org.world.clock()
    control.switches = switchboard.changed(control.switches, {"list_lag": "none"})
    clock.change(0, freeze=False)

    org.restore(taken)

    assert ("ten-seconds", then) == (org.world.switches.list_lag, org.world.clock())


def test_what_was_scripted_is_over(org, http_body):
    """Faults, edits, late requests and the history belong to what came after."""
    taken = org.snapshot()
    org.world.control.faults.add({"match": {"nth": 5}, "action": {"status": 500}})
    org.world.control.add_edits({"before": {"nth": 5}, "requests": []})
    create(org, http_body())

    org.restore(taken)

    control = org.world.control
    assert ([], [], []) == (control.faults.shown(), control.edits(), org.history)
    assert 0 == control.index()


def test_an_org_in_a_file_has_none(tmp_path):
    """Its file may be another process's as well."""
    world = get_world(create_app(SqliteStore(tmp_path / "org.db"), token="t"))

    with pytest.raises(TypeError, match="in memory"):
        snapshots.snapshot(world)
