"""What an unfinished create made is ours, also when its manifest has gone meanwhile."""

import pytest
from conftest import Faulty, World, manifest


def cut_short(world: World, *, carried_out: bool) -> None:
    """The create of `b` has no answer, and its manifest goes."""
    app = world.app
    fault = "lost" if carried_out else "refuse"
    lists = [0]

    def rule(method: str, path: str) -> str:
        if method == "POST":
            lists[0] = 1
            return fault
        # Nothing is read back, so that only the ledger knows of it.
        return "refuse" if lists[0] else ""

    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a"), manifest("b"))
    world.app = Faulty(app, rule)
    world.apply()
    world.app = app
    world.declare(manifest("a"))
    world.now += 60


@pytest.mark.promise("P1")
def test_it_is_managed_and_deleted_with_prune(world):
    """One apply learns of it and keeps it, as anything that is no longer declared; one with
    --prune deletes it."""
    cut_short(world, carried_out=True)

    kept = world.apply()
    entries = {key.name for key in world.ledger.managed}
    pruned = world.apply(prune=True)

    assert ({"a", "b"}, ()) == (entries, world.ledger.intents)
    assert ["b"] == [key.name for key in kept.plan.kept]
    assert (0, 0) == (kept.exit_code, pruned.exit_code)
    assert ["a"] == [hook["name"] for hook in world.okta("GET")]
    assert ["b"] == [stone.key.name for stone in world.ledger.tombstones]


@pytest.mark.promise("P1")
def test_it_is_deleted_at_once_with_prune(world):
    """No other apply has to come in between."""
    cut_short(world, carried_out=True)

    applied = world.apply(prune=True)

    assert (0, ()) == (applied.exit_code, world.ledger.intents)
    assert ["a"] == [hook["name"] for hook in world.okta("GET")]


def test_without_an_option_it_is_not_deleted(world):
    """Evidence says that it is ours, and nobody has said that it may go."""
    cut_short(world, carried_out=True)

    world.apply()

    assert {"a", "b"} == {hook["name"] for hook in world.okta("GET")}


def test_a_create_that_made_nothing_is_over(world):
    """Its intent goes with the next apply, and drift has nothing to say of it."""
    cut_short(world, carried_out=False)

    applied = world.apply()

    assert (0, ()) == (applied.exit_code, world.ledger.intents)
    assert world.drift().in_order


def test_a_hook_of_somebody_else_is_not_taken_for_it(world):
    """It has another address, so no create of ours made it."""
    cut_short(world, carried_out=False)
    spec = manifest("b", config={"uri": "https://else.example.com/b"})["spec"]
    spec["channel"]["config"]["authScheme"]["value"] = "typed"
    world.okta("POST", "", spec)

    world.apply(prune=True)

    assert {"a", "b"} == {hook["name"] for hook in world.okta("GET")}
    assert ["a"] == [key.name for key in world.ledger.managed]
