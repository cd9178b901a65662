"""Types of which an org may have only one hook."""

from collections.abc import Iterable

from hookops.kinds.inline_hook.spec import NAME, Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.resource import Actual


def find_rival(before: Actual | None, after: Hook, actuals: Iterable[Actual]) -> Actual | None:
    """The hook beside which `after` cannot be; None when there is none.

    Source: Okta Management API, InlineHookType (telephony: one ACTIVE hook; password import: one
    hook).
    """
    limit = HOOK_TYPES[after.type].one_per_org
    if not limit or not _takes_the_place(before, after, limit):
        return None
    for actual in actuals:
        counts = limit == "any" or actual.spec.compared().get("status") == "ACTIVE"
        other = before is None or actual.id != before.id
        if actual.kind == NAME and actual.spec.type == after.type and counts and other:
            return actual
    return None


def _takes_the_place(before: Actual | None, after: Hook, limit: str) -> bool:
    """Whether the change adds a hook of the type that counts: by being created, by another type,
    or, where only ACTIVE ones count, by its status."""
    if before is None or before.spec.type != after.type:
        # A create is ACTIVE at first, whatever is declared.
        return True
    was = before.spec.compared()["status"]
    return limit == "active" and was != "ACTIVE" and after.status == "ACTIVE"
