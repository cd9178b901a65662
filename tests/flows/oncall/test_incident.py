"""A night on the emulator, from the page to the morning; and what the page says."""

import json
from pathlib import Path

import pytest
from conftest import manifest
from flows.bindings.console import deny
from flows.oncall.night import bound, changed, disable, enable, rollback
from flows.org import APP, MACHINES, PEOPLE, RULE, SAML, TOKEN, hook
from jsonschema import Draft202012Validator
from usage_log import event

from hookops.kinds import HOOKS
from hookops.model.errors import InvalidInput
from hookops.model.resource import Key
from hookops.report.oncall.history import history_json, history_text
from hookops.report.oncall.incident import help_of, incident_json, incident_text
from hookops.workflow.oncall.history import read_history
from hookops.workflow.oncall.incident import incident

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas" / "report"
FAILED = "inline_hook.executed"


def fails(org, name, times=3, ago_s=600, reason="the service answered status 500"):
    """The hook's service has failed so often."""
    day, hook_id = "", org.hook(name)["id"]
    with org.store.transaction() as transaction:
        for number in range(times):
            row = (day, hook_id, FAILED, "FAILURE", reason)
            made = event(number, org.now - ago_s, row)
            transaction.records.save("events", made["uuid"], made)


def page(org):
    """What `hookops incident` shows."""
    org.now += 60
    return incident(org.run(read_only=True))


def test_a_night(org):
    """A service fails: its hook leaves its flows and comes back; a bad delete is undone."""
    org.declare(hook("a", TOKEN, RULE, MACHINES, PEOPLE), hook("b", SAML, APP))
    org.apply()
    fails(org, "a")

    first = incident_text(page(org))
    off = disable(org, "a", "it answers 500")
    left = org.plan()
    second = incident_text(page(org))
    on = enable(org, "a")
    org.declare(hook("b", SAML, APP))
    org.apply(prune=True)
    gone = bound(org)
    back = rollback(org)

    assert "! InlineHook/a  token hook, ACTIVE, 3 of 3 events failed" in first
    assert "3 times: the service answered status 500" in first
    assert 'called by rule "payments > Apps > Machines"' in first
    assert "hookops disable InlineHook/a --org acme --because TEXT" in first
    assert (0, 3, []) == (off.exit_code, len(off.plan.changes), changed(left))
    assert "disabled: it answers 500" in second
    assert "hookops enable InlineHook/a --org acme" in second
    assert (0, 3) == (on.exit_code, len(on.plan.changes))
    assert ["Acme Portal"] == gone
    assert 0 == back.applied.exit_code
    assert ["Acme Portal", "Default Policy Rule", "Machines", "People"] == bound(org)


def test_nothing_is_written(org):
    """The page only reads."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    before = len(org.writes())

    page(org)

    assert before == len(org.writes())


def test_without_the_system_log(org):
    """It says so, and everything else is there."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.app = deny(org.app, "/api/v1/logs")

    text = incident_text(page(org))

    assert "not everything could be read" in text
    assert "not read: the System Log cannot be read" in text
    assert "okta.logs.read" in text
    assert 'called by rule "default > Default Policy > Default Policy Rule"' in text
    assert "create InlineHook/a: done" in text


def test_flows_that_cannot_be_read(org):
    """Nobody knows what calls the hook then."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.app = deny(org.app, "/api/v1/authorizationServers")

    text = incident_text(page(org))

    assert "not read: flows (rule) cannot be read" in text
    assert "called by what hookops cannot read" in text


def test_who_wrote_a_hook(org):
    """Edits of others come from the System Log; those of hookops are in the applies."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.edit("a", uri="https://hooks.example.com/by-hand")

    found = page(org)
    text = incident_text(found)

    assert 'updated "a" by ' in text
    assert 'created "a"' not in text
    assert "inline_hook.created" in [write.event for write in found.writes]


def test_older_failures_and_changes(org):
    """The page is about this night: an hour of failures, a day of changes."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    fails(org, "a", ago_s=2 * 3600)
    org.now += 86_400

    text = incident_text(page(org))

    assert "no failure is logged" in text
    assert "nothing that is known here" in text
    assert "hookops rollback" not in text


def commands(org):
    """What the page says that helps, with its meaning."""
    return dict(help_of(page(org)))


def test_a_rollback_is_shown_where_it_helps(org):
    """Not after a first apply, whose hooks it would delete; with the number of the apply that it
    takes back; not while a hook of it is disabled, which hookops would refuse."""
    org.declare(hook("a", TOKEN, RULE), hook("b", SAML, APP))
    org.apply()
    first = commands(org)
    org.declare(hook("a", TOKEN, RULE, name="Renamed"), hook("b", SAML, APP))
    org.apply()
    edited = commands(org)
    disable(org, "a")
    off = commands(org)
    with pytest.raises(InvalidInput, match="is disabled, and a rollback would bring it back"):
        rollback(org)
    enable(org, "a")
    on = commands(org)

    said = "returns Okta to the state before the apply with the number"
    shown = [found.get("hookops rollback --org acme") for found in (first, edited, off, on)]
    assert [None, f"{said} 1", None, f"{said} 3"] == shown
    assert "hookops enable InlineHook/a --org acme" in off
    assert 0 == rollback(org).applied.exit_code
    assert "a" == org.hook("a")["name"]
    # Done already: whoever types it again wants to go further back, and has to say how far.
    assert "hookops rollback" not in commands(org)


def test_many_hooks_fit_on_a_screen(org):
    """What fails is there; the others are counted from some number on."""
    org.declare(*(manifest(f"h-{number}") for number in range(20)))
    org.apply()
    fails(org, "h-9")

    text = incident_text(page(org))

    assert "! InlineHook/h-9" in text
    assert "and 8 hooks more without a failure that is known" in text


def test_json_has_it_all(org):
    """For a chat bot, or a runbook."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    fails(org, "a")

    data = json.loads(incident_json(page(org)))

    (found,) = data["hooks"]
    assert ("InlineHook.a", {"failure": 3, "total": 3}) == (found["address"], found["events"])
    assert "hookops disable InlineHook/a --org acme --because TEXT" in data["commands"]
    assert ["apply"] == [record["command"] for record in data["applies"]]


@pytest.mark.parametrize("name", ["history", "incident"])
def test_json_is_what_its_schema_says(org, name):
    """Everything that a report can have is in it."""
    org.declare(hook("a", TOKEN, RULE), hook("b", SAML, APP))
    org.apply()
    fails(org, "a")
    disable(org, "a")
    org.declare(hook("a", TOKEN, RULE))
    org.apply(prune=True)
    text = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    made = {
        "history": lambda: history_json(read_history(org.ledger)),
        "incident": lambda: incident_json(page(org)),
    }

    found = Draft202012Validator(json.loads(text)).iter_errors(json.loads(made[name]()))

    assert [] == [error.message for error in found]


def test_hostile_names_and_reasons(org):
    """Nothing of them reaches a terminal or a CI system as a command."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    fails(org, "a", reason="::set-output name=x::\x1b[31m")
    disable(org, "a", "::error::\x1b]0;x")

    text = incident_text(page(org)) + history_text(read_history(org.ledger))

    assert "\x1b" not in text
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]


def test_history_of_one_hook(org):
    """Applies that changed it or its flows, the newest first; numbers are those of all applies."""
    org.declare(hook("a", TOKEN, RULE), hook("b", SAML, APP))
    org.apply()
    org.declare(hook("a", TOKEN, RULE), hook("b", SAML))
    org.apply()
    disable(org, "a")

    found = read_history(org.ledger, Key(HOOKS.name, "a"))
    data = json.loads(history_json(read_history(org.ledger)))

    assert [1, 3] == [number for number, _ in found.applies]
    assert "is off since then, by it fails" in history_text(found)
    assert [1, 2, 3] == [record["number"] for record in data["applies"]]
    assert ["InlineHook.a"] == [entry["address"] for entry in data["disabled"]]


def test_history_of_an_org_that_had_everything(org):
    """What only the ledger learned is counted, and says that Okta is as it was."""
    hooks = [manifest(f"h-{number}") for number in range(6)]
    org.declare(*hooks)
    org.apply()
    org.ledger_store.remove(org.ledger)
    for made in hooks:
        made["metadata"]["annotations"] = {"hookops.dev/adopt": "true"}
    org.declare(*hooks)
    org.apply()

    history = read_history(org.ledger)
    shown = incident_text(page(org))

    assert "  6 done, nothing in Okta" in history_text(history)
    assert "\n    adopt 6 resources  done\n" in history_text(history)
    assert 6 == len(json.loads(history_json(history))["applies"][0]["changes"])
    assert "  6 done, nothing in Okta" in shown
    assert "adopt InlineHook" not in shown


def test_history_of_a_deleted_hook(org):
    """With the flows that called it."""
    org.declare(hook("a", TOKEN, RULE), hook("b", SAML, APP))
    org.apply()
    org.declare(hook("b", SAML, APP))
    org.apply(prune=True)

    text = history_text(read_history(org.ledger, Key(HOOKS.name, "a")))

    assert "called by default > Default Policy > Default Policy Rule" in text
    assert "delete InlineHook/a  done" in text
    assert "nothing of InlineHook/never is in the ledger's last 20 applies\n" == history_text(
        read_history(org.ledger, Key(HOOKS.name, "never"))
    )
