"""A hook is switched off in the night, stays off, and comes back as it is declared."""

import pytest
from conftest import URL, Faulty, manifest
from flows.bindings.console import deny
from flows.oncall.night import bound, changed, console_bind, disable, enable
from flows.org import APP, MACHINES, PEOPLE, RULE, SAML, TOKEN, hook

from hookops.apply import saved_plan
from hookops.ledger.none import NoLedger
from hookops.model.errors import Conflict, GuardError, InvalidInput
from hookops.model.limits import SecretTrust
from hookops.model.resource import Key
from hookops.workflow import apply as workflow

TELEPHONY, PASSWORD = "com.okta.telephony.provider", "com.okta.user.credential.password.import"


def test_every_flow_is_unbound_and_the_hook_stays(org):
    """Also a flow that somebody bound in the console; nothing else is written, and it is noted."""
    org.declare(hook("a", TOKEN, RULE, MACHINES))
    org.apply()
    console_bind(org, "a", "People")

    applied = disable(org, "a")

    assert 0 == applied.exit_code
    assert {"unbind"} == {change.action.value for change in applied.plan.changes}
    assert 3 == len(applied.plan.changes)
    assert "ACTIVE" == org.hook("a")["status"]
    (entry,) = org.ledger.disabled
    assert ("it fails", False) == (entry.because, entry.deactivated)
    assert [RULE, MACHINES, PEOPLE] == sorted(
        (dict(flow) for flow in entry.bindings), key=lambda f: (f["policy"] == "Apps", f["rule"])
    )
    assert ["while InlineHook/a is disabled, tokens are issued without its claims"] == [
        line for line in org.notices if "while" in line
    ]


def test_plan_apply_and_drift_leave_it_disabled(org):
    """They say who did it and why, and it is no difference."""
    org.declare(hook("a", TOKEN, RULE), hook("b", SAML, APP))
    org.apply()
    disable(org, "a")

    made, found = org.plan(), org.drift()
    applied = org.apply()

    assert [] == changed(made)
    assert {"InlineHook": 1, "Binding": 1} == dict(made.unchanged)
    (notice,) = made.disabled
    assert "InlineHook/a is disabled since " in notice.message
    assert notice.message.endswith(": it fails")
    assert ((), ()) == (found.drifted, found.pending)
    assert found.in_order
    assert [notice.message] == [each.message for each in found.disabled]
    assert (0, []) == (applied.exit_code, changed(applied))


def test_enable_brings_back_what_is_declared(org):
    """The bindings of the manifest, and nothing that the console had added."""
    org.declare(hook("a", TOKEN, RULE, MACHINES))
    org.apply()
    console_bind(org, "a", "People")
    disable(org, "a")

    applied = enable(org, "a")

    assert 0 == applied.exit_code
    assert ["bind Binding/rule/default/Default Policy/Default Policy Rule"] == [
        text for text in changed(applied) if "default" in text
    ]
    assert 2 == len(applied.plan.changes)
    assert () == org.ledger.disabled
    assert [] == changed(org.plan())


def test_enable_without_declared_bindings(org):
    """Where no manifest says where it is bound, it is bound where it was, and then is nobody's."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.declare(hook("a", TOKEN, None))
    org.apply()
    disable(org, "a")

    applied = enable(org, "a")

    assert ["bind Binding/rule/default/Default Policy/Default Policy Rule"] == changed(applied)
    assert 0 == applied.exit_code
    assert {Key("InlineHook", "a")} == org.ledger.managed.keys()
    made = org.plan()
    assert ([], ()) == (changed(made), made.forgotten)


def test_edits_in_git_and_in_okta_are_no_part_of_it(org):
    """Disabling takes flows away and does nothing else, whatever waits to be applied."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.edit("a", uri="https://hooks.example.com/by-hand")
    org.declare(hook("a", TOKEN, RULE, name="Renamed"))

    applied = disable(org, "a")

    assert ["unbind Binding/rule/default/Default Policy/Default Policy Rule"] == changed(applied)
    assert ["changed"] == [item.what for item in org.drift().drifted]
    assert ["update InlineHook/a"] == changed(org.plan())


def test_it_can_be_edited_while_it_is_disabled(org):
    """An apply writes what Git says of it, and binds nothing."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    disable(org, "a")
    org.declare(hook("a", TOKEN, RULE, name="Renamed"))

    applied = org.apply()

    assert ["update InlineHook/a"] == changed(applied)
    assert [] == bound(org)


def test_what_is_bound_again_in_the_console_is_a_difference(org):
    """It is disabled: a flow that calls it all the same is drift, and the next apply unbinds it."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    disable(org, "a")
    console_bind(org, "a", "People")

    assert ["extra"] == [item.what for item in org.drift().drifted]
    assert ["unbind Binding/rule/payments/Apps/People"] == changed(org.apply())


def test_a_telephony_hook_is_deactivated(org):
    """Nothing can be unbound; Okta sends messages by itself meanwhile."""
    org.declare(manifest("sms", type=TELEPHONY, version="1.0.0"))
    org.apply()

    off = disable(org, "sms")
    made, drifted = org.plan(), org.drift().drifted
    on = enable(org, "sms")

    assert ["deactivate InlineHook/sms"] == changed(off)
    assert ([], ()) == (changed(made), drifted)
    assert ["activate InlineHook/sms"] == changed(on)
    assert any("Okta's own, heavily rate-limited provider" in line for line in org.notices)


def test_a_user_import_hook_is_deactivated(org):
    """Only the console binds it, so it cannot be unbound."""
    org.declare(manifest("hr", type="com.okta.import.transform", version="1.0.2"))
    org.apply()

    assert ["deactivate InlineHook/hr"] == changed(disable(org, "hr"))


def test_password_import_needs_its_name_once_more(org):
    """Users who were not migrated cannot sign in without it."""
    org.declare(manifest("pw", type=PASSWORD, version="1.0.0"))
    org.apply()

    with pytest.raises(GuardError, match="users whose password is still to be imported") as found:
        disable(org, "pw")

    assert "--confirm pw" in found.value.hint
    assert ["deactivate InlineHook/pw"] == changed(disable(org, "pw", confirm=("pw",)))


def test_a_protected_hook_stays(org):
    """The guards of apply hold for it too."""
    protect = {"annotations": {"hookops.dev/protect": "true"}}
    org.declare(hook("a", TOKEN, RULE, metadata=protect))
    org.apply()

    with pytest.raises(GuardError) as found:
        disable(org, "a")

    assert ["protected"] == [each.code for each in found.value.diagnostics]
    assert () == org.ledger.disabled


@pytest.mark.parametrize("doubt", ["Git tracks the ledger", "hookops.yaml names it"])
def test_a_ledger_that_a_pull_request_can_write(org, doubt):
    """It is refused, with the reason, and nothing is read or written."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.trust = SecretTrust(org.trust.hosts, doubt)

    with pytest.raises(GuardError, match=doubt):
        disable(org, "a")

    assert () == org.ledger.disabled


def test_without_a_ledger(org):
    """Nothing could keep it disabled."""
    org.given_ledger_store = NoLedger(URL)
    org.declare(hook("a", TOKEN, RULE))
    org.apply()

    with pytest.raises(GuardError, match="hookops keeps no ledger here"):
        disable(org, "a")


def test_a_hook_that_is_not_managed(org):
    """It is whoever's who made it."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()

    with pytest.raises(InvalidInput, match="InlineHook/b: hookops does not manage it"):
        disable(org, "b")
    with pytest.raises(InvalidInput, match="InlineHook/a is not disabled"):
        enable(org, "a")


def test_a_name_that_is_mistyped(org):
    """At night nobody looks it up: the message has the one that comes closest."""
    org.declare(hook("enrich-tokens", TOKEN, RULE))
    org.apply()

    with pytest.raises(InvalidInput) as raised:
        disable(org, "enrich-token")

    assert raised.value.hint.startswith("did you mean enrich-tokens; ")


def test_disabled_by_two(org):
    """The second reads who was first and why, and that note stays."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    disable(org, "a", "it answers 500")

    assert [] == changed(disable(org, "a", "something else"))
    (entry,) = org.ledger.disabled
    assert "it answers 500" == entry.because
    assert any("is disabled already since" in line for line in org.notices)


def test_flows_that_cannot_be_read(org):
    """A flow that may call it and that nobody sees would go on calling it."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    before = len(org.writes())
    org.app = deny(org.app, "/api/v1/authorizationServers")

    with pytest.raises(GuardError, match="not every flow that may call it can be read"):
        disable(org, "a")

    assert before == len(org.writes())


def test_no_consent(org):
    """Nothing is written, not even the note."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    before = org.ledger

    with pytest.raises(GuardError):
        disable(org, "a", consent=lambda _: False)

    assert before == org.ledger


def test_one_that_no_flow_calls(org):
    """There is nothing to unbind, and it is noted all the same."""
    org.declare(hook("a", TOKEN, None))
    org.apply()

    assert [] == changed(disable(org, "a"))
    assert 1 == len(org.ledger.disabled)
    assert "no flow calls InlineHook/a now, so users notice nothing" in org.notices
    assert 0 == enable(org, "a").exit_code
    assert () == org.ledger.disabled


def test_after_an_outage_it_goes_on(org):
    """Between the steps Okta is gone: the note is there, and running it again ends it."""
    org.declare(hook("a", TOKEN, RULE, MACHINES))
    org.apply()
    whole, writes = org.app, []

    def rule(method, path):
        writes.extend([path] if method == "PUT" else [])
        return "refuse" if len(writes) > 1 else ""

    org.app = Faulty(whole, rule)
    first = disable(org, "a", "first")
    org.app = whole

    second = disable(org, "a", "second")
    (entry,) = org.ledger.disabled

    assert 7 == first.exit_code
    assert (0, 1) == (second.exit_code, len(second.plan.changes))
    assert ("first", 2) == (entry.because, len(entry.bindings))
    # Also of the second run: what an earlier one took away is missed by users.
    disable(org, "a")
    assert [] == [line for line in org.notices if "notice nothing" in line]
    assert [] == bound(org)


def test_an_enable_that_was_cut_short(org):
    """The note says so; apply goes on, and so does enable."""
    org.declare(hook("a", TOKEN, RULE, MACHINES))
    org.apply()
    disable(org, "a")
    whole = org.app
    org.app = Faulty(whole, lambda method, _: "refuse" if method == "PUT" else "")
    first = enable(org, "a")
    org.app = whole
    (notice,) = org.plan().disabled

    assert first.exit_code != 0
    assert "hookops enable has begun, and has not ended" in notice.message
    assert 2 == len(changed(org.apply()))
    assert (0, []) == (enable(org, "a").exit_code, changed(org.plan()))
    assert () == org.ledger.disabled


def test_its_manifest_is_deleted_while_it_is_disabled(org):
    """Prune deletes it as any other, and a new hook of the name is not disabled."""
    org.declare(hook("a", TOKEN, RULE), hook("b", SAML, APP))
    org.apply()
    disable(org, "a")
    org.declare(hook("b", SAML, APP))
    with pytest.raises(InvalidInput, match="no manifest declares it any more"):
        enable(org, "a")

    applied = org.apply(prune=True)

    assert ["delete InlineHook/a"] == changed(applied)
    assert () == org.ledger.disabled


def test_its_manifest_is_renamed_while_it_is_disabled(org):
    """The note follows it, as the ledger's entry does."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    disable(org, "a")
    org.declare(hook("new", TOKEN, RULE, name="a", metadata={"previousNames": ["a"]}))

    made = org.plan()
    again = disable(org, "new")
    applied = enable(org, "new")

    # The manifest of another name names another secret, too.
    assert ["update InlineHook/new"] == changed(made)
    assert [] == changed(again)
    assert ["bind", "update"] == sorted(text.split()[0] for text in changed(applied))
    assert () == org.ledger.disabled


def test_a_saved_plan_of_before_is_stale(org):
    """Whoever reviewed it did not know that the hook is disabled."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.declare(hook("a", TOKEN, RULE, MACHINES))
    text = workflow.save(org.run(), org.plan())
    disable(org, "a")
    envelope, _ = saved_plan.open_envelope(text, org.folder / "plan.json")

    with pytest.raises(Conflict):
        workflow.apply_saved(
            org.run(), text, envelope, progress=print, stop=org.stop, parallelism=1
        )

    assert [] == bound(org)


def test_history_says_what_it_was(org):
    """The record has the command and the reason."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    disable(org, "a")
    enable(org, "a")

    records = [(record.command, record.because) for record in org.ledger.applies]

    assert [("", ""), ("disable InlineHook/a", "it fails"), ("enable InlineHook/a", "")] == records


def test_reasons_of_the_plan(org):
    """It says why, and how it is undone: nobody edited anything."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()

    (change,) = disable(org, "a").plan.changes

    assert ("disabled: it fails", "hookops enable InlineHook/a") == (change.reason, change.undo)


def test_what_looks_like_a_secret_stays(org):
    """Neither command sends what stands for a value that was typed in the console."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    typed = [{"key": "X-Api-Key", "value": "typed-in-the-console-1"}]
    org.edit("a", headers=typed)

    disable(org, "a")
    off = org.hook("a")["channel"]["config"]["headers"]
    enable(org, "a")

    assert (typed, []) == (off, org.hook("a")["channel"]["config"]["headers"])
    assert "typed-in" not in (org.folder / "ledger.json").read_text()
