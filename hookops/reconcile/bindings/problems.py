"""What stands against a binding, in words, with what to do."""

from hookops.kinds.binding.kind import Binding
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic, by_position
from hookops.model.resource import Actual, Desired, IdOf, Resource, Snapshot
from hookops.model.source import Mark
from hookops.reconcile.context import PlanContext, binding


def by_hand(resource: Resource, spec: Binding) -> Diagnostic:
    """The Classic Engine binds it in its console only. Source: Okta, registration inline hook
    (archived guide for the Classic Engine)."""
    (hook,) = spec.hooks
    assert isinstance(hook, IdOf)
    return Diagnostic(
        "by-hand",
        f"{hook.key}: this org is on the Classic Engine, whose API cannot bind it",
        resource.origin.start,
        f"in the Admin Console: {HOOK_TYPES[spec.type].by_hand}",
        "warning",
    )


def unread_types(desired: Desired, snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """One for each declared binding that could not be read, and one for each other type."""
    found = []
    for hook_type, why in snapshot.unread.items():
        mine = [r for r in desired.values() if r.spec.type == hook_type]
        bindings = [resource for resource in mine if isinstance(resource.spec, Binding)]
        found += [unread(resource, why) for resource in bindings]
        if not bindings:
            title = HOOK_TYPES[hook_type].title
            text = f"what calls {title} hooks cannot be read, so nothing is known of it: {why}"
            mark = mine[0].origin.start if mine else None
            found.append(Diagnostic("unread", text, mark, _LET, "warning"))
    return by_position(found)


_LET = "the rest is planned and applied; let hookops read and manage what holds the bindings"


def unread(resource: Resource, why: str) -> Diagnostic:
    """We may not read what holds it."""
    return Diagnostic(
        "unread",
        f"{resource.key}: it cannot be read, so nothing is planned for it: {why}",
        resource.origin.start,
        _LET,
        "warning",
    )


def named_twice(resource: Resource, other: Resource, point: Actual) -> Diagnostic:
    """Two declared bindings, by other words, mean one slot."""
    return Diagnostic(
        "slot-taken",
        f"{resource.key}: this is {binding(point).flow} ({point.id}), as {other.key} is, and it "
        "holds one hook",
        resource.origin.start,
        "take one of the two out",
        related=((other.origin.start, "also bound here"),),
    )


def trouble(resource: Resource, point: Actual) -> Diagnostic:
    """Okta takes no hook there."""
    return Diagnostic(
        "target",
        f"{resource.key}: {binding(point).flow} ({point.id}) cannot take a hook: "
        f"{binding(point).trouble}",
        resource.origin.start,
        "bind another one, or make it able in Okta: hookops changes nothing of it but the binding",
    )


def stuck(change: Change, point: Actual, mark: Mark | None) -> Diagnostic:
    """Okta lets no hook out of there."""
    return Diagnostic(
        "target",
        f"{change.key}: the hook cannot be taken out of {binding(point).flow} ({point.id}): "
        f"{binding(point).trouble}",
        mark,
        "activate or delete the app in Okta, then apply again",
    )


def taken(
    resource: Resource, point: Actual, taken: str, name: str, context: PlanContext
) -> Diagnostic:
    """Somebody else's hook is there."""
    return Diagnostic(
        "slot-held",
        f"{resource.key}: {binding(point).flow} calls {context.describe_hook(taken)}, "
        "whose bindings hookops does not manage",
        resource.origin.start,
        f"to put {name} in its place, say --take-over {name}; or unbind the other one in Okta",
    )
