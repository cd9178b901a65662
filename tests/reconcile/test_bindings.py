"""Which hook each attachment point gets, keeps or loses, with every word of the change."""

import pytest
from reconcile.values import (
    APPLIED,
    A,
    B,
    bind_a,
    declare,
    declare_alone,
    entry,
    hook,
    make_plan,
    only_change,
    rule,
    rule_point,
    words,
)

from hookops.model.change import Action, FieldChange
from hookops.model.resource import Key

BY_GIT = "apply the manifest as it was before"
BY_OKTA = "bind it in Okta again, as it is shown before the arrow"


def test_an_empty_point_is_bound():
    """Nothing was there and nobody moved: every field of the change."""
    point = rule_point("R")

    change = only_change(bind_a(point))

    assert (Action.BIND, "it is not bound yet", BY_GIT) == words(change)
    assert (Key("Binding", "rule/S/P/R"), point) == (change.key, change.before)
    assert (FieldChange(("hook",), None, "InlineHook/a", "unknown"),) == change.fields
    assert (("a.yaml", 10), 'rule "S > P > R"') == (
        (change.mark and change.mark.file, change.mark and change.mark.line),
        *change.flows,
    )
    assert ["bind"] == [step.verb for step in change.steps]
    assert ("silent", False) == (change.impact, change.adopts)
    assert change.impact_text.startswith("the flow calls the hook;")


@pytest.mark.parametrize(
    ("there", "applied", "side", "reason", "undo"),
    [
        ((B,), B, "git", "edited in Git", BY_GIT),
        ((), A, "okta", "edited in Okta", BY_OKTA),
        ((B,), A, "okta", "edited in Okta", BY_OKTA),
        ((), B, "both", "edited in Git and in Okta", BY_OKTA),
    ],
    ids=["git", "emptied", "replaced", "both"],
)
def test_who_moved_a_binding(
    there: tuple[str, ...], applied: str, side: str, reason: str, undo: str
):
    """What Git had before comes back with Git; what only Okta had is bound there again."""
    point = rule_point("R", *there)

    change = only_change(bind_a(point, entry(point, applied)))

    action = Action.REBIND if there else Action.BIND
    assert (action, reason, undo) == words(change)
    assert [side] == [field.side for field in change.fields]
    assert ["InlineHook/b" if there else None] == [field.before for field in change.fields]


def test_a_hook_of_another_owner_is_taken_over():
    """The plan names the hook whose place is taken: no manifest has what was there."""
    point = rule_point("R", "cal-z")

    made = bind_a(point, hooks=[hook("z")], take_over=("a",))

    change = only_change(made)
    assert (Action.REBIND, "taken over from z (cal-z) (--take-over)", BY_OKTA) == words(change)
    assert ["z (cal-z)"] == [field.before for field in change.fields]
    assert change.impact_text.startswith("the flow calls another hook;")


def test_a_hook_of_another_owner_stays():
    """Without consent the point is a conflict that names the hook and the option."""
    made = bind_a(rule_point("R", "cal-z"), hooks=[hook("z")], take_over=("b",))

    (conflict,) = made.conflicts
    assert ((), "slot-held") == (made.changes, conflict.code)
    assert "calls z (cal-z)" in conflict.message
    assert "say --take-over a;" in (conflict.hint or "")


def test_an_own_hook_gives_its_place_to_another():
    """A hook whose manifest binds it elsewhere is nobody else's, so nothing is taken over."""
    change = only_change(bind_a(rule_point("R", B)))

    assert (Action.REBIND, "it is not bound yet", BY_GIT) == words(change)
    assert ["InlineHook/b"] == [field.before for field in change.fields]


def test_a_reference_to_a_hook_that_is_gone():
    """Nobody has it, so it may be replaced and nothing is taken over."""
    change = only_change(bind_a(rule_point("R", "cal-gone")))

    assert (Action.REBIND, "it is not bound yet", BY_GIT) == words(change)
    assert ["cal-gone, which is gone"] == [field.before for field in change.fields]
    assert change.impact_text.startswith("the flow calls the hook;")


def test_a_hook_that_does_not_list_its_bindings_stays():
    """Nothing says that it is to leave the rule, although it is ours."""
    made = make_plan(
        [declare("a", rule("R")), declare_alone("b")],
        [hook("a"), hook("b")],
        [rule_point("R", B)],
        APPLIED,
    )

    assert ((), ["slot-held"]) == (made.changes, [c.code for c in made.conflicts])


@pytest.mark.parametrize(
    ("prune", "known", "codes"),
    [(True, True, []), (False, True, ["slot-held"]), (True, False, ["slot-held"])],
)
def test_a_hook_that_is_deleted_gives_its_place(prune: bool, known: bool, codes: list[str]):
    """Only a managed hook that is no longer declared, and only where --prune deletes it."""
    made = make_plan(
        [declare("a", rule("R"))],
        [hook("a"), hook("b")],
        [rule_point("R", B)],
        APPLIED if known else APPLIED[:1],
        prune=prune,
    )

    assert codes == [conflict.code for conflict in made.conflicts]
    bound = [change.action for change in made.changes if change.key.kind == "Binding"]
    assert ([] if codes else [Action.REBIND]) == bound


@pytest.mark.parametrize("known", [False, True])
def test_what_is_bound_already(known: bool):
    """Only the ledger learns: it adopts what it has no entry of, and corrects the one it has."""
    point = rule_point("R", A)

    change = only_change(bind_a(point, *([entry(point, B)] if known else [])))

    assert (Action.NOTHING, "it is bound already; only the ledger learns of it", "") == words(
        change
    )
    assert (not known, (), "nothing changes in Okta") == (
        change.adopts,
        change.steps,
        change.impact_text,
    )


def test_what_is_bound_and_known():
    """Nothing changes, and the binding is counted."""
    point = rule_point("R", A)

    made = bind_a(point, entry(point, A))

    assert ((), {"InlineHook": 2, "Binding": 1}) == (made.changes, dict(made.unchanged))


def test_two_hooks_in_one_point():
    """Both are named, and the field shows them as the list that they are."""
    change = only_change(bind_a(rule_point("R", A, B)))

    assert ["InlineHook/a, InlineHook/b"] == [field.before for field in change.fields]
