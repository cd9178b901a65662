"""Secrets behind a prefix, from the manifest to what Okta has."""

import base64
import json

import pytest
from conftest import manifest
from flows.previews import near_to, preview
from flows.test_secrets import KEY, levels, secret_fields
from service.local import Listener
from services.samples import TYPES, module

from hookops.model.errors import GuardError, InvalidInput
from hookops.report.plan.text import plan_text

PASSWORD = "com.okta.user.credential.password.import"


def declare(world, prefix, value="some-4711-value", **spec):
    ref = "env:HOOKOPS_SECRET_A"
    given = {"ref": ref, "prefix": prefix} if prefix else ref
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": given}
    world.env["HOOKOPS_SECRET_A"] = value
    world.declare(manifest("a", config={"authScheme": scheme}, **spec))


def sent(world):
    (record,) = world.store.hooks()
    return record.channel["config"]["authScheme"]["value"]


@pytest.mark.parametrize("key", [b"", KEY])
def test_it_is_sent_with_the_value(world, key):
    """Okta gets both as one text, and the next plan has nothing to do."""
    world.key = key
    declare(world, "Bearer ")
    world.apply()

    assert "Bearer some-4711-value" == sent(world)
    assert () == world.plan().changes


@pytest.mark.parametrize("key", [b"", KEY])
def test_a_change_of_it_is_a_change(world, key):
    """With a fingerprint key and without: the plan shows both prefixes."""
    world.key = key
    declare(world, "Bearer ")
    world.apply()
    declare(world, "Token ")
    planned = world.plan()
    world.apply()

    assert [('new value (prefix: "Bearer " -> "Token ")', "git")] == secret_fields(planned)
    assert ["unproven"] == levels(planned)
    assert "Token some-4711-value" == sent(world)
    assert () == world.plan().changes


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [("", "Token ", 'prefix: none -> "Token "'), ("Bearer ", "", 'prefix: "Bearer " -> none')],
)
def test_it_comes_and_goes(world, before, after, words):
    """Both are changes of what is sent."""
    declare(world, before)
    world.apply()
    declare(world, after)

    assert [(f"new value ({words})", "git")] == secret_fields(world.plan())


def test_a_prefix_that_moves_out_of_the_value(world):
    """What Okta has is the same: with a fingerprint key that is known."""
    world.key = KEY
    declare(world, "", "Bearer some-4711-value")
    world.apply()
    declare(world, "Bearer ")

    assert () == world.plan().changes


def test_the_plan_shows_it(world):
    """On a create as well, since it is no secret."""
    declare(world, "Bearer ")
    text = plan_text(world.plan())

    assert 'header Authorization, secret from env:HOOKOPS_SECRET_A behind "Bearer "' in text
    assert "some-4711-value" not in text


def test_a_value_with_the_prefix_in_it(world):
    """It would be sent twice: nothing is written."""
    declare(world, "Bearer ", "Bearer some-4711-value")

    with pytest.raises(InvalidInput, match="begins with the prefix"):
        world.apply()

    assert [] == world.writes()


def test_another_prefix_is_another_authentication(world):
    """Password import stops users at once, so a person has to name the hook."""
    declare(world, "Bearer ", type=PASSWORD, version="1.0.0")
    world.apply()
    declare(world, "Basic ", base64.b64encode(b"okta:some-4711").decode(), type=PASSWORD)

    with pytest.raises(GuardError) as refused:
        world.apply()

    assert ["endpoint-change"] == [one.code for one in refused.value.diagnostics]


def test_the_ledger_has_the_prefix_and_no_value(world):
    """It is what the next plan compares with."""
    world.key = KEY
    declare(world, "Bearer ")
    world.apply()
    text = (world.folder / "ledger.json").read_text()
    (entry,) = json.loads(text)["managed"]

    (found,) = entry["fingerprints"].values()
    assert ("Bearer ", "env:HOOKOPS_SECRET_A") == (found["prefix"], found["ref"])
    assert "some-4711-value" not in text


def test_a_preview_sends_it(world, serve):
    """The service gets what Okta will send, and refuses what has another value or none."""
    declare(world, "Bearer ", type=TYPES["token"])
    url = serve(module("token").create_app("Bearer some-4711-value"))

    found = preview(world, near_to(f"{url}/token", probe=True))

    assert (True, [401, 401]) == (found.passed, [p.reply.answer.status for p in found.probed])
    assert 'header Authorization, secret from env:HOOKOPS_SECRET_A behind "Bearer "' == (
        found.authentication
    )


def test_a_wrong_value_has_the_prefix_too(world):
    """Only the value is to be what the service refuses."""
    declare(world, "Bearer ")
    listener = Listener(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")
    preview(world, near_to(f"http://127.0.0.1:{listener.port}/a", probe=True))
    listener.close()
    lines = [line for head, _ in listener.requests for line in head.splitlines()]

    assert [
        "Authorization: Bearer some-4711-value",
        "Authorization: Bearer hookops-probe-this-is-not-the-secret",
    ] == [line for line in lines if line.startswith("Authorization")]
