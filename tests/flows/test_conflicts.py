"""Where the registry contradicts the manifests: nothing is guessed, nothing is written."""

import pytest
from conftest import TOKEN, URL, World, manifest

from hookops.emulator.app import create_app
from hookops.emulator.switches import Switches
from hookops.model.change import Action
from hookops.model.errors import Conflict, InvalidInput

ADOPT = {"annotations": {"hookops.dev/adopt": "true"}}


def body(name, **config):
    """A request body for `name`, with a secret."""
    spec = manifest(name)["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "x"}
    spec["channel"]["config"].update(config)
    return spec


def test_a_strangers_hook_is_not_taken(world):
    """A hook of the same type and name that is not ours is a conflict, with what to do."""
    world.declare(manifest("a"))
    world.okta("POST", "", body("a"))

    (conflict,) = world.plan().conflicts

    assert "exists" == conflict.code
    assert "hookops.dev/adopt" in conflict.hint
    with pytest.raises(Conflict):
        world.apply()
    assert 1 == len(world.writes())


def test_adopting_an_equal_hook_writes_nothing(world):
    """With the annotation an equal hook comes under management without a request."""
    world.declare(manifest("a", metadata=ADOPT))
    world.okta("POST", "", body("a"))

    (change,) = world.plan().changes
    applied = world.apply()

    assert (Action.NOTHING, True, ()) == (change.action, change.adopts, change.steps)
    assert (0, 1) == (applied.exit_code, len(world.writes()))
    assert () == world.plan().changes
    assert () == world.drift().drifted


def test_adopting_another_hook_updates_it(world):
    """With the annotation a hook that differs is adopted and updated in one change."""
    world.declare(manifest("a", metadata=ADOPT))
    made = world.okta("POST", "", body("a", uri="https://old.example.com/a"))

    (change,) = world.plan().changes
    applied = world.apply()

    assert (Action.UPDATE, True) == (change.action, change.adopts)
    assert (0, made["id"]) == (applied.exit_code, applied.outcomes[0].id)
    assert () == world.plan().changes


def test_a_later_rotation_of_an_adopted_secret_is_seen(world):
    """After adoption a new version label of the secret leads to a PUT."""
    document = manifest("a", metadata=ADOPT)
    world.declare(document)
    world.okta("POST", "", body("a"))
    world.apply()
    scheme = document["spec"]["channel"]["config"]["authScheme"]
    scheme["valueFrom"] = {"ref": "env:HOOKOPS_SECRET_A", "version": "2"}
    world.declare(document)

    assert [Action.UPDATE] == [change.action for change in world.plan().changes]


def test_two_hooks_of_one_identity_are_ambiguous(tmp_path):
    """Where Okta lets two hooks share a name, nobody guesses which one is meant."""
    world = World(tmp_path)
    world.app = create_app(
        world.store,
        token=TOKEN,
        clock=lambda: world.now,
        switches=Switches(duplicate_name="accept"),
    )
    world.declare(manifest("a", metadata=ADOPT))
    ids = {world.okta("POST", "", body("a"))["id"] for _ in range(2)}

    (conflict,) = world.plan().conflicts

    assert "ambiguous" == conflict.code
    assert all(hook_id in conflict.message for hook_id in ids)


def test_a_twin_of_a_managed_hook_is_told(tmp_path):
    """A second hook with the identity of ours is an error of the next plan."""
    world = World(tmp_path)
    world.app = create_app(
        world.store,
        token=TOKEN,
        clock=lambda: world.now,
        switches=Switches(duplicate_name="accept"),
    )
    world.declare(manifest("a"))
    world.apply()
    world.okta("POST", "", body("a"))

    assert ["ambiguous"] == [conflict.code for conflict in world.plan().conflicts]


def test_an_edit_while_asking_is_noticed(world):
    """What changes between the question and the answer is not overwritten."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", config={"uri": "https://hooks.example.com/new"}))
    count = len(world.writes())

    def consent(plan):
        world.edit("a", uri="https://staging.example.com/a")
        return True

    with pytest.raises(Conflict, match="while you were asked"):
        world.apply(consent=consent)
    assert ["PUT"] == [method for method, _, _ in world.writes()[count:]]


def test_c12_an_unknown_target_is_an_error(world):
    """C12: a target that matches nothing is not "no changes"."""
    world.declare(manifest("a"))

    with pytest.raises(InvalidInput, match="nothing of that name"):
        world.plan(targets=["InlineHook/typo"])


def test_a_target_limits_the_plan(world):
    """With a target the others are not planned."""
    world.declare(manifest("a"), manifest("b"))

    planned = world.plan(targets=["InlineHook/b"])

    assert ["b"] == [change.key.name for change in planned.changes]
    assert URL == planned.organization
