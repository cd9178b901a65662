"""Plans keys and hooks, each by itself.

Needs: the matches. Adds: their changes, deletions among them where pruning is allowed; what stays
although it is no longer declared; what the ledger forgets. Runs first, since everything else is
about these changes.
"""

from dataclasses import replace

from hookops.reconcile.changes import change_of, deletion
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft


def plan_listed(draft: Draft, context: PlanContext) -> Draft:
    """The draft with the changes of everything that has a manifest of its own."""
    matches = context.matches
    matched = [match for match in matches.matched if context.is_wanted(match.resource.key)]
    undeclared = [pair for pair in matches.undeclared if context.is_wanted(pair[0].key)]
    changes = [change for match in matched if (change := change_of(match, context)) is not None]
    prune = context.limits.prune
    # What no apply has stored is a second delivery that is to be removed.
    deletions = [
        deletion(managed, actual, context)
        for managed, actual in undeclared
        if prune or managed.id not in context.was
    ]
    ended = {change.key for change in deletions}
    return replace(
        draft,
        changes=(*draft.changes, *changes, *deletions),
        unchanged=(*draft.unchanged, *(match.resource.key for match in matched)),
        kept=(*draft.kept, *(managed.key for managed, _ in undeclared if managed.key not in ended)),
        # With targets the ledger lets go of nothing else: that would be a change of its own.
        forgotten=(*draft.forgotten, *(() if context.targets is not None else matches.forgotten)),
    )
