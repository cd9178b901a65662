"""Refuses what apply does only when an option allows it, by name or by number.

Needs: the changes as they will be applied. Adds: guard errors. Runs after the last pass that
changes the plan, so that nothing escapes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.model.call import Edit
from hookops.model.change import Action, Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Desired, IdOf, Key, Ledger
from hookops.model.text import plural
from hookops.reconcile.context import Limits, PlanContext
from hookops.reconcile.draft import Draft

MANY_GONE = "many-gone"
FREE = 3
"""So many deletes need no number, and so many updates."""
FREE_SHARE = 0.3
"""Nor do those of up to this share of what is managed; nor is it many when so few are gone."""


def check_guards(draft: Draft, context: PlanContext) -> Draft:
    """The draft with every reason why this plan must not be applied as it is."""
    changes, desired, ledger = draft.changes, context.desired, context.ledger
    found = (
        *_many_gone(context),
        *_protected(changes, ledger),
        *_unbound(changes, desired, ledger),
        *_replacements(changes, context.limits),
        *_too_many(changes, desired, ledger, context.limits),
        *_too_many_updates(changes, ledger, context.limits),
    )
    return replace(draft, guard_errors=(*draft.guard_errors, *found))


def _many_gone(context: PlanContext) -> Iterator[Diagnostic]:
    """An org that lacks what was applied is more likely another org than one that lost it all."""
    managed = [key for key in context.ledger.managed if KINDS[key.kind].is_called]
    gone = [key for key in managed if context.is_gone(context.ledger.managed[key].id)]
    # One that is gone was deleted by somebody; so many at once have another reason.
    many = len(gone) > 1 and len(gone) > FREE_SHARE * len(managed)
    if many and not context.limits.recreate_missing:
        names = ", ".join(str(key) for key in gone[:5])
        more = f" and {len(gone) - 5} more" if len(gone) > 5 else ""
        yield Diagnostic(
            MANY_GONE,
            f"{len(gone)} of {plural(len(managed), 'managed hook')} are gone from Okta; hookops "
            f"would create those again that are declared, and forget the others: {names}{more}",
            next((context.desired[k].origin.start for k in gone if k in context.desired), None),
            "is this the right org, and its ledger? If somebody deleted them there, allow it with "
            "--recreate-missing",
        )


def _protected(changes: Sequence[Change], ledger: Ledger) -> Iterator[Diagnostic]:
    for change in changes:
        managed = ledger.managed.get(change.key)
        protected = bool(change.after and change.after.protect) or bool(
            managed and managed.protected
        )
        # The ledger's word counts too: one pull request must not both unprotect and delete.
        verbs = [step.verb for step in change.steps]
        ends = change.before is not None and ("delete" in verbs or "deactivate" in verbs)
        if protected and ends:
            yield Diagnostic(
                "protected",
                f"{change.key} is protected (hookops.dev/protect) and would be "
                f"{change.action.value}d",
                change.mark,
                "remove the annotation, apply, and only then "
                f"{change.action.value} it: it takes two applies",
            )


def _unbound(changes: Sequence[Change], desired: Desired, ledger: Ledger) -> Iterator[Diagnostic]:
    """A protected hook leaves no flow: that would end it as surely as a deactivation."""
    hooks = {
        managed.id: key
        for key, managed in ledger.managed.items()
        if managed.protected or (key in desired and desired[key].protect)
    }
    for change in changes:
        for hook in _taken_out(change) & hooks.keys():
            if not _keeps(change, hooks[hook]):
                yield Diagnostic(
                    "protected",
                    f"{hooks[hook]} is protected (hookops.dev/protect) and would leave "
                    f"{', '.join(change.flows)}",
                    change.mark,
                    "remove the annotation, apply, and only then unbind it: it takes two applies",
                )


def _taken_out(change: Change) -> set[str]:
    """Ids that are in an attachment point before the change, and are not afterwards."""
    edits = [step.call.body for step in change.steps if isinstance(step.call.body, Edit)]
    if not edits or change.before is None:
        return set()
    there = change.before.spec.compared().get("hook")
    # Okta promises one hook at most; what it shows is taken as it is.
    hooks = [str(hook) for hook in (there if isinstance(there, list) else [there])]
    return {hook for hook in hooks if any(hook not in edit.hooks for edit in edits)}


def _keeps(change: Change, hook: Key) -> bool:
    """Whether the flow keeps the hook under another id, as after a replacement."""
    # Its id is not known before the new hook exists, so the reference is by key.
    after = change.after.spec.compared().get("hook") if change.after is not None else None
    return isinstance(after, IdOf) and after.key == hook


def _replacements(changes: Sequence[Change], limits: Limits) -> Iterator[Diagnostic]:
    for change in changes:
        # A replacement deletes, so it takes the consent that a deletion takes.
        if change.action is Action.REPLACE and not limits.prune and change.after and change.before:
            asked = change.before.spec.type == change.after.spec.type
            why = "it is replaced as asked for" if asked else "type is immutable in Okta"
            yield Diagnostic(
                "replace",
                f"{change.key}: {why}: this is a replacement, which deletes "
                f"{change.before.id} ({change.before.spec.type}); {change.impact_text}",
                change.after.origin.at(("type",)),
                "allow the delete with --prune, or declare a new hook beside the old one",
            )


def _too_many(
    changes: Sequence[Change], desired: Desired, ledger: Ledger, limits: Limits
) -> Iterator[Diagnostic]:
    deletes = [c for c in changes if c.action in (Action.DELETE, Action.REPLACE)]
    if not deletes:
        return
    # An empty or unreadable folder looks like this, and must not delete an org's hooks.
    if not desired:
        yield Diagnostic(
            "empty",
            f"nothing is declared, and {plural(len(ledger.managed), 'hook')} would be deleted",
            deletes[0].mark,
            "an empty set is never applied; declare at least one hook",
        )
    allowed = _free(ledger) if limits.max_delete is None else limits.max_delete
    if limits.prune and len(deletes) > allowed:
        names = ", ".join(str(change.key) for change in deletes)
        yield Diagnostic(
            "max-delete",
            f"{plural(len(deletes), 'hook')} would be deleted, {allowed} are allowed: {names}",
            deletes[0].mark,
            f"if that is right, say --max-delete {len(deletes)}",
        )


def _too_many_updates(
    changes: Sequence[Change], ledger: Ledger, limits: Limits
) -> Iterator[Diagnostic]:
    """One wrong variable or template changes every hook at once, and each looks right by itself."""
    updates = [c for c in changes if c.action in _UPDATES and KINDS[c.key.kind].is_called]
    allowed = _free(ledger) if limits.max_update is None else limits.max_update
    if len(updates) > allowed:
        names = ", ".join(str(change.key) for change in updates)
        yield Diagnostic(
            "max-update",
            f"{plural(len(updates), 'hook')} would be updated, {allowed} are allowed: {names}",
            updates[0].mark,
            f"if that is right, say --max-update {len(updates)}",
        )


_UPDATES = (Action.UPDATE, Action.ACTIVATE, Action.DEACTIVATE)


def _free(ledger: Ledger) -> int:
    """So many changes of one sort need no number."""
    # A share for large orgs, a number for small ones: three of four hooks is a usual change.
    return max(FREE, int(FREE_SHARE * len(ledger.managed)))
