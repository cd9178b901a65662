"""Which changes are tried out on a service: what a plan says of it, and what it adds for it."""

import hmac
from collections.abc import Sequence
from dataclasses import replace

from hookops.kinds import LISTED
from hookops.kinds.binding.kind import Binding
from hookops.kinds.inline_hook.kind import Hook
from hookops.kinds.inline_hook.verification import (
    OldSecret,
    describe_verification,
    is_required,
    is_verified,
    is_wanted,
    revert_to,
)
from hookops.model.change import Action, Change
from hookops.model.resource import Key, Managed
from hookops.reconcile.context import PlanContext, hook_of


def plan_verifications(changes: Sequence[Change], context: PlanContext) -> list[Change]:
    """The changes, those of services that have to be tried out marked; and one for each hook that
    is to be bound, or has not passed yet, and is not changed otherwise."""
    due = _due(changes, context)
    marked = [_marked(change, context, due=change.key in due) for change in changes]
    known = {change.key for change in changes}
    return [*marked, *(_verification_only(key, context) for key in sorted(due - known))]


def _due(changes: Sequence[Change], context: PlanContext) -> set[Key]:
    """Hooks whose service has to pass whatever becomes of their own fields."""
    bound = {
        hook_of(change.after.spec)
        for change in changes
        if change.after is not None and isinstance(change.after.spec, Binding) and change.steps
    }
    open_ends = {key for key, managed in context.ledger.managed.items() if managed.unverified}
    there = {matched.resource.key for matched in context.matches.matched}
    return {
        key
        for key in (bound | open_ends) & there
        if key in context.desired and is_wanted(context.desired[key].spec)
    }


def _marked(change: Change, context: PlanContext, *, due: bool) -> Change:
    after = change.after.spec if change.after is not None else None
    verified = change.steps and is_verified(change.before, change.after, change.fields)
    if not isinstance(after, Hook) or not (verified or due):
        return change
    secret = _old_secret(change, context)
    back = revert_to(change.before, after, change.fields, secret) if verified else None
    described = describe_verification(change.before, after, back, secret)
    return replace(
        change, verify=described, revert_to=back, verification_required=is_required(after)
    )


def _verification_only(key: Key, context: PlanContext) -> Change:
    """Nothing is written; what is to be bound is called first."""
    (matched,) = [matched for matched in context.matches.matched if matched.resource.key == key]
    return Change(
        key=key,
        action=Action.VERIFY,
        before=matched.actual,
        after=matched.resource,
        fields=(),
        steps=(),
        impact="safe",
        impact_text="nothing changes in Okta",
        undo="",
        reason="its service has to answer rightly before flows are bound to the hook",
        mark=matched.resource.origin.start,
        flows=context.flows(matched.resource.spec.type, matched.actual, key) or (),
        verify="its service is called, before anything else is written and before it is bound",
        verification_required=is_required(matched.resource.spec),
    )


def _old_secret(change: Change, context: PlanContext) -> OldSecret:
    """What is known of the secret that Okta has."""
    managed = context.ledger.managed.get(change.key)
    assert change.after is not None
    refs = LISTED[change.key.kind].secrets(change.after.spec)
    if managed is None:
        return "unknown"
    found = {
        _one(managed, path, str(ref), ref.version, change, context) for path, ref in refs.items()
    }
    if "unknown" in found:
        return "unknown"
    return "likely" if "likely" in found else "same"


def _one(
    managed: Managed, path: str, ref: str, version: str, change: Change, context: PlanContext
) -> OldSecret:
    was, now = managed.fingerprints.get(path), context.known.get(change.key, {}).get(path)
    if was is None or not was.confirmed or was.ref != ref or was.version != version:
        return "unknown"
    if now is not None and was.digest and now.digest and was.key_id == now.key_id:
        return "same" if hmac.compare_digest(was.digest, now.digest) else "unknown"
    return "same" if version else "likely"
