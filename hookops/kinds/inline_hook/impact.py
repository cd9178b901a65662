"""What a change of a hook means to users."""

from collections.abc import Sequence

from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.values import Uses
from hookops.model.change import Impact
from hookops.model.resource import Actual
from hookops.model.source import FieldPath


def hook_impact(
    before: Actual | None, after: Hook | None, changed: Sequence[FieldPath], uses: Uses
) -> tuple[Impact, str]:
    """By the type's failure behaviour and by what changes.

    Source: Okta, Inline hooks (concept), "Inline hook outcomes" and "timeouts and retries".
    """
    # The order is the meaning: a hook that nothing calls cannot hurt, whatever changes; then a hook
    # that Okta stops calling, whatever else changes; only then the fields decide.
    old = before.spec.compared() if before else None
    was = old["status"] if old else None
    now = after.status if after else None
    if uses.flows == () and was is not None:
        return "safe", "it is bound to no flow"
    row = HOOK_TYPES[after.type if after else str(old and old["type"])]
    if old and (after is None or old["type"] != after.type):
        gone = HOOK_TYPES[old["type"]]
        if was == "INACTIVE":
            return "safe", "the hook was INACTIVE, so no flow calls it"
        return gone.on_failure, f"Okta stops calling it: {gone.effect}"
    if was == "ACTIVE" and now == "INACTIVE":
        return row.on_failure, f"Okta stops calling it: {row.effect}"
    if now == "INACTIVE":
        return _inactive(was)
    if was == "ACTIVE" and not _touches_service(changed):
        return "safe", "the service is called as before"
    # A new hook waits for a binding, but password import and telephony hooks are called at once.
    if was is None and not row.live_when_active:
        return "safe", "no flow calls it until it is bound to one"
    return row.on_failure, f"if its service does not answer rightly, {row.effect}"


def _inactive(was: str | None) -> tuple[Impact, str]:
    if was is None:
        return "safe", "no flow calls it; Okta creates hooks ACTIVE, so it is live for a moment"
    return "safe", "no flow calls it while it is INACTIVE"


def _touches_service(changed: Sequence[FieldPath]) -> bool:
    return any(path[0] in ("channel", "version") for path in changed)
