"""Sorts changes: what is needed before what needs it, then by name.

Needs: every change of the plan. Changes: their order alone, which is that of reports and of the
ledger's intents; the order of requests is that of phases. Runs after the last pass that adds one.
"""

from dataclasses import replace

from hookops.kinds import KINDS
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft


def sort_changes(draft: Draft, context: PlanContext) -> Draft:
    """The draft with its changes in order."""
    order = list(KINDS)
    changes = sorted(draft.changes, key=lambda c: (order.index(c.key.kind), c.key.name))
    return replace(draft, changes=tuple(changes))
