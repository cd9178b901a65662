"""Plans keys and hooks, each by itself.

Needs: the matches. Adds: their changes, deletions among them where pruning is allowed; what stays
although it is no longer declared; what the ledger forgets. Runs first, since everything else is
about these changes.
"""

from collections.abc import Iterator
from dataclasses import replace

from hookops.kinds import LISTED
from hookops.model.diagnostic import Diagnostic
from hookops.reconcile.changes import change_of, deletion
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.matching.conflicts import describe_unsupported


def plan_listed(draft: Draft, context: PlanContext) -> Draft:
    """The draft with the changes of everything that has a manifest of its own."""
    matches = context.matches
    matched = [match for match in matches.matched if context.is_wanted(match.resource.key)]
    undeclared = [pair for pair in matches.undeclared if context.is_wanted(pair[0].key)]
    changes = [change for match in matched if (change := change_of(match, context)) is not None]
    prune = context.limits.prune
    # A second delivery that is to be removed has an option of its own.
    deletions = [
        deletion(managed, actual, context)
        for managed, actual in undeclared
        if prune or managed.id in context.going
    ]
    ended = {change.key for change in deletions}
    return replace(
        draft,
        conflicts=(*draft.conflicts, *_unreadable(context)),
        changes=(*draft.changes, *changes, *deletions),
        unchanged=(*draft.unchanged, *(match.resource.key for match in matched)),
        kept=(*draft.kept, *(managed.key for managed, _ in undeclared if managed.key not in ended)),
        # With targets the ledger lets go of nothing else: that would be a change of its own.
        forgotten=(*draft.forgotten, *(() if context.targets is not None else matches.forgotten)),
    )


def _unreadable(context: PlanContext) -> Iterator[Diagnostic]:
    """What is to go and cannot be read: nobody knows whether it is what was applied."""
    for key, managed in context.ledger.managed.items():
        to_go = context.limits.prune and key.kind in LISTED and key not in context.desired
        if to_go and managed.id in context.snapshot.unsupported and context.is_wanted(key):
            yield describe_unsupported(key, managed.id, None)
