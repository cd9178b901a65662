"""Without a ledger, what has the type and name of a declared resource is that resource.

The plan is then made as if hookops had applied it: nothing is adopted again with each run. What the
manifests do not declare is nobody's, so it is never deleted.
"""

from dataclasses import replace

from hookops.kinds import LISTED
from hookops.model.change import Action, Plan
from hookops.model.resource import Actual, Desired, Ledger, Managed, Resource, Snapshot
from hookops.reconcile.intents import adopted


def recognize(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Ledger:
    """The ledger with an entry for each declared resource that the org has exactly once."""
    found: dict[tuple[str, str, str], list[Actual]] = {}
    for actual in snapshot.actuals:
        found.setdefault((actual.kind, actual.spec.type, actual.spec.name), []).append(actual)
    entries = dict(ledger.managed)
    taken = {managed.id for managed in entries.values()}
    for key, resource in desired.items():
        if key.kind not in LISTED or key in entries:
            continue
        # Of two with one name nobody knows which one is meant: a conflict says so.
        same = found.get((key.kind, resource.spec.type, resource.spec.name), [])
        if len(same) == 1 and same[0].id not in taken:
            entries[key] = _entry(resource, same[0])
            taken.add(same[0].id)
    return replace(ledger, managed=entries)


def learn(made: Plan, ledger: Ledger) -> Ledger:
    """The ledger with what the plan would only have it learn: bindings that are there already."""
    entries = {
        change.key: adopted(change, ledger, {})
        for change in made.changes
        if change.action is Action.NOTHING and change.before is not None and change.after
    }
    return replace(ledger, managed={**ledger.managed, **entries})


def _entry(resource: Resource, actual: Actual) -> Managed:
    compared = actual.spec.compared()
    declared = {name: compared[name] for name in resource.spec.compared() if name in compared}
    return Managed(
        resource.key, actual.id, declared, actual.last_updated, protected=resource.protect
    )
