"""What a store of the emulator's objects promises, whatever it is kept in.

Hooks have columns of their own; everything else is JSON, by collection and id. What the API
allows is decided in `okta/hooks/operations.py`, and how a hook is shown in `okta/hooks/views.py`.
"""

import random
import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from hookops.emulator.store.ids import random_text

# A JSON object, whole.
Record = dict[str, Any]


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

    def use(self, owner: str, name: str, until_s: float, now_s: float) -> bool:
        """Whether the owner had not used that name; until that time it has.

        It is no change of the organization: neither a transaction nor a snapshot has it.
        """

    def identify(self, org_id: str) -> None:
        """The organization has this id."""

    def reset(self) -> None:
        """Nothing is stored but the organization's identity."""


def new_identity(seed: int | None = None) -> tuple[str, str]:
    """An organization id and the suffix of all its ids; the same for the same seed."""
    # Recorded by terraform-provider-okta and okta-sdk-python: the last three characters of hook
    # ids are the same throughout an organization.
    source = None if seed is None else random.Random(seed)  # noqa: S311
    suffix = random_text(3, source)
    return "00o" + random_text(14, source) + suffix, suffix


# For each thread its own: a transaction must not be joined by another thread.
class OfThread(threading.local):
    """What a store knows of the thread that is asking."""

    transaction: Transaction | None = None
    commits = 0
