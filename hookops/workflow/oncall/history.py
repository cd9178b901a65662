"""History: what was applied, by whom, from which commit. Sends nothing; the ledger has it."""

from collections.abc import Iterator
from dataclasses import replace

from hookops.model.history.night import History
from hookops.model.history.records import ApplyRecord, ChangeRecord
from hookops.model.resource import Key, Ledger


def read_history(ledger: Ledger, key: Key | None = None) -> History:
    """The applies that the ledger has, the newest first; with `key` only what is about it."""
    # Numbers count all applies, also where some are left out: rollback takes these numbers.
    last = len(ledger.applies)
    numbered = [(last - position, record) for position, record in enumerate(ledger.applies)]
    if key is not None:
        numbered = [
            (number, found)
            for number, record in numbered
            if (found := _about(record, key, ledger)).changes or str(key) in record.command.split()
        ]
    return History(
        ledger.organization,
        tuple(reversed(numbered)),
        tuple(stone for stone in ledger.tombstones if key in (None, stone.key)),
        tuple(entry for entry in ledger.disabled if key in (None, entry.key)),
        key,
    )


def known_keys(ledger: Ledger) -> frozenset[Key]:
    """Everything that the ledger has a word about."""
    return frozenset(
        (
            *ledger.managed,
            *(change.key for record in ledger.applies for change in record.changes),
            *(stone.key for stone in ledger.tombstones),
            *(entry.key for entry in ledger.disabled),
        )
    )


def _about(record: ApplyRecord, key: Key, ledger: Ledger) -> ApplyRecord:
    """The record with the changes of this resource, and of the flows that called it."""
    ids = {*_ids(key, ledger)} | {change.id for change in record.changes if change.key == key}
    flows = {other for other, m in ledger.managed.items() if m.compared.get("hook") in ids}
    found = tuple(c for c in record.changes if c.key in flows or _is_about(c, key, ids))
    return replace(record, changes=found)


def _is_about(change: ChangeRecord, key: Key, ids: set[str]) -> bool:
    # What a flow calls since is in no record, only what it called before; today's are known.
    hook = (change.before or {}).get("hook")
    called = {str(one) for one in (hook if isinstance(hook, list) else [hook]) if one}
    return change.key == key or bool(called & ids)


def _ids(key: Key, ledger: Ledger) -> Iterator[str]:
    yield from (entry.id for other, entry in ledger.managed.items() if other == key)
    yield from (stone.id for stone in ledger.tombstones if stone.key == key)
