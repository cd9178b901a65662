"""What stands against a binding, in words, with what to do."""

from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.kinds.binding.spec import Binding, binding_of, bindings, hook_of
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic, by_position
from hookops.model.resource import Actual, Desired, Key, Resource, Snapshot
from hookops.model.source import Mark
from hookops.reconcile.context import PlanContext


def by_hand(resource: Resource, spec: Binding) -> Diagnostic:
    """The Classic Engine binds it in its console only. Source: Okta, registration inline hook
    (archived guide for the Classic Engine)."""
    row = HOOK_TYPES[spec.point.hook_type]
    return Diagnostic(
        "by-hand",
        f"{hook_of(spec)}: this org is on the Classic Engine, whose API cannot bind it",
        resource.origin.start,
        f"in the Admin Console: {row.by_hand}",
        "warning",
    )


def unread_types(desired: Desired, snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """One for each declared binding that could not be read, and one for each other type."""
    # A permission that is missing stops no other type: the rest is planned, and the exit code is 4.
    found = []
    for type_, why in snapshot.unread.items():
        mine = [resource for resource, spec in bindings(desired) if spec.type == type_]
        found += [unread(resource, why) for resource in mine]
        if not mine:
            found.append(_unread_type(type_, why, desired))
    return by_position(found)


def _unread_type(type_: str, why: str, desired: Desired) -> Diagnostic:
    """No binding is declared there, but whatever calls such hooks is unknown."""
    hook_type = ATTACHMENT_POINTS[type_].hook_type
    hooks = [resource for resource in desired.values() if resource.spec.type == hook_type]
    title = HOOK_TYPES[hook_type].title
    text = f"what calls {title} hooks cannot be read, so nothing is known of it: {why}"
    return Diagnostic("unread", text, hooks[0].origin.start if hooks else None, _LET, "warning")


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
    """Two declared bindings, by other words, mean one attachment point."""
    return Diagnostic(
        "slot-taken",
        f"{resource.key}: this is {binding_of(point).flow} ({point.id}), as {other.key} is, and it "
        "holds one hook",
        resource.origin.start,
        "take one of the two out",
        related=((other.origin.start, "also bound here"),),
    )


def trouble(resource: Resource, point: Actual) -> Diagnostic:
    """Okta takes no hook there."""
    return Diagnostic(
        "target",
        f"{resource.key}: {binding_of(point).flow} ({point.id}) cannot take a hook: "
        f"{binding_of(point).trouble}",
        resource.origin.start,
        "bind another one, or make it able in Okta: hookops changes nothing of it but the binding",
    )


def stuck(change: Change, point: Actual, mark: Mark | None) -> Diagnostic:
    """Okta lets no hook out of there."""
    return Diagnostic(
        "target",
        f"{change.key}: the hook cannot be taken out of {binding_of(point).flow} ({point.id}): "
        f"{binding_of(point).trouble}",
        mark,
        "activate or delete the app in Okta, then apply again",
    )


def unreadable(key: Key, point: Actual) -> Diagnostic:
    """A binding of ours, of which nobody knows whether it is still there."""
    return Diagnostic(
        "target",
        f"{key}: whether {binding_of(point).flow} ({point.id}) still calls the hook is not known: "
        f"{binding_of(point).unreadable}",
        None,
        "look at it in Okta; hookops neither writes nor forgets it",
    )


def taken(
    resource: Resource, point: Actual, taken: str, name: str, context: PlanContext
) -> Diagnostic:
    """Somebody else's hook is there."""
    return Diagnostic(
        "slot-held",
        f"{resource.key}: {binding_of(point).flow} calls {context.describe_hook(taken)}, "
        "whose bindings hookops does not manage",
        resource.origin.start,
        f"to put {name} in its place, say --take-over {name}; or unbind the other one in Okta",
    )
