"""What every part of a plan stands on: the three sides, and what follows from them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hookops.kinds.binding.kind import NAME, Binding
from hookops.kinds.inline_hook.channel import OAuthChannel
from hookops.kinds.inline_hook.kind import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.resource import (
    Desired,
    IdOf,
    Json,
    Key,
    Ledger,
    Live,
    Managed,
    Resource,
    Snapshot,
    with_ids,
)
from hookops.model.text import show
from hookops.reconcile.match import Ownership
from hookops.reconcile.secret_changes import Fingerprints

Known = Mapping[Key, Fingerprints]
"""Fingerprints of the secrets that can be read now, by resource."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The sides of one plan."""

    desired: Desired
    snapshot: Snapshot
    ledger: Ledger
    sides: Ownership
    known: Known
    ids: Mapping[Key, str] = field(init=False)
    """Of everything declared that is there and stays there."""
    lives: Mapping[str, Live] = field(init=False)
    """Everything listed, by id."""
    entries: Mapping[str, Managed] = field(init=False)
    """Bindings of the ledger, by the id of their slot."""
    slots: Mapping[str, Live] = field(init=False)
    """Every slot that was read, by its id."""
    holders: Mapping[str, Sequence[Live]] = field(init=False)
    """Slots by the id of a hook that is in them."""
    named: Mapping[tuple[str, ...], Sequence[Live]] = field(init=False)
    """Slots by type and names."""
    owners: Mapping[str, Resource] = field(init=False)
    """Declared hooks by the id of the actual one."""
    declared: Mapping[Key, Sequence[Binding]] = field(init=False)
    """Bindings of the manifests, by their hook."""

    def __post_init__(self) -> None:
        """Derive the rest."""
        stays = {
            owned.resource.key: owned.live.id
            for owned in self.sides.owned
            if owned.live is not None and owned.live.spec.type == owned.resource.spec.type
        }
        holders: dict[str, list[Live]] = {}
        named: dict[tuple[str, ...], list[Live]] = {}
        for slot in self.snapshot.slots:
            spec = binding(slot)
            named.setdefault((spec.type, *(pick.name for pick in spec.picks)), []).append(slot)
            for hook in spec.hooks:
                holders.setdefault(str(hook), []).append(slot)
        entries = {m.id: m for key, m in self.ledger.managed.items() if key.kind == NAME}
        declared: dict[Key, list[Binding]] = {}
        for resource in self.desired.values():
            if isinstance(resource.spec, Binding):
                declared.setdefault(hook_of(resource.spec), []).append(resource.spec)
        derived = {
            "ids": stays,
            "lives": {live.id: live for live in self.snapshot.lives},
            "entries": entries,
            "slots": {slot.id: slot for slot in self.snapshot.slots},
            "holders": holders,
            "named": named,
            "declared": declared,
            "owners": {
                owned.live.id: owned.resource
                for owned in self.sides.owned
                if owned.live is not None and isinstance(owned.resource.spec, Hook)
            },
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def settled(self, data: Json) -> Json:
        """`data` with the ids that are known now."""
        return with_ids(data, self.ids.get)

    def remembered(self, data: Json) -> Json:
        """The same, with the ids of things that are gone as they were applied."""
        managed = self.ledger.managed
        return with_ids(
            data, lambda key: self.ids.get(key) or (managed[key].id if key in managed else None)
        )

    def holding(self, hook_id: str) -> list[Live]:
        """The slots that the hook is in."""
        return list(self.holders.get(hook_id, ()))

    def is_gone(self, hook_id: str) -> bool:
        """Whether the hook is no longer in Okta."""
        return hook_id not in self.lives and hook_id not in self.snapshot.foreign

    def flows(self, hook_type: str, live: Live | None, key: Key) -> tuple[str, ...] | None:
        """What calls the hook or is to call it, by name; None when that is not known."""
        row = HOOK_TYPES[hook_type]
        if row.flow:
            return (row.flow,)
        names = [spec.flow for spec in self.declared.get(key, ())]
        if live is not None:
            names += [binding(slot).flow for slot in self.holding(live.id)]
        known = hook_type in self.snapshot.scanned
        return tuple(dict.fromkeys(names)) if known or names else None

    def is_unread(self, key: Key) -> bool:
        """Whether the slot of that binding is of a type that could not be read."""
        noun = key.name.partition("/")[0]
        rows = (HOOK_TYPES[name].slot for name in self.snapshot.unread)
        return any(row is not None and row.noun == noun for row in rows)

    def users_of(self, key_id: str) -> list[Live]:
        """The hooks that sign with the key."""
        return [live for live in self.snapshot.lives if signs_with(live) == key_id]

    def told(self, hook_id: str) -> str:
        """A hook for people: its name and id, or that it is gone."""
        live = self.lives.get(hook_id)
        if live is not None:
            return f"{show(live.spec.name)} ({live.id})"
        foreign = hook_id in self.snapshot.foreign
        return f"{show(hook_id)}, {'not understood' if foreign else 'which is gone'}"


def hook_of(spec: Binding) -> Key:
    """The hook of a declared binding."""
    (hook,) = spec.hooks
    assert isinstance(hook, IdOf)
    return hook.key


def binding(slot: Live) -> Binding:
    """The spec of a slot."""
    assert isinstance(slot.spec, Binding)
    return slot.spec


def signs_with(live: Live) -> str:
    """The id of the key that a hook signs with; empty for none."""
    channel = live.spec.channel if isinstance(live.spec, Hook) else None
    found = channel.hook_key if isinstance(channel, OAuthChannel) else None
    return found if isinstance(found, str) else ""


def names_of(lives: Sequence[Live]) -> str:
    """`"A" (cal1), "B" (cal2)`."""
    return ", ".join(f'"{show(live.spec.name)}" ({live.id})' for live in lives)
