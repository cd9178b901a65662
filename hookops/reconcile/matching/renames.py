"""Renames in Git: entries of the ledger under the names of today."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from hookops.model.resource import Desired, Key, Ledger, Resource


def follow_renames(
    ledger: Ledger, desired: Desired, there: Collection[str] | None = None
) -> Ledger:
    """The ledger with what is under `metadata.previousNames` under the names of today.

    Shape: `there` are the ids of everything in the org; None where that is not known.
    """
    renamed = [resource for resource in desired.values() if resource.previous_names]
    moved = dict(move for resource in renamed for move in _moves(resource, ledger, there))
    if not moved:
        return ledger
    # Everything that names a resource follows it: entries, open writes, and notes about it.
    managed = {moved.get(k, k): replace(m, key=moved.get(k, k)) for k, m in ledger.managed.items()}
    intents = tuple(replace(i, key=moved.get(i.key, i.key)) for i in ledger.intents)
    disabled = tuple(replace(d, key=moved.get(d.key, d.key)) for d in ledger.disabled)
    return replace(ledger, managed=managed, intents=intents, disabled=disabled)


def _moves(
    resource: Resource, ledger: Ledger, there: Collection[str] | None
) -> Iterator[tuple[Key, Key]]:
    """Keys of the ledger, each with the one that it has from now on."""
    key = resource.key
    olds = [Key(key.kind, name) for name in resource.previous_names]
    taken = ledger.managed.get(key)
    # An entry goes before an intent: a create that is not known to have ended made nothing that
    # is managed, and takes the place of nothing that is.
    found = [old for old in olds if old in ledger.managed]
    # What is gone from Okta takes the place of nothing that is there.
    if taken is not None and there is not None:
        found = [old for old in found if ledger.managed[old].id in there]
    entry = next(iter(found), None)
    if entry is not None:
        yield entry, key
        # What had the name is no longer declared, since the other one is meant by it now.
        if taken is not None:
            yield key, taken.aside().key
    elif taken is None:
        opened = {intent.key for intent in ledger.intents}
        yield from ((old, key) for old in [old for old in olds if old in opened][:1])
