"""Drift: what the org has, against what was last applied. Not one request is a write."""

from dataclasses import replace

from hookops.model.drift import Drift
from hookops.model.errors import HookopsError
from hookops.model.limits import Limits
from hookops.model.resource import Ledger
from hookops.okta.edits import read_edits
from hookops.okta.transport import AGENT
from hookops.reconcile import drift as drifting
from hookops.reconcile.management.waivers import waive
from hookops.usage.actors import find_window, with_edits
from hookops.workflow.plan import read_actual
from hookops.workflow.run import Run

PAGES = 2
"""Of each query of the System Log: two thousand writes of a few objects are enough to see who."""


def drift(run: Run) -> Drift:
    """What was changed outside of hookops, and by whom where the System Log may be read."""
    ledger = run.ledger_store.read()
    # Nothing is deleted here, so nothing is read for the sake of a deletion.
    actual = read_actual(run, ledger, Limits())
    found = drifting.drift(run.desired, actual, ledger, run.ledger_place)
    # The three sides are matched once more only where somebody has waived something.
    if any(resource.waiver for resource in run.desired.values()):
        context = drifting.drift_context(run.desired, actual, ledger)
        found = waive(found, context, run.clock().date())
    return with_actors(run, replace(found, title=run.title), ledger)


def with_actors(run: Run, found: Drift, ledger: Ledger) -> Drift:
    """The same, with who wrote each thing that drifted. Without drift nothing is sent."""
    managed = {entry.id: entry for entry in ledger.managed.values()}
    ids, events, since_s = find_window(found.drifted, managed, run.session.now_s())
    if not ids or not events:
        return found
    try:
        edits = read_edits(run.session, ids, events, since_s, pages=PAGES)
    except HookopsError as problem:
        # What drifted is known without it, and a cron job must say so.
        run.report(f"hookops could not ask the System Log who did it: {problem.message}")
        return replace(found, system_log="not-read")
    if edits is None:
        return replace(found, system_log="not-granted")
    drifted = tuple(with_edits(item, edits, managed, AGENT) for item in found.drifted)
    return replace(found, drifted=drifted, system_log="read")
