"""Whole applies against an org that behaves as Okta may, where nobody knows."""

import pytest
from conftest import TOKEN, World, manifest

from hookops.emulator.app import create_app
from hookops.emulator.control.switches import Switches
from hookops.emulator.store.memory import MemoryStore

TELEPHONY = "com.okta.telephony.provider"


def world_with(folder, **switches):
    """A world whose org answers as the switches say."""
    made = World(folder)
    made.store = MemoryStore()
    made.app = create_app(
        made.store, token=TOKEN, clock=lambda: made.now, switches=Switches(**switches)
    )
    return made


def before_the_first_write(world, act):
    """Somebody else acts between the plan and the first write of the next apply."""
    inner = world.app

    def app(environ, start):
        if environ["REQUEST_METHOD"] != "GET" and world.app is app:
            world.app = inner
            act()
        return inner(environ, start)

    world.app = app


def test_r13_a_hook_that_is_created_inactive_is_ours(tmp_path):
    """R13: a hook that Okta made INACTIVE on its own is managed, and the next apply goes on."""
    world = world_with(tmp_path, second_telephony="inactive")
    world.declare(manifest("a", type=TELEPHONY, version="1.0.0"))
    spec = manifest("other", type=TELEPHONY, version="1.0.0")["spec"]
    scheme = {"type": "HEADER", "key": "Authorization", "value": "x"}
    spec["channel"]["config"]["authScheme"] = scheme
    before_the_first_write(world, lambda: world.okta("POST", body=spec))

    first = world.apply()
    unmanaged_hook = world.hook("other")["id"]
    world.okta("POST", f"{unmanaged_hook}/lifecycle/deactivate")
    world.okta("DELETE", unmanaged_hook)
    second = world.apply()

    assert first.exit_code != 0
    assert 0 == second.exit_code
    assert "ACTIVE" == world.hook("a")["status"]


def test_after_a_hook_was_made_again_there_is_no_drift(tmp_path):
    """A hook that was deleted in Okta and made again by apply has not drifted."""
    world = World(tmp_path)
    world.declare(manifest("a"))
    world.apply()
    world.okta("POST", f"{world.hook('a')['id']}/lifecycle/deactivate")
    world.okta("DELETE", world.hook("a")["id"])

    world.apply()

    assert () == world.drift().drifted
    assert 1 == len(world.ledger.managed)


def test_f16_a_hook_that_is_deleted_while_apply_deletes_it(tmp_path):
    """F16: a hook that goes away between plan and delete was to be deleted: all is well."""
    world = World(tmp_path)
    world.declare(manifest("a"), manifest("b", status="INACTIVE"))
    world.apply()
    world.declare(manifest("a"))
    gone = world.hook("b")["id"]
    before_the_first_write(world, lambda: world.okta("DELETE", gone))

    applied = world.apply(prune=True)

    assert 0 == applied.exit_code
    assert ["a"] == [key.name for key in world.ledger.managed]


def test_a_header_with_two_underscores_is_compared(tmp_path):
    """A header's name may begin with two underscores; its value is a difference all the same."""
    world = World(tmp_path)
    world.declare(manifest("a", config={"headers": [{"key": "__trace", "value": "1"}]}))
    world.apply()
    world.declare(manifest("a", config={"headers": [{"key": "__trace", "value": "2"}]}))

    assert 1 == len(world.plan().changes)


@pytest.mark.parametrize("order", ["created", "id", "shuffled"])
def test_the_list_s_order_does_not_matter(tmp_path, order):
    """In whatever order Okta lists hooks, apply converges."""
    world = world_with(tmp_path, list_order=order)
    world.declare(*(manifest(name) for name in "abcd"))
    world.apply()

    assert () == world.plan().changes


def test_an_org_that_keeps_lifecycle_times(tmp_path):
    """Where a repeated lifecycle call moves no time, nothing is planned either."""
    world = world_with(tmp_path, noop_lifecycle="keep", duplicate_name="accept")
    world.declare(manifest("a", status="INACTIVE"))

    assert 0 == world.apply().exit_code
    assert () == world.plan().changes
