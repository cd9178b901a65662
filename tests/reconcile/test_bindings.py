"""Which hook each attachment point gets, keeps or loses, with every word of the change."""

from collections.abc import Sequence
from typing import Any

import pytest
from reconcile.values import (
    SAML,
    TOKEN,
    app_point,
    declare,
    declare_alone,
    entry,
    hook,
    make_plan,
    managed,
    rule,
    rule_point,
)

from hookops.model.change import Action, Change, FieldChange, Plan
from hookops.model.resource import Actual, Key, Managed

A, B = "cal-a", "cal-b"
BY_GIT = "apply the manifest as it was before"
BY_OKTA = "bind it in Okta again, as it is shown before the arrow"
APPLIED = [managed("a"), managed("b")]


def only_change(made: Plan) -> Change:
    """The one change of a plan that nothing stands against."""
    assert ((), ()) == (made.conflicts, made.guard_errors)
    (change,) = made.changes
    return change


def words(change: Change) -> tuple[Action, str, str]:
    """What happens, why, and how it is undone."""
    return change.action, change.reason, change.undo


def bind_a(point: Actual, *entries: Managed, hooks: Sequence[Actual] = (), **more: Any) -> Plan:
    """The plan of a hook `a` bound to the rule R, beside a hook `b` that is bound nowhere."""
    return make_plan(
        [declare("a", rule("R")), declare("b")],
        [hook("a"), hook("b"), *hooks],
        [point],
        [*APPLIED, *entries],
        **more,
    )


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
    assert ["b (cal-b)" if there else None] == [field.before for field in change.fields]


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
    assert ["b (cal-b)"] == [field.before for field in change.fields]


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

    assert ["a (cal-a), b (cal-b)"] == [field.before for field in change.fields]


# unbinding


def test_a_binding_that_is_no_longer_declared():
    """It was applied from Git, so it leaves by Git."""
    point = rule_point("Q", A)

    change = only_change(
        make_plan([declare("a")], [hook("a")], [point], [managed("a"), entry(point, A)])
    )

    assert (Action.UNBIND, "no longer declared", "declare the binding again") == words(change)
    assert (FieldChange(("hook",), "a (cal-a)", None, "git"),) == change.fields
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

    assert ["a (cal-a)"] == [field.before for field in change.fields]
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


# targets


def test_a_target_takes_its_hook_out_of_a_flow():
    """A change that ends in no binding is its hook's."""
    made = make_plan(
        [declare("a"), declare("b")],
        [hook("a"), hook("b")],
        [rule_point("Q", A), rule_point("R", B)],
        APPLIED,
        targets=("InlineHook/a",),
    )

    assert ["rule/S/P/Q"] == [change.key.name for change in made.changes]


def test_a_target_leaves_the_bindings_of_other_hooks():
    """Another hook that is to take its place in a flow is not planned with it."""
    made = bind_a(rule_point("R", B), targets=("InlineHook/b",))

    assert ((), ()) == (made.changes, made.conflicts)


@pytest.mark.parametrize(
    ("target", "codes"), [("Binding/rule/S/P/R", ["no-target"]), ("InlineHook/b", [])]
)
def test_conflicts_of_bindings_that_are_targets(target: str, codes: list[str]):
    """A binding that means nothing stands against its own plan alone."""
    made = bind_a(rule_point("Q"), targets=(target,))

    assert codes == [conflict.code for conflict in made.conflicts]


@pytest.mark.parametrize(("targets", "count"), [((), 1), (("InlineHook/b",), 0)])
def test_what_is_done_by_hand_for_targets(targets: tuple[str, ...], count: int):
    """What a person binds in the console is listed with the plan of its hook only."""
    made = make_plan(
        [declare("a", rule("R")), declare("b")],
        [hook("a"), hook("b")],
        (),
        APPLIED,
        by_hand=("rule",),
        targets=targets,
    )

    assert count == sum(diagnostic.code == "by-hand" for diagnostic in made.by_hand)


def test_unchanged_bindings_of_other_hooks_do_not_count():
    """With a target, only what the plan is about is counted as unchanged."""
    point = rule_point("R", A)

    made = bind_a(point, entry(point, A), targets=("InlineHook/b",))

    assert {"InlineHook": 1} == dict(made.unchanged)
