"""Why a hook changes, and how the change is undone."""

import pytest
from reconcile.values import TIME, declare_alone, hook, make_plan, managed, spec_of

from hookops.model.change import Action, Change
from hookops.model.resource import Actual, Fingerprint, Json, Key, Managed, Resource, value_at
from hookops.model.source import Mark, Origin
from hookops.reconcile.changes import side_of

BY_GIT = "apply the manifest as it was before"
LOST = "the old value of the secret cannot be brought back, since Okta never shows it"
BY_OKTA = "edit it in Okta again, to the values that are shown before the arrows"


def applied(**members: str) -> Managed:
    """The entry of a hook that was applied with these members."""
    return managed("a", compared=spec_of("a", **members).compared())


def changes(there: Actual, *entries: Managed) -> list[Change]:
    """The changes of a plan for the hook `a` that is declared with nothing special."""
    return list(make_plan([declare_alone("a")], [there], (), entries).changes)


@pytest.mark.parametrize(
    ("there", "was", "side", "reason", "undo"),
    [
        ("x", "x", "git", "edited in Git", BY_GIT),
        ("x", "a", "okta", "edited in Okta", BY_OKTA),
        ("x", "y", "both", "edited in Git and in Okta", BY_OKTA),
    ],
)
def test_who_edited_a_hook(there: str, was: str, side: str, reason: str, undo: str):
    """Git brings back what it had; values that only Okta had are in the plan's own lines."""
    (change,) = changes(hook("a", name=there), applied(name=was))

    assert (Action.UPDATE, reason, undo) == (change.action, change.reason, change.undo)
    assert [(("name",), there, "a", side)] == [
        (f.path, f.before, f.after, f.side) for f in change.fields
    ]
    assert Mark("a.yaml", 1, 1) == change.mark


def test_fields_that_both_sides_edited():
    """One field by Git and one in Okta: both are named, and Git alone cannot undo it."""
    (change,) = changes(hook("a", name="x", version="1.0.0"), applied(name="x", version="1.0.1"))

    assert ({"git", "okta"}, "edited in Git and in Okta", BY_OKTA) == (
        {f.side for f in change.fields},
        change.reason,
        change.undo,
    )


def test_a_status_that_somebody_switched():
    """Only the status differs, so it is switched and nothing is written."""
    (change,) = changes(hook("a", status="INACTIVE"), applied())

    assert (Action.ACTIVATE, "edited in Okta", BY_OKTA) == (
        change.action,
        change.reason,
        change.undo,
    )


def test_a_hook_that_is_new():
    """It is undone by the manifest's removal; every field is Git's."""
    (change,) = make_plan([declare_alone("a")], []).changes

    assert (
        Action.CREATE,
        "it does not exist yet",
        "remove the manifest and apply with --prune",
    ) == (
        change.action,
        change.reason,
        change.undo,
    )
    assert {"git"} == {f.side for f in change.fields}


@pytest.mark.parametrize(
    ("version", "state", "undo"), [("1", "new", f"{BY_GIT}; {LOST}"), ("2", "same", BY_GIT)]
)
def test_a_secret_that_is_replaced_cannot_be_undone(version: str, state: str, undo: str):
    """Nobody can read the secret that was there before, so no way back to it is promised."""
    reference = {"ref": "env:A", "version": "2"}
    scheme = {"type": "HEADER", "key": "X-A", "valueFrom": reference}
    channel = {"type": "HTTP", "config": {"uri": "https://h.example.com/a", "authScheme": scheme}}
    spec, there = spec_of("a", channel=channel), hook("a", name="x", channel=channel)
    was = {**spec.compared(), "name": "x"}
    prints = {"channel.config.authScheme.value": Fingerprint("env:A", version=version)}
    entry = Managed(Key("InlineHook", "a"), "cal-a", was, TIME, prints)
    declared = Resource(Key("InlineHook", "a"), spec, Origin(Mark("a.yaml", 1, 1)))

    (change,) = make_plan([[declared]], [there], (), [entry]).changes

    assert [state] == [f.secret for f in change.fields if f.secret]
    assert undo == change.undo


def test_a_hook_of_another_type_is_replaced():
    """Okta cannot change a type, and what is deleted does not come back."""
    saml = "com.okta.saml.tokens.transform"

    (change,) = changes(hook("a", saml, version="1.0.2"), managed("a", saml))

    assert (
        Action.REPLACE,
        "the type of a hook cannot be changed in Okta: a new one takes its place",
        "",
    ) == (change.action, change.reason, change.undo)


def test_what_the_ledger_does_not_know():
    """Git and Okta have the same new value: the ledger learns of it, and nothing is written."""
    (change,) = changes(hook("a"), applied(name="x"))

    assert (
        Action.NOTHING,
        "Okta is as declared already; only the ledger learns of it",
        "",
        False,
    ) == (change.action, change.reason, change.undo, change.adopts)


@pytest.mark.parametrize(
    ("known", "actual", "wanted", "side"),
    [
        (None, 1, 2, "unknown"),
        ({}, 1, 2, "unknown"),
        ({"a": 1}, 1, 2, "git"),
        ({"a": 2}, 1, 2, "okta"),
        ({"a": 3}, 1, 2, "both"),
        ({"b": 3}, None, 2, "git"),
        ({"b": 3}, 1, None, "okta"),
    ],
)
def test_who_moved(known: Json, actual: Json, wanted: Json, side: str):
    """What was applied last tells who moved a field since."""
    entry = None if known is None else managed("a", compared=known)

    assert side == side_of(entry, ("a",), actual, wanted)


@pytest.mark.parametrize(
    ("path", "value"),
    [((), {"a": {"b": 1}}), (("a", "b"), 1), (("a", "c"), None), (("a", "b", "c"), None)],
)
def test_value_at(path: tuple[str, ...], value: Json):
    """The value at a path, or None where there is none."""
    assert value == value_at({"a": {"b": 1}}, path)
