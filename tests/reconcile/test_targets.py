"""A plan that is restricted to targets has what they are about, and no more."""

import pytest
from reconcile.values import (
    APPLIED,
    A,
    B,
    bind_a,
    declare,
    entry,
    hook,
    make_plan,
    rule,
    rule_point,
)


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
