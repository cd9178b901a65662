"""Rotate a secret without a gap: after each step, Okta's calls are answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hookops.manifest.edits.files import EditedFile
from hookops.model.change import Result
from hookops.model.errors import Conflict, HookopsError, InvalidInput, VerificationFailed, worst
from hookops.model.resource import Desired
from hookops.reconcile.matching.renames import follow_renames
from hookops.workflow.oncall.carry_out import Means
from hookops.workflow.rotation.checks import Checks
from hookops.workflow.rotation.retire import Organizations, find_users
from hookops.workflow.rotation.secret import (
    Rotation,
    Wanted,
    edit_manifest,
    find_rotation,
    former_reference,
    was_brought_last,
)
from hookops.workflow.rotation.steps import Attended, State, Step
from hookops.workflow.rotation.switch import Switch
from hookops.workflow.run import Applied, Run


@dataclass(frozen=True, slots=True)
class Rotated:
    """How a rotation ended."""

    applied: Applied
    """The last apply of it; without changes where Okta had the new secret already."""
    exit_code: int


def rotate(
    run: Run,
    root: Path,
    wanted: Wanted,
    means: Means,
    attended: Attended,
    allowed_secrets: Sequence[str],
    organizations: Callable[[], Organizations],
) -> Rotated:
    """Okta sends the hook's service the secret of another reference, and the manifest names it.

    Shape: `root` is what the files of marks are relative to; `allowed_secrets` as of
    `Listed.check`; `organizations` are the others of the project, read once the manifest is edited.
    Raises: as `apply`; VerificationFailed where the service refuses the new secret; InvalidInput.
    """
    ledger = follow_renames(run.ledger_store.read(), run.desired)
    rotation = find_rotation(run.desired, ledger, wanted, allowed_secrets)
    checks = Checks(run, root, rotation, ledger, attended)
    switch = Switch(checks, means, edit_manifest(root, rotation))
    # The plan and not the ledger alone: it also knows of writes whose outcome is not known.
    made = switch.plan_new()
    if not any(change.steps for change in made.changes):
        _note_done(checks, switch)
        _check_again(checks)
        _retire(checks, organizations())
        return Rotated(Applied(made, (), made, 0), 0)
    # Without the lease, since services may take their time; then nothing may have moved.
    checks.check_new()
    checks.before()
    with run.ledger_store.lease():
        applied = switch.send_new()
        # Both: a label says the same of a secret that was only to be sent once more.
        if not (switch.has_new() and _is_done(applied)):
            return _not_sent(checks, switch, applied)
        then = "; commit the manifest" if switch.written else ", and the manifest names it"
        _report(checks, 2, "done", f"Okta has {rotation.new}{then}")
        # A signal ends it here, in a state as good as any other of them.
        if means.stop.is_set():
            return Rotated(applied, applied.exit_code)
        # With the lease: until it is known whether this stays, nobody builds on it.
        if wrong := _check(checks):
            return _revert(checks, switch, wrong)
    _retire(checks, organizations())
    return Rotated(applied, applied.exit_code)


def edit_only(
    desired: Desired, root: Path, wanted: Wanted, allowed_secrets: Sequence[str]
) -> tuple[EditedFile, ...]:
    """The files that name the new reference, not written yet; nothing is called or sent.

    Raises: InvalidInput.
    """
    return edit_manifest(root, find_rotation(desired, None, wanted, allowed_secrets))


def _report(checks: Checks, number: int, state: State, *lines: str) -> None:
    checks.attended.report(Step(number, state, lines))


def _note_done(checks: Checks, switch: Switch) -> None:
    """Step 1 is over and step 2 is done, or all of it but the manifest.

    Raises: InvalidInput where nothing shows that Okta has the new value.
    """
    rotation = checks.rotation
    if str(rotation.old) != str(rotation.new):
        raise InvalidInput(
            f"{rotation.new} has the value of {rotation.old}, so this is no rotation",
            "set it to the new secret; hookops sent nothing to anybody",
        )
    entry, blind = checks.ledger.managed[rotation.key], not switch.files and checks.is_blind()
    # Before anything is said to be done: a service may wait for this very value. A reference that
    # is new to the hook came with its value, so a run that was cut short goes on.
    if blind and not was_brought_last(checks.ledger, rotation):
        raise InvalidInput(
            f"hookops has sent {rotation.new} before, and cannot see whether its value is another "
            "one now: it has no version, and the ledger no fingerprint of it",
            "if it is, say --version LABEL, or set HOOKOPS_FINGERPRINT_KEY for the next time",
        )
    _report(checks, 1, "done already")
    switch.write_files()
    lines = [f"Okta has {rotation.new} since {entry.last_updated}, and the manifest names it"]
    if blind:
        lines.append("hookops cannot see another value since then: if it has one, --version LABEL")
    _report(checks, 2, "done already", *lines)


def _check_again(checks: Checks) -> None:
    """Step 3 of a rotation that was done before. Raises: VerificationFailed."""
    # Not reverted: what was there before that run, this one does not know for certain.
    if wrong := _check(checks):
        _report(checks, 3, "failed", wrong)
        raise VerificationFailed(
            _failed(checks.rotation), "let it accept that secret, or hookops rotate to another one"
        )


def _not_sent(checks: Checks, switch: Switch, applied: Applied) -> Rotated:
    """Okta has the old secret, or nobody knows: another run goes on from there."""
    # Its outcome is in the report; this is what it means for the next run.
    found = "the manifest names the new secret: run this again, or hookops apply"
    if switch.has_old():
        found = "Okta has the old secret, and the manifest is as it was: run this again"
    _report(checks, 2, "failed", found)
    return Rotated(applied, applied.exit_code or Conflict.exit_code)


def _is_done(applied: Applied) -> bool:
    return all(outcome.result is Result.DONE for outcome in applied.outcomes)


def _check(checks: Checks) -> str:
    """Step 3, reported unless something is wrong: then that."""
    if not checks.can_check_after():
        rotation = checks.rotation
        look = "hookops incident shows whether Okta's calls fail"
        back = f"; hookops rotate {rotation.key} --to {rotation.old} goes back"
        look += "" if checks.why_no_old() else back
        _report(checks, 3, "not checked", checks.why_no_call(), look)
        return ""
    wrong = checks.after()
    if not wrong:
        caller = "Okta" if checks.calls_through_okta() else "hookops"
        state: State = "done at --verify-url" if checks.attended.url else "done"
        _report(checks, 3, state, f"{caller} called it, and it answers correctly")
    return wrong


def _revert(checks: Checks, switch: Switch, wrong: str) -> Rotated:
    """The old secret is sent again, where it is known. Raises: VerificationFailed."""
    rotation = checks.rotation
    # Step 1 has said so before, where nobody could miss it.
    if why := checks.why_no_old():
        _report(checks, 3, "failed", wrong, f"NOT reverted: {why}")
        raise VerificationFailed(
            f"{_failed(rotation)}, and Okta goes on sending it: {why}",
            "let the service accept it, or hookops rotate to another one",
        )
    try:
        applied = switch.send_old()
    except HookopsError as problem:
        _report(checks, 3, "failed", wrong, f"NOT reverted: {problem.message}")
        raise
    # What was reverted is a failure all the same: a script must not retire the old secret.
    code = worst([VerificationFailed.exit_code, applied.exit_code])
    if not switch.has_old():
        _report(checks, 3, "failed", wrong, "NOT reverted: the report says why")
        return Rotated(applied, code)
    edited = bool(switch.written)
    switch.undo_files()
    lines = [wrong, f"Okta has {rotation.old} again"]
    # A commit that somebody made before is for people to take back.
    if not edited and rotation.declared == rotation.new:
        lines.append(f"Git names {rotation.new}, which the next apply sends: revert that commit")
    _report(checks, 3, "reverted", *lines)
    return Rotated(applied, code)


def _failed(rotation: Rotation) -> str:
    return (
        f"{rotation.key}: its service does not answer correctly with {rotation.new}, which Okta has"
    )


def _retire(checks: Checks, organizations: Organizations) -> None:
    """Step 4 is reported: whether the old secret can go."""
    run, rotation = checks.run, checks.rotation
    ledger, old = run.ledger_store.read(), str(rotation.old)
    # Where Okta had the new one before this run, only history knows what it had before.
    if checks.known_old() == checks.print_of(rotation.new):
        old = former_reference(ledger, rotation)
    desired = rotation.declare(run.desired, rotation.new)
    found = find_users(rotation, old, desired, ledger, organizations)
    _report(checks, 4, "left to you", *found.lines(rotation))
