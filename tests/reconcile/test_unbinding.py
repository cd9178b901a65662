"""Which binding leaves, why, and what the ledger forgets of it."""

import pytest
from reconcile.values import (
    APPLIED,
    SAML,
    TOKEN,
    A,
    app_point,
    declare,
    declare_alone,
    entry,
    hook,
    make_plan,
    managed,
    only_change,
    rule_point,
    words,
)

from hookops.model.change import Action, FieldChange
from hookops.model.resource import Key


def test_a_binding_that_is_no_longer_declared():
    """It was applied from Git, so it leaves by Git."""
    point = rule_point("Q", A)

    change = only_change(
        make_plan([declare("a")], [hook("a")], [point], [managed("a"), entry(point, A)])
    )

    assert (Action.UNBIND, "no longer declared", "declare the binding again") == words(change)
    assert (FieldChange(("hook",), "InlineHook/a", None, "git"),) == change.fields
    assert (Key("Binding", "rule/S/P/Q"), None) == (change.key, change.after)
    assert "a.yaml" == (change.mark.file if change.mark else None)
    assert (
        "silent",
        "the flow goes on without the hook: tokens are issued without its claims",
    ) == (
        change.impact,
        change.impact_text,
    )


def test_a_binding_that_somebody_made_in_okta():
    """No entry knows of it, so it was bound in Okta, and it is named by its names."""
    change = only_change(
        make_plan([declare("a")], [hook("a")], [rule_point("Q", A)], [managed("a")])
    )

    reason = "bound in Okta, and not declared"
    assert (Action.UNBIND, reason, "declare the binding again") == words(change)
    assert ["okta"] == [field.side for field in change.fields]
    assert Key("Binding", "rule/S/P/Q") == change.key


@pytest.mark.parametrize("twice", [True, False], ids=["two apps", "an entry"])
def test_a_point_whose_name_is_taken_goes_by_its_ids(twice: bool):
    """Two points, or an entry of another one, have the name: a key has to mean one point."""
    point = app_point("Acme", A, id_="0oa-1")
    other = app_point("Acme", id_="0oa-2")
    entries = [] if twice else [entry(other, "cal-gone")]

    made = make_plan(
        [declare("a", type_=SAML)],
        [hook("a", SAML)],
        [point, other] if twice else [point],
        [managed("a", SAML), *entries],
    )

    assert [Key("Binding", "app/0oa-1")] == [change.key for change in made.changes]


def test_a_hook_leaves_and_another_stays():
    """Of two hooks in a point, only the one that is not declared there is taken out."""
    change = only_change(
        make_plan(
            [declare("a")], [hook("a"), hook("z")], [rule_point("Q", A, "cal-z")], [managed("a")]
        )
    )

    assert ["InlineHook/a"] == [field.before for field in change.fields]
    assert [("cal-z",)] == [getattr(step.call.body, "hooks", None) for step in change.steps]


def test_a_point_that_lets_no_hook_out():
    """What Okta would refuse is a conflict, and nothing is sent."""
    point = app_point("Acme", A, trouble="it is INACTIVE")

    made = make_plan([declare("a", type_=SAML)], [hook("a", SAML)], [point], [managed("a", SAML)])

    (conflict,) = made.conflicts
    assert ((), "target") == (made.changes, conflict.code)
    assert conflict.message == (
        'Binding/app/Acme: the hook cannot be taken out of app "Acme" (0oa-Acme): it is INACTIVE'
    )


@pytest.mark.parametrize("replaced", [True, False])
def test_a_hook_without_bindings_leaves_where_it_is_replaced(replaced: bool):
    """A manifest without bindings unbinds nothing, except a hook that is about to be deleted."""
    point = app_point("Acme", A)

    made = make_plan(
        [declare_alone("a", TOKEN if replaced else SAML)],
        [hook("a", SAML)],
        [point],
        [managed("a", SAML), entry(point, A)],
        prune=True,
    )

    unbound = [change.key for change in made.changes if change.action is Action.UNBIND]
    assert ([entry(point, A).key] if replaced else []) == unbound


def test_an_entry_of_a_hook_that_no_longer_lists_its_bindings():
    """The ledger forgets it: the hook is declared, and its bindings are not managed any more."""
    point = rule_point("Q", A)

    made = make_plan([declare_alone("a")], [hook("a")], [point], [managed("a"), entry(point, A)])

    assert ((), (), (Key("Binding", "rule/S/P/Q"),)) == (made.changes, made.kept, made.forgotten)


@pytest.mark.parametrize("prune", [True, False])
def test_an_entry_of_a_hook_that_is_not_deleted(prune: bool):
    """Without --prune the hook stays in its flow, and the ledger keeps both."""
    point = rule_point("Q", A)

    made = make_plan(
        [declare("b")], [hook("a"), hook("b")], [point], [*APPLIED, entry(point, A)], prune=prune
    )

    kept = [] if prune else [Key("Binding", "rule/S/P/Q")]
    assert kept == [key for key in made.kept if key.kind == "Binding"]
    assert prune == any(change.action is Action.UNBIND for change in made.changes)


def test_every_entry_without_a_point_is_forgotten():
    """Also one that comes after an entry that a change is about."""
    point, gone = rule_point("Q", A), rule_point("T")

    made = make_plan(
        [declare("a")], [hook("a")], [point], [managed("a"), entry(point, A), entry(gone, A)]
    )

    assert [Action.UNBIND] == [change.action for change in made.changes]
    assert (Key("Binding", "rule/S/P/T"),) == made.forgotten
