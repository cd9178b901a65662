"""Forget: what hookops manages no longer. Nothing is sent to Okta."""

from collections.abc import Callable, Sequence

from hookops.apply.records import Author, history_record
from hookops.ledger.journal import Journal
from hookops.ledger.none import check_kept
from hookops.ledger.store import LedgerStore
from hookops.model.management.adoption import Forgetting
from hookops.model.resource import ChangeRecord, Desired
from hookops.reconcile.management.forget import plan_forgetting
from hookops.reconcile.management.names import find_keys
from hookops.reconcile.matching.renames import follow_renames


def forget(
    store: LedgerStore,
    desired: Desired,
    names: Sequence[str],
    *,
    at: str,
    author: Author,
    consent: Callable[[Forgetting], object],
) -> Forgetting:
    """The ledger has no entry of what is named, nor of the bindings of a hook; history says so.

    Raises: InvalidInput, Conflict, GuardError, and what `consent` raises: then nothing is stored.
    """
    with store.lease():
        ledger = store.read()
        check_kept(ledger)
        moved = follow_renames(ledger, desired)
        known = {*moved.managed, *(intent.key for intent in moved.intents)}
        found = plan_forgetting(desired, moved, find_keys(names, known, "managed"))
        consent(found)
        ids = {entry.id for entry in found.entries}
        # Under the names that the ledger has: the others stay as they are stored.
        stored = [key for key, entry in ledger.managed.items() if entry.id in ids]
        records = [ChangeRecord(key, "forget", "done", ledger.managed[key].id) for key in stored]
        record = history_record(records, at, author)
        Journal(store, ledger, lambda: at).forget(stored, record)
        return found
