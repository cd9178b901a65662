"""Says what each change means to users, once the whole plan is known.

Needs: every change of the plan. Changes: the impact of each, and nothing else. Runs after the last
pass that adds or takes out changes, since a flow that this plan takes from a hook is not hurt when
that hook is deleted; and before guards, which quote it.
"""

from collections.abc import Sequence
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.kinds.values import Uses
from hookops.model.change import Action, Change, is_unproven
from hookops.model.diagnostic import at_least
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.passes.in_use import is_freed


def judge_impacts(draft: Draft, context: PlanContext) -> Draft:
    """The draft with the impact of each change that writes."""
    changes = tuple(_judged(change, draft.changes, context) for change in draft.changes)
    return replace(draft, changes=changes)


def _judged(change: Change, changes: Sequence[Change], context: PlanContext) -> Change:
    # Without steps nothing is written, so nothing changes for users.
    if not change.steps:
        return change
    after = change.after.spec if change.after is not None else None
    uses = _uses(change, changes, context)
    # A secret that only goes along is no change of the service by itself; whether the service
    # knows it is the question of `uses.unproven`.
    changed = [field.path for field in change.fields if not field.along]
    level, text = KINDS[change.key.kind].impact(change.before, after, changed, uses)
    # No flow may notice it today, and still nobody gets back what Okta deletes: its id, and the
    # secret or the private key that Okta never shows.
    if change.action in (Action.DELETE, Action.REPLACE):
        level, text = at_least("permanent", level), f"{text}; what is deleted cannot be restored"
    return replace(change, impact=level, impact_text=text)


def _uses(change: Change, changes: Sequence[Change], context: PlanContext) -> Uses:
    """What uses it when the plan is carried out."""
    before = change.before
    # A change of type touches the flows that call the old one, so what is there decides.
    there = before if before is not None else change.after
    assert there is not None
    users = context.users_of(before.id) if before is not None else []
    freed = [user.id for user in users if before and is_freed(user, before, changes)]
    uses = context.uses(change.key, there.spec, before, freed)
    return replace(uses, unproven=any(map(is_unproven, change.fields)))
