"""What hookops manages no longer: nothing is sent to Okta, and nothing else is lost."""

from dataclasses import replace

import pytest
from conftest import World, key_manifest, manifest
from flows.org import MACHINES, RULE, SEED, TOKEN, hook, signed

from hookops.apply.records import Author
from hookops.ledger.none import NoLedger
from hookops.model.errors import Conflict, GuardError, InvalidInput
from hookops.model.resource import Intent, Key
from hookops.workflow.management.adopt import adopt
from hookops.workflow.management.forget import forget


def drop(world, *names, consent=lambda _: None):
    store, desired = world.ledger_store, world.desired
    author = Author("alice on laptop")
    at = "2026-01-01T00:00:00+00:00"
    return forget(store, desired, names, at=at, author=author, consent=consent)


def managed(world):
    return sorted(str(key) for key in world.ledger.managed)


@pytest.fixture
def world(tmp_path):
    """Two hooks, one of them bound twice, and a key that a third one signs with."""
    made = World(tmp_path, seed=SEED)
    made.declare(
        hook("token", TOKEN, RULE, MACHINES),
        manifest("plain"),
        key_manifest("key"),
        signed("saml", "key", None),
    )
    assert made.apply().exit_code == 0
    return made


def test_a_hook_goes_with_its_bindings(world):
    """Okta is sent nothing, the others stay, and history says who did it."""
    requests = world.requests()

    found = drop(world, "InlineHook/token")

    assert 3 == len(found.entries)
    assert (["HookKey/key", "InlineHook/plain", "InlineHook/saml"], requests) == (
        managed(world),
        world.requests(),
    )
    record = world.ledger.applies[-1]
    assert ("alice on laptop", {"forget"}) == (record.by, {c.action for c in record.changes})


def test_the_manifest_is_still_there(world):
    """It is named, and the next plan has a conflict; without it nothing is deleted."""
    found = drop(world, "plain")

    assert ["InlineHook/plain"] == [str(resource.key) for resource in found.declared]
    assert ["exists"] == [conflict.code for conflict in world.plan().conflicts]
    world.declare(hook("token", TOKEN, RULE, MACHINES), key_manifest("key"), signed("saml", "key"))
    assert [] == [str(c.key) for c in world.plan(prune=True).changes if c.key.name == "plain"]


def test_forgotten_and_adopted_again(world):
    """The way out and the way in lead to a plan without changes."""
    drop(world, "token")

    adopt(world.run(read_only=True), ["token"], assumes=False, consent=lambda _: None)

    assert () == world.plan().changes


def test_a_key_in_use(world):
    """It stays while a managed hook signs with it, and goes together with that hook."""
    with pytest.raises(GuardError, match="InlineHook/saml uses it"):
        drop(world, "HookKey/key")
    drop(world, "HookKey/key", "saml")

    assert not {"HookKey/key", "InlineHook/saml"} & set(managed(world))


def test_a_binding_by_itself(world):
    """The next plan would unbind it, so it goes with its hook alone."""
    with pytest.raises(InvalidInput, match="forgets a binding with its hook alone"):
        drop(world, "Binding/rule/default/Default Policy/Default Policy Rule")


def test_a_write_without_an_outcome(world):
    """Its evidence would be lost; also where nothing of it is managed yet."""
    ledger = world.ledger
    open_ones = tuple(
        Intent(name, Key("InlineHook", name), "create", "") for name in ("plain", "x")
    )
    world.ledger_store.swap(ledger, replace(ledger, intents=open_ones))

    for name in ("plain", "x"):
        with pytest.raises(Conflict, match=f"create InlineHook/{name}"):
            drop(world, name)


def test_without_consent(world):
    """Nothing is stored."""
    before = world.ledger

    def refuse(_):
        raise GuardError("the answer was not yes")

    with pytest.raises(GuardError):
        drop(world, "plain", consent=refuse)

    assert before == world.ledger


def test_what_is_not_managed(world):
    """A name that the ledger does not have."""
    with pytest.raises(InvalidInput, match="nothing of that name is managed"):
        drop(world, "InlineHook/other")


def test_without_a_ledger(world):
    """`ledger: none` manages by name: there is nothing to adopt or to forget."""
    world.given_ledger_store = NoLedger("https://acme.okta.com")

    with pytest.raises(InvalidInput, match="keeps no ledger"):
        drop(world, "plain")
    with pytest.raises(InvalidInput, match="keeps no ledger"):
        adopt(world.run(read_only=True), ["plain"], assumes=False, consent=lambda _: None)
