"""Names in Okta, taken as unique: who may take one only after another has given it up.

Whether Okta insists on it is not known (the current reference is silent, an older one says so),
so no request relies on two hooks sharing a name, not even for a moment.
"""

from collections.abc import Sequence
from dataclasses import replace

from hookops.kinds import LISTED
from hookops.model.change import Action, Change, Phase
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Key
from hookops.reconcile.match import Matches


def order_renames(
    changes: Sequence[Change], matches: Matches
) -> tuple[list[Change], list[Diagnostic]]:
    """The changes with their steps in phases that respect names, and the names that cannot be."""
    undeclared = {
        (m.key.kind, actual.spec.name): (m.key, actual) for m, actual in matches.undeclared
    }
    gone = {change.key for change in changes if change.action is Action.DELETE}
    moving = {
        (c.key.kind, c.before.spec.name): c for c in changes if c.before is not None and _renames(c)
    }
    ordered, conflicts = [], []
    for change in changes:
        name = (change.key.kind, change.after.spec.name if change.after else "")
        holder = moving.get(name)
        if change.action is Action.REPLACE or not _renames(change):
            ordered.append(change)
        elif name in undeclared:
            key, actual = undeclared[name]
            found = _name_taken(change, key, actual, goes=key in gone)
            ordered.append(_later(change, Phase.FINAL_RENAME))
            conflicts.extend([found] if found else [])
        elif holder is not None and holder.key != change.key:
            ordered.append(_later(change, Phase.CREATE))
            if holder.after and (holder.key.kind, holder.after.spec.name) in moving:
                conflicts.append(_circle(change, holder))
        else:
            ordered.append(change)
    return ordered, conflicts


def _renames(change: Change) -> bool:
    """Whether the change gives a hook or a key a name that it does not have."""
    if change.after is None or change.key.kind not in LISTED:
        return False
    return change.before is None or change.before.spec.name != change.after.spec.name


def _later(change: Change, phase: Phase) -> Change:
    steps = tuple(
        replace(step, phase=max(step.phase, phase)) if step.verb == "update" else step
        for step in change.steps
    )
    return replace(change, steps=steps)


def _name_taken(change: Change, key: Key, actual: Actual, *, goes: bool) -> Diagnostic | None:
    """A hook that goes in this very apply gives its name up to an update, not to a create."""
    assert change.after is not None
    if change.action is not Action.CREATE and goes:
        return None
    if change.action is Action.CREATE and actual.spec.type == change.after.spec.type:
        title = LISTED[change.key.kind].title
        hint = (
            f"is it the same {title} under another name in Git? "
            f"then write metadata.previousNames: [{key.name}]; if not, choose another spec.name"
        )
    else:
        hint = "delete that one first, with hookops apply --prune, or choose another spec.name"
    return Diagnostic(
        "name-held",
        f"{change.key}: its name in Okta is that of {actual.id}, which is managed as {key} "
        "and no longer declared",
        change.after.origin.start,
        hint,
    )


def _circle(change: Change, holder: Change) -> Diagnostic:
    assert change.after is not None
    return Diagnostic(
        "name-circle",
        f"{change.key} takes the name in Okta that {holder.key} gives up, which itself takes "
        "a name that another one gives up",
        change.after.origin.start,
        "rename them in two applies, the first one to a name that nothing has",
    )
