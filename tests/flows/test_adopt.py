"""What exists comes under management by a command: nothing is written to Okta, nor to a file."""

import pytest
from conftest import World, key_manifest, manifest
from flows.org import RULE, SEED, TOKEN, hook

from hookops.emulator.control.switches import Switches
from hookops.model.errors import Conflict, GuardError, InvalidInput
from hookops.workflow.management.adopt import adopt

KEY = b"k" * 32


def take(world, *names, assumes=False, consent=lambda _: None):
    """Adopt, by a session that may only read."""
    return adopt(world.run(read_only=True), names, assumes=assumes, consent=consent)


def made(world, name, /, **spec):
    """A hook of that name in Okta, as somebody made it in the console."""
    body = manifest(name, **spec)["spec"]
    body["channel"]["config"]["authScheme"] |= {"value": "typed-there"}
    return world.okta("POST", "", body)


def keys(found):
    return [str(change.key) for change in found.changes]


def test_an_equal_hook(world):
    """The next plan and drift are empty, nothing was written, and history says who adopted it."""
    world.declare(manifest("a"))
    hook_id = made(world, "a")["id"]
    writes = world.writes()

    found = take(world, "InlineHook/a")

    assert (True, ["InlineHook/a"]) == (found.done, keys(found))
    assert (writes, ()) == (world.writes(), world.plan().changes)
    assert world.drift().in_order
    (record,) = world.ledger.applies
    (change,) = record.changes
    assert ("adopt", "done", hook_id) == (change.action, change.result, change.id)
    assert world.ledger.organization_id


def test_as_the_annotation_would(world):
    """The ledger has the very entry that an apply with the annotation makes."""
    annotated = manifest("a", metadata={"annotations": {"hookops.dev/adopt": "true"}})
    made(world, "a")
    world.declare(annotated)
    world.apply()
    by_apply = world.ledger.managed
    world.ledger_store.remove(world.ledger)
    world.declare(manifest("a"))

    take(world, "a")

    assert by_apply == world.ledger.managed


def test_what_differs(world):
    """It is shown, adopted as it is in Okta, and the next plan changes it."""
    world.declare(manifest("a"))
    made(world, "a", config={"uri": "https://old.example.com/a"})

    found = take(world, "a")

    (change,) = found.changes
    assert [("channel", "config", "uri")] == [f.path for f in change.fields if not f.secret]
    assert ["update"] == [c.action.value for c in world.plan().changes]


def test_bindings_come_along(tmp_path):
    """With a hook, the flow that calls it as declared."""
    world = World(tmp_path, seed=SEED)
    world.declare(hook("token", TOKEN, RULE), manifest("other"))
    world.apply()
    world.ledger_store.remove(world.ledger)

    found = take(world, "token")

    binding = "Binding/rule/default/Default Policy/Default Policy Rule"
    assert [binding, "InlineHook/token"] == keys(found)
    assert ["exists"] == [conflict.code for conflict in world.plan().conflicts]


def test_everything_and_what_is_nowhere(world):
    """Without a name all that is there is adopted; what is nowhere is left to the next apply."""
    world.declare(manifest("a"), manifest("b"), key_manifest("k"))
    made(world, "a")

    found = take(world)

    assert ["InlineHook/a"] == keys(found)
    assert ["HookKey/k", "InlineHook/b"] == [str(key) for key in found.absent]


@pytest.mark.parametrize("name", ["A", " a", "a  ", "ａ"])
def test_a_similar_name(world, name):
    """It is named with its id, and nothing is adopted or created, whether it was asked for or
    everything was."""
    world.declare(manifest("a"), manifest("b"))
    made(world, "b")
    there = made(world, "a", name=name)
    writes = world.writes()

    for names in (("a",), ()):
        with pytest.raises(Conflict) as refused:
            take(world, *names)
        assert there["id"] in str(refused.value)

    assert (writes, {}) == (world.writes(), dict(world.ledger.managed))


def test_what_is_not_there(world):
    """Asked for by its name it is a conflict, and nothing is created."""
    world.declare(manifest("a"))

    with pytest.raises(Conflict, match="nothing-to-adopt"):
        take(world, "a")

    assert [] == world.writes()


def test_what_another_manifest_has(world):
    """The conflict names the key that manages it."""
    world.declare(manifest("a"))
    made(world, "a")
    take(world, "a")
    other = manifest("b", name="A")
    world.declare(other)

    with pytest.raises(Conflict, match="is managed as InlineHook/a"):
        take(world, "b")


def test_managed_already(world):
    """It is said, nobody is asked, and the ledger stays as it is."""
    world.declare(manifest("a"))
    world.apply()
    before = world.ledger

    found = take(world, "a", consent=pytest.fail)

    assert (["InlineHook/a"], before) == ([str(key) for key in found.managed], world.ledger)


def test_without_consent(world):
    """Nothing is stored."""
    world.declare(manifest("a"))
    made(world, "a")

    def refuse(_):
        raise GuardError("the answer was not yes")

    with pytest.raises(GuardError):
        take(world, "a", consent=refuse)

    assert not world.ledger.exists


def test_unknown_names(world):
    """A name that no manifest has is a mistake of the command line."""
    world.declare(manifest("a"))

    with pytest.raises(InvalidInput, match="nothing of that name is declared"):
        take(world, "InlineHook/b")


@pytest.mark.parametrize("assumes", [False, True])
def test_the_next_plan_sends_nothing(world, assumes):
    """Neither way is a secret sent, and a plan that sends it later says that hookops never has."""
    world.key = KEY
    world.declare(manifest("a"))
    made(world, "a")

    take(world, "a", assumes=assumes)

    assert () == world.plan().changes
    world.edit("a", uri="https://elsewhere.example.com/a")
    (change,) = world.plan().changes
    (secret,) = [field for field in change.fields if field.secret]
    assert "unknown" == secret.secret


@pytest.mark.parametrize(("assumes", "actions"), [(False, []), (True, ["update"])])
def test_a_rotated_secret(world, assumes, actions):
    """With an assumed fingerprint another value is sent; without one nobody can tell."""
    world.key = KEY
    world.declare(manifest("a"))
    made(world, "a")
    take(world, "a", assumes=assumes)
    (print_,) = world.ledger.managed[next(iter(world.ledger.managed))].fingerprints.values()

    world.env["HOOKOPS_SECRET_A"] = "another-value-of-it"

    assert (False, False, assumes) == (print_.confirmed, print_.sent, bool(print_.digest))
    changes = world.plan().changes
    assert actions == [change.action.value for change in changes]
    shown = [field.before for change in changes for field in change.fields]
    assert [] == [text for text in shown if "than it was adopted with" not in text]


def test_assumed_later(world):
    """What was adopted without it can be assumed by asking again; what was sent is known better."""
    world.key = KEY
    world.declare(manifest("a"), manifest("b"))
    made(world, "a")
    take(world, "a")
    world.apply()
    before = dict(world.ledger.managed)

    found = take(world, assumes=True)

    changed = {k.name for k, m in world.ledger.managed.items() if m != before[k]}
    assert ({"a"}, ["a"]) == (changed, [key.name for key in found.assumed])


def test_the_one_of_that_id(tmp_path):
    """Of two with one name the annotation says which is meant; without it there is a conflict."""
    world = World(tmp_path, switches=Switches(duplicate_name="accept"))
    first, second = made(world, "a"), made(world, "a")
    world.declare(manifest("a"))
    with pytest.raises(Conflict, match="ambiguous"):
        take(world, "a")
    world.declare(manifest("a", metadata={"annotations": {"hookops.dev/id": second["id"]}}))

    (change,) = take(world, "a").changes

    assert (second["id"], first["id"]) == (change.before.id, world.plan().unmanaged[0].id)
