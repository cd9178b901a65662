"""What outcomes come to, held against a plan made after reading back. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from hookops.model.change import Action, Outcome, Plan, Result
from hookops.model.errors import AuthError, GuardError, worst


def determined(outcome: Outcome, left: Plan) -> Outcome:
    """Unknown becomes done when reading proves it: nothing contradicts it or is left of it."""
    mine = [c for c in left.changes if c.key == outcome.change.key]
    proven = all(c.action is Action.NOTHING for c in mine)
    if "create" in [step.verb for step in outcome.change.steps] and "create" not in outcome.done:
        proven = proven and any(c.adopts for c in mine)
    if outcome.result is Result.UNKNOWN and proven and not left.conflicts:
        return replace(outcome, result=Result.DONE, error="", exit_code=0)
    return outcome


def any_done(outcomes: Sequence[Outcome]) -> bool:
    """Whether any write is known to have been carried out."""
    return any(outcome.done for outcome in outcomes)


def exit_code(outcomes: Sequence[Outcome], left: Plan | None) -> int:
    """8 > 7 > 6 > 5 > 4 > 9; 0 only when all is done and nothing contradicts it."""
    codes = {outcome.exit_code for outcome in outcomes}
    undone = any(outcome.result is not Result.DONE for outcome in outcomes)
    open_ends = left is not None and bool(left.changes or left.conflicts or left.guard_errors)
    if (undone and (any_done(outcomes) or not any(codes))) or (open_ends and not undone):
        codes.add(7)
    if left is not None and left.deferred:
        codes.add(7 if any_done(outcomes) else GuardError.exit_code)
    if left is not None and left.unread:
        codes.add(AuthError.exit_code)
    return worst(codes)
