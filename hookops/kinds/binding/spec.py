"""What a binding is: an attachment point, and the hook that is there or is to be there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS, OCCASIONS, AttachmentPoint
from hookops.kinds.values import read_times
from hookops.model.resource import ID, Actual, Desired, IdOf, Json, Key, Resource, Spec, value_at

NAME = "Binding"


@dataclass(frozen=True, slots=True)
class Selector:
    """Names one object by its name, or by its id; an actual one has both."""

    name: str
    id: str = ""

    def fits(self, actual: "Selector") -> bool:
        """Whether a declared selector names that object. Names are compared as they are."""
        return self.id == actual.id if self.id else self.name == actual.name


@dataclass(frozen=True, slots=True)
class BindingKey:
    """A binding's identity in Git: a type of attachment point, and the objects that lead to it.

    The one place where such keys are written and read: names may contain any character.
    """

    type: str
    names: tuple[str, ...]
    """Or ids, outermost object first."""

    @property
    def key(self) -> Key:
        """As the ledger and reports have it: `Binding/app/Acme Portal`."""
        # Only what would be ambiguous is escaped: people read these keys and use them as targets.
        escaped = [name.replace("%", "%25").replace("/", "%2F") for name in self.names]
        return Key(NAME, "/".join([self.type, *escaped]))

    @classmethod
    def read(cls, key: Key) -> "BindingKey":
        """The inverse of `key`."""
        type_, *names = key.name.split("/")
        return cls(type_, tuple(unquote(name) for name in names))


@dataclass(frozen=True, slots=True)
class Binding:
    """An attachment point and the hook in it, declared or actual."""

    type: str
    """Of the attachment point."""
    selectors: tuple[Selector, ...]
    """The objects that lead to it, outermost first."""
    hooks: tuple[IdOf | str, ...]
    """Okta promises at most one; an actual point is read as it is."""
    run_on: tuple[str, ...] | None = None
    """Scopes, sorted; None when nothing is declared, and where there is no such thing."""
    path: tuple[str, ...] = ()
    """Of the actual object that has the hook."""
    trouble: str = ""
    """Why Okta would not take a hook there; empty when it would."""
    inactive: str = ""
    """Which of the objects that lead to it is INACTIVE, so that no flow comes there; empty: none.
    """
    unreadable: str = ""
    """Why nobody knows which hook an actual point has; empty when it is known. It may be any."""
    has_place: bool = True
    """Whether an actual point shows where a hook would be."""

    @property
    def name(self) -> str:
        """`default > Default Policy > Default Policy Rule`."""
        return " > ".join(selector.name or selector.id for selector in self.selectors)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the objects, empty for one that is named by its id alone."""
        return tuple(selector.name for selector in self.selectors)

    @property
    def point(self) -> AttachmentPoint:
        """The type of object that has the hook."""
        return ATTACHMENT_POINTS[self.type]

    @property
    def flow(self) -> str:
        """`app "Acme Portal"`."""
        return f'{self.point.noun} "{self.name}"'

    @property
    def key(self) -> Key:
        """What tells the attachment point from every other, as it is named."""
        names = tuple(selector.name or selector.id for selector in self.selectors)
        return BindingKey(self.type, names).key

    def is_meant_by(self, declared: "Binding") -> bool:
        """Whether this actual attachment point is the one that a declared binding names."""
        if self.type != declared.type:
            return False
        pairs = zip(declared.selectors, self.selectors, strict=True)
        return all(selector.fits(actual) for selector, actual in pairs)

    def fields(self) -> Mapping[str, Json]:
        """As it is written in a manifest, with the hook."""
        written = {
            name: selector.name or {"id": selector.id} for name, selector in self._selected()
        }
        hooks = [str(hook.key) if isinstance(hook, IdOf) else hook for hook in self.hooks]
        return {**written, "hook": _single(hooks), **self._occasions()}

    def compared(self) -> Mapping[str, Json]:
        """The names that it is found by, the hook, and the occasions where they are declared."""
        # No ids of the objects: a manifest that names them, and the org, must compare as equal.
        names = {name: selector.name for name, selector in self._selected() if selector.name}
        return {**names, "hook": _single(list(self.hooks)), **self._occasions()}

    def _selected(self) -> Iterator[tuple[str, Selector]]:
        yield from zip(self.point.selector_names, self.selectors, strict=True)

    def _occasions(self) -> Mapping[str, Json]:
        """`runOn`, where there is such a thing, in the words of manifests."""
        if self.run_on is None:
            return {}
        # A scope that hookops does not know is shown as Okta spells it.
        words = {scope: word for word, scope in OCCASIONS.items()}
        return {"runOn": [words.get(scope, scope) for scope in self.run_on]}


def parse(hook: Key, points: Sequence[AttachmentPoint], data: Mapping[str, Json]) -> Binding:
    """The binding of a hook that a valid manifest declares.

    Shape: `points` are those of the hook's type; the fields of `data` tell which one is meant.
    """
    point = point_named(points, data)
    # Rules of `inline_hook/rules/bindings.py` run first and stop what would fail here.
    assert point is not None, "manifests are checked before they are parsed"
    selectors = tuple(_selector(data[name]) for name in point.selector_names)
    given = data.get("runOn")
    scopes = None if given is None else tuple(sorted({OCCASIONS[name] for name in given}))
    return Binding(point.type, selectors, (IdOf(hook),), scopes)


def point_named(
    points: Sequence[AttachmentPoint], data: Mapping[str, Json]
) -> AttachmentPoint | None:
    """The attachment point whose selectors a binding has; None when there is no such one."""
    fitting = [p for p in points if all(name in data for name in p.selector_names)]
    # A point whose selectors contain those of another one (app, and app with a feature) is more
    # particular, so it goes first.
    return max(fitting, key=lambda point: len(point.selector_names), default=None)


def binding_of(thing: Resource | Actual) -> Binding:
    """The binding that a declared or actual thing of this kind is."""
    assert isinstance(thing.spec, Binding)
    return thing.spec


def bindings(desired: Desired | Iterable[Resource]) -> Iterator[tuple[Resource, Binding]]:
    """Every declared binding."""
    resources = desired.values() if isinstance(desired, Mapping) else desired
    for resource in resources:
        if isinstance(resource.spec, Binding):
            yield resource, resource.spec


def named_flow(key: Key, fields: Mapping[str, Json]) -> dict[str, Json]:
    """The flow of a binding as manifests name it, without the hook.

    Shape: `fields` are those of `compared`, in which objects that are named by their ids are not.
    """
    found, row = BindingKey.read(key), ATTACHMENT_POINTS[BindingKey.read(key).type]
    by_id = {
        selector: {"id": name}
        for selector, name in zip(row.selector_names, found.names, strict=True)
        if selector not in fields
    }
    return {**by_id, **{name: value for name, value in fields.items() if name != "hook"}}


def hook_of(spec: Spec) -> Key:
    """The declared hook of a declared binding."""
    assert isinstance(spec, Binding)
    (hook,) = spec.hooks
    assert isinstance(hook, IdOf)
    return hook.key


def means_one_of(spec: Spec, points: Iterable[Actual]) -> bool:
    """Whether it is a declared binding that names one of these attachment points."""
    return isinstance(spec, Binding) and any(binding_of(p).is_meant_by(spec) for p in points)


def flows_of(specs: Iterable[Spec]) -> list[str]:
    """The flows of those that are bindings."""
    return [spec.flow for spec in specs if isinstance(spec, Binding)]


def read_point(point: Binding, raw: Mapping[str, Json]) -> Actual | None:
    """The attachment point with the hook that `raw`, the object itself, names.

    None when the object has no id. What hookops does not understand is a trouble of the point, so
    that nothing is written there.
    """
    if not isinstance(raw.get("id"), str):
        return None
    row, elements = point.point, _elements(point.point, raw)
    parent = value_at(raw, row.pointer[:-1])
    # A list is shown also when it is empty; what is no list is left out when there is no hook.
    has_place = isinstance(parent, Mapping) and (not row.is_list or row.pointer[-1] in parent)
    if not (_is_plain(row, raw) and all(_names_hook(row, element) for element in elements)):
        why = "Okta names its hook in a way that hookops does not know"
        spec = replace(point, unreadable=why, trouble=point.trouble or why, has_place=has_place)
        return Actual(NAME, raw["id"], spec, *read_times(raw))
    hooks = tuple(element[row.member] for element in elements)
    scopes = tuple(sorted(elements[0].get("scopes") or ())) if elements and row.run_on else None
    # Where Okta does not show the member's parent, a PUT would have to invent it.
    has_parent = isinstance(parent, Mapping)
    trouble = point.trouble or ("" if has_parent else "Okta shows no place for a hook in it")
    spec = replace(point, hooks=hooks, run_on=scopes, trouble=trouble, has_place=has_place)
    return Actual(NAME, raw["id"], spec, *read_times(raw))


def _elements(row: AttachmentPoint, raw: Mapping[str, Json]) -> list[Json]:
    """What is at the pointer, without elements that say nothing but that there is no hook."""
    there = value_at(raw, row.pointer)
    # A rule has one object there; policies and apps have a list, although of one at most.
    items = there if isinstance(there, list) else [] if there is None else [there]
    return [e for e in items if not isinstance(e, dict) or not _is_none(row, e)]


def _is_none(row: AttachmentPoint, element: Mapping[str, Json]) -> bool:
    # A member that hookops does not know may be another name for the same.
    return element.get(row.member) is None and not element.keys() - {row.member, "scopes"}


def _is_plain(row: AttachmentPoint, raw: Mapping[str, Json]) -> bool:
    """Whether everything on the way to the pointer is an object, or not there at all."""
    parents = (value_at(raw, row.pointer[:depth]) for depth in range(1, len(row.pointer)))
    return all(parent is None or isinstance(parent, Mapping) for parent in parents)


def _names_hook(row: AttachmentPoint, element: Json) -> bool:
    """Whether it is an object with the id of a hook, and its scopes, if any, are texts."""
    if not isinstance(element, dict):
        return False
    id_, scopes = element.get(row.member), element.get("scopes") or ()
    texts = isinstance(scopes, (list, tuple)) and all(isinstance(scope, str) for scope in scopes)
    return isinstance(id_, str) and ID.fullmatch(id_) is not None and (texts or not row.run_on)


def _selector(data: Json) -> Selector:
    return Selector("", data["id"]) if isinstance(data, Mapping) else Selector(data)


def _single(hooks: Sequence[Json]) -> Json:
    # Okta promises one hook at most. A list shows that an actual point has more, as a difference.
    return hooks[0] if len(hooks) == 1 else list(hooks) or None
