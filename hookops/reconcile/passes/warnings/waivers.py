"""Warns of changes that take back what somebody waived in the manifest.

Needs: the changes as they will be applied. Adds: a warning for each. Runs after the last pass that
takes changes out. Whether the waiver still holds does not matter: a plan knows no day, and an apply
a day later has to lead to the same one.
"""

from collections.abc import Iterator
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.management.waiver import Waiver
from hookops.reconcile.context import PlanContext, is_binding
from hookops.reconcile.draft import Draft


def warn_of_waivers(draft: Draft, context: PlanContext) -> Draft:
    """The draft with a warning for each waived edit in Okta that it changes back."""
    found = tuple(each for change in draft.changes for each in _find(change, context))
    return replace(draft, warnings=(*draft.warnings, *found))


def _find(change: Change, context: PlanContext) -> Iterator[Diagnostic]:
    waiver = _waiver_of(change, context)
    # What was edited in Git alone is what its author wants to have.
    if waiver is not None and any(field.side in ("okta", "both") for field in change.fields):
        yield Diagnostic(
            "waived-drift",
            f"{change.key}: its drift is waived until {waiver.until} ({waiver.because}), and this "
            "plan changes it back",
            change.mark,
            f"keep it with hookops drift --accept {change.key}, or apply other things by --target",
            severity="warning",
        )


def _waiver_of(change: Change, context: PlanContext) -> Waiver | None:
    """Its own, or for a binding that of its hook."""
    if change.after is None or not is_binding(change.key):
        return change.after.waiver if change.after is not None else None
    hooks = (key for _, key in KINDS[change.key.kind].needs(change.after.spec))
    found = (context.desired[key].waiver for key in hooks if key in context.desired)
    return next(found, None)
