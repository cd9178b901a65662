"""Warns of hooks whose calls wait for themselves.

Needs: the attachment points that were read, since manifests may name an authorization server that
only the org knows the id of. Adds: warnings. Runs late, since it only looks.
"""

from dataclasses import replace

from hookops.kinds import KINDS
from hookops.kinds.binding.spec import means_one_of
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft


def warn_token_loops(draft: Draft, context: PlanContext) -> Draft:
    """The draft with a warning for each hook that gets its token where a flow calls it."""
    found = []
    for key, resource in context.desired.items():
        declared = context.declared.get(key, ())
        # As the org has them, with names and ids; those that manifests name were looked at before.
        points = [
            p.spec for p in context.snapshot.points if any(means_one_of(b, [p]) for b in declared)
        ]
        warning = KINDS[key.kind].token_loop(resource, points) if points else None
        found += [warning] if warning is not None else []
    return replace(draft, warnings=(*draft.warnings, *found))
