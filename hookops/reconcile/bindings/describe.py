"""What a change of a binding is about, in words."""

from collections.abc import Sequence

from hookops.model.change import FieldChange
from hookops.model.resource import Live, Managed
from hookops.reconcile.changes import told
from hookops.reconcile.context import Ground, binding


def strangers(slot: Live, ground: Ground) -> list[str]:
    """Hooks in the slot that are there and not of these manifests, by name."""
    held = [str(hook) for hook in binding(slot).hooks]
    return [
        ground.told(id_) for id_ in held if id_ not in ground.owners and not ground.is_gone(id_)
    ]


def reason(fields: Sequence[FieldChange], entry: Managed | None, slot: Live, ground: Ground) -> str:
    """Why the flow gets its hook."""
    others = strangers(slot, ground)
    if entry is not None:
        return told(fields)
    return f"taken over from {', '.join(others)} (--take-over)" if others else "it is not bound yet"


def undo(fields: Sequence[FieldChange], slot: Live, ground: Ground) -> str:
    """How the flow gets back what it has now."""
    if strangers(slot, ground) or any(field.side in ("okta", "both") for field in fields):
        return "bind it in Okta again, as it is shown before the arrow"
    return "apply the manifest as it was before"


def word(slot: Live, fields: Sequence[FieldChange], ground: Ground) -> str:
    """What the flow calls from now on."""
    if all(field.path == ("runOn",) for field in fields):
        return "the hook on other occasions"
    held = binding(slot).hooks
    return "another hook" if any(not ground.is_gone(str(hook)) for hook in held) else "the hook"
