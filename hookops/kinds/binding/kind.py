"""The kind `Binding`: which flow calls which hook.

A binding is written inside the hook's manifest and planned by itself. What holds it (a rule, an
app) is somebody else's object, of which hookops changes one pointer. How such objects are found is
in `scan.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from hookops.kinds.base import Kind
from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS, AttachmentPoint
from hookops.kinds.binding.spec import Binding, BindingKey, binding_of, read_point
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.values import Uses
from hookops.model.call import Body, Call, Edit
from hookops.model.change import Change, Phase, Step
from hookops.model.diagnostic import Impact, at_least
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Actual, IdOf, Json, Key, Spec, with_ids
from hookops.model.source import FieldPath
from hookops.model.text import show


class BindingKind(Kind[Binding]):
    """Source: Okta Management API: authorization server policy rules, apps, policy rules."""

    name = "Binding"
    title = "binding"
    when_forgotten = (
        "no longer declared under this name; nothing changes in Okta, "
        "and `bindings: []` is what unbinds a hook"
    )

    def needs(self, spec: Binding) -> Iterator[tuple[FieldPath, Key]]:
        """Its hook."""
        yield from ((("hook",), hook.key) for hook in spec.hooks if isinstance(hook, IdOf))

    def references(self, spec: Binding) -> Iterator[tuple[str, str]]:
        """Its hook."""
        yield from (("InlineHook", str(hook)) for hook in spec.hooks)

    def ends_reference(self, change: Change, id_: str) -> bool:
        """Whether the attachment point has no such hook after the edit."""
        # Not by the action: `rebind` may also change the occasions alone.
        edits = (step.call.body for step in change.steps)
        return any(isinstance(edit, Edit) and id_ not in edit.hooks for edit in edits)

    def attachment_types_of(self, key: Key) -> tuple[str, ...]:
        """The one that it names."""
        return (BindingKey.read(key).type,)

    def flows(
        self, spec: Binding, declared: Sequence[Spec], users: Sequence[Actual], *, complete: bool
    ) -> tuple[str, ...] | None:
        """Its own."""
        return (spec.flow,)

    def facts(self, fields: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
        """None: the flow and the hook are in the change's first lines."""
        yield from ()

    def graph(self, key: Key, spec: Binding) -> Iterator[Node | Edge]:
        """The flow that calls the hook."""
        yield Node(NodeId(key), "flow", (spec.point.noun, spec.name))
        for _, hook in self.needs(spec):
            yield Edge(NodeId(key), NodeId(hook))

    def describe_duplicate(self, key: Key) -> tuple[str, str]:
        """One hook for each rule, app and policy."""
        return "slot-taken", f"{key} is declared twice, and it takes one hook"

    def logged_as(self, key: Key) -> tuple[str, ...]:
        """Those of the object that has the hook."""
        # By the key and not by a spec: of what is gone there is none.
        point = ATTACHMENT_POINTS.get(key.name.partition("/")[0])
        return point.logged_as if point is not None else ()

    def read_answer(self, before: Actual | None, answer: Json) -> Actual | None:
        """The attachment point as an answer about its object shows it."""
        # An answer about another object proves nothing about this one.
        if before is None or not isinstance(answer, dict) or answer.get("id") != before.id:
            return None
        return read_point(binding_of(before), answer)

    def is_as_wanted(
        self,
        now: Actual,
        after: Binding | None,
        edit: Edit,
        id_of: Callable[[Key], str | None],
    ) -> bool:
        """The same hooks, and the scopes where they are declared."""
        # More than a comparison of specs: after an unbind there is no spec, but an edit.
        found = binding_of(now)
        # A point without a place for a hook, or with one that nobody knows, proves nothing.
        if found.unreadable or not found.has_place:
            return False
        scopes = after.run_on if after is not None else None
        wanted = with_ids(list(edit.hooks), id_of)
        return list(found.hooks) == wanted and scopes in (None, found.run_on)

    def write(self, actual: Actual, after: Binding, verb: str) -> tuple[Step, ...]:
        """The one step that puts `after.hooks` into the attachment point `actual`.

        Verbs are `bind`, `rebind` and `unbind`. Occasions that are not declared stay as they are;
        in an empty point they are what Okta makes of none.
        """
        point, now = after.point, binding_of(actual)
        scopes = after.run_on if after.run_on is not None else now.run_on
        value = _value(point, after.hooks, scopes)
        lane = "/".join(now.path[:-1] if point.one_at_a_time else now.path)
        edit = Edit(point.pointer, value, after.hooks, point.null_unbinds, point.left_out, lane)
        phase = Phase.UNBIND if verb == "unbind" else Phase.BIND
        return (Step(phase, verb, Call("PUT", now.path, edit)),)

    def impact(
        self,
        before: Actual | None,
        after: Binding | None,
        changed: Sequence[FieldPath],
        uses: Uses,
    ) -> tuple[Impact, str]:
        """A flow that gets a hook depends on it; one that loses it goes on without.

        Source: Okta, Inline hooks (concept), "Inline hook timeouts and retries".
        """
        # A binding always has an attachment point, so there is nothing without a `before`.
        assert before is not None
        now = binding_of(before)
        row = HOOK_TYPES[now.point.hook_type]
        if now.inactive:
            return "safe", f'"{show(now.inactive)}" is INACTIVE, so no flow calls a hook here'
        if after is None and now.hooks and uses.gone | uses.idle >= {*now.hooks}:
            return "safe", "the flow has called no hook: this one is INACTIVE or gone"
        if after is None:
            return "silent", f"the flow goes on without the hook: {row.unbound}"
        called = _called(now, changed, uses)
        text = f"the flow calls {called}; if its service does not answer correctly, {row.effect}"
        # The requests of a flow that works go to another service from now on.
        moved = called == _ANOTHER
        return at_least("unproven", row.on_failure) if moved else row.on_failure, text


_ANOTHER = "another hook"


def _called(now: Binding, changed: Sequence[FieldPath], uses: Uses) -> str:
    """What the flow calls after the change."""
    if all(path == ("runOn",) for path in changed):
        return "the hook on other occasions"
    return _ANOTHER if any(hook not in uses.gone for hook in now.hooks) else "the hook"


def _value(
    point: AttachmentPoint, hooks: Sequence[IdOf | str], scopes: Sequence[str] | None
) -> Body:
    """What the pointer is to have: an object or null for a rule, else a list."""
    occasions: dict[str, Body] = {"scopes": list(scopes)} if point.run_on and scopes else {}
    elements: list[Body] = [{point.member: hook, **occasions} for hook in hooks]
    # None takes the member out, or writes null where that unbinds (`null_unbinds`).
    if not elements:
        return [] if point.is_list and not point.null_unbinds else None
    return elements if point.is_list else elements[0]
