"""Changed services are called after their change; a hook whose service fails is reverted."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from hookops.apply.worker import ChangeRun, Worker
from hookops.kinds import LISTED
from hookops.model.change import Change, Outcome, Result
from hookops.model.errors import HookopsError, VerificationFailed, worst
from hookops.model.resource import Actual, Managed, Resource, Spec

Verifier = Callable[[Change], str]
"""What is wrong with the answers of a changed service; empty when nothing is."""


def verify_changes(
    runs: Iterable[ChangeRun],
    worker: Worker,
    verifier: Verifier,
    progress: Callable[[Outcome], None],
) -> None:
    """Each service whose change has begun is called, and has passed, has a note, or is reverted.

    A change that has ended already is left to the next plan, which knows that it is unverified.
    """
    for run in runs:
        # A change without steps is there to be verified only. One that never began has left its
        # service as it was, and one that has failed is planned, and verified, again.
        begun = run.done or not run.change.steps
        if not run.change.verify or not begun or run.result is not None:
            continue
        wrong = _call(run.change, verifier)
        if wrong and run.change.verification_required:
            revert(run, worker, wrong)
            progress(run.outcome())
        elif wrong:
            run.note = f"its service does not answer correctly: {wrong}"
        elif run.change.verify_url:
            run.verified_at = run.change.verify_url
            run.note = (
                f"{run.verified_at} answers correctly; hookops called it in place of the declared "
                "service, which is NOT verified"
            )
            if run.change.verification_required:
                worker.mark_verified(run.change.key, verified=False)
        else:
            # Also where it is not required: an older apply may have left the hook unverified.
            worker.mark_verified(run.change.key, verified=True)


def revert(run: ChangeRun, worker: Worker, wrong: str) -> None:
    """The hook is as it was before, as far as that can be; the change has failed (10).

    Neither a signal nor an abort stops it, since it mends what this run has done.
    """
    change, after = run.change, run.change.after
    assert after is not None  # only what is declared is verified
    run.result, run.exit_code = Result.FAILED, VerificationFailed.exit_code
    text = f"its service does not answer correctly after the change: {wrong}"
    if not change.steps:
        run.error = f"{text}; nothing was changed, and nothing is bound to it"
    elif change.revert_to is None:
        # Okta never shows a secret, so the old one is known only from the manifest.
        run.error = f"{text}; NOT reverted: {_why_not(change.before, after)}"
    else:
        assert run.managed is not None  # a step of it was recorded
        mending = replace(worker, mends=True)
        back = _write_back(run, run.managed, after, change.revert_to, mending)
        run.exit_code = worst([run.exit_code, back.exit_code])
        # What is as it was has nothing to verify, so flows that had the hook can be bound again;
        # unless it had yet to pass then.
        if back.result is None:
            worker.mark_verified(change.key, verified=not run.was_unverified)
        how = "reverted: it is as it was" if back.result is None else f"NOT reverted: {back.error}"
        run.error = f"{text}; {how}"


def _call(change: Change, verifier: Verifier) -> str:
    try:
        return verifier(change)
    except HookopsError as problem:
        return str(problem)


def _write_back(
    run: ChangeRun, managed: Managed, after: Resource, old: Spec, worker: Worker
) -> ChangeRun:
    """What became of the writes that lead from `after` to `old`."""
    change = run.change
    now = run.known[managed.id]
    # The body is sent only where this run has sent one: a hook that was only activated has its
    # old fields and its old secret.
    steps = LISTED[change.key.kind].update(now, old, write="update" in run.done)
    again = replace(change, after=replace(after, spec=old), before=now, steps=steps)
    back = ChangeRun(again, managed, known=dict(run.known))
    for step in steps:
        if back.result is None:
            worker.write(back, step)
    return back


def _why_not(before: Actual | None, after: Resource) -> str:
    is_new = before is None or before.spec.type != after.spec.type
    return "the new hook stays as it is" if is_new else "its old secret is not known"
