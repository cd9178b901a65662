"""What outcomes come to: determined by a plan made after reading back, and one exit code."""

from dataclasses import replace

import pytest

from hookops.apply.verdict import any_done, determine_outcome, exit_code
from hookops.model.call import Call
from hookops.model.change import Action, Change, FieldChange, Outcome, Phase, Plan, Result, Step
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Key
from hookops.model.source import Mark

AGAINST = Diagnostic("exists", "m", Mark("a.yaml", 1, 1))
DONE, UNKNOWN, FAILED, SKIPPED, NOT_TRIED = (
    Result.DONE,
    Result.UNKNOWN,
    Result.FAILED,
    Result.SKIPPED,
    Result.NOT_TRIED,
)


def change(name="a", action=Action.UPDATE, verbs=("update",), *, adopts=False):
    steps = tuple(Step(Phase.WRITE, verb, Call("PUT", ("x",))) for verb in verbs)
    key = Key("InlineHook", name)
    return Change(key, action, None, None, (), steps, "safe", "", "", "", adopts=adopts)


def outcome(result, code=0, done=(), verbs=("update",)):
    """How one change ended, with its exit code."""
    return Outcome(change(verbs=verbs), result, done, "why" if code else "", "", code)


def plan(*changes, **against):
    return Plan("https://acme.okta.com", changes=changes, **against)


ADOPTED = change("a", Action.NOTHING, (), adopts=True)
ADOPTED_AND_MORE = change("a", Action.UPDATE, ("update",), adopts=True)
ONLY_LEDGER = change("a", Action.NOTHING, ())
OTHER = change("b")
CREATE, REPLACE = ("create",), ("create", "deactivate", "delete", "rename")


@pytest.mark.promise("P5")
@pytest.mark.parametrize(
    ("verbs", "done", "left", "result"),
    [
        (("update",), (), plan(), DONE),
        (("update",), (), plan(OTHER), DONE),
        (("update",), (), plan(change()), UNKNOWN),
        (("update",), (), plan(ONLY_LEDGER), DONE),
        (("update",), (), plan(conflicts=(AGAINST,)), UNKNOWN),
        (("delete",), (), plan(), DONE),
        (CREATE, (), plan(ADOPTED), DONE),
        (CREATE, (), plan(ADOPTED, OTHER), DONE),
        (CREATE, (), plan(), UNKNOWN),
        (CREATE, (), plan(OTHER), UNKNOWN),
        (CREATE, (), plan(ONLY_LEDGER), UNKNOWN),
        (CREATE, (), plan(change("a", Action.CREATE, CREATE)), UNKNOWN),
        (CREATE, (), plan(ADOPTED_AND_MORE), UNKNOWN),
        (CREATE, (), plan(ADOPTED, conflicts=(AGAINST,)), UNKNOWN),
        (CREATE, (), plan(change("b", Action.NOTHING, (), adopts=True)), UNKNOWN),
        (("create", "deactivate"), ("create",), plan(), DONE),
        (("create", "deactivate"), ("create",), plan(change()), UNKNOWN),
        (REPLACE, (), plan(ADOPTED_AND_MORE), UNKNOWN),
        (REPLACE, ("create", "deactivate", "delete"), plan(), DONE),
    ],
)
def test_what_reading_proves(verbs, done, left, result):
    """Unknown becomes done where nothing is left of it, and a create only with its adopted hook."""
    found = determine_outcome(outcome(UNKNOWN, 8, done, verbs), left)

    assert (result, ("", 0) if result is DONE else ("why", 8)) == (
        found.result,
        (found.error, found.exit_code),
    )


@pytest.mark.parametrize("result", [DONE, FAILED, SKIPPED, NOT_TRIED])
def test_what_is_known_stays(result):
    """Reading determines what is unknown, and nothing else."""
    known = outcome(result, 6)

    assert known is determine_outcome(known, plan())


def status(name):
    """A change of the status of a hook, in a plan."""
    return replace(change(name), fields=(FieldChange(("status",), "INACTIVE", "ACTIVE"),))


@pytest.mark.parametrize(
    ("verbs", "left", "result"),
    [
        (("activate",), plan(), DONE),
        (("activate",), plan(change()), DONE),
        (("activate",), plan(status("b")), DONE),
        (("activate",), plan(status("a")), FAILED),
        (("activate",), plan(conflicts=(AGAINST,)), FAILED),
        (("activate", "set-version"), plan(), FAILED),
        (("update",), plan(), FAILED),
    ],
)
def test_a_status_that_was_refused(verbs, left, result):
    """It is done where it is as wanted: a gateway may have delivered the request twice."""
    found = determine_outcome(outcome(FAILED, 6, verbs=verbs), left)

    assert (result, 0 if result is DONE else 6) == (found.result, found.exit_code)


@pytest.mark.parametrize(
    ("outcomes", "found"),
    [
        ((), False),
        ((outcome(FAILED, 6),), False),
        ((outcome(UNKNOWN, 8),), False),
        ((outcome(FAILED, 6, ("update",)),), True),
        ((outcome(FAILED, 6), outcome(DONE, 0, ("update",))), True),
    ],
)
def test_whether_anything_was_written(outcomes, found):
    """One step that was carried out is enough."""
    assert found == any_done(outcomes)


WROTE = outcome(DONE, 0, ("update",))


@pytest.mark.promise("P5")
@pytest.mark.parametrize(
    ("outcomes", "left", "code"),
    [
        ((), plan(), 0),
        ((WROTE,), plan(), 0),
        ((WROTE,), None, 0),
        ((WROTE,), plan(OTHER), 7),
        ((WROTE,), plan(conflicts=(AGAINST,)), 7),
        ((WROTE,), plan(guard_errors=(AGAINST,)), 7),
        ((), plan(conflicts=(AGAINST,)), 7),
        ((outcome(FAILED, 6),), plan(change()), 6),
        ((outcome(FAILED, 6),), plan(conflicts=(AGAINST,)), 6),
        ((outcome(FAILED, 4),), plan(change()), 4),
        ((outcome(FAILED, 9),), plan(change()), 9),
        ((outcome(FAILED, 9), outcome(FAILED, 4)), plan(), 4),
        ((outcome(FAILED, 4), outcome(FAILED, 6)), plan(), 6),
        ((outcome(FAILED, 4), outcome(FAILED, 5)), plan(), 5),
        ((outcome(FAILED, 5), outcome(FAILED, 6)), plan(), 6),
        ((WROTE, outcome(FAILED, 6)), plan(), 7),
        ((WROTE, outcome(FAILED, 9)), None, 7),
        ((outcome(FAILED, 4, ("update",)),), plan(), 7),
        ((WROTE, outcome(SKIPPED)), plan(), 7),
        ((WROTE, outcome(NOT_TRIED)), plan(), 7),
        ((outcome(NOT_TRIED),), plan(change()), 7),
        ((outcome(FAILED, 6), outcome(NOT_TRIED)), plan(), 6),
        # What failed its verification is taken back, and is no work that is done.
        ((outcome(FAILED, 10, ("update",)),), plan(change()), 10),
        ((outcome(FAILED, 10, ("create",)), outcome(NOT_TRIED)), plan(change()), 10),
        ((WROTE, outcome(FAILED, 10, ("update",))), plan(change()), 7),
        ((outcome(FAILED, 10, ("update",)), outcome(FAILED, 4)), plan(), 4),
        ((outcome(UNKNOWN, 8),), plan(), 8),
        ((outcome(UNKNOWN, 8),), None, 8),
        ((outcome(UNKNOWN, 8), outcome(FAILED, 4)), plan(), 8),
        ((WROTE, outcome(UNKNOWN, 8)), plan(conflicts=(AGAINST,)), 8),
        ((), plan(deferred=(AGAINST,)), 5),
        ((WROTE,), plan(deferred=(AGAINST,)), 7),
        ((outcome(FAILED, 6),), plan(deferred=(AGAINST,)), 6),
        ((), plan(unread=(AGAINST,)), 4),
        ((WROTE,), plan(unread=(AGAINST,)), 4),
        ((WROTE,), plan(OTHER, unread=(AGAINST,)), 7),
    ],
)
def test_one_exit_code(outcomes, left, code):
    """8 > 7 > 6 > 5 > 4 > 10 > 9; 0 only where nothing is left or stands against it."""
    assert code == exit_code(outcomes, left)
