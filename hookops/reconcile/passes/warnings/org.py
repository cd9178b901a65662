"""Warns of what a kind has to say of a resource once the org is known.

Needs: the matches, and the attachment points that were read, since manifests may name an
authorization server that only the org knows the id of. Adds: warnings of everything that is
declared and wanted, whether it changes or not. Runs late, since it only looks.
"""

from collections.abc import Iterator
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.kinds.binding.spec import means_one_of
from hookops.kinds.values import InOrg
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Key, Spec
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft


def warn_of_org(draft: Draft, context: PlanContext) -> Draft:
    """The draft with those warnings, in the order of the keys."""
    return replace(draft, warnings=(*draft.warnings, *_warnings(context)))


def _warnings(context: PlanContext) -> Iterator[Diagnostic]:
    actuals = {match.resource.key: match.actual for match in context.matches.matched}
    for key, resource in sorted(context.desired.items()):
        if context.is_wanted(key):
            points = _points(key, context)
            found = InOrg(actuals.get(key), points, context.snapshot.by_hand)
            yield from KINDS[key.kind].org_warnings(resource, found)


def _points(key: Key, context: PlanContext) -> list[Spec]:
    """Where it is declared to be bound, with the names and ids that the org has."""
    declared = context.declared.get(key, ())
    # Without bindings there is nothing to look for, and points may be many.
    if not declared:
        return []
    points = context.snapshot.points
    return [p.spec for p in points if any(means_one_of(b, [p]) for b in declared)]
