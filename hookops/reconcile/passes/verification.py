"""Plans calls of services: which changes are verified, and what a failure leads to.

Needs: every change that is applied. Changes: marks those whose service is called, and adds one
without a write for each hook that is to be bound, or has not passed yet, and does not change
otherwise. Runs after the last pass that takes changes out, or it would call services for nothing.
"""

import hmac
from collections.abc import Sequence
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.kinds.values import OldSecret, Verification
from hookops.model.change import Action, Change
from hookops.model.resource import Key, Managed, Resource
from hookops.model.secret import SecretRef
from hookops.reconcile.changes import make_change
from hookops.reconcile.context import PlanContext, is_binding
from hookops.reconcile.draft import Draft


def plan_verifications(draft: Draft, context: PlanContext) -> Draft:
    """The draft with every call of a service that apply makes."""
    due = _due(draft.changes, context)
    marked = [_marked(change, context, due=change.key in due) for change in draft.changes]
    known = {change.key for change in draft.changes}
    added = (_verification_only(key, context) for key in sorted(due - known))
    return replace(draft, changes=(*marked, *added))


def _due(changes: Sequence[Change], context: PlanContext) -> set[Key]:
    """Hooks whose service has to pass whatever becomes of their own fields."""
    # A hook that is about to be bound, and one whose last apply ended before it had passed.
    bound = {
        hook
        for change in changes
        if change.after is not None and change.steps and is_binding(change.key)
        for _, hook in KINDS[change.key.kind].needs(change.after.spec)
    }
    unverified = {key for key, managed in context.ledger.managed.items() if managed.unverified}
    there = {match.resource.key for match in context.matches.matched}
    return {key for key in (bound | unverified) & there if _is_verifiable(key, context)}


def _is_verifiable(key: Key, context: PlanContext) -> bool:
    resource = context.desired.get(key)
    return resource is not None and KINDS[key.kind].is_verifiable(resource.spec)


def _marked(change: Change, context: PlanContext, *, due: bool) -> Change:
    if change.after is None or not (change.steps or due):
        return change
    verification = _verification(change, change.after, context, due=due)
    if verification is None:
        return change
    return replace(
        change,
        verify=verification.text,
        verification_required=verification.required,
        revert_to=verification.revert_to,
    )


def _verification(
    change: Change, after: Resource, context: PlanContext, *, due: bool
) -> Verification | None:
    secret = _old_secret(change, after, context)
    kind = KINDS[change.key.kind]
    return kind.verification(change.before, after.spec, change.fields, secret, due=due)


def _verification_only(key: Key, context: PlanContext) -> Change:
    """Nothing is written; the service of what is to be bound is called first."""
    # It is matched, or it would not be due; a new one has a change of its own.
    (match,) = [match for match in context.matches.matched if match.resource.key == key]
    change = make_change(
        context,
        key,
        Action.VERIFY,
        before=match.actual,
        after=match.resource,
        reason="its service has to answer correctly before flows are bound to the hook",
    )
    verification = _verification(change, match.resource, context, due=True)
    return replace(
        change,
        verify="its service is called, before anything else is written and before it is bound",
        verification_required=verification is not None and verification.required,
    )


def _old_secret(change: Change, after: Resource, context: PlanContext) -> OldSecret:
    """What is known of the secret that Okta has."""
    managed = context.ledger.managed.get(change.key)
    refs = KINDS[change.key.kind].secrets(after.spec)
    # Of an adopted secret only Okta knows the value, so it cannot be restored.
    if managed is None:
        return "unknown"
    found = {_compare_secret(managed, path, ref, change, context) for path, ref in refs.items()}
    if "unknown" in found:
        return "unknown"
    return "likely" if "likely" in found else "same"


# The question of `secret_changes.py` from the other end: there, whether a value has to be sent;
# here, whether the value that Okta has could be sent again. Doubt means yes there and no here.
def _compare_secret(
    managed: Managed, path: str, ref: SecretRef, change: Change, context: PlanContext
) -> OldSecret:
    was, now = managed.fingerprints.get(path), context.known.get(change.key, {}).get(path)
    # A label that was not raised is a person's word for the same value, unlike a bare reference.
    if was is None or not was.confirmed or was.prefix != ref.prefix:
        return "unknown"
    if was.ref != str(ref) or was.version != ref.version:
        return "unknown"
    if now is not None and was.digest and now.digest and was.key_id == now.key_id:
        return "same" if hmac.compare_digest(was.digest, now.digest) else "unknown"
    return "same" if ref.version else "likely"
