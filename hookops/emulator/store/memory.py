"""Where the emulator's objects live: the contract of a store, and the one in memory.

In this room: records, and transactions over them. Hooks have columns of their own; everything
else is JSON, by collection and id. Not in this room: what the API allows (`organization.py`)
and how a hook is shown (`views.py`).
"""

import json
import random
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from hookops.emulator.store.ids import random_text

Record = dict[str, Any]
"""A JSON object, whole."""


@dataclass(frozen=True, slots=True)
class HookRecord:
    """One hook as stored, its secrets included."""

    id: str
    status: str
    name: str
    type: str
    version: str
    channel: dict[str, Any] = field(repr=False)
    """Not shown: it holds the secrets. Never changed in place."""
    created: int
    """Unix time, whole seconds."""
    last_updated: int


class Records(Protocol):
    """JSON objects by collection and id. What is read is a copy: only `save` changes the store."""

    def get(self, collection: str, id: str) -> Record | None:
        """The record of that id."""

    def all(self, collection: str) -> list[Record]:
        """The records of the collection, oldest first."""

    def save(self, collection: str, id: str, record: Record) -> None:
        """The record is stored, in place and in the position of one with its id."""

    def remove(self, collection: str, id: str) -> None:
        """No record of that id is stored."""


class Transaction(Protocol):
    """The hooks while nobody else can write; what is saved holds once it ends without an error."""

    @property
    def records(self) -> Records:
        """Everything that is no hook, in the same transaction."""

    def get(self, hook_id: str) -> HookRecord | None:
        """The hook of that id."""

    def find(self, *, name: str | None = None, type: str | None = None) -> list[HookRecord]:
        """The hooks with that name and of that type, oldest first; None admits every one."""

    def count(self) -> int:
        """How many hooks there are."""

    def save(self, record: HookRecord) -> None:
        """The record is stored, in place of one with its id."""

    def remove(self, hook_id: str) -> None:
        """No hook of that id is stored."""


class Store(Protocol):
    """All objects of one organization. Safe to use from several threads."""

    @property
    def commits(self) -> int:
        """How many transactions of this thread have changed something."""

    @property
    def org_id(self) -> str:
        """The organization's id."""

    @property
    def id_suffix(self) -> str:
        """Three characters that end every id of this organization."""

    def get(self, hook_id: str) -> HookRecord | None:
        """The hook of that id, as last committed."""

    def hooks(self, type: str | None = None) -> list[HookRecord]:
        """The hooks of that type, or all, in the order of their creation."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """A read and a write that no other write comes between; an exception undoes it.

        Within a transaction of the same thread it is a part of that one.
        """

    def record(self, collection: str, id: str) -> Record | None:
        """The record of that id, as last committed."""

    def records(self, collection: str) -> list[Record]:
        """The records of the collection, in the order of their creation."""

    def reset(self) -> None:
        """Nothing is stored but the organization's identity."""


def new_identity(seed: int | None = None) -> tuple[str, str]:
    """An organization id and the suffix of all its ids; the same for the same seed.

    Source: recorded by terraform-provider-okta and okta-sdk-python: the last three characters of
    hook ids are the same throughout an organization.
    """
    source = None if seed is None else random.Random(seed)  # noqa: S311
    suffix = random_text(3, source)
    return "00o" + random_text(14, source) + suffix, suffix


class OfThread(threading.local):
    """What a store knows of the thread that is asking."""

    transaction: Transaction | None = None
    commits = 0


class MemoryStore:
    """A store that lasts as long as the process."""

    def __init__(self, seed: int | None = None) -> None:
        self.org_id, self.id_suffix = new_identity(seed)
        self._hooks: dict[str, HookRecord] = {}
        self._texts: dict[str, dict[str, str]] = {}
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
        if self._mine.transaction is not None:
            yield self._mine.transaction
            return
        with self._lock:
            transaction = self._mine.transaction = _MemoryTransaction(self._hooks, self._texts)
            try:
                yield transaction
            except BaseException:
                for undo in reversed(transaction.undo):
                    undo.carry_out()
                raise
            else:
                self._mine.commits += bool(transaction.undo)
            finally:
                self._mine.transaction = None

    def reset(self) -> None:
        """See `Store.reset`."""
        with self._lock:
            self._hooks.clear()
            self._texts.clear()


@dataclass(frozen=True, slots=True)
class _Undo:
    """How one change of a dict is taken back; the whole dict, where the order would suffer."""

    held: dict[str, Any]
    key: str
    before: Any
    whole: dict[str, Any] | None = None

    def carry_out(self) -> None:
        if self.whole is not None:
            self.held.clear()
            self.held.update(self.whole)
        elif self.before is None:
            del self.held[self.key]
        else:
            self.held[self.key] = self.before


def _put(undo: list[_Undo], held: dict[str, Any], key: str, value: Any) -> None:
    undo.append(_Undo(held, key, held.get(key)))
    held[key] = value


def _drop(undo: list[_Undo], held: dict[str, Any], key: str) -> None:
    if key in held:
        undo.append(_Undo(held, key, None, dict(held)))
        del held[key]


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
