"""What changed behind hookops' back: actual against the ledger, or the manifests without one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.spec import binding_of
from hookops.model.change import Drift, Drifted, DriftKind, FieldChange
from hookops.model.resource import (
    Actual,
    Desired,
    Json,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
    with_ids,
)
from hookops.model.source import FieldPath
from hookops.reconcile.bindings import problems as binding_problems
from hookops.reconcile.changes import value_at
from hookops.reconcile.compare import compare
from hookops.reconcile.context import PlanContext
from hookops.reconcile.match import follow_renames, match_resources


def drift(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Drift:
    """Each managed thing that is not as it was last applied, and everything nobody declared."""
    ledger = follow_renames(ledger, desired)
    matches = match_resources(desired, snapshot, ledger)
    context = PlanContext(desired, snapshot, ledger, matches, {})
    if not ledger.exists:
        return _against_manifests(context)
    actuals = {actual.id: actual for actual in (*snapshot.actuals, *snapshot.points)}
    unread = set(_unread(context))
    known = [
        (key, managed)
        for key, managed in sorted(ledger.managed.items())
        if managed.id not in snapshot.unsupported and key not in unread
    ]
    found = ((m, _drifted(desired.get(k), m, actuals.get(m.id), context)) for k, m in known)
    drifted = [(managed, item) for managed, item in found if item is not None]
    moved = {managed.key for managed, _ in drifted}
    return Drift(
        organization=ledger.organization,
        against="ledger",
        drifted=(*(item for _, item in drifted), *_extra(context, context.owners)),
        pending=tuple(_pending(context)),
        unmanaged=matches.unmanaged,
        unsupported=snapshot.unsupported,
        in_sync=_counted(key for key, _ in known if key not in moved),
        unread=binding_problems.unread_types(desired, snapshot),
    )


def _counted(keys: Iterable[Key]) -> dict[str, int]:
    counts = Counter(key.kind for key in keys)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _unread(context: PlanContext) -> Iterator[Key]:
    """Bindings that nothing can be said of."""
    for key, managed in context.ledger.managed.items():
        if key.kind not in LISTED and context.is_unread(managed.key):
            yield key


def _extra(context: PlanContext, owners: Mapping[str, Resource]) -> Iterator[Drifted]:
    """Flows that call a hook of ours although its manifest does not bind it there."""
    entries = context.entries
    wanted = [spec for specs in context.declared.values() for spec in specs]
    for point in context.snapshot.points:
        spec = binding_of(point)
        ours = [hook for hook in spec.hooks if hook in owners]
        if not ours or point.id in entries or any(spec.is_meant_by(other) for other in wanted):
            continue
        for hook in ours:
            resource = owners[str(hook)]
            if KINDS[resource.key.kind].lists_attachments(resource.spec):
                mark = resource.origin.at(("bindings",))
                field = FieldChange(
                    ("hook",), None, context.describe_hook(str(hook)), "okta", mark=mark
                )
                yield Drifted(spec.key, point.id, "extra", (field,), point.last_updated, mark)


def _drifted(
    resource: Resource | None, managed: Managed, actual: Actual | None, context: PlanContext
) -> Drifted | None:
    mark = resource.origin.start if resource else None
    if actual is None:
        return Drifted(managed.key, managed.id, "gone", (), managed.last_updated, mark)
    now = actual.spec.compared()
    if managed.key.kind not in LISTED:
        now = {name: now.get(name) for name in managed.compared}
    fields = tuple(
        FieldChange(
            path=path,
            before=_shown(path, before, context),
            after=_shown(path, after, context),
            side=_side(resource, path, before, context),
            mark=resource.origin.at(path) if resource else None,
        )
        for path, before, after in compare(managed.compared, now)
    )
    what = _what(managed, actual, fields, context)
    if what is None:
        return None
    return Drifted(managed.key, managed.id, what, fields, actual.last_updated, mark)


def _shown(path: FieldPath, value: Json, context: PlanContext) -> Json:
    """Hooks by their names."""
    if path != ("hook",) or value is None:
        return value
    ids = value if isinstance(value, list) else [value]
    return ", ".join(context.describe_hook(str(hook_id)) for hook_id in ids)


def _side(
    resource: Resource | None, path: FieldPath, applied: object, context: PlanContext
) -> Literal["okta", "both"]:
    """Okta moved; Git too when the manifest no longer says what was applied."""
    if resource is None:
        return "okta"
    declared = context.remembered(resource.spec.compared())
    return "okta" if value_at(declared, path) == applied else "both"


def _what(
    managed: Managed, actual: Actual, fields: tuple[FieldChange, ...], context: PlanContext
) -> DriftKind | None:
    if actual.kind not in LISTED:
        return _binding_drift(actual, fields, context)
    if fields:
        return "status" if [f.path for f in fields] == [("status",)] else "changed"
    later = actual.last_updated > managed.last_updated
    return "secret" if later and managed.fingerprints else None


def _binding_drift(
    point: Actual, fields: tuple[FieldChange, ...], context: PlanContext
) -> DriftKind | None:
    """What became of a slot that a hook of ours was put into, or that still holds one."""
    bound = binding_of(point).hooks
    known = {*context.actuals, *context.snapshot.unsupported}
    if any(hook not in known for hook in bound):
        return "dangling"
    if not any(field.path == ("hook",) for field in fields):
        return "changed" if fields else None
    return "rebound" if bound else "unbound"


def _pending(context: PlanContext) -> Iterator[Key]:
    for key, resource in context.desired.items():
        managed = context.ledger.managed.get(key)
        by_hand = resource.spec.type in context.snapshot.by_hand and key.kind not in LISTED
        if by_hand:
            continue
        if managed is None or managed.compared != context.remembered(resource.spec.compared()):
            yield key


def _against_manifests(context: PlanContext) -> Drift:
    """Without a ledger names decide, and only what is declared can have drifted."""
    desired, snapshot, ledger = context.desired, context.snapshot, context.ledger
    by_name = {
        (actual.kind, actual.spec.type, actual.spec.name): actual for actual in snapshot.actuals
    }
    ids = {
        key: actual.id
        for key, resource in desired.items()
        if (actual := by_name.get((key.kind, resource.spec.type, resource.spec.name)))
    }
    drifted, matched_ids, checked = [], set(), []
    for key, resource in desired.items():
        skipped = {*snapshot.unread, *snapshot.by_hand}
        if key.kind not in LISTED and resource.spec.type in skipped:
            continue
        actual = by_name.get((key.kind, resource.spec.type, resource.spec.name))
        if key.kind not in LISTED:
            actual = _meant(resource, snapshot)
        declared = with_ids(resource.spec.compared(), ids.get)
        as_declared = Managed(key, actual.id if actual else "", declared, "9999")
        found = _drifted(resource, as_declared, actual, context)
        matched_ids.add(as_declared.id)
        checked.append(key)
        if found is not None:
            drifted.append(found if actual else replace(found, last_updated=""))
    gone = {item.key for item in drifted}
    hooks = {ids[key]: resource for key, resource in desired.items() if key in ids}
    return Drift(
        organization=ledger.organization,
        against="manifests",
        drifted=(*drifted, *_extra(context, hooks)),
        unmanaged=tuple(actual for actual in snapshot.actuals if actual.id not in matched_ids),
        unsupported=snapshot.unsupported,
        in_sync=_counted(key for key in checked if key not in gone),
        unread=binding_problems.unread_types(desired, snapshot),
    )


def _meant(resource: Resource, snapshot: Snapshot) -> Actual | None:
    """The one attachment point that a declared binding means, if there is one."""
    spec = binding_of(resource)
    points = [point for point in snapshot.points if binding_of(point).is_meant_by(spec)]
    return points[0] if len(points) == 1 else None
