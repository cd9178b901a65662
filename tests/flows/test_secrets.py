"""Secrets: when they are sent, when they are not, and what is known about them."""

import base64
import json

import pytest
from conftest import manifest

from hookops.apply import saved_plan
from hookops.model.change import Action
from hookops.model.errors import InvalidInput
from hookops.workflow import apply as workflow

KEY = base64.b64decode("c2VjcmV0LWtleS1vZi10aGlydHktdHdvLWJ5dGVzISE=")


def secret_fields(plan):
    """(words, side) of each secret in the plan."""
    return [(f.before, f.side) for c in plan.changes for f in c.fields if f.secret]


def levels(plan):
    """The impact of each change."""
    return [change.impact for change in plan.changes]


def adopted(world):
    """A hook that somebody made in the console comes under management, without a write."""
    world.declare(manifest("a"))
    raw = manifest("a")["spec"]
    raw["channel"]["config"]["authScheme"] = {
        "type": "HEADER",
        "key": "Authorization",
        "value": "typed-in-the-console",
    }
    world.okta("POST", body=raw)
    world.declare(manifest("a", metadata={"annotations": {"hookops.dev/adopt": "true"}}))
    world.apply()
    return json.loads((world.folder / "ledger.json").read_text())["managed"][0]


@pytest.mark.promise("P15", "P17")
def test_all_or_nothing(world):
    """When one secret of a plan is missing, nothing is written, and the error has its place."""
    world.declare(manifest("a"), manifest("b"))
    del world.env["HOOKOPS_SECRET_B"]

    with pytest.raises(InvalidInput, match=r"manifests/b.json:\d+:\d+: .*HOOKOPS_SECRET_B") as err:
        world.apply()

    assert "HOOKOPS_SECRET_A" not in str(err.value)
    assert [] == world.writes()


@pytest.mark.promise("P17")
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("***", "masked"),
        ("[MASKED]", "masked"),
        ("a\nCANARY", "line break at position 2"),
        ("CANARYé", "outside printable ASCII at position 7"),
        (" CANARY", "begins or ends with a space"),
        ('"CANARY-value"', "has quotes around it"),
        ("CANARY", "has fewer than 8 characters"),
        ("<CANARY-value>", "is a placeholder"),
    ],
)
def test_m22_e17_unusable_values(world, value, words):
    """M22, E17: a value that HTTP cannot carry, or a masked one, is refused and not printed."""
    world.declare(manifest("a"))
    world.env["HOOKOPS_SECRET_A"] = value

    with pytest.raises(InvalidInput, match=words) as err:
        world.apply()

    assert "CANARY" not in str(err.value)
    assert [] == world.writes()


def test_e06_one_final_line_break_is_dropped(world):
    """E06: a value as files leave it, with one final line break, is sent without it."""
    world.declare(manifest("a"))
    world.env["HOOKOPS_SECRET_A"] = "some-4711-value\n"

    world.apply()

    (record,) = world.store.hooks()
    assert "some-4711-value" == record.channel["config"]["authScheme"]["value"]


def test_rotation_is_seen_with_a_key(world):
    """With a fingerprint key a new value alone is a change, and the same value is none."""
    world.key = KEY
    world.declare(manifest("a"))
    world.apply()
    same = world.plan()
    world.env["HOOKOPS_SECRET_A"] = "rotated-4711"

    planned = world.plan()
    world.apply()

    assert () == same.changes
    assert [("new value (another value than was last sent)", "git")] == secret_fields(planned)
    assert () == world.plan().changes
    (record,) = world.store.hooks()
    assert "rotated-4711" == record.channel["config"]["authScheme"]["value"]


def test_without_a_key_values_are_not_comparable(world):
    """Without a key a new value alone is neither equal nor changed: nothing is planned."""
    world.declare(manifest("a"))
    world.apply()
    world.env["HOOKOPS_SECRET_A"] = "rotated-4711"

    assert () == world.plan().changes


def test_version_label(world):
    """The version label in the manifest says that a secret is new."""
    document = manifest("a")
    world.declare(document)
    world.apply()
    scheme = document["spec"]["channel"]["config"]["authScheme"]
    scheme["valueFrom"] = {"ref": "env:HOOKOPS_SECRET_A", "version": "2"}
    world.declare(document)

    planned = world.plan()
    world.apply()

    assert [("new value (version 2, last sent none)", "git")] == secret_fields(planned)
    assert () == world.plan().changes


def test_another_reference(world):
    """A secret that comes from elsewhere is sent again."""
    document = manifest("a")
    world.declare(document)
    world.apply()
    document["spec"]["channel"]["config"]["authScheme"]["valueFrom"] = "env:HOOKOPS_SECRET_OTHER"
    world.declare(document)

    assert [("new value (last sent from env:HOOKOPS_SECRET_A)", "git")] == secret_fields(
        world.plan()
    )


def test_an_adopted_secret_is_not_confirmed(world):
    """An adoption sends nothing, so the ledger says that the value was never sent."""
    (found,) = adopted(world)["fingerprints"].values()

    assert (False, False, "") == (found["confirmed"], found["sent"], found["digest"])
    assert () == world.plan().changes


@pytest.mark.parametrize("key", [b"", KEY])
@pytest.mark.parametrize(
    "edit",
    [
        {"name": "A new name"},
        {"config": {"headers": [{"key": "X-Environment", "value": "prod"}]}},
        {"config": {"uri": "https://hooks.example.com/v2"}},
    ],
)
def test_an_adopted_secret_that_goes_along(world, edit, key):
    """Whatever is written, the value from here replaces one that nobody knows: the plan says so."""
    world.key = key
    adopted(world)
    world.declare(manifest("a", **edit))

    planned = world.plan()

    (change,) = planned.changes
    assert [("value in Okta unknown (adopted: hookops never sent it)", "unknown")] == (
        secret_fields(planned)
    )
    assert "env:HOOKOPS_SECRET_A, which Okta sends to hooks.example.com" == change.fields[-1].after
    assert "unproven" == change.impact
    assert "its service may refuse the secret that is sent" in change.impact_text
    assert change.undo.endswith(
        "the old value of the secret cannot be brought back, since Okta never shows it"
    )


def test_a_ledger_of_format_1(world):
    """It says the same of an adopted secret as of one that was sent, so neither is known."""
    scheme = {
        "type": "HEADER",
        "key": "Authorization",
        "valueFrom": {"ref": "env:HOOKOPS_SECRET_A", "version": "1"},
    }
    world.declare(manifest("a", config={"authScheme": scheme}))
    world.apply()
    path = world.folder / "ledger.json"
    path.write_text(path.read_text().replace('"format": 4', '"format": 1'))
    world.declare(manifest("a", name="Edited", config={"authScheme": scheme}))

    assert [
        (
            "value in Okta unknown (an older hookops did not note whether it was ever sent)",
            "unknown",
        )
    ] == secret_fields(world.plan())


def test_what_an_adoption_has_sent_since_is_known(world):
    """Once hookops has sent the value, later changes send the same one, and are proven."""
    world.key = KEY
    adopted(world)
    world.declare(manifest("a", name="First"))
    world.apply()
    world.declare(manifest("a", name="Second"))

    planned = world.plan()

    assert [("same value as last sent", "unknown")] == secret_fields(planned)
    assert (["safe"], "apply the manifest as it was before") == (
        levels(planned),
        planned.changes[0].undo,
    )


def test_without_a_key_a_value_that_goes_along_is_unknown(world):
    """Nothing tells a typing error from the value that Okta has."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", name="Other"))

    ((words, _),) = secret_fields(world.plan())

    assert (
        "value in Okta unknown "
        "(it was last sent without HOOKOPS_FINGERPRINT_KEY, and has no version)"
    ) == words
    assert ["unproven"] == levels(world.plan())


def test_a_label_proves_a_value_that_goes_along(world):
    """A version that was not raised is a person's word for the same value."""
    scheme = manifest("a")["spec"]["channel"]["config"]["authScheme"]
    config = {"authScheme": {**scheme, "valueFrom": {"ref": scheme["valueFrom"], "version": "1"}}}
    world.declare(manifest("a", config=config))
    world.apply()
    world.declare(manifest("a", name="Other", config=config))

    assert [("same value as last sent", "unknown")] == secret_fields(world.plan())
    assert ["safe"] == levels(world.plan())


def test_a_hook_that_somebody_wrote_since(world):
    """A later write in Okta may have been of the secret, whatever the fingerprint says."""
    world.key = KEY
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", uri="https://failover.example.com/a")

    planned = world.plan()

    assert [("value in Okta unknown (the hook was written in Okta after hookops)", "unknown")] == (
        secret_fields(planned)
    )
    assert ["unproven"] == levels(planned)


def test_a_new_hook_sends_a_new_value(world):
    """Its service has never been called with it."""
    world.declare(manifest("a"))

    assert [("new value", "git")] == secret_fields(world.plan())
    assert ["unproven"] == levels(world.plan())


def with_secret(name, /, reference="env:HOOKOPS_SECRET_SHARED", **spec):
    """A hook with that secret."""
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": reference}
    return manifest(name, config={"authScheme": scheme}, **spec)


def warnings(plan):
    """Of secrets that several hooks have."""
    return [w.message for w in plan.warnings if w.code == "shared-secret"]


def test_a_secret_that_only_some_of_its_hooks_get(world):
    """An edit of one sends a value that may be another, and the other hook keeps the old one."""
    world.declare(with_secret("a"), with_secret("b"))
    world.apply()
    world.declare(with_secret("a", name="Edited"), with_secret("b"))

    assert [
        "env:HOOKOPS_SECRET_SHARED is sent to InlineHook/a, and not to InlineHook/b, which has the "
        "same secret: if its value is another one now, Okta has two"
    ] == warnings(world.plan())


@pytest.mark.parametrize("key", [b"", KEY])
def test_a_shared_secret_that_is_the_same_or_sent_to_all(world, key):
    """Nothing to say where one value is left, as far as anybody can know."""
    world.key = key
    world.declare(with_secret("a"), with_secret("b"))
    world.apply()
    edited = [with_secret("a", name="Edited"), with_secret("b", name="Too")]
    world.declare(*(edited if not key else [edited[0], with_secret("b")]))

    assert [] == warnings(world.plan())


def test_an_apply_of_a_saved_plan_says_so_as_well(world):
    """Nobody is shown that plan again."""
    world.declare(with_secret("a"), with_secret("b"))
    world.apply()
    world.declare(with_secret("a", name="Edited"), with_secret("b"))
    text = workflow.save(world.run(), world.plan())
    envelope, _ = saved_plan.open_envelope(text, world.folder / "plan.json")

    workflow.apply_saved(
        world.run(),
        text,
        envelope,
        progress=world.progress.append,
        stop=world.stop,
        parallelism=4,
    )

    assert ["shared-secret"] == [n.split("[")[1].split("]")[0] for n in world.notices if "[" in n]


def test_a_shared_secret_and_a_new_hook(world):
    """The new one gets the value of today, and the other one has the one of before."""
    world.key = KEY
    world.declare(with_secret("a"))
    world.apply()
    world.declare(with_secret("a"), with_secret("b"))
    same = world.plan()
    world.env["HOOKOPS_SECRET_SHARED"] = "another-long-value"

    assert [] == warnings(same)
    assert [] == warnings(world.plan())
    assert 1 == len(warnings(world.plan(targets=["InlineHook/b"])))


def test_the_last_hook_that_gets_a_rotated_secret(world):
    """Once the others have it, sending it ends the difference."""
    world.key = KEY
    world.declare(with_secret("a"), with_secret("b"))
    world.apply()
    world.env["HOOKOPS_SECRET_SHARED"] = "another-long-value"
    world.apply(targets=["InlineHook/a"])

    assert [] == warnings(world.plan())


def test_a_shared_secret_and_a_target(world):
    """A rotation that --target narrows leaves two values in Okta."""
    world.key = KEY
    world.declare(with_secret("a"), with_secret("b"))
    world.apply()
    world.env["HOOKOPS_SECRET_SHARED"] = "another-long-value"

    assert [] == warnings(world.plan())
    assert 1 == len(warnings(world.plan(targets=["InlineHook/a"])))


@pytest.mark.promise("P16")
def test_the_ledger_has_no_secret(world):
    """The ledger has fingerprints under a key that is not in it, and no value, raw or encoded."""
    world.key = KEY
    world.declare(manifest("a"))
    world.env["HOOKOPS_SECRET_A"] = "CANARY-5711"
    world.apply()

    text = (world.folder / "ledger.json").read_text()

    assert json.loads(text)["managed"][0]["fingerprints"]
    assert "CANARY" not in text
    assert base64.b64encode(b"CANARY-5711").decode() not in text


def test_a_lifecycle_change_needs_no_secret(world):
    """Activation sends no body, so a missing secret does not stop it."""
    world.declare(manifest("a"))
    world.apply()
    world.okta("POST", f"{world.hook('a')['id']}/lifecycle/deactivate")
    ledger = world.folder / "ledger.json"
    document = json.loads(ledger.read_text())
    document["managed"][0]["last_updated"] = world.hook("a")["lastUpdated"]
    ledger.write_text(json.dumps(document))
    world.env.clear()

    (change,) = world.plan().changes
    applied = world.apply()

    assert (Action.ACTIVATE, 0) == (change.action, applied.exit_code)
