"""Desired x Snapshot x Ledger -> Plan. Pure: same inputs, same plan, byte for byte."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from hookops.kinds import KINDS
from hookops.kinds.base import Kind
from hookops.model.change import Action, Change, FieldChange, Plan, Side
from hookops.model.diagnostic import Diagnostic, by_position
from hookops.model.resource import Desired, Json, Key, Ledger, Live, Managed, Snapshot
from hookops.model.source import FieldPath
from hookops.model.text import show
from hookops.reconcile import guard
from hookops.reconcile.compare import compare
from hookops.reconcile.names import settle_names
from hookops.reconcile.ownership import Owned, Ownership, divide, follow_renames, pending
from hookops.reconcile.secret_changes import Fingerprints, secret_changes

Known = Mapping[Key, Fingerprints]
"""Fingerprints of the secrets that can be read now, by resource."""


def plan(
    desired: Desired,
    snapshot: Snapshot,
    ledger: Ledger,
    *,
    known: Known,
    limits: guard.Limits,
    targets: Sequence[str] = (),
) -> Plan:
    """Everything that makes the registry as declared, and everything that stands against it."""
    ledger = follow_renames(ledger, desired)
    sides = divide(desired, snapshot, ledger)
    wanted = set(targets)
    owned = [o for o in sides.owned if not wanted or str(o.resource.key) in wanted]
    orphans = [o for o in sides.orphans if not wanted or str(o[0].key) in wanted]
    changes = [c for o in owned if (c := _change(o, ledger, known)) is not None]
    if limits.prune:
        changes.extend(_deletion(managed, live) for managed, live in orphans)
    changes, held = settle_names(changes, sides)
    rivals = [r for c in changes if (r := _rival(c, snapshot)) is not None]
    changes.sort(key=lambda change: (list(KINDS).index(change.key.kind), change.key.name))
    return Plan(
        organization=ledger.organization,
        changes=tuple(changes),
        conflicts=by_position([*_of(sides, wanted), *held, *rivals]),
        foreign=snapshot.foreign,
        known_ids=snapshot.ids,
        refusals=guard.refusals(changes, desired, ledger, limits),
        warnings=tuple(_warnings(changes)),
        kept=() if limits.prune else tuple(managed.key for managed, _ in orphans),
        forgotten=() if wanted else sides.forgotten,
        unmanaged=sides.unmanaged,
        unchanged=len(owned) - sum(1 for c in changes if c.after is not None),
        snapshot=_digest(sides, ledger),
        prune=limits.prune,
        targets=tuple(sorted(wanted)),
    )


def _change(owned: Owned, ledger: Ledger, known: Known) -> Change | None:
    resource, live = owned.resource, owned.live
    kind = KINDS[resource.key.kind]
    if live is None:
        fields = _field_changes(owned, {})
        steps = kind.create(resource.key, resource.spec)
        undo = "remove the manifest and apply with --prune"
        return _make(owned, kind, Action.CREATE, fields, steps, owned.reason, undo)
    fields = _field_changes(owned, live.spec.compared())
    if live.spec.type != resource.spec.type:
        steps = kind.replace(resource.key, live, resource.spec)
        reason = "the type of a hook cannot be changed in Okta: a new one takes its place"
        return _make(owned, kind, Action.REPLACE, fields, steps, reason, "")
    secrets = _secrets(owned, live, kind, known, alike=all(f.path == ("status",) for f in fields))
    again = bool(pending(ledger, resource.key, "update", "rename"))
    write = again or bool(secrets) or any(f.path != ("status",) for f in fields)
    steps = kind.update(live, resource.spec, write=write)
    if not steps:
        nothing = "only the ledger learns of it; its secret, if any, is taken as it is"
        reason = f"{owned.reason}; {nothing}"
        return _make(owned, kind, Action.NOTHING, (), (), reason, "") if owned.adopts else None
    reason = "the outcome of an earlier update is not known" if again else owned.reason
    undo = "" if secrets else _undo(fields)
    return _make(owned, kind, _action(steps), fields + secrets, steps, reason, undo)


def _secrets(
    owned: Owned, live: Live, kind: Kind[Any], known: Known, *, alike: bool
) -> tuple[FieldChange, ...]:
    resource = owned.resource
    refs, now = kind.secrets(resource.spec), known.get(resource.key, {})
    return tuple(secret_changes(resource, owned.managed, live, refs, now, alike=alike))


def _make(
    owned: Owned,
    kind: Kind[Any],
    action: Action,
    fields: tuple[FieldChange, ...],
    steps: tuple[Any, ...],
    reason: str,
    undo: str,
) -> Change:
    resource = owned.resource
    level, text = kind.impact(owned.live, resource.spec, [field.path for field in fields])
    if action is Action.NOTHING:
        level, text = "safe", "nothing changes in Okta"
    return Change(
        key=resource.key,
        action=action,
        before=owned.live,
        after=resource,
        fields=fields,
        steps=steps,
        impact=level,
        impact_text=text,
        undo=undo,
        reason=reason or _told(fields),
        mark=resource.origin.start,
        adopts=owned.adopts,
    )


def _undo(fields: Sequence[FieldChange]) -> str:
    if any(field.side in ("okta", "both") for field in fields):
        return "edit it in Okta again, to the values that are shown before the arrows"
    return "apply the manifest as it was before"


def _action(steps: Sequence[Any]) -> Action:
    verbs = [step.verb for step in steps]
    return Action(verbs[0]) if len(verbs) == 1 else Action.UPDATE


def _told(fields: Sequence[FieldChange]) -> str:
    sides = {field.side for field in fields}
    if sides == {"git"}:
        return "edited in Git"
    if sides == {"okta"}:
        return "edited in Okta"
    return "edited in Git and in Okta" if sides else "sent again"


def _field_changes(owned: Owned, before: Mapping[str, Json]) -> tuple[FieldChange, ...]:
    resource, managed = owned.resource, owned.managed
    return tuple(
        FieldChange(
            path=path,
            before=was,
            after=now,
            side=side_of(managed, path, was, now) if owned.live else "git",
            mark=resource.origin.at(path),
        )
        for path, was, now in compare(before, resource.spec.compared())
    )


def side_of(managed: Managed | None, path: FieldPath, actual: Json, desired: Json) -> Side:
    """Who moved a field since the last apply, by what was applied then."""
    if managed is None or not managed.compared:
        return "unknown"
    applied = value_at(managed.compared, path)
    if applied == actual:
        return "git"
    return "okta" if applied == desired else "both"


def value_at(data: Json, path: FieldPath) -> Json:
    """The value at `path`, or None where there is none."""
    for step in path:
        if not isinstance(data, Mapping) or step not in data:
            return None
        data = data[step]
    return data


def _deletion(managed: Managed, live: Live) -> Change:
    kind = KINDS[managed.key.kind]
    level, text = kind.impact(live, None, ())
    return Change(
        key=managed.key,
        action=Action.DELETE,
        before=live,
        after=None,
        fields=(),
        steps=kind.delete(live),
        impact=level,
        impact_text=text,
        undo="",
        reason="no longer declared",
    )


def _of(sides: Ownership, wanted: set[str]) -> list[Diagnostic]:
    return [found for key, found in sides.conflicts if not wanted or str(key) in wanted]


def _rival(change: Change, snapshot: Snapshot) -> Diagnostic | None:
    """Another hook that Okta would not let this one stand beside; taken away first, it leaves a
    gap, so that is for a person to decide."""
    if change.after is None:
        return None
    spec = change.after.spec
    other = KINDS[change.key.kind].rival(change.before, spec, snapshot.lives)
    if other is None:
        return None
    return Diagnostic(
        "one-per-org",
        f"{change.key}: an org may have only one hook of type {spec.type}, and "
        f'"{show(other.spec.name)}" ({other.id}) is there',
        change.after.origin.at(("type",)),
        "change that one in place: declare it under its own name (metadata.previousNames, "
        "hookops.dev/adopt); or take it away in an apply of its own, with a gap in between",
    )


def _warnings(changes: Sequence[Change]) -> Iterator[Diagnostic]:
    for change in changes:
        for field in change.fields:
            moved = field.path[-1] in ("uri", "tokenUrl") and field.before and field.after
            if (
                moved
                and field.side != "okta"
                and urlsplit(field.before).netloc != urlsplit(field.after).netloc
            ):
                yield Diagnostic(
                    "new-host",
                    f"{change.key}: Okta will send its requests, and the hook's secret, "
                    f"to another host: {urlsplit(field.after).netloc}",
                    field.mark or change.after.origin.start,  # type: ignore[union-attr]
                    severity="warning",
                )


def _digest(sides: Ownership, ledger: Ledger) -> str:
    """Of everything in the registry that the plan was made against."""
    lives = [o.live for o in sides.owned if o.live] + [live for _, live in sides.orphans]
    seen = [[live.id, live.last_updated, live.spec.compared()] for live in lives]
    text = json.dumps([ledger.organization, sorted(seen, key=lambda item: str(item[0]))])
    return hashlib.sha256(text.encode()).hexdigest()
