"""The kind `Binding`: which flow calls which hook.

A binding is written inside the hook's manifest and planned by itself. What holds it (a rule, an
app) is somebody else's object, of which one pointer is changed. Not in this room: how such objects
are found (`slots.py`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hookops.kinds.base import Kind
from hookops.kinds.binding.attachment_points import OCCASIONS, AttachmentPoint
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.call import Body, Call, Edit
from hookops.model.change import Impact, Phase, Step
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Actual, IdOf, Json, Key, with_ids
from hookops.model.source import FieldPath

NAME = "Binding"


@dataclass(frozen=True, slots=True)
class Selector:
    """One object by its name, or by its id; an actual one has both."""

    name: str
    id: str = ""

    def fits(self, actual: "Selector") -> bool:
        """Whether a declared pick means that object. Names are compared as they are."""
        return self.id == actual.id if self.id else self.name == actual.name


@dataclass(frozen=True, slots=True)
class Binding:
    """A slot and who is in it, declared or actual."""

    type: str
    """Of the hooks that fit."""
    selectors: tuple[Selector, ...]
    """The slot, outermost object first."""
    hooks: tuple[IdOf | str, ...]
    """Okta promises at most one; an actual slot is read as it is."""
    run_on: tuple[str, ...] | None = None
    """Scopes, sorted; None when nothing is declared, and where there is no such thing."""
    path: tuple[str, ...] = ()
    """Of the object that holds the slot; the actual one's."""
    trouble: str = ""
    """Why Okta would not take a hook there; empty when it would."""

    @property
    def name(self) -> str:
        """`default > Default Policy > Default Policy Rule`."""
        return " > ".join(selector.name or selector.id for selector in self.selectors)

    @property
    def point(self) -> AttachmentPoint:
        """What sort of place it is."""
        return attachment_point_of(self.type)

    @property
    def flow(self) -> str:
        """`app "Acme Portal"`."""
        return f'{self.point.noun} "{self.name}"'

    @property
    def key(self) -> Key:
        """What tells the slot from every other, as it is named."""
        parts = [(selector.name or selector.id) for selector in self.selectors]
        escaped = [part.replace("%", "%25").replace("/", "%2F") for part in parts]
        return Key(NAME, "/".join([self.point.noun, *escaped]))

    def is_meant_by(self, declared: object) -> bool:
        """Whether this actual slot is the one that a declared binding names."""
        if not isinstance(declared, Binding) or self.type != declared.type:
            return False
        pairs = zip(declared.selectors, self.selectors, strict=True)
        return all(selector.fits(actual) for selector, actual in pairs)

    def fields(self) -> Mapping[str, Json]:
        """As it is written in a manifest, with the hook."""
        selectors = {
            name: selector.name or {"id": selector.id} for name, selector in self._selected()
        }
        hooks = [str(hook.key) if isinstance(hook, IdOf) else hook for hook in self.hooks]
        return {**selectors, "hook": _one(hooks), **self._occasions()}

    def compared(self) -> Mapping[str, Json]:
        """The names that it is found by, the hook, and the occasions where they are declared."""
        names = {name: selector.name for name, selector in self._selected() if selector.name}
        return {**names, "hook": _one(list(self.hooks)), **self._occasions()}

    def _selected(self) -> Iterator[tuple[str, Selector]]:
        yield from zip(self.point.selector_names, self.selectors, strict=True)

    def _occasions(self) -> Mapping[str, Json]:
        """`runOn`, where there is such a thing, in the words of manifests."""
        words = {scope: word for word, scope in OCCASIONS.items()}
        if self.run_on is None:
            return {}
        return {"runOn": [words.get(scope, scope) for scope in self.run_on]}


def attachment_point_of(hook_type: str) -> AttachmentPoint:
    """Where hooks of that type are bound. Raises: KeyError for those that nothing refers to."""
    point = HOOK_TYPES[hook_type].point
    if point is None:
        raise KeyError(hook_type)
    return point


def parse(hook: Key, hook_type: str, data: Mapping[str, Json]) -> Binding:
    """The binding of a hook that a valid manifest declares."""
    selectors = tuple(
        _selector(data[selector_name])
        for selector_name in attachment_point_of(hook_type).selector_names
    )
    given = data.get("runOn")
    scopes = None if given is None else tuple(sorted({OCCASIONS[name] for name in given}))
    return Binding(hook_type, selectors, (IdOf(hook),), scopes)


class BindingKind(Kind[Binding]):
    """Source: Okta Management API: authorization server policy rules, apps, policy rules."""

    name = NAME
    title = "binding"
    when_forgotten = (
        "no longer declared under this name; nothing changes in Okta, "
        "and `bindings: []` is what unbinds a hook"
    )

    def read_answer(self, before: Actual | None, answer: Json) -> Actual | None:
        """The slot as an answer about its object shows it."""
        if before is None or not isinstance(answer, dict) or answer.get("id") != before.id:
            return None
        spec = before.spec
        assert isinstance(spec, Binding)
        return read_point(spec, answer)

    def describe_duplicate(self, key: Key) -> tuple[str, str]:
        """M31. Source: Okta Management API: one hook for each rule, app and policy."""
        return "slot-taken", f"{key} is declared twice, and it holds one hook"

    def is_as_wanted(
        self,
        now: Actual,
        after: Binding | None,
        edit: Edit,
        id_of: Callable[[Key], str | None],
    ) -> bool:
        """The same hooks, and the scopes where they are declared."""
        found = now.spec
        assert isinstance(found, Binding)
        scopes = after.run_on if after is not None else None
        return list(found.hooks) == with_ids(edit.holds, id_of) and scopes in (None, found.run_on)

    def needs(self, spec: Binding) -> Iterator[tuple[FieldPath, Key]]:
        """Its hook."""
        yield from ((("hook",), hook.key) for hook in spec.hooks if isinstance(hook, IdOf))

    def graph(self, key: Key, spec: Binding) -> Iterator[Node | Edge]:
        """The flow that calls the hook."""
        yield Node(NodeId(key), "flow", (spec.point.noun, spec.name))
        for _, hook in self.needs(spec):
            yield Edge(NodeId(key), NodeId(hook))

    def write(self, actual: Actual, after: Binding, verb: str) -> tuple[Step, ...]:
        """The one step that puts `after.hooks` into the slot `live`.

        Verbs are `bind`, `rebind` and `unbind`. Occasions that are not declared stay as they are;
        in an empty slot they are what Okta makes of none.
        """
        point, now = after.point, actual.spec
        assert isinstance(now, Binding)
        scopes = after.run_on if after.run_on is not None else now.run_on
        value = _value(point, after.hooks, scopes)
        lane = "/".join(now.path[:-1]) if len(now.path) > 4 else "/".join(now.path)
        edit = Edit(point.pointer, value, after.hooks, point.null_unbinds, point.left_out, lane)
        phase = Phase.UNBIND if verb == "unbind" else Phase.BIND
        return (Step(phase, verb, Call("PUT", now.path, edit)),)

    def impact(
        self, before: Binding, after: Binding | None, word: str = "the hook"
    ) -> tuple[Impact, str]:
        """A flow that gets a hook depends on it; one that loses it goes on without.

        Shape: `word` is what the flow calls from now on.
        Source: Okta, Inline hooks (concept), "Inline hook timeouts and retries".
        """
        row = HOOK_TYPES[before.type]
        if after is None:
            return "silent", f"the flow goes on without the hook: {row.unbound}"
        text = f"the flow calls {word}; if its service does not answer rightly, {row.effect}"
        return row.on_failure, text


def read_point(point: Binding, raw: Mapping[str, Json]) -> Actual | None:
    """The slot with whom `raw`, the object that holds it, names; None when it has no id.

    An element without an id is nobody; what is not understood is a trouble of the slot, so that
    nothing is written there.
    """
    if not isinstance(raw.get("id"), str):
        return None
    bound = _at(raw, point.point.pointer)
    items = bound if isinstance(bound, list) else [bound] if bound is not None else []
    member = point.point.member
    named = [item for item in items if isinstance(item, dict) and item.get(member) is not None]
    odd = [item for item in items if not isinstance(item, dict)]
    odd += [item for item in named if not isinstance(item[member], str)]
    trouble = point.trouble or (_ODD if odd else "")
    if not isinstance(_at(raw, point.point.pointer[:-1]), Mapping):
        trouble = trouble or _NOWHERE
    hooks = tuple(str(item[member]) for item in named)
    scopes = tuple(sorted(named[0].get("scopes") or ())) if named and point.point.run_on else None
    spec = replace(point, hooks=hooks, run_on=scopes, trouble=trouble)
    created, updated = str(raw.get("created") or ""), str(raw.get("lastUpdated") or "")
    return Actual(NAME, raw["id"], spec, created, updated)


_ODD = "Okta names its hook in a way that hookops does not know"
_NOWHERE = "Okta shows no place for a hook in it"


def _at(raw: Json, pointer: Sequence[str]) -> Json:
    for step in pointer:
        if not isinstance(raw, Mapping):
            return None
        raw = raw.get(step)
    return raw


def _value(
    point: AttachmentPoint, hooks: Sequence[IdOf | str], scopes: Sequence[str] | None
) -> Body:
    elements: list[Body] = []
    for hook in hooks:
        occasions: dict[str, Body] = {"scopes": list(scopes)} if point.run_on and scopes else {}
        elements.append({point.member: hook, **occasions})
    if not point.is_list:
        return elements[0] if elements else None
    return None if point.null_unbinds and not elements else elements


def _selector(data: Json) -> Selector:
    return Selector("", data["id"]) if isinstance(data, Mapping) else Selector(data)


def _one(hooks: Sequence[Json]) -> Json:
    return hooks[0] if len(hooks) == 1 else list(hooks) or None
