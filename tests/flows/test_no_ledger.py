"""`ledger: none`: type and name are the identity, and nothing is ever deleted."""

import pytest
from conftest import URL, World, manifest
from flows.org import APP, RULE, SAML, SEED, TOKEN, hook

from hookops.emulator.control.switches import Switches
from hookops.ledger.none import NoLedger
from hookops.model.change import Action
from hookops.model.errors import Conflict
from hookops.model.limits import SecretTrust


class Forgetful(World):
    """Each run begins without a ledger, as each process does."""

    def run(self, *, read_only=False):
        self.given_ledger_store = NoLedger(URL)
        return super().run(read_only=read_only)


@pytest.fixture
def world(tmp_path):
    return Forgetful(tmp_path, seed=SEED)


def test_create_then_nothing(world):
    """What was created is known again by its type and name, with its bindings."""
    world.declare(hook("token", TOKEN, RULE), hook("saml", SAML, APP), manifest("plain"))

    assert 0 == world.apply().exit_code

    assert () == world.plan().changes
    assert 0 == world.apply().exit_code
    assert world.drift().in_order


def test_an_edit_is_changed_back(world):
    """A hook that exists needs no annotation; its secret is sent, since nobody knows it.

    Nor does anybody know that it went to that host before.
    """
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", uri="https://elsewhere.example.com/a")
    world.trust = SecretTrust()

    assert not world.drift().in_order
    (change,) = world.plan().changes
    (found,) = world.plan().secret_hosts
    assert 0 == world.apply(send_secret_to=("hooks.example.com",)).exit_code

    assert (Action.UPDATE, False) == (change.action, found.allowed)
    assert "so far it sends it to elsewhere.example.com only" in found.text
    assert () == world.plan().changes


def test_nothing_is_pruned(world):
    """What the manifests no longer declare stays, whatever is allowed."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    world.declare(manifest("a"))

    applied = world.apply(prune=True)

    assert (0, ()) == (applied.exit_code, applied.plan.changes)
    assert ["a", "b"] == sorted(found["name"] for found in world.okta("GET"))


def test_two_of_one_name(tmp_path):
    """Which of them is meant nobody knows."""
    world = Forgetful(tmp_path, switches=Switches(duplicate_name="accept"))
    world.declare(manifest("a"))
    spec = manifest("a")["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "typed"}
    world.apply()
    world.okta("POST", "", spec)

    with pytest.raises(Conflict):
        world.apply()


def test_a_new_binding(world):
    """A hook that exists is bound."""
    world.declare(hook("token", TOKEN))
    world.apply()
    world.declare(hook("token", TOKEN, RULE))

    applied = world.apply()

    assert [Action.BIND] == [change.action for change in applied.plan.changes]
    assert () == world.plan().changes


def test_a_swap_of_no_ledger():
    """It never exists, and hooks are known by name also after an apply."""
    store = NoLedger(URL)

    stored = store.swap(store.read(), store.read())

    assert (False, True, 1) == (stored.exists, stored.by_name, stored.serial)
    assert stored == store.read()
