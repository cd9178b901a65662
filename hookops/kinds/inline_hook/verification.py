"""Which changes of a hook call its service, and what is reverted when the service fails."""

from collections.abc import Sequence
from dataclasses import replace

from hookops.kinds.inline_hook.channel import PrivateKeyAuth
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.inline_hook.verify import with_secrets_of
from hookops.kinds.values import OldSecret, Verification
from hookops.model.change import FieldChange
from hookops.model.resource import Actual, Spec


def is_wanted(spec: Hook) -> bool:
    """Whether the manifest wants the service verified, and the hook is to be ACTIVE."""
    return spec.verify.preview != "off" and spec.status == "ACTIVE"


def plan_verification(
    before: Actual | None,
    after: Hook,
    fields: Sequence[FieldChange],
    secret: OldSecret,
    *,
    due: bool,
) -> Verification | None:
    """How the service of a changed hook is verified; None when it is not.

    A hook that is only about to be bound (`due`) has no change of its own to revert.
    """
    touched = _is_touched(before, after, fields)
    if not (touched or due):
        return None
    back = _revert_to(before, after, fields, secret) if touched else None
    text = _describe(before, after, back, secret)
    return Verification(text, after.verify.preview == "required", back)


def _is_touched(before: Actual | None, after: Hook, fields: Sequence[FieldChange]) -> bool:
    """Whether it is new or becomes ACTIVE, or its address, authentication or headers change."""
    if not is_wanted(after):
        return False
    if before is None or before.spec.compared().get("status") == "INACTIVE":
        return True
    return any(field.path[0] in ("channel", "type", "version") for field in fields)


def _revert_to(
    before: Actual | None, after: Hook, fields: Sequence[FieldChange], secret: OldSecret
) -> Hook | None:
    """What the hook becomes again after a failure; None when that cannot be.

    A new hook of a type that is called whenever it is ACTIVE becomes INACTIVE; any other new one
    stays, since no flow calls it. Okta shows no secrets, so a replaced one is lost.
    """
    old = before.spec if before is not None else None
    if not isinstance(old, Hook) or old.type != after.type:
        called_at_once = HOOK_TYPES[after.type].live_when_active
        return replace(after, status="INACTIVE") if called_at_once else None
    if any(field.secret for field in fields):
        return None
    channel = with_secrets_of(old.channel, after.channel)
    if channel is None or (secret == "unknown" and channel != old.channel):
        return None
    return replace(old, channel=channel, verify=after.verify)


def _describe(before: Actual | None, after: Hook, back: Spec | None, secret: OldSecret) -> str:
    """For the plan: when the service is called, and what a failure leads to."""
    only_okta = isinstance(after.channel.auth, PrivateKeyAuth)
    when = (
        "its service is called through Okta after the change (Okta alone has its key)"
        if only_okta
        else "its service is called before the first write, and again after the change"
    )
    return f"{when}; {_end(before, after, back, secret)}"


def _end(before: Actual | None, after: Hook, back: Spec | None, secret: OldSecret) -> str:
    new = before is None or before.spec.type != after.type
    if new:
        then = "is deactivated again" if back else "stays, and is bound to nothing"
        return f"after it failed, the new hook {then}"
    if back is None:
        return "after it failed, the hook cannot be put back: its old secret is not known any more"
    if secret == "likely" and isinstance(back, Hook) and back.channel != after.channel:
        return (
            "after it failed, the hook is put back as it was, with the secret that its manifest "
            "refers to now"
        )
    return "after it failed, the hook is put back as it was"
