"""Intents before writes, outcomes after them: how apply changes the ledger while it runs."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from hookops.model.resource import (
    Actual,
    ApplyRecord,
    Desired,
    Intent,
    Key,
    Ledger,
    Managed,
    Tombstone,
)

_SETTLES = {
    "create": ("create", "update", "rename"),
    "update": ("update", "rename"),
    "rename": ("update", "rename"),
    "bind": ("bind", "rebind", "unbind"),
    "rebind": ("bind", "rebind", "unbind"),
}
"""A whole write that is done leaves nothing open of these."""
_ENDED = ("update", "rename", "activate", "deactivate", "bind", "rebind", "unbind")
"""What is gone needs none of these any more."""
_STATUS_AFTER = {"activate": "ACTIVE", "deactivate": "INACTIVE"}


class Home(Protocol):
    """Where a ledger lives."""

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        """See `FileLedger.swap`."""


class Journal:
    """One apply's hand on the ledger. Safe to share between threads."""

    def __init__(self, ledger_store: Home, ledger: Ledger, now: Callable[[], str]) -> None:
        self._home = ledger_store
        self._ledger = ledger
        self._now = now
        self._lock = threading.Lock()

    @property
    def ledger(self) -> Ledger:
        """As it is stored now."""
        return self._ledger

    def id_of(self, key: Key) -> str:
        """The id that Okta gave to `key`."""
        return self._ledger.managed[key].id

    def find_id(self, key: Key) -> str | None:
        """The same, or None when it has none yet."""
        managed = self._ledger.managed.get(key)
        return managed.id if managed is not None else None

    def intend(self, intent: Intent) -> Intent:
        """Stored, with its id and time, in the place of an older one of the same step.

        Older creates stay beside it: a late commit of theirs is still theirs.
        """
        with self._lock:
            name = f"{self._ledger.serial + 1}-{intent.key.name}"
            stored = replace(intent, id=name, at=self._now())
            others = tuple(i for i in self._ledger.intents if not _supersedes(stored, i))
            self._store(replace(self._ledger, intents=(*others, stored)))
            return stored

    def done(self, intent: Intent, managed: Managed, *, replaces: bool = False) -> None:
        """The write was carried out; `managed` is how things stand after it.

        When it `replaces` a hook, the old one is kept aside until it is deleted.
        """
        with self._lock:
            ledger = self._without(intent, *_SETTLES.get(intent.step, ()))
            old = ledger.managed.get(managed.key)
            entries = dict(ledger.managed) | {managed.key: managed}
            if replaces and old is not None and old.id != managed.id:
                entries[old.aside().key] = old.aside()
            self._store(replace(ledger, managed=entries))

    def deleted(self, intent: Intent, hook_id: str) -> None:
        """The thing with this id is gone; a tombstone tells what it was."""
        with self._lock:
            entries = dict(self._ledger.managed)
            gone = next((m for m in entries.values() if m.id == hook_id), None)
            ledger = self._without(intent)
            if gone is not None and gone.key == intent.key:
                ledger = self._without(intent, *_ENDED)
            if gone is not None:
                del entries[gone.key]
            if gone is not None and intent.step == "delete":
                stone = Tombstone(intent.key, hook_id, gone.compared, self._now())
                ledger = replace(ledger, tombstones=(*ledger.tombstones, stone))
            self._store(replace(ledger, managed=entries))

    def closed(self, intent: Intent) -> None:
        """The write was proven not to have been carried out, or leaves no trace here."""
        with self._lock:
            self._store(self._without(intent))

    def unconfirmed(self, intent: Intent, *, unverified: bool = False) -> None:
        """Nothing is known; the intent stays, and its secrets no longer count as sent.

        Shape: `unverified` when the service has to pass before the hook is bound.
        """
        with self._lock:
            entries = dict(self._ledger.managed)
            old = entries.get(intent.key)
            if old is not None and intent.step in ("update", "rename"):
                prints = {p: replace(f, confirmed=False) for p, f in old.fingerprints.items()}
                open_end = old.unverified or unverified
                entries[old.key] = replace(old, fingerprints=prints, unverified=open_end)
                self._store(replace(self._ledger, managed=entries))

    def observe(self, actuals: Mapping[str, Actual]) -> None:
        """What a fresh read, by id, proves of lifecycle calls and deletes without an answer."""
        for intent in self._ledger.intents:
            entries = self._ledger.managed.values()
            found = [m for m in entries if m.id == intent.about]
            managed = found[0] if found else self._ledger.managed.get(intent.key)
            if managed is None:
                continue
            actual = actuals.get(managed.id)
            if intent.step == "delete" and actual is None:
                self.deleted(intent, managed.id)
            status = actual.spec.compared().get("status") if actual else None
            if actual and status and status == _STATUS_AFTER.get(intent.step):
                compared = {**managed.compared, "status": status}
                stamp = actual.last_updated
                self.done(intent, replace(managed, compared=compared, last_updated=stamp))

    def learn(
        self,
        ledger: Ledger,
        adopted: tuple[Managed, ...],
        forgotten: tuple[Key, ...],
        desired: Desired,
    ) -> None:
        """What needs no request: renames in Git, adoptions, things gone, protection.

        Open intents of lifecycle calls and deletes go: the plan has looked at what became of them.
        """
        with self._lock:
            entries = {k: m for k, m in ledger.managed.items() if k not in forgotten}
            for managed in adopted:
                old = entries.get(managed.key)
                if old is not None and old.id != managed.id:
                    entries[old.aside().key] = old.aside()
                entries[managed.key] = managed
            for key, managed in entries.items():
                if key in desired and managed.protected != desired[key].protect:
                    entries[key] = replace(managed, protected=desired[key].protect)
            created = {m.key for m in adopted}
            intents = tuple(
                i
                for i in ledger.intents
                if i.key not in forgotten
                and (
                    i.step in ("update", "rename") or (i.step == "create" and i.key not in created)
                )
            )
            if entries != dict(self._ledger.managed) or intents != self._ledger.intents:
                self._store(replace(self._ledger, managed=entries, intents=intents))

    def verified(self, key: Key) -> None:
        """The service of the hook has passed."""
        with self._lock:
            managed = self._ledger.managed.get(key)
            if managed is not None and managed.unverified:
                entries = {**self._ledger.managed, key: replace(managed, unverified=False)}
                self._store(replace(self._ledger, managed=entries))

    def close(self, record: ApplyRecord) -> None:
        """The apply is over."""
        with self._lock:
            self._store(replace(self._ledger, applies=(*self._ledger.applies, record)))

    def _without(self, intent: Intent, *steps: str) -> Ledger:
        """The ledger without this intent, and without those of its key with these steps."""
        rest = tuple(
            i
            for i in self._ledger.intents
            if i.id != intent.id and not (i.key == intent.key and i.step in steps)
        )
        return replace(self._ledger, intents=rest)

    def _store(self, after: Ledger) -> None:
        self._ledger = self._home.swap(self._ledger, after)


def _supersedes(new: Intent, old: Intent) -> bool:
    return (new.key, new.step) == (old.key, old.step) and new.step != "create"
