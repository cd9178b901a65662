"""Finds what Okta would not let a new hook stand beside.

Needs: the changes that are applied. Adds: conflicts. Runs after deferred changes are taken out: a
hook that waits has no rival yet.
"""

from dataclasses import replace

from hookops.kinds import LISTED
from hookops.model.change import Action, Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.text import show
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft


def check_rivals(draft: Draft, context: PlanContext) -> Draft:
    """The draft with a conflict for each rival: deleting it first would leave a gap, so that is
    for a person to decide."""
    found = [rival for change in draft.changes if (rival := _rival(change, context)) is not None]
    return replace(draft, conflicts=(*draft.conflicts, *found))


def _rival(change: Change, context: PlanContext) -> Diagnostic | None:
    if change.after is None or change.key.kind not in LISTED:
        return None
    kind, spec = LISTED[change.key.kind], change.after.spec
    # A new one stands beside the one that it replaces, if only for a moment.
    before = change.before if change.action is not Action.REPLACE else None
    other = kind.find_rival(before, spec, context.snapshot.actuals)
    if other is None:
        return None
    return Diagnostic(
        "one-per-org",
        f"{change.key}: an org may have only one {kind.title} of type {spec.type}, and "
        f'"{show(other.spec.name)}" ({other.id}) is there',
        change.after.origin.at(("type",)),
        "change that one in place: declare it under its own name (metadata.previousNames, "
        "hookops.dev/adopt); or take it away in an apply of its own, with a gap in between",
    )
