"""Orders changes of names in Okta, taken as unique: who may take one only after another has given
it up.

Needs: the changes that are applied, since a deferred one gives nothing up. Changes: phases of
updates; adds conflicts for names that cannot be given. Whether Okta insists on unique names is not
known (the current reference is silent, an older one says so), so no request relies on two hooks
sharing a name, not even for a moment.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hookops.kinds import LISTED
from hookops.model.change import Action, Change, Phase, Step
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Key
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft

Name = tuple[str, str]
"""A kind, and a name in Okta."""


def order_renames(draft: Draft, context: PlanContext) -> Draft:
    """The draft with steps in phases that respect names, and the names that cannot be given."""
    undeclared = {
        (m.key.kind, actual.spec.name): (m.key, actual) for m, actual in context.matches.undeclared
    }
    deleted = {change.key for change in draft.changes if change.action is Action.DELETE}
    moving = {
        (c.key.kind, c.before.spec.name): c
        for c in draft.changes
        if c.before is not None and _renames(c)
    }
    # Every change is placed by itself: names are looked up, so the order does not matter.
    changes, conflicts = [], list(draft.conflicts)
    for change in draft.changes:
        phase, conflict = _placed(change, undeclared, deleted, moving)
        changes.append(change if phase is None else _later(change, phase))
        conflicts.extend([conflict] if conflict else [])
    return replace(draft, changes=tuple(changes), conflicts=tuple(conflicts))


def _placed(
    change: Change,
    undeclared: Mapping[Name, tuple[Key, Actual]],
    deleted: set[Key],
    moving: Mapping[Name, Change],
) -> tuple[Phase | None, Diagnostic | None]:
    """When the change can take its name, and why it cannot; None for any time, for no reason."""
    # A replacement takes its name in a phase of its own, after the old one is deleted.
    if change.action is Action.REPLACE or not _renames(change):
        return None, None
    assert change.after is not None
    name = (change.key.kind, change.after.spec.name)
    if name in undeclared:
        key, actual = undeclared[name]
        return Phase.FINAL_RENAME, _name_taken(change, key, actual, goes=key in deleted)
    holder = moving.get(name)
    if holder is None or holder.key == change.key:
        return None, None
    # Creates run after updates, so a name that an update gives up is free by then; one that waits
    # for another name itself is a chain or a circle, which one apply cannot order.
    chained = holder.after and (holder.key.kind, holder.after.spec.name) in moving
    return Phase.CREATE, _circle(change, holder) if chained else None


def _renames(change: Change) -> bool:
    """Whether the change gives a hook or a key a name that it does not have."""
    if change.after is None or change.key.kind not in LISTED:
        return False
    return change.before is None or change.before.spec.name != change.after.spec.name


def _later(change: Change, phase: Phase) -> Change:
    # Only the PUT carries a name; a lifecycle step keeps its phase.
    steps = (late for step in change.steps for late in _placed_later(change, step, phase))
    # In the order in which they are sent.
    return replace(change, steps=tuple(sorted(steps, key=lambda step: step.phase)))


def _placed_later(change: Change, step: Step, phase: Phase) -> Iterator[Step]:
    """The step in its phase; as two, where flows would wait for more than a name."""
    body = step.call.body
    if step.verb != "update" or phase <= step.phase or change.before is None:
        yield step
        return
    # Flows may be led to it before: by then everything but its name is as declared.
    more = any(f.path not in _BESIDE and not f.along for f in change.fields)
    if phase is Phase.FINAL_RENAME and more and isinstance(body, Mapping):
        first = replace(step.call, body={**body, "name": change.before.spec.name})
        yield replace(step, call=first)
        yield Step(phase, "rename", step.call)
    else:
        yield replace(step, phase=phase)


_BESIDE = (("name",), ("status",), ("version",))
"""Fields that the first PUT of a hook does not carry, or that it is about."""


def _name_taken(change: Change, key: Key, actual: Actual, *, goes: bool) -> Diagnostic | None:
    """A hook that goes in this very apply gives its name up to an update, not to a create."""
    assert change.after is not None
    # A create that waited for a delete would leave its flows without a hook in between.
    if change.action is not Action.CREATE and goes:
        return None
    # One of the same type is most likely the same hook, renamed in Git without saying so.
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
