"""Which changes of a hook call its service, and what is reverted when the service fails."""

from collections.abc import Sequence
from dataclasses import replace

from hookops.kinds.inline_hook.channel import (
    Channel,
    HeaderAuth,
    HttpChannel,
    OAuthChannel,
    PrivateKeyAuth,
)
from hookops.kinds.inline_hook.secret_headers import restore_headers
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.values import OldSecret, Verification
from hookops.model.change import FieldChange
from hookops.model.resource import Actual
from hookops.model.secret import LOOKS_SECRET


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
    """How the service of a changed hook is verified; None when it is not."""
    touched = _is_touched(before, after, fields)
    if not (touched or due):
        return None
    revert_to = _revert_to(before, after, fields, secret) if touched else None
    # A hook that is only `due` has no change of its own: there is nothing to revert.
    consequence = "hookops binds no flow to the hook"
    if touched:
        consequence = _describe_revert(before, after, revert_to, secret)
    text = f"{_describe_calls(after)}; if the service fails, {consequence}"
    return Verification(text, after.verify.preview == "required", revert_to)


def _is_touched(before: Actual | None, after: Hook, fields: Sequence[FieldChange]) -> bool:
    """Whether it is new or becomes ACTIVE, or its address, authentication or headers change."""
    if not is_wanted(after):
        return False
    # New, or INACTIVE before: whatever its service is, no flow has relied on it yet.
    if before is None or before.spec.compared().get("status") == "INACTIVE":
        return True
    # A secret that only goes along is no edit of the channel.
    changed = [field for field in fields if not field.along]
    return any(field.path[0] in ("channel", "type", "version") for field in changed)


def _revert_to(
    before: Actual | None, after: Hook, fields: Sequence[FieldChange], secret: OldSecret
) -> Hook | None:
    """What the hook becomes again after a failure; None when that cannot be."""
    old = before.spec if before is not None else None
    # A new hook: one of a type that Okta calls whenever it is ACTIVE becomes INACTIVE; any other
    # stays, since no flow calls it.
    if not isinstance(old, Hook) or old.type != after.type:
        called_at_once = HOOK_TYPES[after.type].called_when_active
        return replace(after, status="INACTIVE") if called_at_once else None
    # Okta shows no secrets, so one that the change replaces is lost; and one that only may be the
    # old one is not sent back with another channel.
    channel = restore_channel(old.channel, after.channel)
    lost = any(field.secret and not field.along for field in fields)
    if channel is None or lost or (secret == "unknown" and channel != old.channel):
        return None
    return replace(old, channel=channel, verify=after.verify)


def restore_channel(old: Channel, new: Channel) -> Channel | None:
    """The old channel with the secrets of the new one; None where they cannot be the same.

    Okta never shows a secret, so an old one is known only when the new channel has the same.
    """
    headers = restore_headers(old.headers, new.headers)
    urls = (old.uri, old.token_url) if isinstance(old, OAuthChannel) else (old.uri,)
    if headers is None or any(LOOKS_SECRET in url for url in urls):
        return None
    old = replace(old, headers=headers)
    match old, new:
        # Nothing secret was in the old channel, so nothing is missing.
        case (HttpChannel(auth=None), _) | (OAuthChannel(client_secret=None, hook_key=str()), _):
            return old
        case HttpChannel(auth=HeaderAuth() as had), HttpChannel(auth=HeaderAuth() as has):
            same = (had.type, had.key.lower()) == (has.type, has.key.lower())
            return replace(old, auth=replace(had, value=has.value)) if same else None
        case OAuthChannel(), OAuthChannel() if old.auth_type == new.auth_type:
            same = (old.client_id, old.token_url) == (new.client_id, new.token_url)
            return replace(old, client_secret=new.client_secret) if same else None
        case _:
            return None


def _describe_calls(after: Hook) -> str:
    # Nobody but Okta can call it with a token, so it cannot be called before Okta has the change.
    if isinstance(after.channel.auth, PrivateKeyAuth):
        return "its service is called through Okta after the change (Okta alone has its key)"
    return "its service is called before the first write, and again after the change"


def _describe_revert(
    before: Actual | None, after: Hook, revert_to: Hook | None, secret: OldSecret
) -> str:
    if before is None or before.spec.type != after.type:
        then = "is deactivated again" if revert_to else "stays, and is bound to nothing"
        return f"the new hook {then}"
    if revert_to is None:
        return "hookops cannot revert the hook: its old secret is not known any more"
    if secret == "likely" and revert_to.channel != after.channel:
        return "hookops reverts the hook, with the secret that its manifest refers to now"
    return "hookops reverts the hook"
