"""A ledger that was lost is made again from the manifests and the org."""

import pytest
from conftest import World, manifest
from flows.org import RULE, SEED, TOKEN, hook

from hookops.model.errors import GuardError
from hookops.workflow.plan import rebuild_ledger as rebuild


@pytest.fixture
def world(tmp_path):
    """Two hooks, one of them bound, whose ledger is lost."""
    made = World(tmp_path, seed=SEED)
    made.declare(hook("token", TOKEN, RULE), manifest("plain"))
    assert made.apply().exit_code == 0
    made.ledger_store.remove(made.ledger)
    return made


def test_what_is_there_is_managed_again(world):
    """The next plan has no changes, and drift is in order; nothing was written to Okta."""
    writes = world.writes()

    found = rebuild(world.run(read_only=True), lambda _: None)

    assert found == world.ledger
    assert {"token", "plain"} <= {key.name for key in found.managed}
    assert found.organization_id
    assert (writes, ()) == (world.writes(), world.plan().changes)
    assert world.drift().in_order


def test_secrets_are_unconfirmed(world):
    """Nobody knows which ones Okta has, and a plan that sends one says so."""
    rebuild(world.run(read_only=True), lambda _: None)
    world.edit("plain", uri="https://elsewhere.example.com/a")

    (change,) = world.plan().changes

    assert "unknown" in [field.secret for field in change.fields]


def test_what_is_no_longer_declared(world):
    """It is not managed any more, so it is never deleted."""
    world.declare(hook("token", TOKEN, RULE))

    rebuild(world.run(read_only=True), lambda _: None)

    assert () == world.apply(prune=True).plan.changes


def test_without_consent(world):
    """Nothing is stored."""

    def refuse(_):
        raise GuardError("the answer was not yes")

    with pytest.raises(GuardError):
        rebuild(world.run(read_only=True), refuse)

    assert not world.ledger.exists


def test_a_ledger_that_is_there(world):
    """It is never replaced."""
    first = rebuild(world.run(read_only=True), lambda _: None)

    with pytest.raises(GuardError, match="nothing is rebuilt over it"):
        rebuild(world.run(read_only=True), lambda _: None)

    assert first == world.ledger
