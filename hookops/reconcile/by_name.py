"""Without a ledger, what has the type and name of a declared resource is that resource.

The plan is then made as if hookops had applied it: nothing is adopted again with each run. What the
manifests do not declare is nobody's, so it is never deleted.
"""

from collections.abc import Mapping
from dataclasses import replace

from hookops.kinds import LISTED
from hookops.model.change import Action, Plan
from hookops.model.resource import (
    Actual,
    Desired,
    Fingerprint,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
)
from hookops.reconcile.intents import adopted, on_trust

Known = Mapping[Key, Mapping[str, Fingerprint]]


def recognize(desired: Desired, snapshot: Snapshot, ledger: Ledger, known: Known) -> Ledger:
    """The ledger with an entry for each declared resource that the org has exactly once.

    Shape: `known` are the secrets that can be read here; which of them Okta has is not known.
    """
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
            entries[key] = _entry(resource, same[0], known.get(key, {}))
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


def _entry(resource: Resource, actual: Actual, known: Mapping[str, Fingerprint]) -> Managed:
    compared = actual.spec.compared()
    declared = {name: compared[name] for name in resource.spec.compared() if name in compared}
    return Managed(
        key=resource.key,
        id=actual.id,
        compared=declared,
        last_updated=actual.last_updated,
        fingerprints=on_trust(known),
        protected=resource.protect,
    )
