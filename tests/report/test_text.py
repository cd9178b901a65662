"""The reports as plain text: whole expected texts, for readers who do not know hookops."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hookops.model.change import Action, Outcome, Plan, Result
from hookops.model.drift import Drift, Drifted
from hookops.report.drift.text import drift_text
from hookops.report.outcome.text import outcome_text, progress_line
from hookops.report.plan.json import plan_data
from hookops.report.plan.text import plan_text

from . import bound as b
from . import values as v

EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.promise("P8")
@pytest.mark.parametrize(
    ("name", "actual"),
    [
        ("plan_full", plan_text(v.FULL)),
        ("plan_details", plan_text(v.FULL, depth="details")),
        ("plan_concise", plan_text(v.FULL, depth="concise")),
        ("plan_small", plan_text(v.SMALL)),
        ("plan_narrow", plan_text(v.SMALL, width=60)),
        ("drift", drift_text(v.DRIFT)),
        ("drift_concise", drift_text(v.DRIFT, depth="concise")),
        ("drift_uncertain", drift_text(v.UNCERTAIN)),
        ("drift_without_a_ledger", drift_text(v.OPEN)),
        ("outcome_incomplete", outcome_text(v.OUTCOMES, v.FULL, v.LEFT)),
        ("outcome_complete", outcome_text(v.DONE, v.SMALL, v.EMPTY)),
    ],
)
def test_whole_text(name: str, actual: str) -> None:
    """Each report is exactly the text in its file."""
    expected = (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")

    assert actual == expected


def test_no_changes() -> None:
    """A plan with nothing in it says so in one line."""
    assert plan_text(v.EMPTY) == "Plan for local\n\nNo changes. 8 hooks are as declared.\n"


def test_title() -> None:
    """People read the name of the project's organization; it is not in the JSON of a plan."""
    plan, title = replace(v.EMPTY, title="prod\x1b at acme"), "prod\\x1b at acme"
    drift = replace(v.CALM, title=plan.title)
    texts = (plan_text(plan), drift_text(drift), outcome_text((), plan, plan))

    assert [text.splitlines()[0] for text in texts] == [
        f"Plan for {title}",
        f"Drift in {title}, against what was last applied",
        f"Apply to {title}",
    ]
    assert plan_data(plan) == plan_data(v.EMPTY)


def test_one_hook_unchanged() -> None:
    """One hook is spoken of as one."""
    expected = "Plan for local\n\nNo changes. 1 hook is as declared.\n"

    assert plan_text(Plan("local", unchanged={"InlineHook": 1})) == expected


def test_only_a_conflict() -> None:
    """A plan without changes that is blocked does not say that all is well."""
    actual = plan_text(Plan("local", conflicts=(v.EXISTS,))).splitlines()[-1]

    expected = "Plan: no changes, 0 requests to write. hookops can apply nothing: 1 conflict."
    assert actual == expected


def test_several_mistakes_of_manifests() -> None:
    """More than one of each is counted in the plural."""
    blocked = Plan("local", conflicts=(v.EXISTS,) * 2, invalid=(v.EXISTS,) * 3)

    expected = "hookops can apply nothing: 2 conflicts and 3 manifest errors."
    assert plan_text(blocked).splitlines()[-1].endswith(expected)


def test_dangerous_changes_first() -> None:
    """Changes are printed with outages first and what is safe last, each in plan order."""
    lines = plan_text(v.FULL).splitlines()
    actual = [line.split()[1] for line in lines if line[:1] in set("+~^v-=")]

    verbs = ["delete", "activate", "replace", "update", "deactivate", "create", "adopt", "record"]
    assert actual == verbs


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"uri": "https://x"}, "none"),
        ({"uri": "https://x", "authScheme": v.HEADER}, "header Authorization"),
        (
            {"uri": "https://x", "authType": "private_key_jwt", "clientId": "0oa1"},
            "OAuth 2.0, private_key_jwt, client 0oa1",
        ),
    ],
)
def test_authentication(config: dict[str, Any], expected: str) -> None:
    """The report says in short how a service knows that Okta calls it."""
    change = replace(v.CREATE, after=v.resource("enrich", v.Hook("enrich", config=config)))
    actual = plan_text(Plan("local", changes=(change,)))

    assert f"    authentication: {expected}\n" in actual


def test_no_drift() -> None:
    """Without drift the last line says so."""
    assert drift_text(v.CALM).splitlines()[-1] == "No drift. 1 hook is as last applied."


def test_no_drift_from_manifests() -> None:
    """Without a ledger the comparison is with the manifests, and says so."""
    expected = "Drift in local, against the manifests\n\nNo drift. 2 hooks are as declared.\n"

    assert drift_text(v.CALM_MANIFESTS) == expected


def test_what_drifted_is_not_listed_again() -> None:
    """What hookops cannot read and manages is drift, also when its id is not fit to be printed."""
    drifted = Drifted(v.key("x"), "caf\x1b", "unsupported", (), "")

    assert "never touches" not in drift_text(
        Drift("local", "ledger", (drifted,), unsupported=(drifted.id,))
    )


def test_not_read_back() -> None:
    """An apply that was not read back is not called complete."""
    actual = outcome_text(v.DONE, v.SMALL, None).splitlines()[-2:]

    expected = "hookops did not read back, so nothing proves that Okta is as declared."
    assert actual == [f"Apply incomplete: 2 done. {expected}", "Next: hookops apply"]


def test_nothing_sent() -> None:
    """An apply that did nothing and was not read back says so."""
    actual = outcome_text((), v.EMPTY, None).splitlines()[2]

    assert actual.startswith("Apply incomplete: nothing was sent.")


def test_nothing_to_do() -> None:
    """An apply of an empty plan is complete."""
    expected = (
        "Apply to local\n\nApply complete: nothing to do. Read back: everything is as declared.\n"
    )

    assert outcome_text((), v.EMPTY, v.EMPTY) == expected


@pytest.mark.parametrize(
    ("exit_code", "expected"),
    [(4, "hookops plan"), (6, "hookops plan"), (7, "hookops apply"), (8, "hookops plan")],
)
def test_next_command(exit_code: int, expected: str) -> None:
    """The next command fits what went wrong."""
    outcomes = (Outcome(v.CREATE, Result.FAILED, error="no", exit_code=exit_code),)
    actual = outcome_text(outcomes, v.SMALL, v.EMPTY).splitlines()[-1]

    assert actual == f"Next: {expected}"


def test_replaced_hook_is_gone() -> None:
    """After a replacement the new hook's status counts, not the old one's."""
    done = ("create", "deactivate", "delete", "rename")
    actual = outcome_text((Outcome(v.REPLACE, Result.DONE, done),), v.FULL, v.EMPTY)

    assert "now INACTIVE" not in actual


@pytest.mark.promise("P8")
def test_half_replaced_hook_is_inactive() -> None:
    """A replacement that stops before the delete leaves the old hook INACTIVE, and says so."""
    outcome = Outcome(v.REPLACE, Result.FAILED, ("create", "deactivate"), "no")
    actual = outcome_text((outcome,), v.FULL, v.EMPTY).splitlines()[1]

    assert actual == "! now INACTIVE, was ACTIVE: InlineHook/swap"


@pytest.mark.promise("P8")
def test_deleted_hook() -> None:
    """The header names an ACTIVE hook that was deleted."""
    outcome = Outcome(v.DELETE, Result.DONE, ("deactivate", "delete"))
    actual = outcome_text((outcome,), v.FULL, v.EMPTY).splitlines()[1]

    assert actual == "! deleted, was ACTIVE: InlineHook/old-saml"


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome(v.CREATE, Result.DONE), "done      create InlineHook/enrich"),
        (Outcome(v.ADOPT, Result.DONE), "done      adopt InlineHook/found"),
        (Outcome(v.RECORD, Result.DONE), "done      record InlineHook/renamed"),
        (
            Outcome(v.UPDATE, Result.FAILED, error="HTTP 400\nhint: look"),
            "failed    update InlineHook/token: HTTP 400",
        ),
    ],
)
def test_progress_line(outcome: Outcome, expected: str) -> None:
    """A change that ends is one line."""
    assert progress_line(outcome) == expected


def test_every_action_has_a_word() -> None:
    """No action is without its past tense in the closing line."""
    of_hooks = (
        v.CREATE,
        v.UPDATE,
        v.DELETE,
        v.DEACTIVATE,
        v.ACTIVATE,
        v.REPLACE,
    )
    changes = (*of_hooks, b.BIND, b.REBIND, b.UNBIND, b.VERIFY, v.ADOPT)
    outcomes = tuple(Outcome(change, Result.DONE) for change in changes)
    actual = outcome_text(outcomes, v.FULL, v.EMPTY).splitlines()[-1]

    assert {change.action for change in changes} == set(Action)
    assert actual == (
        "Apply complete: 1 created, 1 updated, 1 activated, 1 deactivated, 1 replaced, "
        "1 deleted, 1 bound, 1 rebound, 1 unbound, 1 verified, 1 adopted. "
        "Read back: everything is as declared."
    )
