"""What cannot be read is warned of, and never forgotten."""

from reconcile.values import (
    SAML,
    app_point,
    declare,
    declare_alone,
    entry,
    hook,
    line,
    make_plan,
    managed,
    rule,
    rule_point,
)

LET = "the rest is planned and applied; let hookops read and manage what holds the bindings"


def test_a_declared_binding_that_cannot_be_read():
    """Each binding of the type has its own warning, and those of other types have none."""
    made = make_plan(
        [declare("a", rule("R"), rule("Q")), declare("b", {"app": "Acme"}, type_=SAML)],
        [hook("a"), hook("b", SAML)],
        [app_point("Acme")],
        [managed("a"), managed("b", SAML)],
        unread={"rule": "403"},
    )

    why = "it cannot be read, so nothing is planned for it: 403"
    assert [
        (f"Binding/rule/S/P/{name}: {why}", at, LET, "warning", "unread")
        for name, at in (("R", 10), ("Q", 20))
    ] == [(d.message, line(d), d.hint, d.severity, d.code) for d in made.unread]
    assert ["app/Acme"] == [change.key.name for change in made.changes]


def test_a_type_that_cannot_be_read():
    """Without a declared binding there, the warning is about the type, at its first hook."""
    made = make_plan(
        [declare_alone("a", SAML), declare_alone("b"), declare_alone("c")],
        [hook("a", SAML), hook("b"), hook("c")],
        (),
        [managed("a", SAML), managed("b"), managed("c")],
        unread={"rule": "403"},
    )

    (found,) = made.unread
    text = "what calls token hooks cannot be read, so nothing is known of it: 403"
    assert (text, LET, "warning") == (found.message, found.hint, found.severity)
    assert "b.yaml" == (found.mark.file if found.mark else None)


def test_a_type_of_no_declared_hook():
    """Nothing in Git is about it, so the warning has no place."""
    made = make_plan(
        [declare_alone("a", SAML)],
        [hook("a", SAML)],
        (),
        [managed("a", SAML)],
        unread={"rule": "x"},
    )

    assert [None] == [diagnostic.mark for diagnostic in made.unread]


def test_an_entry_that_cannot_be_read_is_not_forgotten():
    """Nobody knows whether its point is still there."""
    known = entry(rule_point("R"), "cal-a")

    unread = make_plan(
        [declare_alone("a")], [hook("a")], (), [managed("a"), known], unread={"rule": "x"}
    )
    read = make_plan([declare_alone("a")], [hook("a")], (), [managed("a"), known])

    assert ((), (known.key,)) == (unread.forgotten, read.forgotten)


def test_an_entry_of_a_point_under_another_name_goes_with_any_target():
    """Two entries must not mean one point, whatever the plan is restricted to."""
    point = app_point("Acme", "cal-a")
    old = entry(point, "cal-a")

    made = make_plan(
        [declare("a", {"app": {"id": "0oa-Acme"}}, type_=SAML), declare_alone("b")],
        [hook("a", SAML), hook("b")],
        [point],
        [managed("a", SAML), managed("b"), old],
        targets=("InlineHook/b",),
    )

    assert (old.key,) == made.forgotten
