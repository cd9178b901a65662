"""The emulator's store in the memory of this process.

A second implementation beside SQLite's, on purpose:
docs/decisions/0013-the-emulator-keeps-two-stores.md.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hookops.emulator.store.contract import (
    HookRecord,
    OfThread,
    Record,
    Records,
    Transaction,
    new_identity,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a store holds, but the organization's identity."""

    hooks: dict[str, HookRecord]
    texts: dict[str, dict[str, str]]


class MemoryStore:
    """A store that lasts as long as the process."""

    def __init__(self, seed: int | None = None) -> None:
        """It is empty, and belongs to one organization: the same one for the same seed."""
        self.org_id, self.id_suffix = new_identity(seed)
        self._hooks: dict[str, HookRecord] = {}
        # Everything but hooks as JSON text, so that what is read is a copy at no further cost.
        self._texts: dict[str, dict[str, str]] = {}
        self._used: dict[tuple[str, str], float] = {}
        # Reentrant: a thread reads while it is in its own transaction.
        self._lock = threading.RLock()
        self._mine = OfThread()

    @property
    def commits(self) -> int:
        """See `Store.commits`."""
        return self._mine.commits

    def get(self, hook_id: str) -> HookRecord | None:
        """See `Store.get`."""
        with self._lock:
            return self._hooks.get(hook_id)

    def hooks(self, type: str | None = None) -> list[HookRecord]:
        """See `Store.hooks`."""
        with self._lock:
            return _MemoryTransaction(self._hooks, self._texts).find(type=type)

    def record(self, collection: str, id: str) -> Record | None:
        """See `Store.record`."""
        with self._lock:
            return _MemoryRecords(self._texts, []).get(collection, id)

    def records(self, collection: str) -> list[Record]:
        """See `Store.records`."""
        with self._lock:
            texts = list(self._texts.get(collection, {}).values())
        return [json.loads(text) for text in texts]

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See `Store.transaction`."""
        # A transaction within another one is a part of it: what `log_event` writes is there
        # exactly if the change is.
        if self._mine.transaction is not None:
            yield self._mine.transaction
            return
        with self._lock:
            transaction = self._mine.transaction = _MemoryTransaction(self._hooks, self._texts)
            try:
                yield transaction
            except BaseException:
                # The last change first: a later one may have been made on top of an earlier one.
                for undo in reversed(transaction.undo):
                    undo.carry_out()
                raise
            else:
                self._mine.commits += bool(transaction.undo)
            finally:
                self._mine.transaction = None

    def use(self, owner: str, name: str, until_s: float, now_s: float) -> bool:
        """See `Store.use`."""
        with self._lock:
            if self._used.get((owner, name), now_s) > now_s:
                return False
            # Cleaned now and then only: each use would else cost as much as there are names.
            if len(self._used) >= 4096:
                self._used = {key: end for key, end in self._used.items() if end > now_s}
            self._used[owner, name] = until_s
            return True

    def identify(self, org_id: str) -> None:
        """See `Store.identify`."""
        self.org_id, self.id_suffix = org_id, org_id[-3:]

    def snapshot(self) -> "Snapshot":
        """All that is stored now, for `restore`."""
        with self._lock:
            return Snapshot(dict(self._hooks), {name: dict(t) for name, t in self._texts.items()})

    def restore(self, snapshot: "Snapshot") -> None:
        """What is stored is what was when the snapshot was made, which can be used again."""
        with self._lock:
            self.reset()
            self._hooks.update(snapshot.hooks)
            self._texts.update({name: dict(texts) for name, texts in snapshot.texts.items()})

    def reset(self) -> None:
        """See `Store.reset`."""
        with self._lock:
            self._hooks.clear()
            self._texts.clear()
            self._used.clear()


@dataclass(frozen=True, slots=True)
class _Undo:
    """How one change of a dict is taken back; the whole dict, where the order would suffer."""

    table: dict[str, Any]
    key: str
    before: Any
    whole: dict[str, Any] | None = None

    def carry_out(self) -> None:
        if self.whole is not None:
            self.table.clear()
            self.table.update(self.whole)
        elif self.before is None:
            del self.table[self.key]
        else:
            self.table[self.key] = self.before


def _put(undo: list[_Undo], table: dict[str, Any], key: str, value: Any) -> None:
    undo.append(_Undo(table, key, table.get(key)))
    table[key] = value


def _drop(undo: list[_Undo], table: dict[str, Any], key: str) -> None:
    if key in table:
        # The whole of it: restored alone, the key would come last, and lists would be in a new
        # order after a transaction that changed nothing.
        undo.append(_Undo(table, key, None, dict(table)))
        del table[key]


class _MemoryRecords:
    def __init__(self, texts: dict[str, dict[str, str]], undo: list[_Undo]) -> None:
        self._texts = texts
        self._undo = undo

    def get(self, collection: str, id: str) -> Record | None:
        text = self._texts.get(collection, {}).get(id)
        record: Record | None = None if text is None else json.loads(text)
        return record

    def all(self, collection: str) -> list[Record]:
        return [json.loads(text) for text in self._texts.get(collection, {}).values()]

    def save(self, collection: str, id: str, record: Record) -> None:
        _put(self._undo, self._texts.setdefault(collection, {}), id, json.dumps(record))

    def remove(self, collection: str, id: str) -> None:
        _drop(self._undo, self._texts.get(collection, {}), id)


class _MemoryTransaction:
    def __init__(self, hooks: dict[str, HookRecord], texts: dict[str, dict[str, str]]) -> None:
        self._hooks = hooks
        self.undo: list[_Undo] = []
        self.records: Records = _MemoryRecords(texts, self.undo)

    def get(self, hook_id: str) -> HookRecord | None:
        return self._hooks.get(hook_id)

    def find(self, *, name: str | None = None, type: str | None = None) -> list[HookRecord]:
        return [
            record
            for record in self._hooks.values()
            if name in (None, record.name) and type in (None, record.type)
        ]

    def count(self) -> int:
        return len(self._hooks)

    def save(self, record: HookRecord) -> None:
        _put(self.undo, self._hooks, record.id, record)

    def remove(self, hook_id: str) -> None:
        _drop(self.undo, self._hooks, hook_id)
