"""Types of which an org may have only one hook."""

from collections.abc import Iterable

from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.resource import Actual


def find_hook_rival(before: Actual | None, after: Hook, actuals: Iterable[Actual]) -> Actual | None:
    """The hook beside which `after` cannot be; None when there is none.

    Source: Okta Management API, InlineHookType (telephony: one ACTIVE hook; password import: one
    hook).
    """
    limit = HOOK_TYPES[after.type].one_per_org
    # No limit, or the change adds none: what is there already may stay beside it.
    if not limit or not _is_added(before, after, limit):
        return None
    counted = (
        actual
        for actual in actuals
        if isinstance(actual.spec, Hook)
        and actual.spec.type == after.type
        and (limit == "any" or actual.spec.status == "ACTIVE")
    )
    return next((a for a in counted if before is None or a.id != before.id), None)


def _is_added(before: Actual | None, after: Hook, limit: str) -> bool:
    """Whether the change leads to one more hook that counts."""
    # Created, or of another type before: a create is ACTIVE at first, whatever is declared.
    if before is None or before.spec.type != after.type:
        return True
    # Where only ACTIVE ones count, activation adds one.
    was = before.spec.compared()["status"]
    return limit == "active" and was != "ACTIVE" and after.status == "ACTIVE"
