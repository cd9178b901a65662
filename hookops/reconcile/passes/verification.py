"""Which changes are tried out on a service: what a plan says of it, and what it adds for it."""

import hmac
from collections.abc import Sequence
from dataclasses import replace

from hookops.kinds import LISTED
from hookops.kinds.binding.kind import Binding
from hookops.kinds.inline_hook.kind import Hook
from hookops.kinds.inline_hook.verification import OldSecret, is_tried, is_wanted, outlook, put_back
from hookops.model.change import Action, Change
from hookops.model.resource import Key, Managed
from hookops.reconcile.context import Ground, hook_of


def with_trials(changes: Sequence[Change], ground: Ground) -> list[Change]:
    """The changes, those of services that have to be tried out marked; and one for each hook that
    is to be bound, or has not passed yet, and is not changed otherwise."""
    due = _due(changes, ground)
    marked = [_marked(change, ground, due=change.key in due) for change in changes]
    known = {change.key for change in changes}
    return [*marked, *(_trial(key, ground) for key in sorted(due - known))]


def _due(changes: Sequence[Change], ground: Ground) -> set[Key]:
    """Hooks whose service has to pass whatever becomes of their own fields."""
    bound = {
        hook_of(change.after.spec)
        for change in changes
        if change.after is not None and isinstance(change.after.spec, Binding) and change.steps
    }
    open_ends = {key for key, managed in ground.ledger.managed.items() if managed.unverified}
    there = {owned.resource.key for owned in ground.sides.owned}
    return {
        key
        for key in (bound | open_ends) & there
        if key in ground.desired and is_wanted(ground.desired[key].spec)
    }


def _marked(change: Change, ground: Ground, *, due: bool) -> Change:
    after = change.after.spec if change.after is not None else None
    tried = change.steps and is_tried(change.before, change.after, change.fields)
    if not isinstance(after, Hook) or not (tried or due):
        return change
    secret = _old_secret(change, ground)
    back = put_back(change.before, after, change.fields, secret) if tried else None
    told = outlook(change.before, after, back, secret)
    return replace(change, verify=told, put_back=back)


def _trial(key: Key, ground: Ground) -> Change:
    """Nothing is written; what is to be bound is called first."""
    (owned,) = [owned for owned in ground.sides.owned if owned.resource.key == key]
    return Change(
        key=key,
        action=Action.VERIFY,
        before=owned.live,
        after=owned.resource,
        fields=(),
        steps=(),
        impact="safe",
        impact_text="nothing changes in Okta",
        undo="",
        reason="its service has to answer rightly before flows are bound to the hook",
        mark=owned.resource.origin.start,
        flows=ground.flows(owned.resource.spec.type, owned.live, key) or (),
        verify="its service is called, before anything else is written and before it is bound",
    )


def _old_secret(change: Change, ground: Ground) -> OldSecret:
    """What is known of the secret that Okta has."""
    managed = ground.ledger.managed.get(change.key)
    assert change.after is not None
    refs = LISTED[change.key.kind].secrets(change.after.spec)
    if managed is None:
        return "unknown"
    found = {
        _one(managed, path, str(ref), ref.version, change, ground) for path, ref in refs.items()
    }
    if "unknown" in found:
        return "unknown"
    return "likely" if "likely" in found else "same"


def _one(
    managed: Managed, path: str, ref: str, version: str, change: Change, ground: Ground
) -> OldSecret:
    was, now = managed.fingerprints.get(path), ground.known.get(change.key, {}).get(path)
    if was is None or not was.confirmed or was.ref != ref or was.version != version:
        return "unknown"
    if now is not None and was.digest and now.digest and was.key_id == now.key_id:
        return "same" if hmac.compare_digest(was.digest, now.digest) else "unknown"
    return "same" if version else "likely"
