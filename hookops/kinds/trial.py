"""Which changes of a hook are tried out on its service, and what is put back when it fails."""

from collections.abc import Sequence
from dataclasses import replace

from hookops.kinds.hook_types import HOOK_TYPES
from hookops.kinds.inline_hook import Hook
from hookops.kinds.verify import with_secrets_of
from hookops.model.change import Change, FieldChange
from hookops.model.resource import Live, Resource


def is_tried(before: Live | None, after: Resource | None, fields: Sequence[FieldChange]) -> bool:
    """Whether the service is called: for a hook that is new or wakes, and whenever its address,
    authentication or headers change."""
    spec = after.spec if after is not None else None
    if not isinstance(spec, Hook) or spec.verify.preview == "off" or spec.status != "ACTIVE":
        return False
    if before is None or before.spec.compared().get("status") == "INACTIVE":
        return True
    return any(field.path[0] in ("channel", "type", "version") for field in fields)


def is_required(change: Change) -> bool:
    """Whether a failure ends the apply."""
    spec = change.after.spec if change.after is not None else None
    return isinstance(spec, Hook) and spec.verify.preview == "required"


def put_back(before: Live | None, after: Hook, fields: Sequence[FieldChange]) -> Hook | None:
    """What the hook becomes again after a failure; None when that cannot be.

    A new hook of a type that is called whenever it is ACTIVE becomes INACTIVE; any other new one
    stays, since no flow calls it. Okta shows no secrets, so a replaced one cannot be put back.
    """
    if before is None:
        live_now = HOOK_TYPES[after.type].live_when_active
        return replace(after, status="INACTIVE") if live_now else None
    old = before.spec
    if not isinstance(old, Hook) or old.type != after.type or any(f.secret for f in fields):
        return None
    channel = with_secrets_of(old.channel, after.channel)
    return replace(old, channel=channel, verify=after.verify) if channel is not None else None


def outlook(before: Live | None, after: Resource | None, fields: Sequence[FieldChange]) -> str:
    """For the plan: how the service is tried out, and what a failure leads to; empty: it is not."""
    spec = after.spec if after is not None else None
    if not is_tried(before, after, fields) or not isinstance(spec, Hook):
        return ""
    back = put_back(before, spec, fields)
    if before is None:
        then = "is deactivated again" if back else "stays, and is bound to nothing"
        end = f"after it failed, the new hook {then}"
    elif back is None:
        end = "after it failed, the hook cannot be put back: its old secret is not known any more"
    else:
        end = "after it failed, the hook is put back as it was"
    return f"its service is called before the first write, and again after the change; {end}"
