"""A secret is rotated: probed, written, probed again; and reverted where the service refuses it."""

import pytest
from flows.oncall.night import rollback
from flows.org import RULE, TOKEN, hook
from flows.rotation.turning import BROKEN, NEW, OLD, VALUES, refuses_after_put

from hookops.model.errors import GuardError, InvalidInput, VerificationFailed
from hookops.model.resource import Key

VERIFY = {"preview": "required"}
A = Key("InlineHook", "a")


def test_a_service_that_accepts_both(turn, service):
    """Okta and the manifest have the new secret, the next plan is empty, and history says it."""
    service.take(OLD, NEW)

    done = turn.rotate()

    assert 0 == done.exit_code
    assert ["1 done", "2 done", "3 done", "4 left to you"] == turn.states
    assert [NEW, "another", "another", OLD, NEW] == service.shown()
    assert (NEW, NEW) == (turn.sent(), turn.named())
    assert () == turn.world.plan().changes
    record = turn.world.ledger.applies[-1]
    assert ("rotate InlineHook/a", f"{OLD} -> {NEW}") == (record.command, record.because)


def test_the_plan_knows_that_the_service_accepts_it(turn, service):
    """What was just probed is not called unproven; nothing but the secret is in the plan."""
    service.take(OLD, NEW)
    plans = []

    turn.rotate(consent=lambda made: plans.append(made) or True)

    (change,) = plans[0].changes
    assert "silent" == change.impact
    (field,) = change.fields
    assert "as a preview showed" in field.before
    assert f"its secret is rotated: {OLD} -> {NEW}" == change.reason


def test_a_service_that_accepts_only_the_old_one(turn, service):
    """Exit code 10; neither Okta nor the manifest is written, and the step says what to do."""
    writes = turn.world.writes()

    with pytest.raises(VerificationFailed) as problem:
        turn.rotate()

    assert "let it accept both secrets, then run this again" in problem.value.hint
    assert ["1 failed"] == turn.states
    assert f"{OLD}: answers correctly" in turn.steps[0].lines
    assert (writes, OLD, OLD) == (turn.world.writes(), turn.sent(), turn.named())


def test_a_service_that_accepts_only_the_new_one(turn, service):
    """Okta's calls fail already, so the rotation mends that and says so."""
    service.take(NEW)

    done = turn.rotate()

    assert (0, NEW) == (done.exit_code, turn.sent())
    assert "1 not checked" == turn.states[0]
    assert "Okta's calls have it until the new one is there" in turn.steps[0].lines[1]


def test_a_service_that_is_down(turn, service):
    """It answers neither secret: that is no question of secrets, and nothing is written."""
    service.take(OLD, NEW)
    service.answer = BROKEN

    with pytest.raises(VerificationFailed) as problem:
        turn.rotate()

    assert "it answers the old one no better" in problem.value.hint
    assert OLD == turn.sent()


def test_a_service_that_refuses_after_the_put(turn, service):
    """Okta and the manifest have the old secret again, exit code 10, and the plan is empty."""
    service.take(OLD, NEW)
    refuses_after_put(turn, service, OLD)

    done = turn.rotate()

    assert 10 == done.exit_code
    assert ["1 done", "2 done", "3 reverted"] == turn.states
    assert (OLD, OLD) == (turn.sent(), turn.named())
    assert () == turn.world.plan().changes
    record = turn.world.ledger.applies[-1]
    assert record.because.startswith(f"{NEW} -> {OLD}: the service does not answer correctly")


def test_an_old_secret_that_is_not_known_is_not_reverted(turn, service):
    """It is no longer set here: the run says so before, and that Okta goes on afterwards."""
    service.take(OLD, NEW)
    del turn.world.env[OLD[4:]]
    refuses_after_put(turn, service)

    with pytest.raises(VerificationFailed) as problem:
        turn.rotate()

    assert "Okta goes on sending it" in problem.value.message
    assert ["1 not checked", "2 done", "3 failed"] == turn.states
    assert (NEW, NEW) == (turn.sent(), turn.named())


def test_an_old_variable_with_another_value_is_not_sent(turn, service):
    """The fingerprint shows that it is not the secret which Okta has."""
    service.take(OLD, NEW)
    turn.world.env[OLD[4:]] = "something-else-9f2"
    refuses_after_put(turn, service)

    with pytest.raises(VerificationFailed, match="has another value than was last sent"):
        turn.rotate()

    assert NEW == turn.sent()


def test_the_same_reference_with_another_value(turn, service):
    """The old value is gone: only the new one is probed, and the step says so."""
    turn.world.env[OLD[4:]] = VALUES[NEW]
    service.take(NEW)

    done = turn.rotate(OLD)

    assert (0, NEW, OLD) == (done.exit_code, turn.sent(), turn.named())
    assert "1 not checked" == turn.states[0]
    assert "Okta never shows the old one" in turn.steps[0].lines[1]
    assert "the old value of env:HOOKOPS_SECRET_A" in turn.steps[-1].lines[0]
    assert f"Okta has {OLD}, and the manifest names it" in turn.steps[1].lines
    assert f"another value of {OLD}" == turn.world.ledger.applies[-1].because


def test_a_label_shows_the_rotation_without_a_key(turn, service):
    """With --version the manifest has the long form, and Okta the new value."""
    turn.world.key = b""
    turn.world.env[OLD[4:]] = VALUES[NEW]
    service.take(NEW)

    done = turn.rotate(OLD, "2")

    assert (0, NEW) == (done.exit_code, turn.sent())
    scheme = '"valueFrom": {"ref": "env:HOOKOPS_SECRET_A", "version": "2"}'
    assert scheme in (turn.world.folder / "manifests" / "a.json").read_text()
    assert () == turn.world.plan().changes


def test_what_nothing_would_show_is_no_rotation(turn, service):
    """Without key and label the same reference may have any value: exit code 3, and a way out."""
    turn.world.key = b""
    turn.world.env[OLD[4:]] = VALUES[NEW]
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY))

    with pytest.raises(InvalidInput) as problem:
        turn.rotate(OLD)

    assert "cannot see whether its value is another one now" in problem.value.message
    assert "--version LABEL" in problem.value.hint


def test_another_name_for_the_same_value_is_no_rotation(turn):
    """Somebody forgot to set the new variable to the new value."""
    turn.world.env[NEW[4:]] = VALUES[OLD]

    with pytest.raises(InvalidInput, match="has the value of env:HOOKOPS_SECRET_A"):
        turn.rotate()


def test_without_verify_somebody_is_asked(turn, service):
    """Nothing is called; who says no leaves everything as it was."""
    turn.world.declare(hook("a", TOKEN, RULE))
    turn.world.apply()
    service.requests.clear()
    turn.agrees = False

    with pytest.raises(GuardError):
        turn.rotate()
    (asked,) = turn.asked
    left = turn.sent()
    turn.agrees = True
    done = turn.rotate()

    assert asked.startswith("go on though nothing shows")
    assert (OLD, NEW, 0) == (left, turn.sent(), done.exit_code)
    assert ["1 not checked", "2 done", "3 not checked", "4 left to you"] == turn.states
    assert [] == service.requests


def test_who_says_no_to_the_plan_changes_nothing(turn, service):
    """Neither the manifest nor Okta."""
    service.take(OLD, NEW)

    with pytest.raises(GuardError):
        turn.rotate(consent=lambda _: False)

    assert (OLD, OLD) == (turn.sent(), turn.named())


def test_more_than_the_secret_is_refused(turn, service):
    """An edit that waits is no part of a rotation: it is named, and nothing is called."""
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY, name="Renamed"))

    with pytest.raises(GuardError, match=r"update InlineHook/a \(name\)"):
        turn.rotate()

    assert ([], OLD) == (service.requests, turn.sent())


def test_other_hooks_are_left_alone(turn, service):
    """An edit of another hook waits for its apply."""
    service.take(OLD, NEW)
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY), hook("b", TOKEN, None))

    turn.rotate()

    assert ["InlineHook/b"] == [str(change.key) for change in turn.world.plan().changes]


def test_a_rotation_is_rolled_back_as_far_as_can_be(turn, service):
    """The reference comes back, and the rollback says that Okta cannot give the old value."""
    service.take(OLD, NEW)
    turn.rotate()

    done = rollback(turn.world)

    assert 0 == done.applied.exit_code
    assert any("the old value of its secret" in line for line in turn.world.notices)
    assert OLD == turn.sent()
