"""What outcomes come to, compared with a plan made after reading back. Pure.

The exit code of an apply starts here; `workflow/apply.py` adds that of a failed read-back, and
`cli/stop.py` that of a signal.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from hookops.model.change import Action, Change, Outcome, Plan, Result
from hookops.model.errors import AuthError, GuardError, Unavailable, VerificationFailed, worst
from hookops.model.resource import Actual
from hookops.model.write_states import verb_of

PARTLY_APPLIED = 7


def determine_outcome(
    outcome: Outcome, left: Plan, names: Collection[tuple[str, str]] = ()
) -> Outcome:
    """An unknown outcome is done when reading proves it, and one of a create that was refused has
    failed when reading shows whose name it met; any other one is as it was.

    What the new plan does not want to change any more was written. A create needs more than that:
    its change is also gone when nothing is declared, so the plan has to adopt the hook it made.
    Shape: `names` are kinds and names of all that is there.
    """
    own = [change for change in left.changes if change.key == outcome.change.key]
    if outcome.refused and not any(change.adopts for change in own):
        return _refused(outcome, names)
    # With a conflict the plan leaves out changes, so that what it lacks proves nothing.
    if left.conflicts:
        return outcome
    # Its status is as wanted: who else wrote the hook is another question, which the plan asks.
    if _is_status_refused(outcome):
        return outcome if any(map(_is_status_left, own)) else _done(outcome)
    unknown = outcome.result is Result.UNKNOWN
    return _done(outcome) if unknown and _is_proven(outcome, own) else outcome


def _is_proven(outcome: Outcome, own: Sequence[Change]) -> bool:
    # A change of the ledger alone (`NOTHING`) is no difference in the org.
    proven = all(change.action is Action.NOTHING for change in own)
    creates = any(step.verb == "create" for step in outcome.change.steps[len(outcome.done) :])
    return proven and (not creates or any(change.adopts for change in own))


def _refused(outcome: Outcome, names: Collection[tuple[str, str]]) -> Outcome:
    """One of a create that was refused: failed where the name that it met is there."""
    after = outcome.change.after
    # Where no list shows that name yet, one that lags may hide what the create made.
    if after is None or (after.key.kind, after.spec.name) not in names:
        return outcome
    return replace(outcome, result=Result.FAILED, exit_code=outcome.refused)


def _done(outcome: Outcome) -> Outcome:
    verbs = tuple(step.verb for step in outcome.change.steps)
    return replace(outcome, result=Result.DONE, done=verbs, error="", exit_code=0)


def _is_status_refused(outcome: Outcome) -> bool:
    """Whether a status was refused: it may have been so already, by the same request sent twice."""
    steps = outcome.change.steps[len(outcome.done) :]
    last = outcome.result is Result.FAILED and len(steps) == 1
    return last and verb_of(steps[0].verb).proof == "status"


def _is_status_left(change: Change) -> bool:
    return any(field.path == ("status",) for field in change.fields)


NOT_DONE = "a read afterwards shows that it was not carried out"


def is_not_done(outcome: Outcome, now: Actual | None) -> bool:
    """Whether a read of the object proves that the write without an answer was not carried out.

    Shape: `now` is what a read by the id shows; None when it is gone. A create names no id: that
    nothing is there yet proves nothing.
    """
    last = outcome.last_seen
    if outcome.result is not Result.UNKNOWN or last is None or now is None:
        return False
    row = verb_of(outcome.change.steps[len(outcome.done)].verb)
    status = now.spec.compared().get("status")
    # In turn: it was to go, and is there; its status was to be another; it was to be written, and
    # nobody has written it since.
    if row.proof == "absence":
        return True
    if row.proof == "status":
        return status != row.status
    same = now.spec.compared() == last.spec.compared()
    return same and now.last_updated == last.last_updated


def not_done(outcome: Outcome) -> Outcome:
    """The outcome of a write that is proven not to have been carried out: nothing answered."""
    text = f"{outcome.error}; {NOT_DONE}"
    return replace(outcome, result=Result.FAILED, error=text, exit_code=Unavailable.exit_code)


def any_done(outcomes: Sequence[Outcome]) -> bool:
    """Whether any write is known to have been carried out."""
    return any(outcome.done for outcome in outcomes)


def exit_code(outcomes: Sequence[Outcome], left: Plan | None) -> int:
    """The worst that applies; 0 only when all is done and nothing contradicts it."""
    codes = [outcome.exit_code for outcome in outcomes]
    codes += [PARTLY_APPLIED for outcome in outcomes if outcome.lost_update]
    if _is_partial(outcomes, left):
        codes.append(PARTLY_APPLIED)
    if left is not None and left.deferred:
        codes.append(PARTLY_APPLIED if any_done(outcomes) else GuardError.exit_code)
    # What may not be read is never taken for being in order.
    if left is not None and left.unread:
        codes.append(AuthError.exit_code)
    return worst(codes)


def _is_partial(outcomes: Sequence[Outcome], left: Plan | None) -> bool:
    """Whether the run did some of its work and not all, so that running it again makes sense."""
    if any(outcome.result is not Result.DONE for outcome in outcomes):
        # What failed its verification is reverted, or left as its error says: a run that did no
        # other work, or none, ends with the code of its error, unless it was only stopped.
        others = [o for o in outcomes if o.exit_code != VerificationFailed.exit_code]
        return any_done(others) or not any(outcome.exit_code for outcome in outcomes)
    return left is not None and bool(
        left.changes or left.conflicts or left.invalid or left.guard_errors
    )
