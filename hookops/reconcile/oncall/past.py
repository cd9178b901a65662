"""The state before an apply, as something that is declared: out of what the ledger remembers.

What those applies changed is declared as it was before them. All else about the same hooks is
declared as Okta has it now, so that neither an edit in Git nor one in the console gets into a
rollback. The rest of Git is not looked at.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.kinds.binding.spec import BindingKey, binding_of, parse, point_named
from hookops.model.diagnostic import Diagnostic
from hookops.model.errors import InvalidInput
from hookops.model.history.records import LEDGER_ONLY, ApplyRecord, ChangeRecord
from hookops.model.resource import Actual, Desired, IdOf, Json, Key, Ledger, Resource, Snapshot
from hookops.model.source import NOWHERE, Origin
from hookops.model.text import show

Changes = Mapping[Key, ChangeRecord]
"""Of each resource, the first of several: what was before it was before all of them."""


@dataclass(frozen=True, slots=True)
class Past:
    """What a rollback declares."""

    desired: Desired
    targets: tuple[str, ...]
    deleted: tuple[Key, ...]
    """What the applies had made: it is declared no more."""
    lost: tuple[str, ...]
    """What does not come back, for people."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """Everything that the past is made of."""

    git: Desired
    ledger: Ledger
    snapshot: Snapshot
    changes: Changes
    allowed_secrets: Sequence[str]
    keys: Mapping[str, Key]
    """Resources by every id that the ledger knows or knew them by."""
    actuals: Mapping[str, Actual]
    lost: list[str] = field(default_factory=list)


def changes_since(records: Sequence[ApplyRecord], git: Desired) -> dict[Key, ChangeRecord]:
    """What these applies changed, under the names of today.

    Raises: InvalidInput when the ledger no longer has that of one of them.
    """
    renamed = {
        Key(key.kind, old): key for key, resource in git.items() for old in resource.previous_names
    }
    found: dict[Key, ChangeRecord] = {}
    for record in records:
        if not record.changes and record.done + record.failed + record.unknown:
            raise InvalidInput(
                f"the ledger no longer has what the apply of {show(record.at)} changed",
                "it keeps the changes of the last 20 applies, up to a size; git revert and apply",
            )
        for change in record.changes:
            # Those wrote nothing to Okta, so there is nothing before them to go back to.
            if change.action in LEDGER_ONLY:
                continue
            found.setdefault(renamed.get(change.key, change.key), change)
    return found


def touched_hooks(changes: Changes, ledger: Ledger, points: Sequence[Actual] = ()) -> set[Key]:
    """Hooks that these changes are about: their own, and those of the flows that they changed.

    Shape: `points` are the flows as they are now, where they were read already.
    """
    # Three places say which hook a flow has or had: the record, the ledger, and the flow itself.
    keys, now = known_keys(changes, ledger), {point.id: point for point in points}
    found = {key for key in changes if KINDS[key.kind].is_called}
    for key, change in changes.items():
        if key.kind in LISTED:
            continue
        entry = ledger.managed.get(key)
        ids = [*_hooks(change.before), *_hooks(entry.compared if entry else None)]
        if change.id in now:
            ids += [str(hook) for hook in binding_of(now[change.id]).hooks]
        found |= {keys[id_] for id_ in ids if id_ in keys}
    return found


def known_keys(changes: Changes, ledger: Ledger) -> dict[str, Key]:
    """Keys and hooks by their ids of today and of before."""
    # The later ones win: an id is never given twice, and the name in Git may be another one now.
    return {
        **{stone.id: stone.key for stone in ledger.tombstones},
        **{change.id: key for key, change in changes.items() if change.id and key.kind in LISTED},
        **{entry.id: key for key, entry in ledger.managed.items() if key.kind in LISTED},
    }


def made_since(changes: Changes, ledger: Ledger) -> tuple[Key, ...]:
    """What was not there before these changes, and is there now."""
    return tuple(
        key
        for key, change in changes.items()
        if change.before is None and key.kind in LISTED and key in ledger.managed
    )


def declare_past(
    git: Desired,
    ledger: Ledger,
    snapshot: Snapshot,
    changes: Changes,
    allowed_secrets: Sequence[str],
) -> Past:
    """The state before these changes. Raises: InvalidInput when something of it cannot be declared.

    Shape: `snapshot` has every attachment point of the hooks in question; `allowed_secrets` as of
    `Listed.check`.
    """
    actuals = {actual.id: actual for actual in snapshot.actuals}
    keys = known_keys(changes, ledger)
    sides = _Sides(git, ledger, snapshot, changes, allowed_secrets, keys, actuals)
    hooks = touched_hooks(changes, ledger, snapshot.points)
    # Whatever is about one of these hooks is said here, and what Git says of it does not count.
    about = {*hooks, *changes}
    listed = _with_keys(dict(_made(about, sides)), sides)
    about |= listed.keys()
    bound = dict(_bindings(listed, sides))
    rest = {
        key: resource
        for key, resource in git.items()
        if key not in about and not any(n in hooks for _, n in _needs(resource))
    }
    desired = dict(sorted({**rest, **listed, **bound}.items()))
    there = {*desired, *ledger.managed}
    return Past(
        desired,
        tuple(str(key) for key in sorted({*about, *bound}) if key in there),
        made_since(changes, ledger),
        tuple(sides.lost),
    )


def _made(about: Collection[Key], sides: _Sides) -> Iterator[tuple[Key, Resource]]:
    for key in sorted(about):
        made = _listed(key, sides)
        if made is not None:
            yield key, made


def _with_keys(listed: dict[Key, Resource], sides: _Sides) -> dict[Key, Resource]:
    """Also the keys that these sign with, as those are now."""
    needed = {key for made in listed.values() for _, key in KINDS[made.key.kind].needs(made.spec)}
    return {**listed, **dict(_made(needed - listed.keys(), sides))}


def _needs(resource: Resource) -> Iterator[tuple[object, Key]]:
    kind = KINDS[resource.key.kind]
    # A hook may need a key of this rollback, and is no part of it for that.
    return iter(()) if resource.key.kind in LISTED else kind.needs(resource.spec)


def _listed(key: Key, sides: _Sides) -> Resource | None:
    """A key or hook as it was; as it is, where it was not changed; None where it was not there."""
    if key.kind not in LISTED:
        return None
    kind, change = LISTED[key.kind], sides.changes.get(key)
    entry, git = sides.ledger.managed.get(key), sides.git.get(key)
    protect = entry.protected if entry is not None else git is not None and git.protect
    origin = Origin(NOWHERE)
    # In turn: made since; changed since; only near to what was changed; not there at all.
    if change is not None and change.before is None:
        return None
    if change is not None:
        spec = kind.parse(_manifest(key, change, sides))
    elif entry is not None and entry.id in sides.actuals:
        spec = sides.actuals[entry.id].spec
    else:
        return None
    old = git.previous_names if git is not None else ()
    # No flow but those below, or what was bound since would stay so.
    spec = kind.attached(key, spec, ())
    return Resource(key, spec, origin, protect, previous_names=old, as_it_is=change is None)


def _manifest(key: Key, change: ChangeRecord, sides: _Sides) -> dict[str, Json]:
    """The manifest that declares what was there before the change. Raises: InvalidInput."""
    kind, entry = LISTED[key.kind], sides.ledger.managed.get(key)
    prints = entry.fingerprints if entry is not None else {}
    # The label belongs to the value: without it, the next plan would take it for another one.
    labels = {p: f.version for p, f in prints.items() if f.ref == change.secrets.get(p)}
    secrets: dict[str, Json] = {
        path: {"ref": ref, "version": labels[path]} if labels.get(path) else ref
        for path, ref in change.secrets.items()
        if ref
    }

    def name_of(id_: str) -> str:
        found = sides.keys.get(id_)
        return found.name if found is not None else ""

    try:
        spec = kind.past_manifest(change.before or {}, secrets, name_of)
    except ValueError as problem:
        raise InvalidInput(
            f"{key} cannot be brought back: {problem}", "git revert, and apply"
        ) from None
    document = {"metadata": {"name": key.name}, "spec": spec}
    wrong = [p for p in kind.check(document, sides.allowed_secrets) if p.severity == "error"]
    if wrong:
        found = tuple(Diagnostic(p.code, f"{key}: {p.message}", None, p.hint) for p in wrong)
        raise InvalidInput("", "what was there then may not be declared today", diagnostics=found)
    return document


def _bindings(listed: Mapping[Key, Resource], sides: _Sides) -> Iterator[tuple[Key, Resource]]:
    """Flows as they were before; as they are, where they were not changed."""
    # By the ids of the flows: their names may have changed, and the ledger's key goes first.
    names = {e.id: key for key, e in sides.ledger.managed.items() if key.kind not in LISTED}
    moved = {change.id: key for key, change in sides.changes.items() if key.kind not in LISTED}
    points = {point.id: point for point in sides.snapshot.points}
    for point in sides.snapshot.points:
        owner = _owner(binding_of(point).hooks, listed, sides)
        if owner is not None and point.id not in moved:
            key = names.get(point.id, binding_of(point).key)
            spec = replace(binding_of(point), hooks=(IdOf(owner),))
            yield key, Resource(key, spec, Origin(NOWHERE), as_it_is=True)
    yield from _buried(listed, {*moved.values()}, sides)
    for id_, key in moved.items():
        before = sides.changes[key].before
        made = _past_binding(key, before, points.get(id_), listed, sides) if before else None
        if made is not None:
            yield key, made


def _buried(
    listed: Mapping[Key, Resource], known: Collection[Key], sides: _Sides
) -> Iterator[tuple[Key, Resource]]:
    """Flows of deleted hooks of which only a tombstone has kept the names."""
    deleted = {change.id for change in sides.changes.values() if change.action == "delete"}
    for stone in sides.ledger.tombstones:
        if not stone.bindings or stone.id not in deleted or stone.key not in listed:
            continue
        # An apply that was cut short has unbound them, and left no record of it.
        type_ = stone.compared["type"]
        points = [point for point in ATTACHMENT_POINTS.values() if point.hook_type == type_]
        for flow in stone.bindings:
            # Ledgers did not name objects that manifests name by their ids.
            if point_named(points, flow) is None:
                text = "the ledger does not name one of the flows that called it: bind it in Git"
                sides.lost.append(f"{stone.key}: {text}")
                continue
            spec = parse(stone.key, points, flow)
            if spec.key not in known:
                yield spec.key, Resource(spec.key, spec, Origin(NOWHERE))


def _past_binding(
    key: Key,
    before: Mapping[str, Json],
    point: Actual | None,
    listed: Mapping[Key, Resource],
    sides: _Sides,
) -> Resource | None:
    """The binding of a flow that it had before; None where it had none, or had another's hook."""
    ids = _hooks(before)
    if not ids:
        return None
    owner = _owner(ids, listed, sides)
    if owner is None or len(ids) > 1:
        sides.lost.append(
            f"{key} called {', '.join(ids)} before, which hookops does not manage: bind it in "
            "Okta's console"
        )
        return None
    row = ATTACHMENT_POINTS[BindingKey.read(key).type]
    assert point_named((row,), before) is not None
    spec = parse(owner, (row,), {name: value for name, value in before.items() if name != "hook"})
    # The object itself, where it is still there: its name may be another's by now.
    spec = replace(spec, selectors=binding_of(point).selectors) if point is not None else spec
    return Resource(key, spec, Origin(NOWHERE))


def _owner(ids: Sequence[object], listed: Mapping[Key, Resource], sides: _Sides) -> Key | None:
    found = [sides.keys.get(str(id_)) for id_ in ids]
    return next((key for key in found if key is not None and key in listed), None)


def _hooks(fields: Mapping[str, Json] | None) -> list[str]:
    """Ids of the hooks that a binding's fields name."""
    there = (fields or {}).get("hook")
    return [str(hook) for hook in (there if isinstance(there, list) else [there]) if hook]
