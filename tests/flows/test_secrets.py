"""Secrets: when they are sent, when they are not, and what is known about them."""

import base64
import json

import pytest
from conftest import manifest

from hookops.model.change import Action
from hookops.model.errors import InvalidInput

KEY = base64.b64decode("c2VjcmV0LWtleS1vZi10aGlydHktdHdvLWJ5dGVzISE=")


def secret_fields(plan):
    """(before, side) of each secret in the plan."""
    return [(f.before, f.side) for c in plan.changes for f in c.fields if f.secret]


def test_all_or_nothing(world):
    """When one secret of a plan is missing, nothing is written, and the error has its place."""
    world.declare(manifest("a"), manifest("b"))
    del world.env["HOOKOPS_SECRET_B"]

    with pytest.raises(InvalidInput, match=r"manifests/b.json:\d+:\d+: .*HOOKOPS_SECRET_B") as err:
        world.apply()

    assert "HOOKOPS_SECRET_A" not in str(err.value)
    assert [] == world.writes()


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
    assert [("another value", "git")] == secret_fields(planned)
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

    assert [("version none", "git")] == secret_fields(planned)
    assert () == world.plan().changes


def test_another_reference(world):
    """A secret that comes from elsewhere is sent again."""
    document = manifest("a")
    world.declare(document)
    world.apply()
    document["spec"]["channel"]["config"]["authScheme"]["valueFrom"] = "env:HOOKOPS_SECRET_OTHER"
    world.declare(document)

    assert [("from env:HOOKOPS_SECRET_A", "git")] == secret_fields(world.plan())


def test_another_host_is_warned_of(world):
    """A new host that will get the secret is a warning of the plan."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", config={"uri": "https://other.example.com/a"}))

    assert ["new-host"] == [warning.code for warning in world.plan().warnings]


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
