"""Drift: what the org has, against what was last applied. Not one request is a write."""

from dataclasses import replace

from hookops.model.drift import Drift
from hookops.model.limits import Limits
from hookops.reconcile import drift as drifting
from hookops.workflow.plan import read_actual, without_disabled
from hookops.workflow.run import Run


def drift(run: Run) -> Drift:
    """What was changed outside of hookops."""
    ledger = run.ledger_store.read()
    run = without_disabled(run, ledger)
    # Nothing is deleted here, so nothing is read for the sake of a deletion.
    actual = read_actual(run, ledger, Limits())
    found = drifting.drift(run.desired, actual, ledger, run.ledger_place)
    return replace(found, title=run.title)
