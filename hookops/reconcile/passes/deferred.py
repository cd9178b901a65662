"""What waits because something else does: a name, a hook or a flow that is not free yet."""

from collections.abc import Iterator, Mapping, Sequence

from hookops.kinds.binding.kind import Binding
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Key
from hookops.reconcile.context import PlanContext, hook_of
from hookops.reconcile.passes import in_use
from hookops.reconcile.passes import key_rotation as rotation


def deferred_changes(changes: Sequence[Change], context: PlanContext) -> dict[Key, Diagnostic]:
    """Changes that are not part of this plan, each with the reason and what to do."""
    deferred = rotation.waiting(changes, context)
    while True:
        rest = [change for change in changes if change.key not in deferred]
        more = dict(_follow(rest, changes, deferred, context))
        if not more:
            return deferred
        deferred |= more


def _follow(
    rest: Sequence[Change],
    changes: Sequence[Change],
    deferred: Mapping[Key, Diagnostic],
    context: PlanContext,
) -> Iterator[tuple[Key, Diagnostic]]:
    waiting = [change for change in changes if change.key in deferred and change.before is not None]
    for change in rest:
        cause = (
            _hook_of(change, deferred, context)
            or _name(change, waiting)
            or _flow(change, waiting, rest, context)
        )
        if cause is not None:
            yield change.key, _after(change, cause)


def _hook_of(
    change: Change, deferred: Mapping[Key, Diagnostic], context: PlanContext
) -> Key | None:
    """The hook of a binding, when it is not made yet."""
    spec = change.after.spec if change.after is not None else None
    hook = hook_of(spec) if isinstance(spec, Binding) else None
    return hook if hook in deferred and hook not in context.ids else None


def _name(change: Change, waiting: Sequence[Change]) -> Key | None:
    """Whoever has the name in Okta that this change is to give."""
    if change.after is None or isinstance(change.after.spec, Binding):
        return None
    name = change.after.spec.name
    for other in waiting:
        same = other.key.kind == change.key.kind and other.key != change.key
        if same and other.before is not None and other.before.spec.name == name:
            return other.key
    return None


def _flow(
    change: Change, waiting: Sequence[Change], rest: Sequence[Change], context: PlanContext
) -> Key | None:
    """The binding that keeps a hook in use which is to go."""
    ends = {"deactivate", "delete"} & {step.verb for step in change.steps}
    actual = change.before
    if not ends or actual is None or change.key.kind != "InlineHook":
        return None
    claims = {other.before.id: other.key for other in waiting if other.before is not None}
    points = [
        point for point in context.points_of(actual.id) if not in_use.is_freed(point, actual, rest)
    ]
    if points and all(point.id in claims for point in points):
        return claims[points[0].id]
    return None


def _after(change: Change, cause: Key) -> Diagnostic:
    return Diagnostic(
        "waits-for",
        f"{change.key} waits for {cause}, which waits itself",
        change.mark,
        f"do what is told for {cause}; then apply again",
        "warning",
    )
