"""Takes out changes that wait until a person has done something outside of Okta.

Needs: every change that is wished for. Changes: moves those that wait, and whatever waits for one
of them (its hook, its name, its flow), from `changes` to `deferred`. Runs before every pass that
judges or orders changes: those may only see what is applied.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hookops.kinds import KINDS, LISTED
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Key
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.passes import in_use
from hookops.reconcile.passes.key_rotation import defer_switches


def defer_changes(draft: Draft, context: PlanContext) -> Draft:
    """The draft without the changes that wait; each is there with what to do first."""
    deferred = defer_switches(draft.changes, context)
    while more := dict(_follow(draft.changes, deferred, context)):
        deferred |= more
    changes = tuple(change for change in draft.changes if change.key not in deferred)
    return replace(draft, changes=changes, deferred=deferred)


def _follow(
    changes: Sequence[Change], deferred: Mapping[Key, Diagnostic], context: PlanContext
) -> Iterator[tuple[Key, Diagnostic]]:
    """Changes that wait for one that is deferred already."""
    # One round: what waits for those found here is found in the next, until nothing is added.
    rest = [change for change in changes if change.key not in deferred]
    waiting = [c for c in changes if c.key in deferred and c.before is not None]
    for change in rest:
        cause = (
            _missing_need(change, deferred, context)
            or _name_holder(change, waiting)
            or _binding_in_the_way(change, waiting, rest, context)
        )
        if cause is not None:
            yield change.key, _waits_for(change, cause)


def _missing_need(
    change: Change, deferred: Mapping[Key, Diagnostic], context: PlanContext
) -> Key | None:
    """What the change refers to and what is not made yet, such as the hook of a binding."""
    needs = KINDS[change.key.kind].needs(change.after.spec) if change.after is not None else ()
    missing = (key for _, key in needs if key in deferred and key not in context.ids)
    return next(missing, None)


def _name_holder(change: Change, waiting: Sequence[Change]) -> Key | None:
    """Whoever has the name in Okta that this change is to give."""
    if change.after is None or change.key.kind not in LISTED:
        return None
    name = change.after.spec.name
    for other in waiting:
        same = other.key.kind == change.key.kind and other.key != change.key
        if same and other.before is not None and other.before.spec.name == name:
            return other.key
    return None


def _binding_in_the_way(
    change: Change, waiting: Sequence[Change], rest: Sequence[Change], context: PlanContext
) -> Key | None:
    """The deferred binding that keeps a hook in use which is to end.

    Only when every use that is left waits: any other one is an error, which a guard reports.
    """
    if change.before is None or not in_use.ends(change) or not KINDS[change.key.kind].is_called:
        return None
    # By the id of what is there, since a flow is taken from it, whatever it is called in Git.
    waits = {other.before.id: other.key for other in waiting if other.before is not None}
    left = in_use.users_left(change.before, rest, context)
    return waits[left[0].id] if left and all(user.id in waits for user in left) else None


def _waits_for(change: Change, cause: Key) -> Diagnostic:
    return Diagnostic(
        "waits-for",
        f"{change.key} waits for {cause}, which waits itself",
        change.mark,
        f"do what is said of {cause}; then apply again",
        "warning",
    )
