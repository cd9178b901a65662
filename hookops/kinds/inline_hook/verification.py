"""Which changes of a hook are tried out on its service, and what is put back when it fails."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from hookops.kinds.inline_hook.channel import OAuthChannel
from hookops.kinds.inline_hook.kind import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.inline_hook.verify import with_secrets_of
from hookops.model.change import FieldChange
from hookops.model.resource import Actual, Resource, Spec

OldSecret = Literal["same", "likely", "unknown"]
"""Whether what the manifest refers to now is the secret that Okta has: by its fingerprint or its
label; by its reference alone; or not at all."""


def is_wanted(spec: Spec | None) -> bool:
    """Whether the manifest wants the service tried out, and the hook is to be ACTIVE."""
    return isinstance(spec, Hook) and spec.verify.preview != "off" and spec.status == "ACTIVE"


def is_verified(
    before: Actual | None, after: Resource | None, fields: Sequence[FieldChange]
) -> bool:
    """Whether the service is called: for a hook that is new or wakes, and whenever its address,
    authentication or headers change."""
    if after is None or not is_wanted(after.spec):
        return False
    if before is None or before.spec.compared().get("status") == "INACTIVE":
        return True
    return any(field.path[0] in ("channel", "type", "version") for field in fields)


def is_required(spec: Spec) -> bool:
    """Whether a failure ends the apply."""
    return isinstance(spec, Hook) and spec.verify.preview == "required"


def revert_to(
    before: Actual | None, after: Hook, fields: Sequence[FieldChange], secret: OldSecret
) -> Hook | None:
    """What the hook becomes again after a failure; None when that cannot be.

    A new hook of a type that is called whenever it is ACTIVE becomes INACTIVE; any other new one
    stays, since no flow calls it. Okta shows no secrets, so a replaced one cannot be put back.
    """
    old = before.spec if before is not None else None
    if not isinstance(old, Hook) or old.type != after.type:
        live_now = HOOK_TYPES[after.type].live_when_active
        return replace(after, status="INACTIVE") if live_now else None
    if any(field.secret for field in fields):
        return None
    channel = with_secrets_of(old.channel, after.channel)
    if channel is None or (secret == "unknown" and channel != old.channel):
        return None
    return replace(old, channel=channel, verify=after.verify)


def describe_verification(
    before: Actual | None, after: Hook, back: Spec | None, secret: OldSecret
) -> str:
    """For the plan: how the service is tried out, and what a failure leads to."""
    channel = after.channel
    only_okta = isinstance(channel, OAuthChannel) and channel.client_secret is None
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
