"""What a plan is refused for: every word, with the place and the way on."""

import pytest
from reconcile.values import (
    SAML,
    declare,
    declare_alone,
    entry,
    hook,
    make_plan,
    managed,
    rule,
    rule_point,
)

from hookops.model.diagnostic import Diagnostic
from hookops.model.source import Mark


def test_a_protected_hook_is_not_deleted():
    """The ledger protects what Git no longer declares; what is not protected is deleted."""
    made = make_plan(
        [declare_alone("c")],
        [hook("a"), hook("b"), hook("c")],
        (),
        [managed("a", protected=True), managed("b"), managed("c", protected=True)],
        prune=True,
    )

    assert (
        Diagnostic(
            "protected",
            "InlineHook/a is protected (hookops.dev/protect) and would be deleted",
            None,
            "remove the annotation, apply, and only then delete it: it takes two applies",
        ),
    ) == made.guard_errors


@pytest.mark.parametrize("protected", [True, False])
def test_a_protected_hook_leaves_no_flow(protected: bool):
    """To be unbound ends a hook for its users; one that is not protected leaves."""
    point = rule_point("R", "cal-a")

    made = make_plan(
        [declare("a"), declare("b", rule("R"))],
        [hook("a"), hook("b")],
        [point],
        [managed("a", protected=protected), managed("b"), entry(point, "cal-a")],
    )

    error = Diagnostic(
        "protected",
        'InlineHook/a is protected (hookops.dev/protect) and would leave rule "S > P > R"',
        Mark("b.yaml", 10, 1),
        "remove the annotation, apply, and only then unbind it: it takes two applies",
    )
    assert ((error,) if protected else ()) == made.guard_errors


def test_a_replacement_needs_prune():
    """The message has what is deleted; without --prune it is an error, with it there is none."""
    sides = [declare_alone("a")], [hook("a", SAML)], (), [managed("a", SAML)]

    (error,) = make_plan(*sides).guard_errors

    assert ("replace", Mark("a.yaml", 1, 1)) == (error.code, error.mark)
    assert f"which deletes cal-a ({SAML}); " in error.message
    assert "allow the delete with --prune" in error.hint
    assert () == make_plan(*sides, prune=True).guard_errors


def test_too_many_deletes():
    """Every one is named, with the number that allows them."""
    names = ("b", "c", "d", "e")

    made = make_plan(
        [declare_alone("a")],
        [hook(name) for name in ("a", *names)],
        (),
        [managed(name) for name in ("a", *names)],
        prune=True,
    )

    listed = ", ".join(f"InlineHook/{name}" for name in names)
    (error,) = made.guard_errors
    assert f"4 hooks would be deleted, 3 are allowed: {listed}" == error.message
    assert ("max-delete", "if that is right, say --max-delete 4") == (error.code, error.hint)


def test_nothing_is_declared():
    """An empty folder must not delete an org's hooks."""
    made = make_plan([], [hook("a")], (), [managed("a")], prune=True)

    (error,) = made.guard_errors
    assert "nothing is declared, and 1 hook would be deleted" == error.message
    assert "an empty set is never applied; declare at least one hook" == error.hint


@pytest.mark.parametrize("called", [True, False])
def test_a_hook_whose_callers_cannot_be_read_does_not_end(called: bool):
    """Nobody knows what calls it; a hook of a type that can be read ends."""
    type_ = SAML if called else "com.okta.oauth2.tokens.transform"

    made = make_plan(
        [declare_alone("b")],
        [hook("a", type_), hook("b")],
        (),
        [managed("a", type_), managed("b")],
        unread={"app": "403"},
        prune=True,
    )

    error = Diagnostic(
        "unread",
        "InlineHook/a would be deactivated or deleted, and what calls it cannot be read: 403",
        None,
        "let hookops read it, or leave this hook out with --target",
    )
    assert ((error,) if called else ()) == made.guard_errors


@pytest.mark.parametrize("used", [True, False])
def test_a_hook_in_use_is_not_deactivated(used: bool):
    """A flow that nothing frees keeps its hook; a hook that no flow calls is switched off."""
    made = make_plan(
        [declare_alone("a", status="INACTIVE")],
        [hook("a")],
        [rule_point("R", *(["cal-a"] if used else []))],
        [managed("a")],
    )

    assert (["in-use"] if used else []) == [error.code for error in made.guard_errors]


def test_a_protected_hook_that_is_created_again_keeps_its_flow():
    """The flow gets the same hook under another id, so it does not leave."""
    point = rule_point("R", "cal-a")

    made = make_plan(
        [declare("a", rule("R"))],
        [],
        [point],
        [managed("a", protected=True), entry(point, "cal-a")],
    )

    assert ["create", "rebind"] == [change.action.value for change in made.changes]
    assert () == made.guard_errors


def test_a_protected_hook_stays_beside_one_that_leaves():
    """Only what is taken out of the point counts."""
    made = make_plan(
        [declare_alone("a"), declare("b")],
        [hook("a"), hook("b")],
        [rule_point("R", "cal-a", "cal-b")],
        [managed("a", protected=True), managed("b")],
    )

    assert ["unbind"] == [change.action.value for change in made.changes]
    assert () == made.guard_errors
