"""Intents before writes, outcomes after them: how apply changes the ledger while it runs.

What each write stores and which open intents it ends is in `hookops/model/write_states.py`.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from hookops.files.seal import DUE
from hookops.kinds.binding.spec import named_flow
from hookops.ledger.kept import kept
from hookops.ledger.store import LedgerStore
from hookops.model.history.records import ApplyRecord, Disabled, Tombstone
from hookops.model.resource import Actual, Desired, Intent, Json, Key, Ledger, Managed
from hookops.model.write_states import verb_of


class Journal:
    """One apply's access to the ledger. Safe to share between threads."""

    def __init__(self, store: LedgerStore, ledger: Ledger, now: Callable[[], str]) -> None:
        self._store = store
        self._ledger = ledger
        self._now = now
        self._at_first: Mapping[Key, Managed] = ledger.managed
        self._creates: dict[str, Intent] = {}
        # A swap fails when another one came between, so threads of one apply take turns.
        self._lock = threading.Lock()

    @property
    def ledger(self) -> Ledger:
        """As it is stored now."""
        return self._ledger

    def id_of(self, key: Key) -> str:
        """The id that Okta gave to `key`. Raises: KeyError."""
        return self._ledger.managed[key].id

    def find_id(self, key: Key) -> str | None:
        """The same, or None when it has none yet."""
        managed = self._ledger.managed.get(key)
        return managed.id if managed is not None else None

    def has_id(self, id_: str) -> bool:
        """Whether an entry has this id."""
        return any(managed.id == id_ for managed in self._ledger.managed.values())

    def intend(self, intent: Intent) -> Intent:
        """The intent is stored, with its id and time, in the place of an older one of its step.

        Older creates stay beside it: what a late commit of theirs makes is still ours.
        """
        with self._lock:
            # The serial of this swap is no other intent's, also over runs.
            name = f"{self._ledger.serial + 1}-{intent.key.name}"
            stored = replace(intent, id=name, at=self._now())
            others = tuple(i for i in self._ledger.intents if not _supersedes(stored, i))
            self._swap(replace(self._ledger, intents=(*others, stored)))
            return stored

    def done(self, intent: Intent, managed: Managed, *, replaces: bool = False) -> None:
        """The write was carried out, and the entry is `managed`.

        When it `replaces` a hook, the old one is kept aside until it is deleted.
        """
        with self._lock:
            if intent.step == "create":
                self._creates[managed.id] = intent
            entries = dict(self._ledger.managed)
            _put(entries, managed, keep_old=replaces)
            ledger = _without(self._ledger, intent, verb_of(intent.step).ends)
            self._swap(replace(ledger, managed=entries))

    def deleted(self, intent: Intent, id_: str) -> None:
        """What had this id is gone; where the verb asks for it, a tombstone says what it was."""
        with self._lock:
            verb, entries = verb_of(intent.step), dict(self._ledger.managed)
            gone = next((m for m in entries.values() if m.id == id_), None)
            # In a replacement the old hook is aside, under another key: the intents of the new
            # one, which has the key of the change, still count.
            own = gone is not None and gone.key == intent.key
            ledger = _without(self._ledger, intent, verb.ends if own else ())
            if gone is not None:
                del entries[gone.key]
            if gone is not None and verb.buries:
                bound = tuple(_bindings_of(id_, self._at_first.values()))
                stone = Tombstone(intent.key, id_, gone.compared, self._now(), bound)
                ledger = replace(ledger, tombstones=(*ledger.tombstones, stone))
            disabled = _disabled_of(ledger, entries)
            self._swap(replace(ledger, managed=entries, disabled=disabled))

    def reinstate(self, id_: str) -> None:
        """What was stored as gone is there: the entry that it had at first counts again."""
        with self._lock:
            entry = next((m for m in self._at_first.values() if m.id == id_), None)
            if entry is None or any(m.id == id_ for m in self._ledger.managed.values()):
                return
            # In a replacement the new hook has its key.
            entry = entry.aside() if entry.key in self._ledger.managed else entry
            stones = tuple(stone for stone in self._ledger.tombstones if stone.id != id_)
            entries = {**self._ledger.managed, entry.key: entry}
            self._swap(replace(self._ledger, managed=entries, tombstones=stones))

    def disown(self, id_: str) -> None:
        """Nothing has the id that a create was answered with: its intent is open again."""
        with self._lock:
            entries = {k: m for k, m in self._ledger.managed.items() if m.id != id_}
            intents = (*self._ledger.intents, self._creates[id_])
            self._swap(replace(self._ledger, managed=entries, intents=intents))

    def closed(self, intent: Intent) -> None:
        """The write was proven not to have been carried out, or stores nothing."""
        with self._lock:
            self._swap(_without(self._ledger, intent))

    def not_done(self, intent: Intent, *, confirmed: bool) -> None:
        """Nothing came of a write without an answer: its secrets are those of before it.

        Shape: `confirmed` when an earlier write of the same run had carried them.
        """
        with self._lock:
            entries, old = dict(self._ledger.managed), self._ledger.managed.get(intent.key)
            was = self._at_first.get(intent.key)
            if old is not None and verb_of(intent.step).doubts_entry:
                prints = {p: replace(f, confirmed=True) for p, f in old.fingerprints.items()}
                if not confirmed and was is not None:
                    prints = dict(was.fingerprints)
                entries[old.key] = replace(old, fingerprints=prints)
            self._swap(replace(_without(self._ledger, intent), managed=entries))

    def unconfirmed(self, intent: Intent, *, unverified: bool) -> None:
        """Nothing is known of the write: its intent stays, and secrets in doubt are unconfirmed.

        Shape: `unverified` when the service has to pass before the hook is bound.
        """
        with self._lock:
            entries = dict(self._ledger.managed)
            old = entries.get(intent.key)
            if old is not None and verb_of(intent.step).doubts_entry:
                # One that was adopted may have been replaced by now.
                prints = {
                    p: replace(f, confirmed=False, sent=True) for p, f in old.fingerprints.items()
                }
                unverified = old.unverified or unverified
                entries[old.key] = replace(old, fingerprints=prints, unverified=unverified)
                self._swap(replace(self._ledger, managed=entries))

    def observe(self, actuals: Mapping[str, Actual]) -> None:
        """What a fresh read, by id, proves of writes without an answer is stored."""
        for intent in self._ledger.intents:
            managed = self._entry_of(intent)
            if managed is None:
                continue
            verb, actual = verb_of(intent.step), actuals.get(managed.id)
            # Absence proves a delete alone: a hook that somebody else deleted was not activated.
            if actual is None:
                if verb.proof == "absence":
                    self.deleted(intent, managed.id)
                continue
            status = actual.spec.compared().get("status")
            if verb.proof == "status" and status == verb.status:
                compared = {**managed.compared, "status": status}
                stamp = actual.last_updated
                self.done(intent, replace(managed, compared=compared, last_updated=stamp))

    def learn(
        self,
        ledger: Ledger,
        adopted: Sequence[Managed],
        forgotten: Collection[Key],
        desired: Desired,
    ) -> None:
        """What needs no request is stored: renames in Git, adoptions, what is gone, protection.

        Shape: `ledger` is the stored one with the entries under their new names.
        """
        with self._lock:
            # The order matters: what was adopted counts as declared, so it takes its protection
            # from Git at once, and its intents are over.
            entries = {k: m for k, m in ledger.managed.items() if k not in forgotten}
            for managed in adopted:
                _put(entries, managed, keep_old=True)
            # What has its place now may have put it aside only to be gone itself.
            entries = {k: m for k, m in entries.items() if k not in forgotten}
            for key, managed in entries.items():
                if key in desired:
                    entries[key] = replace(managed, protected=desired[key].protect)
            found = {managed.key for managed in adopted}
            intents = tuple(
                i for i in ledger.intents if i.key not in forgotten and _stays(i, found)
            )
            # An apply without changes leaves the serial alone, or every run would write the file.
            after = replace(
                self._ledger,
                managed=entries,
                intents=intents,
                organization_id=ledger.organization_id,
                disabled=_disabled_of(ledger, entries),
            )
            # One that is to be sealed anew is, also by an apply that has nothing to do.
            if after != self._ledger or self._ledger.seal in DUE:
                self._swap(after)
            self._at_first = self._ledger.managed

    @property
    def at_first(self) -> Mapping[Key, Managed]:
        """The entries before the first write of this run."""
        return self._at_first

    def mark_verified(self, key: Key, *, verified: bool) -> None:
        """The service of the hook has passed, or has yet to pass before flows are bound to it."""
        with self._lock:
            managed = self._ledger.managed.get(key)
            if managed is not None and managed.unverified is verified:
                entries = {**self._ledger.managed, key: replace(managed, unverified=not verified)}
                self._swap(replace(self._ledger, managed=entries))

    def close(self, record: ApplyRecord) -> None:
        """The apply is over."""
        # Open intents stay: what became of them is for the next run to determine.
        with self._lock:
            self._swap(replace(self._ledger, applies=kept((*self._ledger.applies, record))))

    def adopt(self, ledger: Ledger, adopted: Sequence[Managed], record: ApplyRecord) -> None:
        """What exists is managed, and nothing else has changed but names in Git.

        Shape: `ledger` is the stored one with the entries under their new names.
        """
        with self._lock:
            entries, found = dict(ledger.managed), {managed.key for managed in adopted}
            for managed in adopted:
                _put(entries, managed, keep_old=True)
            # Only of these has anybody looked at what became of their writes.
            intents = tuple(i for i in ledger.intents if i.key not in found or _stays(i, found))
            applies = kept((*ledger.applies, record))
            noted = _disabled_of(ledger, entries)
            after = replace(ledger, managed=entries, intents=intents, disabled=noted)
            self._swap(replace(after, applies=applies))

    def forget(self, keys: Collection[Key], record: ApplyRecord) -> None:
        """These are not managed any more, and nothing was sent."""
        with self._lock:
            ledger = self._ledger
            entries = {key: m for key, m in ledger.managed.items() if key not in keys}
            intents = tuple(i for i in ledger.intents if i.key not in keys)
            applies = kept((*ledger.applies, record))
            self._swap(replace(ledger, managed=entries, intents=intents, applies=applies))

    def _entry_of(self, intent: Intent) -> Managed | None:
        """By the id that was in the request, else by the key: after a rename in Git, or aside
        from its replacement, the entry has another key than the intent."""
        entries = self._ledger.managed
        found = (managed for managed in entries.values() if managed.id == intent.about)
        return next(found, entries.get(intent.key))

    def _swap(self, after: Ledger) -> None:
        self._ledger = self._store.swap(self._ledger, after)


def _disabled_of(ledger: Ledger, entries: Collection[Key]) -> tuple[Disabled, ...]:
    """The notes about what is still managed: another hook of a name is not disabled."""
    return tuple(entry for entry in ledger.disabled if entry.key in entries)


def _bindings_of(id_: str, entries: Iterable[Managed]) -> Iterator[Mapping[str, Json]]:
    """What called a hook by what was applied, as manifests name it."""
    for entry in entries:
        if entry.compared.get("hook") == id_:
            yield named_flow(entry.key, entry.compared)


def _put(entries: dict[Key, Managed], managed: Managed, *, keep_old: bool) -> None:
    """`managed` has its key; another hook that had it is kept aside, to be deleted."""
    old = entries.get(managed.key)
    entries[managed.key] = managed
    if keep_old and old is not None and old.id != managed.id:
        entries[old.aside().key] = old.aside()


def _without(ledger: Ledger, intent: Intent, verbs: Collection[str] = ()) -> Ledger:
    """The ledger without this intent, and without those of its key with these verbs."""
    rest = tuple(
        i
        for i in ledger.intents
        if i.id != intent.id and not (i.key == intent.key and i.step in verbs)
    )
    return replace(ledger, intents=rest)


def _stays(intent: Intent, adopted: Collection[Key]) -> bool:
    """Whether an open intent still counts once the plan has looked at what became of it."""
    stays = verb_of(intent.step).intent_stays
    return stays == "until sent again" or (stays == "until adopted" and intent.key not in adopted)


def _supersedes(new: Intent, old: Intent) -> bool:
    return (new.key, new.step) == (old.key, old.step) and new.step != "create"
