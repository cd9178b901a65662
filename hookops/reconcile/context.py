"""What every part of a plan stands on: the three sides, and what follows from them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hookops.kinds.binding.kind import NAME, Binding
from hookops.kinds.inline_hook.channel import OAuthChannel
from hookops.kinds.inline_hook.kind import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.resource import (
    Actual,
    Desired,
    IdOf,
    Json,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
    with_ids,
)
from hookops.model.text import show
from hookops.reconcile.match import Matches
from hookops.reconcile.secret_changes import Fingerprints

Known = Mapping[Key, Fingerprints]
"""Fingerprints of the secrets that can be read now, by resource."""


@dataclass(frozen=True, slots=True)
class PlanContext:
    """The sides of one plan."""

    desired: Desired
    snapshot: Snapshot
    ledger: Ledger
    matches: Matches
    known: Known
    ids: Mapping[Key, str] = field(init=False)
    """Of everything declared that is there and stays there."""
    actuals: Mapping[str, Actual] = field(init=False)
    """Everything listed, by id."""
    entries: Mapping[str, Managed] = field(init=False)
    """Bindings of the ledger, by the id of their slot."""
    points: Mapping[str, Actual] = field(init=False)
    """Every slot that was read, by its id."""
    points_by_hook: Mapping[str, Sequence[Actual]] = field(init=False)
    """Slots by the id of a hook that is in them."""
    points_by_name: Mapping[tuple[str, ...], Sequence[Actual]] = field(init=False)
    """Slots by type and names."""
    owners: Mapping[str, Resource] = field(init=False)
    """Declared hooks by the id of the actual one."""
    declared: Mapping[Key, Sequence[Binding]] = field(init=False)
    """Bindings of the manifests, by their hook."""

    def __post_init__(self) -> None:
        """Derive the rest."""
        stays = {
            matched.resource.key: matched.actual.id
            for matched in self.matches.matched
            if matched.actual is not None and matched.actual.spec.type == matched.resource.spec.type
        }
        points_by_hook: dict[str, list[Actual]] = {}
        points_by_name: dict[tuple[str, ...], list[Actual]] = {}
        for point in self.snapshot.points:
            spec = binding(point)
            points_by_name.setdefault(
                (spec.type, *(selector.name for selector in spec.selectors)), []
            ).append(point)
            for hook in spec.hooks:
                points_by_hook.setdefault(str(hook), []).append(point)
        entries = {m.id: m for key, m in self.ledger.managed.items() if key.kind == NAME}
        declared: dict[Key, list[Binding]] = {}
        for resource in self.desired.values():
            if isinstance(resource.spec, Binding):
                declared.setdefault(hook_of(resource.spec), []).append(resource.spec)
        derived = {
            "ids": stays,
            "actuals": {actual.id: actual for actual in self.snapshot.actuals},
            "entries": entries,
            "points": {point.id: point for point in self.snapshot.points},
            "points_by_hook": points_by_hook,
            "points_by_name": points_by_name,
            "declared": declared,
            "owners": {
                matched.actual.id: matched.resource
                for matched in self.matches.matched
                if matched.actual is not None and isinstance(matched.resource.spec, Hook)
            },
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def with_known_ids(self, data: Json) -> Json:
        """`data` with the ids that are known now."""
        return with_ids(data, self.ids.get)

    def remembered(self, data: Json) -> Json:
        """The same, with the ids of things that are gone as they were applied."""
        managed = self.ledger.managed
        return with_ids(
            data, lambda key: self.ids.get(key) or (managed[key].id if key in managed else None)
        )

    def points_of(self, hook_id: str) -> list[Actual]:
        """The slots that the hook is in."""
        return list(self.points_by_hook.get(hook_id, ()))

    def is_gone(self, hook_id: str) -> bool:
        """Whether the hook is no longer in Okta."""
        return hook_id not in self.actuals and hook_id not in self.snapshot.unsupported

    def flows(self, hook_type: str, actual: Actual | None, key: Key) -> tuple[str, ...] | None:
        """What calls the hook or is to call it, by name; None when that is not known."""
        row = HOOK_TYPES[hook_type]
        if row.flow:
            return (row.flow,)
        names = [spec.flow for spec in self.declared.get(key, ())]
        if actual is not None:
            names += [binding(point).flow for point in self.points_of(actual.id)]
        known = hook_type in self.snapshot.scanned
        return tuple(dict.fromkeys(names)) if known or names else None

    def is_unread(self, key: Key) -> bool:
        """Whether the slot of that binding is of a type that could not be read."""
        noun = key.name.partition("/")[0]
        rows = (HOOK_TYPES[name].point for name in self.snapshot.unread)
        return any(row is not None and row.noun == noun for row in rows)

    def users_of(self, key_id: str) -> list[Actual]:
        """The hooks that sign with the key."""
        return [actual for actual in self.snapshot.actuals if signs_with(actual) == key_id]

    def describe_hook(self, hook_id: str) -> str:
        """A hook for people: its name and id, or that it is gone."""
        actual = self.actuals.get(hook_id)
        if actual is not None:
            return f"{show(actual.spec.name)} ({actual.id})"
        unsupported = hook_id in self.snapshot.unsupported
        return f"{show(hook_id)}, {'not understood' if unsupported else 'which is gone'}"


def hook_of(spec: Binding) -> Key:
    """The hook of a declared binding."""
    (hook,) = spec.hooks
    assert isinstance(hook, IdOf)
    return hook.key


def binding(point: Actual) -> Binding:
    """The spec of a slot."""
    assert isinstance(point.spec, Binding)
    return point.spec


def signs_with(actual: Actual) -> str:
    """The id of the key that a hook signs with; empty for none."""
    channel = actual.spec.channel if isinstance(actual.spec, Hook) else None
    found = channel.hook_key if isinstance(channel, OAuthChannel) else None
    return found if isinstance(found, str) else ""


def names_of(actuals: Sequence[Actual]) -> str:
    """`"A" (cal1), "B" (cal2)`."""
    return ", ".join(f'"{show(actual.spec.name)}" ({actual.id})' for actual in actuals)
