"""What is still in use is neither deactivated nor deleted: Okta itself often does not mind.

Two passes. `keep_used` needs the deferred changes: it takes out the deletion of a key whose hooks
wait for a person, so it runs right after those are known. `check_in_use` adds guard errors for
every other use, so it runs when nothing changes the plan any more. `used_now` is no pass: apply
asks it again just before hooks end, with attachment points that it has read afresh.

Source: recorded by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create: a token
hook in use was deactivated and deleted, and the rule kept the id of nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.kinds.binding.spec import binding_of
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Key, Snapshot
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft


def keep_used(draft: Draft, context: PlanContext) -> Draft:
    """The draft without deletions of keys that only deferred hooks still use; those are kept."""
    kept = {c.key for c in draft.changes if _is_kept(c, draft, context)}
    changes = tuple(change for change in draft.changes if change.key not in kept)
    return replace(draft, changes=changes, kept=(*sorted(kept), *draft.kept))


def check_in_use(draft: Draft, context: PlanContext) -> Draft:
    """The draft with a guard error for everything that would be taken from its users."""
    found = [error for c in draft.changes for error in _errors(c, draft.changes, context)]
    return replace(draft, guard_errors=(*draft.guard_errors, *found))


def used_now(ending: Sequence[Change], seen: Snapshot) -> dict[Key, str]:
    """Why resources must not end, by what was read just before they do."""
    found = {}
    for change in ending:
        if change.before is None:
            continue
        types = KINDS[change.key.kind].attachment_types(change.before.spec)
        # Flows that cannot be read may call it, so it stays; a flow that calls it is the better
        # reason, and replaces this one.
        for why in (seen.unread[type_] for type_ in types if type_ in seen.unread):
            found[change.key] = f"not deactivated or deleted: its flows cannot be read: {why}"
        for point, why in unreadable_users(change, seen):
            found[change.key] = f"not deactivated or deleted: {binding_of(point).flow}: {why}"
        flows = list(flows_calling(change.before.id, seen))
        if flows:
            found[change.key] = (
                "not deactivated or deleted: since the plan was made it is called by "
                + ", ".join(flows)
            )
    return found


def unreadable_users(change: Change, seen: Snapshot) -> Iterator[tuple[Actual, str]]:
    """Attachment points that may call what the change ends, each with why nobody knows."""
    if change.before is None:
        return
    types = KINDS[change.key.kind].attachment_types(change.before.spec)
    for point in seen.points:
        spec = binding_of(point)
        if spec.unreadable and spec.type in types:
            yield point, spec.unreadable


def ends(change: Change) -> bool:
    """Whether something that is there is deactivated or deleted by it."""
    verbs = {step.verb for step in change.steps}
    return change.before is not None and bool(verbs & {"deactivate", "delete"})


def users_left(actual: Actual, changes: Sequence[Change], context: PlanContext) -> Sequence[Actual]:
    """What refers to it, and is not taken away by one of these changes."""
    return [user for user in context.users_of(actual.id) if not is_freed(user, actual, changes)]


def is_freed(user: Actual, actual: Actual, changes: Sequence[Change]) -> bool:
    """Whether these changes end the reference of `user` to `actual`."""
    return any(
        KINDS[user.kind].ends_reference(change, actual.id)
        for change in changes
        if change.before is not None and change.before.id == user.id
    )


def _is_kept(change: Change, draft: Draft, context: PlanContext) -> bool:
    if change.before is None or not KINDS[change.key.kind].kept_while_used or not ends(change):
        return False
    left = users_left(change.before, draft.changes, context)
    # One user that does not wait is an error for a guard: a key must not stay silently.
    waiting = {context.id_of(key) for key in draft.deferred}
    return bool(left) and all(user.id in waiting for user in left)


def _errors(
    change: Change, changes: Sequence[Change], context: PlanContext
) -> Iterator[Diagnostic]:
    if change.before is None or not ends(change):
        return
    kind, unread = KINDS[change.key.kind], context.snapshot.unread
    # Two errors may hold at once: a type that cannot be read, and a flow of another that can.
    for type_ in kind.attachment_types(change.before.spec):
        if type_ in unread:
            yield _not_read(change, unread[type_])
    unknown = list(unreadable_users(change, context.snapshot))
    if unknown:
        yield _not_known(change, unknown)
    left = users_left(change.before, changes, context)
    if left:
        yield kind.in_use(change, left)


def _not_known(change: Change, points: Sequence[tuple[Actual, str]]) -> Diagnostic:
    (first, why), *others = points
    more = f" and {len(others)} more" if others else ""
    return Diagnostic(
        "unread",
        f"{change.key} would be deactivated or deleted, and {binding_of(first).flow} "
        f"({first.id}){more} may call it: {why}",
        change.mark,
        "look at it in Okta; correct it there, use a newer hookops that knows this form, or leave "
        "this hook out with --target",
    )


def _not_read(change: Change, why: str) -> Diagnostic:
    return Diagnostic(
        "unread",
        f"{change.key} would be deactivated or deleted, and what calls it cannot be read: {why}",
        change.mark,
        "let hookops read it, or leave this hook out with --target",
    )


def flows_calling(id_: str, seen: Snapshot) -> Iterator[str]:
    """What calls the hook with that id, as attachment points that were just read show."""
    for point in seen.points:
        kind = KINDS[point.kind]
        if any(referred == id_ for _, referred in kind.references(point.spec)):
            flows = kind.flows(point.spec, (), (), complete=True) or ()
            yield from (f"{flow} ({point.id})" for flow in flows)
