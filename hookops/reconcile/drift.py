"""What changed behind hookops' back: actual against the ledger, or the manifests without one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from hookops.kinds import KINDS, LISTED
from hookops.kinds.inline_hook.kind import Hook
from hookops.model.change import Drift, Drifted, DriftKind, FieldChange
from hookops.model.resource import (
    Desired,
    Json,
    Key,
    Ledger,
    Live,
    Managed,
    Resource,
    Snapshot,
    with_ids,
)
from hookops.model.source import FieldPath
from hookops.reconcile.bindings import problems as binding_problems
from hookops.reconcile.changes import value_at
from hookops.reconcile.compare import compare
from hookops.reconcile.context import Ground, binding
from hookops.reconcile.match import divide, follow_renames


def drift(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Drift:
    """Each managed thing that is not as it was last applied, and everything nobody declared."""
    ledger = follow_renames(ledger, desired)
    sides = divide(desired, snapshot, ledger)
    ground = Ground(desired, snapshot, ledger, sides, {})
    if not ledger.exists:
        return _against_manifests(ground)
    lives = {live.id: live for live in (*snapshot.lives, *snapshot.slots)}
    unread = set(_unread(ground))
    known = [
        (key, managed)
        for key, managed in sorted(ledger.managed.items())
        if managed.id not in snapshot.foreign and key not in unread
    ]
    found = ((m, _drifted(desired.get(k), m, lives.get(m.id), ground)) for k, m in known)
    drifted = [(managed, item) for managed, item in found if item is not None]
    moved = {managed.key for managed, _ in drifted}
    return Drift(
        organization=ledger.organization,
        against="ledger",
        drifted=(*(item for _, item in drifted), *_extra(ground, ground.owners)),
        pending=tuple(_pending(ground)),
        unmanaged=sides.unmanaged,
        foreign=snapshot.foreign,
        in_sync=_counted(key for key, _ in known if key not in moved),
        unread=binding_problems.unread_types(desired, snapshot),
    )


def _counted(keys: Iterable[Key]) -> dict[str, int]:
    counts = Counter(key.kind for key in keys)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _unread(ground: Ground) -> Iterator[Key]:
    """Bindings that nothing can be said of."""
    for key, managed in ground.ledger.managed.items():
        if key.kind not in LISTED and ground.is_unread(managed.key):
            yield key


def _extra(ground: Ground, owners: Mapping[str, Resource]) -> Iterator[Drifted]:
    """Flows that call a hook of ours although its manifest does not bind it there."""
    entries = ground.entries
    wanted = [spec for specs in ground.declared.values() for spec in specs]
    for slot in ground.snapshot.slots:
        spec = binding(slot)
        ours = [hook for hook in spec.hooks if hook in owners]
        if not ours or slot.id in entries or any(spec.is_meant_by(other) for other in wanted):
            continue
        for hook in ours:
            resource = owners[str(hook)]
            if isinstance(resource.spec, Hook) and resource.spec.bindings is not None:
                mark = resource.origin.at(("bindings",))
                field = FieldChange(("hook",), None, ground.told(str(hook)), "okta", mark=mark)
                yield Drifted(spec.key, slot.id, "extra", (field,), slot.last_updated, mark)


def _drifted(
    resource: Resource | None, managed: Managed, live: Live | None, ground: Ground
) -> Drifted | None:
    mark = resource.origin.start if resource else None
    if live is None:
        return Drifted(managed.key, managed.id, "gone", (), managed.last_updated, mark)
    now = live.spec.compared()
    if managed.key.kind not in LISTED:
        now = {name: now.get(name) for name in managed.compared}
    fields = tuple(
        FieldChange(
            path=path,
            before=_shown(path, before, ground),
            after=_shown(path, after, ground),
            side=_side(resource, path, before, ground),
            mark=resource.origin.at(path) if resource else None,
        )
        for path, before, after in compare(managed.compared, now)
    )
    what = _what(managed, live, fields, ground)
    if what is None:
        return None
    return Drifted(managed.key, managed.id, what, fields, live.last_updated, mark)


def _shown(path: FieldPath, value: Json, ground: Ground) -> Json:
    """Hooks by their names."""
    if path != ("hook",) or value is None:
        return value
    ids = value if isinstance(value, list) else [value]
    return ", ".join(ground.told(str(hook_id)) for hook_id in ids)


def _side(
    resource: Resource | None, path: FieldPath, applied: object, ground: Ground
) -> Literal["okta", "both"]:
    """Okta moved; Git too when the manifest no longer says what was applied."""
    if resource is None:
        return "okta"
    declared = ground.remembered(resource.spec.compared())
    return "okta" if value_at(declared, path) == applied else "both"


def _what(
    managed: Managed, live: Live, fields: tuple[FieldChange, ...], ground: Ground
) -> DriftKind | None:
    if live.kind not in LISTED:
        return _binding_drift(live, fields, ground)
    if fields:
        return "status" if [f.path for f in fields] == [("status",)] else "changed"
    later = live.last_updated > managed.last_updated
    return "secret" if later and managed.fingerprints else None


def _binding_drift(slot: Live, fields: tuple[FieldChange, ...], ground: Ground) -> DriftKind | None:
    """What became of a slot that a hook of ours was put into, or that still holds one."""
    held = binding(slot).hooks
    known = {*ground.lives, *ground.snapshot.foreign}
    if any(hook not in known for hook in held):
        return "dangling"
    if not any(field.path == ("hook",) for field in fields):
        return "changed" if fields else None
    return "rebound" if held else "unbound"


def _pending(ground: Ground) -> Iterator[Key]:
    for key, resource in ground.desired.items():
        managed = ground.ledger.managed.get(key)
        by_hand = resource.spec.type in ground.snapshot.by_hand and key.kind not in LISTED
        if by_hand:
            continue
        if managed is None or managed.compared != ground.remembered(resource.spec.compared()):
            yield key


def _against_manifests(ground: Ground) -> Drift:
    """Without a ledger names decide, and only what is declared can have drifted."""
    desired, snapshot, ledger = ground.desired, ground.snapshot, ground.ledger
    by_name = {(live.kind, live.spec.type, live.spec.name): live for live in snapshot.lives}
    ids = {
        key: live.id
        for key, resource in desired.items()
        if (live := by_name.get((key.kind, resource.spec.type, resource.spec.name)))
    }
    drifted, matched, checked = [], set(), []
    for key, resource in desired.items():
        skipped = {*snapshot.unread, *snapshot.by_hand}
        if key.kind not in LISTED and resource.spec.type in skipped:
            continue
        live = by_name.get((key.kind, resource.spec.type, resource.spec.name))
        if key.kind not in LISTED:
            live = _meant(resource, snapshot)
        declared = with_ids(resource.spec.compared(), ids.get)
        as_declared = Managed(key, live.id if live else "", declared, "9999")
        found = _drifted(resource, as_declared, live, ground)
        matched.add(as_declared.id)
        checked.append(key)
        if found is not None:
            drifted.append(found if live else replace(found, last_updated=""))
    gone = {item.key for item in drifted}
    hooks = {ids[key]: resource for key, resource in desired.items() if key in ids}
    return Drift(
        organization=ledger.organization,
        against="manifests",
        drifted=(*drifted, *_extra(ground, hooks)),
        unmanaged=tuple(live for live in snapshot.lives if live.id not in matched),
        foreign=snapshot.foreign,
        in_sync=_counted(key for key in checked if key not in gone),
        unread=binding_problems.unread_types(desired, snapshot),
    )


def _meant(resource: Resource, snapshot: Snapshot) -> Live | None:
    """The one slot that a declared binding means, if there is one."""
    slots = [slot for slot in snapshot.slots if binding(slot).is_meant_by(resource.spec)]
    return slots[0] if len(slots) == 1 else None
