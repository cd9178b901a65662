"""Drift that somebody knows of does not count, until a day. Pure. See docs/decisions/0032."""

from dataclasses import replace
from datetime import date

from hookops.model.drift import Drift, Drifted, DriftKind
from hookops.model.management.waiver import Waiver
from hookops.reconcile.context import PlanContext
from hookops.reconcile.management.accept import hooks_of

# All others leave users without the hook, have a flow call what is missing, or leave open what is
# so: nobody may stop hearing of that.
_WAIVABLE: frozenset[DriftKind] = frozenset({"rebound", "extra", "status", "changed", "secret"})


def waive(found: Drift, context: PlanContext, today: date) -> Drift:
    """The drift, in which what a waiver covers says so; each other one whose waiver has no effect
    says why."""
    return replace(found, drifted=tuple(_waived(i, context, today) for i in found.drifted))


def _waived(item: Drifted, context: PlanContext, today: date) -> Drifted:
    waiver = _waiver_of(item, context)
    if waiver is None:
        return item
    why_not = waiver.why_not(today)
    if not why_not and not _is_waivable(item):
        why_not = f"its waiver until {waiver.until} does not cover what may stop users"
    if why_not:
        return replace(item, details=(*item.details, f"{why_not} ({waiver.because})"))
    return replace(item, waiver=waiver)


def _waiver_of(item: Drifted, context: PlanContext) -> Waiver | None:
    """Its own, or for a binding that of a hook which it is about."""
    keys = (item.key, *hooks_of(item, context))
    found = (context.desired[key].waiver for key in keys if key in context.desired)
    return next((waiver for waiver in found if waiver is not None), None)


def _is_waivable(item: Drifted) -> bool:
    # One that is INACTIVE is called by nobody, whatever else was changed of it.
    stopped = any(f.path == ("status",) and f.after == "INACTIVE" for f in item.fields)
    return item.what in _WAIVABLE and not stopped
