"""A list that lags behind what was written: what is new is read by its id."""

import pytest
from conftest import World, manifest
from flows.org import SAML, TOKEN, hook

from hookops.emulator.control.switches import Switches

NEW = {"uri": "https://hooks.example.com/new"}


@pytest.fixture
def lagging(tmp_path):
    """An org whose list shows a hook as it was ten seconds ago."""
    return World(tmp_path, switches=Switches(list_lag="ten-seconds"))


CHANGES = {
    "created": ([], [manifest("a")]),
    "updated": ([manifest("a")], [manifest("a", config=NEW)]),
    "deactivated": ([manifest("a")], [manifest("a", status="INACTIVE")]),
    "activated": ([manifest("a", status="INACTIVE")], [manifest("a")]),
    "renamed": ([manifest("a")], [manifest("a", name="another")]),
    "deleted": ([manifest("a"), manifest("b")], [manifest("b")]),
    "replaced": ([hook("a", TOKEN, None)], [hook("a", SAML, None)]),
}


@pytest.mark.parametrize(("before", "after"), CHANGES.values(), ids=CHANGES)
def test_an_apply_is_complete(lagging, before, after):
    """It ends with 0, and neither drift nor a plan right after it finds anything."""
    if before:
        lagging.declare(*before)
        lagging.apply()
    lagging.declare(*after)

    applied = lagging.apply(prune=True)

    assert (0, ()) == (applied.exit_code, lagging.plan(prune=True).changes)
    assert () == lagging.drift().drifted


def test_a_list_that_does_not_lag_costs_nothing(world):
    """No hook is read by its id where the list has it as it was written."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    before = len(world.requests())

    world.plan()

    assert [("GET", "/api/v1/inlineHooks", 200)] == world.requests()[before:]
