"""What stands against a binding: which point it means, what to write, what cannot be read."""

from collections.abc import Mapping

import pytest
from reconcile.values import (
    SAML,
    TOKEN,
    app_point,
    declare,
    entry,
    hook,
    line,
    make_plan,
    managed,
    rule,
    rule_point,
)

from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Json, Managed


def problem(
    binding: Mapping[str, Json],
    *points: Actual,
    type_: str = TOKEN,
    entries: tuple[Managed, ...] = (),
) -> Diagnostic:
    """The one conflict of a hook `a` that is bound there."""
    made = make_plan(
        [declare("a", binding, type_=type_)],
        [hook("a", type_)],
        points,
        [managed("a", type_), *entries],
    )
    (conflict,) = made.conflicts
    assert () == made.changes
    return conflict


def no_app(wanted: str, *names: str) -> str:
    """The hint where no app has that name."""
    found = problem({"app": wanted}, *map(app_point, names), type_=SAML)
    assert ("no-target", f'Binding/app/{wanted}: no app "{wanted}" exists in Okta') == (
        found.code,
        found.message,
    )
    return found.hint


def test_names_that_come_close():
    """Three at most, the closest first."""
    names = ("Portal A", "Portal B", "Portal C", "Portal D", "Wiki")

    hint = no_app("Portal X", *names)

    assert hint.startswith("did you mean ")
    assert (3, False) == (hint.count('"Portal '), "Wiki" in hint)


def test_names_when_none_comes_close():
    """The first five in the order of the alphabet, or that there is none at all."""
    names = ("f", "e", "d", "c", "b", "a")

    assert "there is: a, b, c, d, e" == no_app("Something else", *names)
    assert "there is none" == no_app("Something else")


def test_a_name_in_other_letters():
    """Names are compared as they are, and the hint shows the one that exists."""
    expected = 'names are compared as they are: there is "Acme"'

    assert expected == no_app("ACME", "Acme", "Acne")


def test_names_of_other_types_are_no_hint():
    """A rule is no app: the hint has names of the points that the binding can mean."""
    found = problem({"app": "S"}, rule_point("R"), app_point("Zoom"), type_=SAML)

    assert "there is: Zoom" == found.hint


@pytest.mark.parametrize(
    ("written", "message", "at", "hint"),
    [
        (
            {"authorizationServer": "X", "policy": "P", "rule": "R"},
            'no authorizationServer "X" with a rule exists in Okta',
            11,
            "there is: S, T",
        ),
        (
            {"authorizationServer": "S", "policy": "X", "rule": "R"},
            'no policy "X" with a rule exists in Okta',
            12,
            "there is: P",
        ),
        (
            {"authorizationServer": "S", "policy": "P", "rule": "X"},
            'no rule "X" exists in Okta',
            13,
            "there is: R",
        ),
        (
            {"authorizationServer": "S", "policy": "P", "rule": {"id": "zzzz"}},
            'no rule "zzzz" exists in Okta',
            13,
            "there is: 0pr-R",
        ),
    ],
)
def test_the_outermost_object_that_is_missing(
    written: Mapping[str, Json], message: str, at: int, hint: str
):
    """A rule can only be missing in a policy that is there; names beside it are the hint."""
    points = rule_point("R"), rule_point("Q", names=("T", "O"))

    found = problem(written, *points)

    assert found.message.endswith(f": {message}")
    assert (at, hint) == (line(found), found.hint)


def test_two_objects_of_one_name():
    """Both ids are listed, and the hint says how the first one is written."""
    points = app_point("Acme", id_="0oa-1"), app_point("Acme", id_="0oa-2")

    found = problem({"app": "Acme"}, *points, type_=SAML)

    assert (
        Diagnostic(
            "ambiguous-target",
            "Binding/app/Acme: 2 of this name exist in Okta: 0oa-1, 0oa-2",
            found.mark,
            "say which one is meant: app: {id: 0oa-1}",
        )
        == found
    )
    assert 11 == line(found)


def test_two_rules_of_one_name():
    """The innermost object is the one that has to be named by its id."""
    found = problem(rule("R"), rule_point("R", id_="0pr-1"), rule_point("R", id_="0pr-2"))

    assert "say which one is meant: rule: {id: 0pr-1}" == found.hint
    assert (13, True) == (line(found), found.message.endswith(": 0pr-1, 0pr-2"))


def test_one_object_of_two_can_take_a_hook():
    """An app that cannot have a hook gives way to one of the same name that can."""
    unable = app_point("Acme", id_="0oa-1", trouble="it is no SAML app")

    made = make_plan(
        [declare("a", {"app": "Acme"}, type_=SAML)],
        [hook("a", SAML)],
        [unable, app_point("Acme", id_="0oa-2")],
        [managed("a", SAML)],
    )

    assert ["0oa-2"] == [change.before.id for change in made.changes if change.before]


def test_an_object_that_cannot_take_a_hook():
    """The reason is in the message, and nothing is planned."""
    found = problem({"app": "Acme"}, app_point("Acme", trouble="it is no SAML app"), type_=SAML)

    assert ("target", 10) == (found.code, line(found))
    expected = 'Binding/app/Acme: app "Acme" (0oa-Acme) cannot take a hook: it is no SAML app'
    assert expected == found.message


def test_an_object_that_was_renamed():
    """Only the names that differ are shown, at the first of them, with the id as a way out."""
    was = rule_point("R")
    now = rule_point("New", names=("S", "Other"), id_="0pr-R")

    found = problem(rule("R"), now, entries=(entry(was, "cal-a"),))

    names = 'policy: "Other", rule: "New"'
    assert (
        Diagnostic(
            "renamed-target",
            "Binding/rule/S/P/R: what was bound under this name (0pr-R) is called otherwise in "
            f"Okta now: {names}",
            found.mark,
            f"write {names}, or rule: {{id: 0pr-R}}; hookops does not rename it back, since it is "
            "not its own",
        )
        == found
    )
    assert 12 == line(found)


def test_a_name_that_went_to_another_object():
    """What was bound decides, and the message has the id of the one that has its name."""
    was = app_point("Acme", id_="0oa-1")
    points = app_point("Acme old", id_="0oa-1"), app_point("Acme", id_="0oa-2")

    found = problem({"app": "Acme"}, *points, type_=SAML, entries=(entry(was, "cal-a"),))

    assert found.message.endswith("; its old name is that of another one now (0oa-2)")
    assert 11 == line(found)


def test_one_point_in_two_words():
    """A name and an id that mean one object are a conflict that shows both places."""
    made = make_plan(
        [declare("a", {"app": "Acme"}, {"app": {"id": "0oa-Acme"}}, type_=SAML)],
        [hook("a", SAML)],
        [app_point("Acme")],
        [managed("a", SAML)],
    )

    (found,) = made.conflicts
    assert found.message == (
        'Binding/app/Acme: this is app "Acme" (0oa-Acme), as Binding/app/0oa-Acme is, and it holds '
        "one hook"
    )
    assert [("also bound here", 20)] == [(text, mark.line) for mark, text in found.related]
    assert ("slot-taken", 10) == (found.code, line(found))
