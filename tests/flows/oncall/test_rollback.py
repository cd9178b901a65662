"""The registry returns to what it was before an apply; Git stays as it is."""

import json
from dataclasses import replace

import pytest
from conftest import key_manifest, manifest
from flows.bindings.console import bind, unmanaged_hook
from flows.oncall.night import bound, changed, disable, enable, rollback
from flows.org import APP, MACHINES, PEOPLE, RULE, SAML, TOKEN, WIKI, hook, signed

from hookops.model.errors import Conflict, GuardError, InvalidInput
from hookops.model.history.records import ApplyRecord, ChangeRecord
from hookops.model.limits import SecretTrust
from hookops.model.resource import Key


def sent(org, name):
    """The secret of the last create or update of the hook."""
    bodies = [entry.request for entry in reversed(org.history) if entry.method in ("POST", "PUT")]
    named = [body for body in bodies if isinstance(body, dict) and body.get("name") == name]
    return named[0]["channel"]["config"]["authScheme"]["value"]


def test_a_deleted_hook_returns_with_its_three_bindings(org):
    """Under another id, with the secret from the reference that it had."""
    org.declare(hook("a", TOKEN, RULE, MACHINES, PEOPLE), hook("b", SAML, APP))
    org.apply()
    before, secret = org.hook("a"), sent(org, "a")
    org.declare(hook("b", SAML, APP))
    org.apply(prune=True)
    assert ["Acme Portal"] == bound(org)

    done = rollback(org)

    after = org.hook("a")
    assert 0 == done.applied.exit_code
    assert ["Acme Portal", "Default Policy Rule", "Machines", "People"] == bound(org)
    assert before["channel"] == after["channel"]
    assert before["id"] != after["id"]
    assert secret == sent(org, "a")
    assert any("another id" in line for line in org.notices)
    assert "rolled-back" in [found.code for found in org.plan().warnings]
    org.declare(hook("a", TOKEN, RULE, MACHINES, PEOPLE), hook("b", SAML, APP))
    assert ([], ()) == (changed(org.plan()), org.plan().warnings)


def test_an_update_is_taken_back(org):
    """Uri, name and headers are as they were; the plan says that Git wants the newer state."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    before = org.hook("a")
    config = {"uri": "https://hooks.example.com/new", "headers": [{"key": "X", "value": "1"}]}
    org.declare(hook("a", TOKEN, RULE, name="New", config=config))
    org.apply()

    done = rollback(org)
    made = org.plan()

    assert (0, ["update InlineHook/a"]) == (done.applied.exit_code, changed(done.applied))
    after = org.hook("a")
    assert (before["name"], before["channel"]) == (after["name"], after["channel"])
    assert ["update InlineHook/a"] == changed(made)
    assert "rolled-back" in [found.code for found in made.warnings]


def test_what_cannot_be_undone_comes_first(org):
    """Okta never shows a secret: what is sent is what the reference has now."""
    org.declare(hook("a", TOKEN))
    org.apply()
    org.declare(hook("a", TOKEN, name="New"))
    org.apply()

    rollback(org)

    (line,) = [line for line in org.notices if "old value of its secret" in line]
    assert "InlineHook/a: " in line
    assert "env:HOOKOPS_SECRET_A" in line


def test_of_many_secrets_the_reason_is_said_once(org):
    """Then one line for each, with where it goes."""
    org.declare(hook("a", TOKEN), hook("b", SAML))
    org.apply()
    org.declare(hook("a", TOKEN, name="New"), hook("b", SAML, name="Newer"))
    org.apply()

    rollback(org)

    head, first, second = org.notices
    assert "the old value of each of these 2 secrets is gone" in head
    assert first.startswith("  InlineHook/a: env:HOOKOPS_SECRET_A, which Okta sends to ")
    assert second.startswith("  InlineHook/b: env:HOOKOPS_SECRET_B, which Okta sends to ")


def test_what_the_apply_made_needs_prune(org):
    """A rollback deletes as apply does: only when that is said."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.declare(hook("a", TOKEN, RULE), hook("b", SAML, APP))
    org.apply()

    with pytest.raises(GuardError, match="made InlineHook/b") as found:
        rollback(org)
    done = rollback(org, prune=True)

    assert "--prune" in found.value.hint
    assert ["delete InlineHook/b", "unbind Binding/app/Acme Portal"] == sorted(
        changed(done.applied)
    )
    assert (0, ["Default Policy Rule"]) == (done.applied.exit_code, bound(org))


def test_several_applies_are_taken_back_at_once(org):
    """What was before the first of them counts, and nothing in between."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    for number in (1, 2, 3):
        org.declare(hook("a", TOKEN, MACHINES, name=f"Name {number}"))
        org.apply()

    done = rollback(org, "3")

    assert 0 == done.applied.exit_code
    assert ("a", ["Default Policy Rule"]) == (org.hook("a")["name"], bound(org))


def test_by_its_time(org):
    """As history and JSON have it."""
    org.declare(hook("a", TOKEN))
    org.apply()
    org.declare(hook("a", TOKEN, name="New"))
    org.apply()

    rollback(org, org.ledger.applies[1].at)

    assert "a" == org.hook("a")["name"]


@pytest.mark.parametrize("text", ["0", "9", "x", "2020-01-01T00:00:00+00:00", "²"])
def test_no_such_apply(org, text):
    """It says how applies are numbered."""
    org.declare(hook("a", TOKEN))
    org.apply()

    with pytest.raises(InvalidInput, match="no such apply") as found:
        rollback(org, text)

    assert "hookops history" in found.value.hint


def test_a_rollback_is_taken_back(org):
    """By its number: it is an apply as any other."""
    org.declare(hook("a", TOKEN))
    org.apply()
    org.declare(hook("a", TOKEN, name="New"))
    org.apply()
    rollback(org)

    rollback(org, "1")

    assert "New" == org.hook("New")["name"]
    assert [] == changed(org.plan())


def test_a_second_rollback_brings_nothing_back(org):
    """Whoever types it again in a bad night does not get the bad state again."""
    org.declare(hook("a", TOKEN, name="Old"))
    org.apply()
    org.declare(hook("a", TOKEN, name="New"))
    org.apply()
    rollback(org)

    done = rollback(org)

    assert ([], 0) == (changed(done.applied), done.applied.exit_code)
    assert "Old" == org.hook("Old")["name"]


def test_a_deleted_hook_whose_flow_is_named_by_its_id(org):
    """A tombstone has the name that the manifest gave the flow, also of two apps of one name."""
    (app,) = [found for found in org.api("GET", "apps") if found["label"] == "Acme Portal"]
    other = {key: value for key, value in app.items() if key not in ("id", "_links")}
    org.api("POST", "apps", other)
    org.declare(hook("a", SAML, {"app": {"id": app["id"]}}), hook("other", TOKEN))
    org.apply()
    org.declare(hook("other", TOKEN))
    org.apply(prune=True)

    done = rollback(org)

    assert ({"app": {"id": app["id"]}},) == org.ledger.tombstones[0].bindings
    assert 0 == done.applied.exit_code
    assert ["Acme Portal"] == bound(org)


def test_a_tombstone_that_does_not_name_a_flow(org):
    """The hook returns, and a line says that a person has to bind it."""
    org.declare(hook("a", SAML, APP), hook("other", TOKEN))
    org.apply()
    org.declare(hook("other", TOKEN))
    org.apply(prune=True)
    ledger = org.ledger
    (stone,) = ledger.tombstones
    org.ledger_store.swap(ledger, replace(ledger, tombstones=(replace(stone, bindings=({},)),)))

    done = rollback(org)

    assert 0 == done.applied.exit_code
    assert any("does not name one of the flows" in line for line in org.notices)


def test_an_apply_that_only_adopted_has_nothing_to_take_back(org):
    """It is in the history with what it adopted, and the rollback goes on to the one before it."""
    org.declare(hook("a", TOKEN, name="Old"))
    org.apply()
    org.declare(hook("a", TOKEN, name="New"))
    org.apply()
    unmanaged_hook(org, TOKEN, "1.0.1")
    adopted = hook("b", TOKEN, name="Other 1.0.1")
    config = {"uri": "https://other.example.com/x", "method": "POST"}
    adopted["spec"]["channel"] = {"type": "HTTP", "version": "1.0.0", "config": config}
    adopted["metadata"]["annotations"] = {"hookops.dev/adopt": "true"}
    org.declare(hook("a", TOKEN, name="New"), adopted)
    org.apply()

    rollback(org)

    records = org.ledger.applies
    assert ["adopt"] == [change.action for change in records[-2].changes]
    assert "Old" == org.hook("Old")["name"]


def test_edits_in_git_and_in_okta_are_no_part_of_it(org):
    """What nobody applied since, and what somebody did in the console, stays as it is."""
    org.declare(hook("a", TOKEN, RULE), hook("b", SAML, APP))
    org.apply()
    org.declare(hook("a", TOKEN, RULE, MACHINES), hook("b", SAML, APP))
    org.apply()
    org.declare(hook("a", TOKEN, PEOPLE, name="New"), hook("b", SAML, WIKI))
    org.edit("a", uri="https://hooks.example.com/by-hand")

    done = rollback(org)

    assert ["unbind Binding/rule/payments/Apps/Machines"] == changed(done.applied)
    assert "https://hooks.example.com/by-hand" == org.hook("a")["channel"]["config"]["uri"]
    assert ["changed"] == [item.what for item in org.drift().drifted]


def test_a_flow_that_was_moved_returns(org):
    """It calls the hook of before, and the other hook leaves it."""
    org.declare(hook("a", TOKEN, RULE), hook("b", TOKEN))
    org.apply()
    ids = {name: org.hook(name)["id"] for name in "ab"}
    org.declare(hook("a", TOKEN), hook("b", TOKEN, RULE))
    org.apply()

    done = rollback(org)

    (entry,) = [m for key, m in org.ledger.managed.items() if key.kind == "Binding"]
    assert (0, ids["a"]) == (done.applied.exit_code, entry.compared["hook"])


def test_a_flow_of_somebody_elses_hook(org):
    """hookops does not manage that one, so a person binds it again; the plan says so first."""
    other = unmanaged_hook(org, SAML, "1.0.2")
    bind(org, "Acme Portal", other)
    org.declare(hook("a", SAML))
    org.apply()
    org.declare(hook("a", SAML, APP))
    org.apply(take_over=("a",))

    done = rollback(org)

    assert ["unbind Binding/app/Acme Portal"] == changed(done.applied)
    assert any(other in line and "bind it in Okta's console" in line for line in org.notices)


def test_a_hook_with_a_key(org):
    """It signs with the key that is there."""
    org.declare(key_manifest("k"), signed("s", "k", APP))
    org.apply()
    key_id = org.hook("s")["channel"]["config"]["hookKeyId"]
    org.declare(key_manifest("k"))
    org.apply(prune=True)

    done = rollback(org)

    assert (0, ["Acme Portal"]) == (done.applied.exit_code, bound(org))
    assert key_id == org.hook("s")["channel"]["config"]["hookKeyId"]


def test_a_key_that_was_deleted(org):
    """Okta makes another key pair, and the plan says so first."""
    org.declare(key_manifest("k"), signed("s", "k", APP), hook("b", TOKEN))
    org.apply()
    org.declare(hook("b", TOKEN))
    org.apply(prune=True)

    done = rollback(org)

    assert (0, ["Acme Portal"]) == (done.applied.exit_code, bound(org))
    assert any("HookKey/k: Okta makes another key pair" in line for line in org.notices)


def test_hosts_of_secrets_are_guarded(org):
    """The host of before does not have the secret any more: it is named, as for apply."""
    org.declare(hook("a", TOKEN))
    org.apply()
    org.declare(hook("a", TOKEN, config={"uri": "https://new.example.com/a"}))
    org.apply(send_secret_to=("new.example.com",))
    org.trust = SecretTrust()

    with pytest.raises(GuardError) as found:
        rollback(org)
    done = rollback(org, send_secret_to=("hooks.example.com",))

    assert ["secret-host"] == [each.code for each in found.value.diagnostics]
    assert 0 == done.applied.exit_code


def test_a_reference_that_manifests_may_not_have(org):
    """A ledger that somebody has written cannot have another variable sent."""
    org.declare(hook("a", TOKEN))
    org.apply()
    org.declare(hook("a", TOKEN, name="New"))
    org.apply()
    path = org.folder / "ledger.json"
    head, _, tail = path.read_text().partition('"applies"')
    path.write_text(head + '"applies"' + tail.replace("env:HOOKOPS_SECRET_A", "env:AWS_SECRET"))
    org.env["AWS_SECRET"] = "not-for-hooks"

    with pytest.raises(InvalidInput) as found:
        rollback(org)

    assert ["forbidden-secret"] == [each.code for each in found.value.diagnostics]


def test_a_disabled_hook(org):
    """It would come back into its flows behind the back of who disabled it."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.declare(hook("a", TOKEN, RULE, name="New"))
    org.apply()
    disable(org, "a")

    with pytest.raises(InvalidInput, match="InlineHook/a is disabled"):
        rollback(org)
    enable(org, "a")
    done = rollback(org)

    assert ["update InlineHook/a"] == changed(done.applied)
    assert ("a", ["Default Policy Rule"]) == (org.hook("a")["name"], bound(org))


def test_disable_and_enable_undo_each_other(org):
    """A rollback of one would leave no note, or a wrong one."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    disable(org, "a")
    enable(org, "a")

    with pytest.raises(InvalidInput, match="was hookops enable InlineHook/a"):
        rollback(org, "1")


def test_nothing_was_applied(world):
    """There is no state before it."""
    world.declare(manifest("a"))

    with pytest.raises(InvalidInput, match="no such apply"):
        rollback(world)


def test_changes_that_are_not_kept(org):
    """An old ledger has counts alone: nothing is guessed."""
    org.declare(hook("a", TOKEN))
    org.apply()
    document = json.loads((org.folder / "ledger.json").read_text())
    document["applies"][0]["changes"] = []
    (org.folder / "ledger.json").write_text(json.dumps(document))

    with pytest.raises(InvalidInput, match="no longer has what the apply"):
        rollback(org)


def test_what_only_the_ledger_learned(org):
    """Forgetting and adopting write nothing to Okta: the apply before them is the last one."""
    org.declare(hook("a", TOKEN))
    org.apply()
    org.declare(hook("a", TOKEN, name="New"))
    org.apply()
    ledger = org.ledger
    made = ChangeRecord(Key("InlineHook", "a"), "adopt", "done", org.hook("New")["id"])
    record = ApplyRecord("2030-01-01T00:00:00+00:00", "", 1, 0, 0, changes=(made,))
    org.ledger_store.swap(ledger, replace(ledger, applies=(*ledger.applies, record)))

    with pytest.raises(InvalidInput, match="nothing in Okta is to be taken back"):
        rollback(org, "1")
    done = rollback(org)

    assert ["update InlineHook/a"] == changed(done.applied)


def test_what_is_gone_again(org):
    """A rollback of nothing is not a plan of everything."""
    org.declare(hook("b", SAML, APP))
    org.apply()
    org.declare(hook("a", TOKEN), hook("b", SAML, APP))
    org.apply()
    org.declare(hook("b", SAML, APP))
    org.apply(prune=True)
    org.declare(hook("b", SAML, WIKI))

    with pytest.raises(InvalidInput, match="nothing in Okta is to be taken back"):
        rollback(org, "2")

    assert ["Acme Portal"] == bound(org)


def test_a_flow_that_is_gone(org):
    """An app that somebody deleted meanwhile is a conflict, and nothing is written."""
    org.declare(hook("a", SAML, APP))
    org.apply()
    org.declare(hook("a", SAML))
    org.apply()
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == "Acme Portal"]
    org.api("POST", f"apps/{app['id']}/lifecycle/deactivate")
    org.api("DELETE", f"apps/{app['id']}")
    before = len(org.writes())

    with pytest.raises(Conflict):
        rollback(org)

    assert before == len(org.writes())
