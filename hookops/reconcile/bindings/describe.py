"""What a change of a binding is about, in words."""

from collections.abc import Sequence

from hookops.kinds.binding.spec import binding_of
from hookops.model.change import FieldChange
from hookops.model.resource import Actual, Managed
from hookops.reconcile.changes import describe_sides
from hookops.reconcile.context import PlanContext


def unmanaged_hooks(point: Actual, context: PlanContext) -> list[str]:
    """Hooks at the attachment point that exist and are not of these manifests, by name."""
    bound = [str(hook) for hook in binding_of(point).hooks]
    return [
        context.describe_hook(id_)
        for id_ in bound
        if id_ not in context.owners and not context.is_gone(id_)
    ]


def reason(
    fields: Sequence[FieldChange], entry: Managed | None, point: Actual, context: PlanContext
) -> str:
    """Why the flow gets its hook."""
    # Another tool's hook is named: whoever reviews the plan may know whose it is.
    others = unmanaged_hooks(point, context)
    if entry is not None:
        return describe_sides(fields)
    return f"taken over from {', '.join(others)} (--take-over)" if others else "it is not bound yet"


def undo(fields: Sequence[FieldChange], point: Actual, context: PlanContext) -> str:
    """How the flow gets back what it has now."""
    # What was never in a manifest is only in the plan's own lines afterwards.
    if unmanaged_hooks(point, context) or any(field.side in ("okta", "both") for field in fields):
        return "bind it in Okta again, as it is shown before the arrow"
    return "apply the manifest as it was before"
