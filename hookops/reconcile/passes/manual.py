"""Lists what only a person can do or check, in Okta's console.

Needs: the changes that are applied and those that wait. Adds: manual steps. Runs last, since it
leaves out what a change of this plan says already.
"""

from collections.abc import Iterator
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.model.change import Action
from hookops.model.diagnostic import Diagnostic
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.passes.key_rotation import remind_unpublished


def list_manual_steps(draft: Draft, context: PlanContext) -> Draft:
    """The draft with bindings that the API cannot make, uses that it does not show, and keys in
    use that nobody said are published."""
    found = (
        *_bindings(context),
        *_unseen_uses(draft, context),
        *remind_unpublished(draft, context),
    )
    return replace(draft, by_hand=(*draft.by_hand, *found))


def _bindings(context: PlanContext) -> Iterator[Diagnostic]:
    for key, resource in context.desired.items():
        # With targets the reminders of everything else would hide those that matter.
        if context.is_wanted(key):
            yield from KINDS[key.kind].manual_steps(resource)


def _unseen_uses(draft: Draft, context: PlanContext) -> Iterator[Diagnostic]:
    for change in draft.changes:
        ends = change.action in (Action.DELETE, Action.DEACTIVATE, Action.REPLACE)
        if change.before is None or not ends:
            continue
        kind = KINDS[change.key.kind]
        where = kind.where_to_look(change.before.spec, context.snapshot.by_hand)
        if where:
            yield Diagnostic(
                "look-first",
                f"{change.key}: Okta's API does not show whether it is in use",
                change.mark,
                f"look in the Admin Console before: {where}",
                "warning",
            )
