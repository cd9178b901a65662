"""Custom headers whose value is a secret: Okta shows it, and nothing of hookops does."""

import json

import pytest
from conftest import manifest
from flows.previews import near_to, preview
from flows.test_secrets import KEY, secret_fields
from service.local import Listener

from hookops.model.errors import GuardError
from hookops.report.drift.json import drift_json
from hookops.report.plan.json import plan_json
from hookops.report.plan.text import plan_text
from hookops.workflow.plan import rebuild_ledger

OLD, NEW = "some-4711-value", "other-4712-value"
HIDDEN = "(a secret, not shown by hookops)"
REF = {"ref": "env:HOOKOPS_SECRET_X", "prefix": "Key "}


def declare(world, secret, **header):
    world.env["HOOKOPS_SECRET_X"] = secret
    given = {"key": "X-Api", **(header or {"valueFrom": REF})}
    world.declare(manifest("a", config={"headers": [given]}))


def sent(world):
    (record,) = world.store.hooks()
    return record.channel["config"]["headers"]


def edit_in_okta(world, value):
    """Somebody writes another value in the console, and the secret of authScheme with it."""
    (record,) = world.store.hooks()
    raw = manifest("a")["spec"]
    raw["channel"]["config"]["headers"] = [{"key": "X-Api", "value": value}]
    raw["channel"]["config"]["authScheme"] = {
        "type": "HEADER",
        "key": "Authorization",
        "value": "value-of-hookops_secret_a",
    }
    world.okta("PUT", record.id, body=raw)


def texts(world):
    """Everything that is written of the org: plans, drift, the ledger."""
    planned, found = world.plan(), world.drift()
    ledger = world.folder / "ledger.json"
    return [
        plan_text(planned),
        plan_json(planned),
        drift_json(found),
        ledger.read_text() if ledger.exists() else "",
        *world.notices,
    ]


@pytest.mark.parametrize("key", [b"", KEY])
def test_it_is_sent_and_then_in_order(world, key):
    """Okta gets prefix and value; the next plan and drift have nothing to do."""
    world.key = key
    declare(world, OLD)
    world.apply()

    assert [{"key": "X-Api", "value": f"Key {OLD}"}] == sent(world)
    assert () == world.plan().changes
    assert not [text for text in texts(world) if OLD in text]
    assert HIDDEN in (world.folder / "ledger.json").read_text()


def test_rotation(world):
    """As of any secret: a line of the plan, and neither value in it."""
    world.key = KEY
    declare(world, OLD)
    world.apply()
    declare(world, NEW)
    planned, written = world.plan(), texts(world)
    world.apply()

    assert ("new value (another value than was last sent)", "git") in secret_fields(planned)
    assert not [text for text in written if OLD in text or NEW in text]
    assert f"Key {NEW}" == sent(world)[0]["value"]
    assert () == world.plan().changes


def test_an_edit_in_okta(world):
    """What somebody typed there is hidden too; only that it was written shows."""
    declare(world, OLD)
    world.apply()
    edit_in_okta(world, "typed-in-the-console")
    written = texts(world)
    world.apply()

    assert not [text for text in written if "typed-in" in text]
    assert f"Key {OLD}" == sent(world)[0]["value"]


def test_a_plain_header_becomes_a_secret(world):
    """It is sent, though what Okta shows of it is hidden."""
    declare(world, OLD, value="plain")
    world.apply()
    declare(world, OLD)
    planned = world.plan()
    world.apply()

    assert ("new value", "git") in secret_fields(planned)
    assert f"Key {OLD}" == sent(world)[0]["value"]
    assert () == world.plan().changes


def test_a_secret_becomes_a_plain_header(world):
    """The old value is in no report; afterwards it is compared like any other."""
    declare(world, OLD)
    world.apply()
    declare(world, OLD, value="plain")
    written = texts(world)
    done = world.apply()

    assert 0 == done.exit_code
    assert not [text for text in written if OLD in text]
    assert "plain" == sent(world)[0]["value"]
    assert () == world.plan().changes


def test_a_secret_that_was_edited_becomes_a_plain_header(world):
    """An edit in the meantime is a conflict in no clear text."""
    declare(world, OLD)
    world.apply()
    edit_in_okta(world, "typed-in-the-console")
    declare(world, OLD, value="plain")

    assert not [text for text in texts(world) if "typed-in" in text]


def test_it_goes(world):
    """Also from manifests: what it was, the ledger knows."""
    declare(world, OLD)
    world.apply()
    world.declare(manifest("a"))
    written = texts(world)
    world.apply()

    assert not [text for text in written if OLD in text]
    assert [] == sent(world)
    assert OLD not in (world.folder / "ledger.json").read_text()


def test_the_hook_goes(world):
    """History and tombstones have the header's name alone."""
    declare(world, OLD)
    world.apply()
    world.declare(manifest("b"))
    world.apply(prune=True)

    assert OLD not in (world.folder / "ledger.json").read_text()


def test_adopted(world):
    """What the console has is neither shown nor stored."""
    world.declare(manifest("a"))
    raw = manifest("a")["spec"]
    scheme = {"type": "HEADER", "key": "Authorization", "value": "typed"}
    raw["channel"]["config"] |= {
        "headers": [{"key": "x-api", "value": "typed-in-the-console"}],
        "authScheme": scheme,
    }
    world.okta("POST", body=raw)
    adopt = {"annotations": {"hookops.dev/adopt": "true"}}
    header = {"key": "X-Api", "valueFrom": REF}
    world.env["HOOKOPS_SECRET_X"] = OLD
    world.declare(manifest("a", metadata=adopt, config={"headers": [header]}))
    before = texts(world)
    world.apply()

    assert not [text for text in (*before, *texts(world)) if "typed-in" in text]


def test_json_says_where_it_is(world):
    """Terraform's members for readers of plans."""
    declare(world, OLD)
    (change,) = json.loads(plan_json(world.plan()))["resource_changes"]

    assert [{"value": True}] == change["change"]["after_sensitive"]["channel"]["config"]["headers"]


def test_other_hooks_with_that_header(world):
    """Those that nobody declared are hidden as well."""
    raw = manifest("b")["spec"]
    raw["channel"]["config"] = {
        "uri": "https://b.example.com/",
        "headers": [{"key": "X-API", "value": "typed-in-the-console"}],
    }
    world.okta("POST", body=raw)
    declare(world, OLD)

    assert not [text for text in texts(world) if "typed-in" in text]


def test_a_host_needs_consent(world):
    """A preview sends it like the secret of authScheme, to hosts that have it or were named."""
    declare(world, OLD)
    listener = Listener(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")
    url = f"http://127.0.0.1:{listener.port}/a"
    with pytest.raises(GuardError, match="--send-secret-to"):
        preview(world, near_to(url, named_hosts=()))
    preview(world, near_to(url, probe=True))
    listener.close()
    lines = [line for head, _ in listener.requests for line in head.splitlines()]

    assert [f"X-Api: Key {OLD}"] == [line for line in lines if line.startswith("X-Api")]


TYPED = {"key": "X-Api-Key", "value": "typed-in-the-console-1"}


def test_a_ledger_that_learns_of_it(world):
    """It keeps no such value, and another value that is typed later is drift all the same."""
    world.declare(manifest("a"))
    world.apply()
    world.ledger_store.remove(world.ledger)
    world.edit("a", headers=[TYPED])
    rebuild_ledger(world.run(read_only=True), lambda _: None)
    learned = world.drift().in_order
    world.now += 60
    world.edit("a", headers=[{**TYPED, "value": "typed-in-the-console-2"}])
    found = world.drift()

    assert (True, ["secret"]) == (learned, [item.what for item in found.drifted])
    assert not [text for text in texts(world) if "typed-in" in text]
