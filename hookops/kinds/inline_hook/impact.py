"""What a change of a hook means to users."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.values import Uses
from hookops.model.diagnostic import Impact, at_least
from hookops.model.resource import Actual, Json
from hookops.model.source import FieldPath


def hook_impact(
    before: Actual | None, after: Hook | None, changed: Sequence[FieldPath], uses: Uses
) -> tuple[Impact, str]:
    """By the type's failure behaviour and by what changes.

    Source: Okta, Inline hooks (concept), "Inline hook outcomes" and "timeouts and retries".
    """
    level, text = _impact(before, after, changed, uses)
    # Also of a hook that no flow calls: the next to bind it trusts the host that is there then.
    if before is not None and after is not None and (hosts := _new_hosts(before, after)):
        level = at_least("unproven", level)
        text = f"{text}; its requests go to another host, {', '.join(hosts)}"
    # Whoever calls it, and whatever else changes: a service that does not know the secret, or the
    # key that signs, refuses every call. An outage is worse already.
    sent = "the secret that is sent" if uses.unproven else _changed_login(before, changed)
    if not sent or level == "outage" or after is None:
        return level, text
    effect = HOOK_TYPES[after.type].effect
    # The effect is in the text already where its service is called anew anyway.
    more = "" if effect in text else f", and then {effect}"
    return "unproven", f"{text}; its service may refuse {sent}{more}"


_LOGIN = {"authScheme", "authType", "clientId", "hookKeyId", "hookKey", "scope"}
_SECRETS = {"value", "clientSecret"}


def _changed_login(before: Actual | None, changed: Sequence[FieldPath]) -> str:
    """What Okta's calls show of themselves otherwise than before, but for a secret's value."""
    # A new hook has a secret, or calls a service that asks for none.
    if before is None:
        return ""
    paths = [path for path in changed if path[-1] not in _SECRETS]
    if any("hookKeyId" in path or "hookKey" in path for path in paths):
        return "what another key has signed"
    otherwise = any(_LOGIN & {*map(str, path)} or path == ("channel", "type") for path in paths)
    return "the changed authentication" if otherwise else ""


def fallback_of(fields: Mapping[str, Json]) -> str:
    """What does the hook's work where it fails or is away; empty where nothing does."""
    row = HOOK_TYPES.get(str(fields.get("type")))
    return row.fallback if row is not None else ""


def _new_hosts(before: Actual, after: Hook) -> list[str]:
    """Hosts that Okta calls for the hook, with a request or for a token, and has not called yet."""
    old = _hosts(before.spec.compared())
    return sorted(_hosts(after.compared()) - old) if old else []


def _hosts(compared: Mapping[str, Json]) -> set[str]:
    config = compared["channel"]["config"]
    urls = [config.get("uri"), config.get("tokenUrl")]
    return {_host_of(url) for url in urls if isinstance(url, str)} - {""}


def _host_of(url: str) -> str:
    """With a port other than 443; empty where there is none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower().removesuffix(":443")
    except ValueError:
        return ""


def _impact(
    before: Actual | None, after: Hook | None, changed: Sequence[FieldPath], uses: Uses
) -> tuple[Impact, str]:
    old = before.spec.compared() if before else None
    was, now = old["status"] if old else None, after.status if after else None
    # A hook that nothing calls cannot hurt, whatever changes. One that is new may still be bound.
    if uses.flows == () and old:
        freed = "this plan takes it from its flows first"
        return "safe", freed if uses.freed else "it is bound to no flow that is ACTIVE"
    # Deleted, replaced by one of another type, or deactivated: what counts is the old type.
    if old and (after is None or old["type"] != after.type or (was, now) == ("ACTIVE", "INACTIVE")):
        row = HOOK_TYPES[old["type"]]
        if was == "INACTIVE":
            return "safe", "the hook was INACTIVE, so no flow calls it"
        return row.on_failure, f"Okta stops calling it: {row.effect}"
    # Without `before` there is an `after`: a change has one of the two.
    assert after is not None
    return _impact_of_what_is_called(was, after, changed)


def _impact_of_what_is_called(
    was: str | None, after: Hook, changed: Sequence[FieldPath]
) -> tuple[Impact, str]:
    """Shape: `was` is the status before; None for a new hook."""
    row = HOOK_TYPES[after.type]
    if after.status == "INACTIVE":
        if was is None:
            moment = "Okta creates hooks ACTIVE, so it is ACTIVE for a moment"
            return "safe", f"no flow calls it; {moment}"
        return "safe", "no flow calls it while it is INACTIVE"
    if was == "ACTIVE" and not any(path[0] in ("channel", "version") for path in changed):
        return "safe", "the service is called as before"
    # A new hook waits for a binding, but password import and telephony hooks are called at once.
    if was is None and not row.called_when_active:
        return "safe", "no flow calls it until it is bound to one"
    return row.on_failure, f"if its service does not answer correctly, {row.effect}"
