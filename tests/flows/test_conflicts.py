"""Where the registry contradicts the manifests: nothing is guessed, nothing is written."""

import pytest
from conftest import URL, World, manifest

from hookops.emulator.control.switches import Switches
from hookops.model.change import Action
from hookops.model.errors import Conflict, GuardError, InvalidInput

ADOPT = {"annotations": {"hookops.dev/adopt": "true"}}


def body(name, **config):
    """A request body for `name`, with a secret."""
    spec = manifest(name)["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "x"}
    spec["channel"]["config"].update(config)
    return spec


def test_an_unmanaged_hook_is_not_taken(world):
    """A hook of the same type and name that is unmanaged is a conflict, with what to do."""
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


@pytest.mark.promise("P2")
def test_two_hooks_of_one_identity_are_ambiguous(tmp_path):
    """Where Okta lets two hooks share a name, nobody guesses which one is meant."""
    world = World(tmp_path, switches=Switches(duplicate_name="accept"))
    world.declare(manifest("a", metadata=ADOPT))
    ids = {world.okta("POST", "", body("a"))["id"] for _ in range(2)}

    (conflict,) = world.plan().conflicts

    assert "ambiguous" == conflict.code
    assert all(hook_id in conflict.message for hook_id in ids)


@pytest.mark.promise("P2")
def test_a_duplicate_of_a_managed_hook_is_reported(tmp_path):
    """A second hook with the identity of ours is an error of the next plan."""
    world = World(tmp_path, switches=Switches(duplicate_name="accept"))
    world.declare(manifest("a"))
    world.apply()
    world.okta("POST", "", body("a"))

    assert ["ambiguous"] == [conflict.code for conflict in world.plan().conflicts]


@pytest.mark.promise("P10")
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


def two_names(first, second):
    """Two manifests with these names in Okta."""
    return manifest("a", name=first), manifest("b", name=second)


def test_a_rename_in_git_without_previous_names(world):
    """A manifest's new name alone would be a delete and a create: the plan says what to write."""
    world.declare(manifest("old"))
    world.apply()
    renamed = manifest("new", name="old")
    world.declare(renamed)

    kept, pruned = world.plan(), world.plan(prune=True)

    assert [["name-held"]] * 2 == [[c.code for c in plan.conflicts] for plan in (kept, pruned)]
    assert "metadata.previousNames: [old]" in kept.conflicts[0].hint


def test_a_freed_name_is_taken_in_one_apply(world):
    """A hook may take the name that another gives up, in the same apply."""
    world.declare(*two_names("one", "two"))
    world.apply()
    world.declare(*two_names("two", "three"))

    applied = world.apply()

    assert (0, ()) == (applied.exit_code, world.plan().changes)


def test_a_new_hook_takes_a_freed_name(world):
    """A new hook may have the name that another gives up, in the same apply."""
    world.declare(manifest("a", name="one"))
    world.apply()
    world.declare(manifest("a", name="two"), manifest("b", name="one"))

    assert 0 == world.apply().exit_code


def test_swapped_names_take_two_applies(world):
    """Two hooks cannot swap their names at once: the plan reports it, and nothing is written."""
    world.declare(*two_names("one", "two"))
    world.apply()
    world.declare(*two_names("two", "one"))

    assert ["name-circle", "name-circle"] == [c.code for c in world.plan().conflicts]


def test_a_deleted_hooks_name_is_taken(world):
    """With --prune an update takes the name of a hook that goes, after it is gone."""
    world.declare(*two_names("one", "two"))
    world.apply()
    world.declare(manifest("a", name="two"))

    kept = world.plan()
    applied = world.apply(prune=True)

    assert ["name-held"] == [conflict.code for conflict in kept.conflicts]
    assert (0, ["two"]) == (applied.exit_code, [hook["name"] for hook in world.okta("GET")])


@pytest.mark.parametrize(
    "type_", ["com.okta.telephony.provider", "com.okta.user.credential.password.import"]
)
def test_one_per_org(world, type_):
    """A second hook of a type that an org has one of is a conflict that names the first."""
    world.declare(manifest("a"))
    spec = manifest("other", type=type_, version="1.0.0")["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "x"}
    made = world.okta("POST", "", spec)
    world.declare(manifest("a", type=type_, version="1.0.0"))

    (conflict,) = world.plan().conflicts

    assert "one-per-org" == conflict.code
    assert made["id"] in conflict.message


@pytest.mark.promise("P6")
def test_one_per_org_changes_in_place(world):
    """The one hook of such a type is changed by one PUT, once somebody has named it."""
    type_ = "com.okta.telephony.provider"
    world.declare(manifest("a", type=type_, version="1.0.0"))
    world.apply()
    uri = {"uri": "https://hooks.example.com/new"}
    world.declare(manifest("a", type=type_, version="1.0.0", config=uri))
    count = len(world.writes())

    with pytest.raises(GuardError, match="--allow-endpoint-change a"):
        world.apply()
    applied = world.apply(allow_endpoint_change=("a",))

    assert (0, ["PUT"]) == (applied.exit_code, [method for method, _, _ in world.writes()[count:]])
