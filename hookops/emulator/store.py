"""Where the emulator's hooks live: the contract of a store, and the one in memory.

In this room: records, and transactions over them. Not in this room: what the API allows
(`rules.py`) and how a hook is shown (`views.py`).
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from hookops.emulator.errors import random_text


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


class Transaction(Protocol):
    """The hooks while nobody else can write; what is saved holds once it ends without an error."""

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
    """All hooks of one organization. Safe to use from several threads."""

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
        """A read and a write that no other write comes between; an exception undoes it."""


def new_identity() -> tuple[str, str]:
    """An organization id and the suffix of all its ids.

    Source: recorded by terraform-provider-okta and okta-sdk-python: the last three characters of
    hook ids are the same throughout an organization.
    """
    suffix = random_text(3)
    return "00o" + random_text(14) + suffix, suffix


class MemoryStore:
    """A store that lasts as long as the process."""

    def __init__(self) -> None:
        self.org_id, self.id_suffix = new_identity()
        self._records: dict[str, HookRecord] = {}
        self._lock = threading.Lock()

    def get(self, hook_id: str) -> HookRecord | None:
        """See `Store.get`."""
        return self._records.get(hook_id)

    def hooks(self, type: str | None = None) -> list[HookRecord]:
        """See `Store.hooks`."""
        return _MemoryTransaction(self._records).find(type=type)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See `Store.transaction`."""
        with self._lock:
            # Readers hold no lock: they see either the old dict or the new one, never a change.
            records = dict(self._records)
            yield _MemoryTransaction(records)
            self._records = records


class _MemoryTransaction:
    def __init__(self, records: dict[str, HookRecord]) -> None:
        self._records = records

    def get(self, hook_id: str) -> HookRecord | None:
        return self._records.get(hook_id)

    def find(self, *, name: str | None = None, type: str | None = None) -> list[HookRecord]:
        return [
            record
            for record in self._records.values()
            if name in (None, record.name) and type in (None, record.type)
        ]

    def count(self) -> int:
        return len(self._records)

    def save(self, record: HookRecord) -> None:
        self._records[record.id] = record

    def remove(self, hook_id: str) -> None:
        self._records.pop(hook_id, None)
