"""What people read about a hook: its uses, what only they can do, and its node in a drawing."""

from collections.abc import Collection, Iterator, Sequence

from hookops.kinds.binding.spec import binding_of
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Actual, Key, Resource
from hookops.model.text import show


def describe_use(change: Change, users: Sequence[Actual]) -> Diagnostic:
    """The guard error for ending a hook that flows call."""
    flows = ", ".join(f"{binding_of(point).flow} ({point.id})" for point in users)
    # Any other action that ends its use makes it INACTIVE.
    verb = {"delete": "deleted", "replace": "replaced"}.get(change.action.value, "deactivated")
    return Diagnostic(
        "in-use",
        f"{change.key} would be {verb}, and is called by what the manifests do not bind: {flows}",
        change.mark,
        "hookops never touches bindings that are not declared: to let it unbind the hook, keep "
        "the hook's manifest with `bindings: []` for one apply; or unbind it in Okta",
    )


def describe_end_for_all(spec: Hook) -> str:
    """What the end of an org's one hook means; empty for types whose hooks flows are bound to."""
    row = HOOK_TYPES[spec.type]
    if not row.called_when_active:
        return ""
    # A flow that a hook is bound to shows in a review, by its name. Nothing refers to these.
    if spec.status == "INACTIVE":
        return f"it is INACTIVE; while it is ACTIVE, Okta calls it for {row.flow}"
    return f"Okta calls it for {row.flow}; without it {row.effect}"


def describe_manual_steps(resource: Resource) -> Iterator[Diagnostic]:
    """One for each app that only the console can bind."""
    hook = resource.spec
    assert isinstance(hook, Hook)
    where = HOOK_TYPES[hook.type].by_hand
    # In every plan, also when nothing changes: hookops cannot see whether it was done.
    for index, app in enumerate(hook.by_hand):
        yield Diagnostic(
            "by-hand",
            f"{resource.key}: Okta's API can neither bind it to app "
            f'"{show(app)}" nor show whether it is bound',
            resource.origin.at(("bindings", index)),
            f'in the Admin Console: {where.format(app=show(app))}: "{show(hook.name)}"',
            "warning",
        )


def hook_graph(key: Key, spec: Hook, signing_key: Key | None) -> Iterator[Node | Edge]:
    """The hook, its key, and what calls it although no binding says so; bindings draw themselves.

    Shape: `signing_key` is a declared one.
    """
    hook, row = NodeId(key), HOOK_TYPES[spec.type]
    sort = "hook" if spec.status == "ACTIVE" else "inactive"
    yield Node(hook, sort, (key.name, f"{row.title} hook"))
    if signing_key is not None:
        yield Edge(hook, NodeId(signing_key), "signs with")
    if row.flow:
        # Nothing refers to such a hook: Okta calls it for everybody.
        yield Node(NodeId(key, "all"), "flow", (row.flow,))
        yield Edge(NodeId(key, "all"), hook, "while it is ACTIVE", dashed=True)
    for number, app in enumerate(spec.by_hand):
        flow = NodeId(key, str(number))
        yield Node(flow, "flow", ("app", app))
        yield Edge(flow, hook, "bound by hand", dashed=True)


def describe_where_to_look(spec: Hook, console_only: Collection[str]) -> str:
    """For types, and orgs, whose bindings only the console shows."""
    row = HOOK_TYPES[spec.type]
    types = {point.type for point in row.attachment_points}
    unseen = not types or types & set(console_only)
    return row.by_hand.format(app="each app") if row.by_hand and unseen else ""
