"""What a plan is refused for, by its number of deletes and by what is protected."""

import pytest
from reconcile.one_hook import (
    actual,
    desired,
    key,
    ledger,
    managed,
    resource,
    snapshot,
)

from hookops.model.call import Call
from hookops.model.change import Action, Change, Phase, Step
from hookops.model.limits import Limits
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.match import match_resources
from hookops.reconcile.passes.guards import check_guards


def change(action, name="a", before=None, after=None, verbs=()):
    steps = tuple(Step(Phase.DELETE, verb, Call("DELETE", ("x",))) for verb in verbs)
    return Change(key(name), action, before, after, (), steps, "safe", "text", "", "")


def deletes(count):
    return [change(Action.DELETE, f"h{n}", actual(), None, ("delete",)) for n in range(count)]


def codes(changes, *, declared=1, entries=(), **limits):
    sides = desired(*(resource(f"d{n}") for n in range(declared))), snapshot(), ledger(*entries)
    context = PlanContext(*sides, match_resources(*sides), {}, Limits(**limits))
    found = check_guards(Draft(tuple(changes)), context)
    return [error.code for error in found.guard_errors]


@pytest.mark.parametrize(
    ("count", "share", "limits", "expected"),
    [
        (0, 0, {"prune": True}, []),
        (3, 3, {"prune": True}, []),
        (4, 4, {"prune": True}, ["max-delete"]),
        (4, 13, {"prune": True}, ["max-delete"]),
        (4, 14, {"prune": True}, []),
        (30, 100, {"prune": True}, []),
        (31, 100, {"prune": True}, ["max-delete"]),
        (31, 100, {"prune": True, "max_delete": 31}, []),
        (31, 100, {"prune": True, "max_delete": 30}, ["max-delete"]),
        (1, 100, {"prune": True, "max_delete": 0}, ["max-delete"]),
        # Without --prune, what is deleted is the second of two deliveries.
        (4, 4, {}, ["max-delete"]),
    ],
)
def test_so_many_deletes_need_a_number(count, share, limits, expected):
    """Three deletes, or 30 %, are free; a number given replaces both, also a smaller one."""
    entries = [managed(f"m{n}", f"calmmm{n:04}") for n in range(share)]

    assert expected == codes(deletes(count), entries=entries, recreate_missing=True, **limits)


@pytest.mark.parametrize(
    ("count", "share", "limits", "expected"),
    [
        (3, 0, {}, []),
        (4, 4, {}, ["max-update"]),
        (4, 13, {}, ["max-update"]),
        (4, 14, {}, []),
        (31, 100, {}, ["max-update"]),
        (31, 100, {"max_update": 31}, []),
        (31, 100, {"max_update": 30}, ["max-update"]),
        (1, 100, {"max_update": 0}, ["max-update"]),
    ],
)
@pytest.mark.parametrize("action", [Action.UPDATE, Action.ACTIVATE, Action.DEACTIVATE])
def test_s3_so_many_updates_need_a_number(action, count, share, limits, expected):
    """S3: what changes every hook at once is named before the first of them is written."""
    entries = [managed(f"m{n}", f"calmmm{n:04}") for n in range(share)]
    updates = [change(action, f"h{n}", actual(), resource(), ("update",)) for n in range(count)]

    assert expected == codes(updates, entries=entries, recreate_missing=True, **limits)


def test_s3_creates_need_no_number():
    """S3: what is new ends nothing."""
    assert [] == codes([change(Action.CREATE, f"h{n}", None, resource()) for n in range(9)])


def test_s2_an_empty_set_is_never_applied():
    """S2: where nothing is declared nothing is deleted, whatever number is given."""
    assert ["empty"] == codes(deletes(1), declared=0, prune=True, max_delete=9)


@pytest.mark.parametrize(
    ("action", "verbs", "expected"),
    [
        (Action.DELETE, ("delete",), ["protected"]),
        (Action.DEACTIVATE, ("deactivate",), ["protected"]),
        (Action.UPDATE, ("deactivate", "update"), ["protected"]),
        (Action.UPDATE, ("update",), []),
        (Action.ACTIVATE, ("activate",), []),
    ],
)
def test_s7_what_is_protected_does_not_end(action, verbs, expected):
    """S7: a protected hook is neither deleted nor deactivated; by its manifest or by the ledger."""
    by_git = change(action, "a", actual(), resource(protect=True), verbs)
    by_ledger = change(action, "a", actual(), resource(), verbs)

    assert expected == codes([by_git], prune=True)
    assert expected == codes([by_ledger], entries=[managed(protected=True)], prune=True)
    assert [] == codes([by_ledger], entries=[managed()], prune=True)


def test_a_protected_hook_may_be_created_inactive():
    """Nothing ends where nothing was."""
    made = change(Action.CREATE, "a", None, resource(protect=True), ("create", "deactivate"))

    assert [] == codes([made])


@pytest.mark.parametrize(("prune", "expected"), [(False, ["replace"]), (True, [])])
def test_a_replacement_deletes(prune, expected):
    """A replacement deletes a hook, so it needs --prune."""
    replaced = change(Action.REPLACE, "a", actual(), resource(), ("create", "delete"))

    assert expected == codes([replaced], prune=prune)
