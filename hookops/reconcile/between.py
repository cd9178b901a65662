"""What differs between two organizations, by name, that their manifests do not explain.

A value that is in both as their own manifests declare it is explained, however different it is:
that is what overlays are for. Everything else is a difference.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.spec import binding_of
from hookops.model.drift import Difference
from hookops.model.resource import (
    Actual,
    Desired,
    Json,
    Key,
    Ledger,
    Resource,
    Snapshot,
    value_at,
    with_ids,
)
from hookops.model.source import Mark
from hookops.reconcile.compare import compare, hidden_paths
from hookops.reconcile.context import is_binding


@dataclass(frozen=True, slots=True)
class Thing:
    """One resource of an organization, with the names of others in the place of their ids."""

    declared: Mapping[str, Json] | None
    """`Spec.compared()`; None for what nobody declares."""
    actual: Mapping[str, Json] | None
    """None for what is not there."""
    mark: Mark | None = None


Things = Mapping[str, Thing]
"""By the key in Git, or the kind and the name in Okta of what nobody declares."""


def describe_things(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Things:
    """Everything that an organization has or declares."""
    matched = {key: _find(resource, snapshot, ledger) for key, resource in desired.items()}
    names = {actual.id: str(key) for key, actual in matched.items() if actual is not None}
    named = {actual.id: _name(actual) for actual in (*snapshot.actuals, *snapshot.points)} | names
    declared = {
        str(key): Thing(
            _with_names(with_ids(resource.spec.compared(), str), named),
            _actual(matched[key], named),
            resource.origin.start,
        )
        for key, resource in desired.items()
    }
    others = {
        named[actual.id]: Thing(None, _actual(actual, named))
        for actual in (*snapshot.actuals, *filter(_has_hook, snapshot.points))
        if actual.id not in names
    }
    return {**others, **declared}


def find_differences(first: Things, second: Things) -> tuple[Difference, ...]:
    """In the order of names and paths."""
    nothing = Thing(None, None)
    return tuple(
        difference
        for name in sorted({*first, *second})
        for difference in _differences(name, first.get(name, nothing), second.get(name, nothing))
    )


def _differences(name: str, first: Thing, second: Thing) -> Iterator[Difference]:
    if first.actual is None or second.actual is None:
        yield from _presence(name, first, second)
        return
    mark = first.mark or second.mark
    declared = (first.declared or {}, second.declared or {})
    # Also where both have one value, although their manifests want two.
    leaves = [*compare(first.actual, second.actual), *compare(*declared)]
    # Of two that are hidden nobody knows whether they are equal.
    hidden = {*hidden_paths(first.actual)} & {*hidden_paths(second.actual)}
    for path in sorted({*(path for path, _, _ in leaves), *hidden}, key=str):
        values = value_at(first.actual, path), value_at(second.actual, path)
        says = value_at(declared[0], path), value_at(declared[1], path)
        # What was edited alike in both is no difference between them: drift reports it.
        if values != says and (path in hidden or values[0] != values[1] or says[0] != says[1]):
            yield Difference(name, path, values, says, mark)


def _presence(name: str, first: Thing, second: Thing) -> Iterator[Difference]:
    """One of them has it and the other has not: there are no fields to compare."""
    there = tuple(thing.actual is not None for thing in (first, second))
    wanted = tuple(thing.declared is not None for thing in (first, second))
    if there != wanted and there[0] is not there[1]:
        mark = first.mark or second.mark
        yield Difference(name, (), (there[0], there[1]), (wanted[0], wanted[1]), mark)


def _find(resource: Resource, snapshot: Snapshot, ledger: Ledger) -> Actual | None:
    """What the organization has of a declared resource: by the ledger, else by its name alone."""
    key, spec = resource.key, resource.spec
    if is_binding(key):
        meant = binding_of(resource)
        return _only(point for point in snapshot.points if binding_of(point).is_meant_by(meant))
    # An id says it where there is one: of an entry, or of an annotation.
    managed = ledger.managed.get(key)
    id_ = managed.id if managed is not None else resource.id
    mine = [actual for actual in snapshot.actuals if actual.id == id_]
    same = (key.kind, spec.type, spec.name)
    return _only(
        mine or (a for a in snapshot.actuals if (a.kind, a.spec.type, a.spec.name) == same)
    )


def _only(found: Iterable[Actual]) -> Actual | None:
    """The one that there is; of several, none is meant."""
    every = list(found)
    return every[0] if len(every) == 1 else None


def _name(actual: Actual) -> str:
    if is_binding(Key(actual.kind, "")):
        return str(binding_of(actual).key)
    of_type = f" ({actual.spec.type})" if actual.spec.type else ""
    return f'{KINDS[actual.kind].name} "{actual.spec.name}"{of_type}'


def _has_hook(point: Actual) -> bool:
    return bool(binding_of(point).hooks)


def _actual(actual: Actual | None, named: Mapping[str, str]) -> Mapping[str, Json] | None:
    if actual is None or (is_binding(Key(actual.kind, "")) and not _has_hook(actual)):
        return None
    return _with_names(actual.spec.compared(), named)


def _with_names(data: Mapping[str, Json], named: Mapping[str, str]) -> Mapping[str, Json]:
    """Ids differ between organizations; names need not."""

    def translate(value: Json) -> Json:
        if isinstance(value, str):
            return named.get(value, value)
        if isinstance(value, Mapping):
            return {name: translate(inner) for name, inner in value.items()}
        return [translate(inner) for inner in value] if isinstance(value, list) else value

    return {name: translate(value) for name, value in data.items()}


def planned_things(changes: Iterable[tuple[Key, Mapping[str, Json] | None]]) -> Things:
    """What a saved plan leads to.

    Shape: of each change its key and `Spec.fields()` of what is there then; None where nothing is.
    Raises: KeyError, TypeError, AttributeError, ValueError where the shape is none of a spec.
    """
    found = {}
    for key, after in changes:
        compared = None if after is None else _planned(key, after)
        found[str(key)] = Thing(compared, compared)
    return found


def _planned(key: Key, after: Mapping[str, Json]) -> Mapping[str, Json]:
    kind = LISTED.get(key.kind)
    if kind is not None:
        spec = kind.parse({"metadata": {"name": key.name}, "spec": after})
        found: Mapping[str, Json] = with_ids(spec.compared(), str)
        return found
    # A binding: what it is named by in Git, but for ids.
    return {name: value for name, value in after.items() if not isinstance(value, Mapping)}
