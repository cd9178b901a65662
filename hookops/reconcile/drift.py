"""Drift: what was changed outside of hookops. Actual against the ledger, or the manifests."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, get_args

from hookops.kinds import KINDS
from hookops.kinds.binding.spec import binding_of
from hookops.model.change import FieldChange
from hookops.model.drift import Drift, Drifted, DriftKind
from hookops.model.resource import (
    Actual,
    Desired,
    Intent,
    Json,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
    value_at,
    with_ids,
)
from hookops.model.source import FieldPath
from hookops.reconcile.bindings import problems as binding_problems
from hookops.reconcile.compare import compare, hidden_paths
from hookops.reconcile.context import PlanContext, is_binding
from hookops.reconcile.duplicates import describe_duplicate, find_doubled, find_duplicates
from hookops.reconcile.match import match_resources
from hookops.reconcile.matching.renames import follow_renames
from hookops.reconcile.missing_evidence import find_missing_ledger, find_unlisted
from hookops.reconcile.oncall.disabled import describe_disabled

Evidence = Sequence[tuple[DriftKind, str]]
"""Sorts of drift, each with a sentence for people."""


def drift(desired: Desired, snapshot: Snapshot, ledger: Ledger, place: str = "") -> Drift:
    """Each managed thing that is not as it was last applied, and everything nobody declared.

    Shape: `place` says where the ledger is, or would be.
    """
    was_applied = ledger.exists
    warnings = (
        *find_missing_ledger(desired, snapshot, ledger, place),
        *find_unlisted(desired, snapshot, ledger),
    )
    context = drift_context(desired, snapshot, ledger)
    ledger = context.ledger
    pending = tuple(_pending(context)) if was_applied else ()
    duplicates = _unclear_duplicates(context)
    drifted = _managed_drift(context, _gather_evidence(context, duplicates), pending)
    # They are in the entry of the thing whose name they have.
    doubled = {actual.id for others in duplicates.values() for actual in others}
    moved = {item.key for item in drifted}
    out = {*moved, *(entry.key for entry in ledger.disabled)}
    return Drift(
        organization=ledger.organization,
        against="ledger" if was_applied else "manifests",
        drifted=(*drifted, *_extra(context)),
        pending=tuple(key for key in pending if key not in moved),
        unmanaged=tuple(a for a in context.matches.unmanaged if a.id not in doubled),
        unsupported=snapshot.unsupported,
        described=snapshot.described,
        # What could not be read is neither in sync nor drifted.
        in_sync=_count(k for k in ledger.managed if k not in out and not context.is_unread(k)),
        unread=binding_problems.unread_types(desired, snapshot),
        disabled=tuple(describe_disabled(desired, ledger)),
        warnings=warnings,
    )


def drift_context(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> PlanContext:
    """The three sides as drift compares them: the ledger under the names of today, or one as if
    the manifests had been applied."""
    known = (
        follow_renames(ledger, desired, snapshot.ids)
        if ledger.exists
        else _as_declared(desired, snapshot, ledger.organization)
    )
    return PlanContext(desired, snapshot, known, match_resources(desired, snapshot, known))


def _unclear_duplicates(context: PlanContext) -> Mapping[Key, Sequence[Actual]]:
    # Where a manifest says by its id which one is meant, another of its name is no question.
    clear = {key for key, resource in context.desired.items() if resource.id}
    found = find_duplicates(context.snapshot, context.ledger)
    return {key: others for key, others in found.items() if key not in clear}


def _managed_drift(
    context: PlanContext, evidence: Mapping[Key, Evidence], pending: Collection[Key]
) -> list[Drifted]:
    """One for each managed thing that drifted, and for each write without a known outcome."""
    actuals = {
        actual.id: actual for actual in (*context.snapshot.actuals, *context.snapshot.points)
    }
    found = []
    for key in sorted({*context.ledger.managed, *evidence}):
        managed, more, item = context.ledger.managed.get(key), evidence.get(key, ()), None
        actual = actuals.get(managed.id) if managed is not None else None
        # What could not be read says nothing; what hookops was about to do with it still counts.
        if managed is not None and not context.is_unread(key):
            item = _drifted(context.desired.get(key), managed, actual, context)
        if item is not None or more:
            item = item or _as_applied(key, more[0][0], actual, context)
            found.append(_with_evidence(item, more, edited=bool(managed) and key in pending))
    return found


def _as_applied(key: Key, what: DriftKind, actual: Actual | None, context: PlanContext) -> Drifted:
    """Nothing of it differs, and something else stands against it."""
    resource, managed = context.desired.get(key), context.ledger.managed.get(key)
    mark = resource.origin.start if resource else None
    written = actual.last_updated if actual else ""
    return Drifted(key, managed.id if managed else "", what, (), written, mark)


def _gather_evidence(
    context: PlanContext, duplicates: Mapping[Key, Sequence[Actual]]
) -> Mapping[Key, Evidence]:
    """By key, also of what has no entry yet: a create may have made something all the same."""
    found: dict[Key, list[tuple[DriftKind, str]]] = {}
    doubled = find_doubled(context.snapshot, context.ledger) if duplicates else {}
    for key, others in duplicates.items():
        found[key] = [("duplicates", describe_duplicate(actual, doubled)) for actual in others]
    for intent in context.ledger.intents:
        found.setdefault(intent.key, []).append(("intent", _describe_intent(intent)))
    return found


def _describe_intent(intent: Intent) -> str:
    return (
        f"hookops was about to {intent.step} it at {intent.at}, and has no outcome of that: "
        "if no apply runs now, look at hookops plan, then apply again"
    )


def _with_evidence(item: Drifted, evidence: Evidence, *, edited: bool) -> Drifted:
    """The one entry of a thing: the most dangerous of all that holds, and every sentence."""
    worst = min((item.what, *(what for what, _ in evidence)), key=_DANGER.index)
    # It is not listed a second time among what was edited in Git.
    also = ("its manifest was edited too, and that is not applied yet",) if edited else ()
    return replace(item, what=worst, details=(*(text for _, text in evidence), *also))


_DANGER: tuple[DriftKind, ...] = get_args(DriftKind)


def _as_declared(desired: Desired, snapshot: Snapshot, organization: str) -> Ledger:
    """Without a ledger: one as if the manifests had just been applied. Names decide what is what,
    and only what is declared can have drifted."""
    by_name = {(a.kind, a.spec.type, a.spec.name): a for a in snapshot.actuals}
    # What could not be read, or the API cannot show, is neither in sync nor drifted.
    skipped = {*snapshot.unread, *snapshot.by_hand}
    found: dict[Key, Actual | None] = {}
    for key, resource in desired.items():
        spec = resource.spec
        if not is_binding(key):
            found[key] = by_name.get((key.kind, spec.type, spec.name))
        elif spec.type not in skipped:
            found[key] = _meant(resource, snapshot)
    ids = {key: actual.id for key, actual in found.items() if actual is not None}
    managed = {}
    for key, actual in found.items():
        # No write of ours has a time, so nothing counts as written after us.
        written = "9999" if actual is not None else ""
        compared = with_ids(desired[key].spec.compared(), ids.get)
        managed[key] = Managed(key, ids.get(key, ""), compared, written)
    return Ledger(organization, managed=managed)


def _count(keys: Iterable[Key]) -> dict[str, int]:
    counts = Counter(key.kind for key in keys)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _extra(context: PlanContext) -> Iterator[Drifted]:
    """Flows that call a hook of ours although its manifest does not bind it there."""
    managed = context.ledger.managed.items()
    applied = {m.id: context.desired[key] for key, m in managed if key in context.desired}
    owners = {**applied, **context.owners}
    wanted = [spec for specs in context.declared.values() for spec in specs]
    for point in context.snapshot.points:
        spec = binding_of(point)
        # A point with an entry of ours has drifted by itself, whatever is in it now.
        if point.id in context.entries or any(spec.is_meant_by(other) for other in wanted):
            continue
        for hook in (str(hook) for hook in spec.hooks if hook in owners):
            resource = owners[hook]
            # Without `bindings` in the manifest nobody said where it is bound.
            if KINDS[resource.key.kind].lists_attachments(resource.spec):
                mark = resource.origin.at(("bindings",))
                name = context.describe_hook(hook)
                field = FieldChange(("hook",), None, name, "okta", mark=mark)
                yield Drifted(spec.key, point.id, "extra", (field,), point.last_updated, mark)


def _drifted(
    resource: Resource | None, managed: Managed, actual: Actual | None, context: PlanContext
) -> Drifted | None:
    mark = resource.origin.start if resource else None
    if actual is None:
        unreadable = managed.id in context.snapshot.unsupported
        what: DriftKind = "unsupported" if unreadable else "gone"
        return Drifted(managed.key, managed.id, what, (), managed.last_updated, mark)
    now = actual.spec.compared()
    if is_binding(managed.key):
        # An entry from before `runOn` was declared says nothing about occasions.
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
    moved = _what(managed, actual, fields, context)
    if moved is None:
        return None
    return Drifted(managed.key, managed.id, moved, fields, actual.last_updated, mark)


def _shown(path: FieldPath, value: Json, context: PlanContext) -> Json:
    """Hooks by their names."""
    if path != ("hook",) or value is None:
        return value
    # Two hooks in one point happen only by another tool; both are shown.
    ids = value if isinstance(value, list) else [value]
    return ", ".join(context.describe_hook(str(hook_id)) for hook_id in ids)


def _side(
    resource: Resource | None, path: FieldPath, applied: object, context: PlanContext
) -> Literal["okta", "both"]:
    """Okta moved; Git too when the manifest no longer says what was applied."""
    if resource is None:
        return "okta"
    # Ids of what is gone are those that were applied, or every reference would look edited.
    declared = context.remembered(resource.spec.compared())
    return "okta" if value_at(declared, path) == applied else "both"


def _what(
    managed: Managed, actual: Actual, fields: tuple[FieldChange, ...], context: PlanContext
) -> DriftKind | None:
    if is_binding(managed.key):
        return _binding_drift(actual, fields, context)
    if fields:
        return "status" if [f.path for f in fields] == [("status",)] else "changed"
    # Okta shows no secrets: a later write with equal fields is all the evidence there can be.
    later = actual.last_updated > managed.last_updated
    unseen = managed.fingerprints or any(hidden_paths(managed.compared))
    return "secret" if later and unseen else None


def _binding_drift(
    point: Actual, fields: tuple[FieldChange, ...], context: PlanContext
) -> DriftKind | None:
    """What became of an attachment point that a hook of ours was put into, or still is in."""
    # The most dangerous first: a flow that calls what is gone fails or goes on without it.
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
        # What the console alone can bind is never applied, so it is not pending either.
        if is_binding(key) and resource.spec.type in context.snapshot.by_hand:
            continue
        if managed is None or managed.compared != context.remembered(resource.spec.compared()):
            yield key


def _meant(resource: Resource, snapshot: Snapshot) -> Actual | None:
    """The one attachment point that a declared binding means, if there is one."""
    spec = binding_of(resource)
    # Two of one name: a guess could report drift of somebody else's object.
    points = [point for point in snapshot.points if binding_of(point).is_meant_by(spec)]
    return points[0] if len(points) == 1 else None
