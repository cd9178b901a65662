"""Drift: what the org has, against what was last applied. Not one request is a write."""

from dataclasses import replace

from hookops.model.drift import Drift
from hookops.model.limits import Limits
from hookops.reconcile import drift as drifting
from hookops.reconcile.management.waivers import waive
from hookops.workflow.plan import read_actual
from hookops.workflow.run import Run


def drift(run: Run) -> Drift:
    """What was changed outside of hookops."""
    ledger = run.ledger_store.read()
    # Nothing is deleted here, so nothing is read for the sake of a deletion.
    actual = read_actual(run, ledger, Limits())
    found = drifting.drift(run.desired, actual, ledger, run.ledger_place)
    # The three sides are matched once more only where somebody has waived something.
    if any(resource.waiver for resource in run.desired.values()):
        context = drifting.drift_context(run.desired, actual, ledger)
        found = waive(found, context, run.clock().date())
    return replace(found, title=run.title)
