"""What is still in use is neither deactivated nor deleted: Okta itself often does not mind.

Source: recorded by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create: a token
hook in use was deactivated and deleted, and the rule kept the id of nothing.
"""

from collections.abc import Collection, Iterator, Sequence

from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.call import Edit
from hookops.model.change import Action, Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Key, Snapshot
from hookops.reconcile.context import PlanContext, binding, names_of, signs_with

_NEVER = "bindings that are not declared are never touched: to let hookops unbind it, keep the "
_UNBIND = _NEVER + "hook's manifest with `bindings: []` for one apply; or unbind it in Okta"


def guard_errors(changes: Sequence[Change], context: PlanContext) -> Iterator[Diagnostic]:
    """Everything that would be taken from under somebody's feet."""
    for change in changes:
        verbs = {step.verb for step in change.steps}
        actual = change.before
        if (
            actual is None
            or change.key.kind != "InlineHook"
            or not verbs & {"deactivate", "delete"}
        ):
            continue
        if actual.spec.type in context.snapshot.unread:
            yield _not_read(change, context.snapshot.unread[actual.spec.type])
        left = [
            point for point in context.points_of(actual.id) if not is_freed(point, actual, changes)
        ]
        if left:
            yield _in_use(change, left)


def used_now(going: Sequence[Change], seen: Snapshot) -> dict[Key, str]:
    """Why hooks must not go, by what was read just before they do."""
    found = {}
    for change in going:
        actual = change.before
        if actual is not None and actual.spec.type in seen.unread:
            why = seen.unread[actual.spec.type]
            found[change.key] = f"not deactivated or deleted: its flows cannot be read: {why}"
        points = [s for s in seen.points if actual is not None and actual.id in binding(s).hooks]
        if points:
            flows = ", ".join(f"{binding(point).flow} ({point.id})" for point in points)
            found[change.key] = (
                f"not deactivated or deleted: since the plan was made it is called by {flows}"
            )
    return found


def unchecked(changes: Sequence[Change], context: PlanContext) -> Iterator[Diagnostic]:
    """What only a person can look up before a hook goes: the API does not show it."""
    for change in changes:
        actual = change.before
        ends = change.action in (Action.DELETE, Action.DEACTIVATE, Action.REPLACE)
        if actual is None or change.key.kind != "InlineHook" or not ends:
            continue
        row = HOOK_TYPES[actual.spec.type]
        if row.by_hand and (row.point is None or actual.spec.type in context.snapshot.by_hand):
            where = row.by_hand.format(app="each app")
            yield Diagnostic(
                "look-first",
                f"{change.key}: Okta's API does not show whether it is in use",
                change.mark,
                f"look in the Admin Console before: {where}",
                "warning",
            )


def used_keys(
    changes: Sequence[Change], waiting: Collection[Key], context: PlanContext
) -> tuple[set[Key], list[Diagnostic]]:
    """Keys that stay for a hook that waits for a person, and refusals for every other use."""
    kept: set[Key] = set()
    refused = []
    held_ids = {c.before.id for c in changes if c.key in waiting and c.before is not None}
    for change in changes:
        if change.key.kind != "HookKey" or change.action is not Action.DELETE or not change.before:
            continue
        moving = [c for c in changes if c.key not in waiting]
        users = [u for u in context.users_of(change.before.id) if not _lets_go(u, moving)]
        if users and all(user.id in held_ids for user in users):
            kept.add(change.key)
        elif users:
            refused.append(_key_in_use(change, users))
    return kept, refused


def is_freed(point: Actual, actual: Actual, changes: Sequence[Change]) -> bool:
    """Whether these changes take the hook out of the slot."""
    edits = (
        step.call.body
        for change in changes
        if change.before is not None and change.before.id == point.id
        for step in change.steps
    )
    return any(isinstance(edit, Edit) and actual.id not in edit.holds for edit in edits)


def _lets_go(user: Actual, changes: Sequence[Change]) -> bool:
    """Whether this plan deletes the hook or has it sign with another key."""
    for change in changes:
        if change.before is None or change.before.id != user.id:
            continue
        if change.action in (Action.DELETE, Action.REPLACE):
            return True
        return any(field.path[-1] == "hookKeyId" for field in change.fields) and bool(
            signs_with(user)
        )
    return False


def _in_use(change: Change, left: Sequence[Actual]) -> Diagnostic:
    flows = ", ".join(f"{binding(point).flow} ({point.id})" for point in left)
    verb = {"delete": "deleted", "replace": "replaced"}.get(change.action.value, "deactivated")
    return Diagnostic(
        "in-use",
        f"{change.key} would be {verb}, and is called by what the manifests do not bind: {flows}",
        change.mark,
        _UNBIND,
    )


def _not_read(change: Change, why: str) -> Diagnostic:
    return Diagnostic(
        "unread",
        f"{change.key} would be deactivated or deleted, and what calls it cannot be read: {why}",
        change.mark,
        "let hookops read it, or leave this hook out with --target",
    )


def _key_in_use(change: Change, users: Sequence[Actual]) -> Diagnostic:
    return Diagnostic(
        "key-in-use",
        f"{change.key} would be deleted, and signs for {names_of(users)}",
        change.mark,
        "give these hooks another key first; Okta cannot bring a deleted key back",
    )
