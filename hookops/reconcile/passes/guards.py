"""Refuses what apply does only when an option allows it, by name or by number.

Needs: the changes as they will be applied. Adds: guard errors. Runs after the last pass that
changes the plan, so that nothing escapes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.kinds.names import plain_name
from hookops.model.call import Edit
from hookops.model.change import Action, Change, FieldChange
from hookops.model.diagnostic import Diagnostic
from hookops.model.limits import Limits
from hookops.model.resource import Desired, IdOf, Key, Ledger
from hookops.model.source import dotted
from hookops.model.text import plural, show
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.passes.amounts import FREE_SHARE, check_amounts

MANY_GONE = "many-gone"


def check_guards(draft: Draft, context: PlanContext) -> Draft:
    """The draft with every reason why this plan must not be applied as it is."""
    changes, desired, ledger = draft.changes, context.desired, context.ledger
    found = (
        *_many_gone(context),
        *_protected(changes, ledger),
        *_other_things(changes, ledger),
        *_unbound(changes, desired, ledger),
        *_replacements(changes, context.limits),
        *_empty(changes, desired, ledger),
        *_for_all(changes, context.limits),
        *_endpoints(changes, context),
        *check_amounts(changes, ledger, context.limits, context.caps),
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


def _other_things(changes: Sequence[Change], ledger: Ledger) -> Iterator[Diagnostic]:
    """What is deleted is what the ledger says that it is: an id alone may be a wrong one."""
    for change in changes:
        entry, before = ledger.managed.get(change.key), change.before
        # Only what is there and deleted; an entry with another id is that of a replacement.
        if entry is None or before is None or all(s.verb != "delete" for s in change.steps):
            continue
        # A replacement that was cut short has left its temporary name.
        there = {"name": plain_name(before.spec.name), "type": before.spec.type}
        # Keys have no type. What the ledger does not say is not known to be so.
        known = {n: str(entry.compared.get(n, "")) for n in there if there[n] or n == "name"}
        known["name"] = plain_name(known["name"])
        if entry.id == before.id and any(there[name] != value for name, value in known.items()):
            said = " ".join(f"{name} {show(str(value))}" for name, value in known.items())
            found = " ".join(f"{name} {show(there[name])}" for name in known)
            yield Diagnostic(
                "other-thing",
                f"{change.key} would be deleted: the ledger has {before.id} with {said}, and Okta "
                f"has it with {found}",
                change.mark,
                "if somebody renamed it in Okta, rename it back, or delete it there; if the ledger "
                "is wrong, hookops ledger rebuild makes it again",
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


def _empty(changes: Sequence[Change], desired: Desired, ledger: Ledger) -> Iterator[Diagnostic]:
    deletes = [change for change in changes if change.action is Action.DELETE]
    # An empty or unreadable folder looks like this, and must not delete an org's hooks.
    if deletes and not desired:
        yield Diagnostic(
            "empty",
            f"nothing is declared, and {plural(len(ledger.managed), 'hook')} would be deleted",
            deletes[0].mark,
            "an empty set is never applied; declare at least one hook",
        )


def _for_all(changes: Sequence[Change], limits: Limits) -> Iterator[Diagnostic]:
    """The end of a hook that Okta calls for every user is named by a person."""
    for change in changes:
        verbs = {step.verb for step in change.steps} & {"delete", "deactivate"}
        if change.before is None or not verbs:
            continue
        why = KINDS[change.key.kind].why_confirmed(change.before.spec)
        # A duplicate of a hook has its name, with its own id behind it.
        name = change.key.name.partition("~")[0]
        if why and name not in limits.confirm:
            verb = "deleted" if "delete" in verbs else "deactivated"
            yield Diagnostic(
                "confirm",
                f"{change.key} would be {verb}: {why}",
                change.mark,
                f"if that is right, say --confirm {name}",
            )


def _endpoints(changes: Sequence[Change], context: PlanContext) -> Iterator[Diagnostic]:
    """Where such a hook calls, and with which authentication, is changed by name as well."""
    for change in changes:
        moved = [field for field in change.fields if _is_moved(field, change, context)]
        # One that is new serves nobody yet, and without a step nothing is sent.
        if change.before is None or not change.steps or not moved:
            continue
        why = KINDS[change.key.kind].why_confirmed(change.before.spec)
        if why and change.key.name not in context.limits.allow_endpoint_change:
            paths = ", ".join(dotted(field.path) for field in moved)
            yield Diagnostic(
                "endpoint-change",
                f"{change.key} would call or authenticate otherwise ({paths}): {why}",
                moved[0].mark or change.mark,
                f"if that is right, say --allow-endpoint-change {change.key.name}",
            )


def _is_moved(field: FieldChange, change: Change, context: PlanContext) -> bool:
    """Whether the field is of the endpoint or the authentication: not a header, not a new value of
    the same secret."""
    if change.after is None or field.path[:1] != ("channel",) or field.path[2:3] == ("headers",):
        return False
    if field.secret is None:
        return field.path != ("channel", "version")
    entry, path = context.ledger.managed.get(change.key), dotted(field.path)
    before = entry.fingerprints.get(path) if entry is not None else None
    # One that is adopted has no reference yet, and gets the one that is declared.
    ref = KINDS[change.key.kind].secrets(change.after.spec).get(path)
    if before is None or ref is None:
        return before is not None
    # Another prefix is another way to authenticate: `Basic` in the place of `Bearer`.
    return (before.ref, before.prefix) != (str(ref), ref.prefix)
