"""Plans which attachment points get which hooks: bindings as declared against points as they are.

Needs: the matches. Adds: changes of bindings, and what stands against them. Runs before changes
are deferred, since a binding may have to wait with its hook; of the changes of hooks it needs
nothing, as ids that do not exist yet are filled in when requests are sent.

An attachment point is found by its names. Whether the hook that is there may be replaced is decided
by evidence: it is ours and its manifest binds it elsewhere, it is gone, or `--take-over` names its
successor; anything else is a conflict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from hookops.kinds import BINDINGS, KINDS
from hookops.kinds.binding.spec import Binding, binding_of, bindings, hook_of
from hookops.model.change import Action, Change, FieldChange
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Key, Managed, Resource
from hookops.model.source import Mark
from hookops.reconcile.bindings import describe, problems
from hookops.reconcile.bindings.select import select_point
from hookops.reconcile.changes import make_change, side_of
from hookops.reconcile.context import PlanContext, is_binding
from hookops.reconcile.draft import Draft


@dataclass(slots=True)
class Found:
    """What comes of all bindings; filled one binding after another."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[tuple[Key, Diagnostic]] = field(default_factory=list)
    by_hand: list[tuple[Key, Diagnostic]] = field(default_factory=list)
    kept: list[Key] = field(default_factory=list)
    forgotten: list[Key] = field(default_factory=list)
    unchanged: list[Key] = field(default_factory=list)
    renamed: list[Key] = field(default_factory=list)
    """Entries of points that are declared under another name now."""
    claimed: dict[str, Resource] = field(default_factory=dict)
    """Points by id with the declared binding that means them, or meant them when it was applied."""


def plan_bindings(draft: Draft, context: PlanContext) -> Draft:
    """The draft with every binding and unbinding, and everything that stands against one."""
    found = Found()
    for resource, spec in bindings(context.desired):
        _bind(resource, spec, context, found)
    for point in context.snapshot.points:
        if point.id not in found.claimed:
            _detach(point, context, found)
    _forget(context, found)
    wanted = context.is_wanted
    # An entry whose point has another name now always goes, or two entries would mean one point.
    forgotten = found.renamed if context.targets is not None else [*found.forgotten, *found.renamed]
    return replace(
        draft,
        changes=(*draft.changes, *(c for c in found.changes if _is_wanted(c, context))),
        conflicts=(*draft.conflicts, *(d for key, d in found.conflicts if wanted(key))),
        by_hand=(*draft.by_hand, *(d for key, d in found.by_hand if wanted(key))),
        kept=(*draft.kept, *sorted(filter(wanted, found.kept))),
        forgotten=(*draft.forgotten, *forgotten),
        unchanged=(*draft.unchanged, *(key for key in found.unchanged if wanted(key))),
    )


def _is_wanted(change: Change, context: PlanContext) -> bool:
    """A target brings the changes that take its hook out of a flow."""
    if context.is_wanted(change.key):
        return True
    if change.after is not None or change.before is None:
        return False
    ids = {id_ for key, id_ in context.ids.items() if context.is_wanted(key)}
    return bool(ids & {*binding_of(change.before).hooks})


def _bind(resource: Resource, spec: Binding, context: PlanContext, found: Found) -> None:
    # In turn: the org has no such points in its API; they could not be read; none is meant.
    if spec.type in context.snapshot.by_hand:
        found.by_hand.append((resource.key, problems.by_hand(resource, spec)))
        return
    if spec.type in context.snapshot.unread:
        return
    point = select_point(resource, spec, context)
    if isinstance(point, Diagnostic):
        managed = context.ledger.managed.get(resource.key)
        if managed is not None:
            found.claimed.setdefault(managed.id, resource)
        found.conflicts.append((resource.key, point))
        return
    other = found.claimed.setdefault(point.id, resource)
    conflict = (
        problems.named_twice(resource, other, point)
        if other is not resource
        else _find_owner(resource, spec, point, context)
    )
    change = _change(resource, spec, point, context) if conflict is None else None
    if change is not None and change.steps and binding_of(point).trouble:
        conflict = problems.trouble(resource, point)
    if conflict is not None:
        found.conflicts.append((resource.key, conflict))
    elif change is None:
        found.unchanged.append(resource.key)
    else:
        found.changes.append(change)


def _change(
    resource: Resource, spec: Binding, point: Actual, context: PlanContext
) -> Change | None:
    """What puts the hook there; None when it is there and the ledger knows."""
    managed = context.ledger.managed.get(resource.key)
    # An entry of another point under the same name says nothing about this one.
    entry = managed if managed is not None and managed.id == point.id else None
    after, before = context.with_known_ids(spec.compared()), point.spec.compared()
    fields = tuple(
        _field(name, before.get(name), after[name], entry, resource, context)
        for name in ("hook", "runOn")
        if name in after and after[name] != before.get(name)
    )
    if not fields:
        known = entry is not None and dict(entry.compared) == after
        same = known or resource.as_it_is
        return None if same else _ledger_only(resource, point, context, adopts=entry is None)
    action = Action.REBIND if binding_of(point).hooks else Action.BIND
    return make_change(
        context,
        resource.key,
        action,
        before=point,
        after=resource,
        fields=fields,
        steps=BINDINGS.write(point, spec, action.value),
        reason=describe.reason(fields, entry, point, context),
        undo=describe.undo(fields, point, context),
    )


def _ledger_only(
    resource: Resource, point: Actual, context: PlanContext, *, adopts: bool
) -> Change:
    """What is so already, and the ledger does not know."""
    return make_change(
        context,
        resource.key,
        Action.NOTHING,
        before=point,
        after=resource,
        reason="it is bound already; only the ledger learns of it",
        adopts=adopts,
    )


def _field(
    name: str,
    before: object,
    after: object,
    entry: Managed | None,
    resource: Resource,
    context: PlanContext,
) -> FieldChange:
    """Hooks are shown by their names: an id says nothing to a reviewer."""
    remembered = context.remembered(resource.spec.compared()).get(name)
    side = side_of(entry, (name,), before, remembered)
    mark = resource.origin.at((name,))
    if name != "hook":
        return FieldChange((name,), before, after, side, mark=mark)
    there = before if isinstance(before, list) else [before] if before else []
    names = ", ".join(context.describe_hook(str(hook)) for hook in there) or None
    return FieldChange((name,), names, str(hook_of(resource.spec)), side, mark=mark)


def _find_owner(
    resource: Resource, spec: Binding, point: Actual, context: PlanContext
) -> Diagnostic | None:
    """A conflict when the hook that is there may not be replaced."""
    key = hook_of(spec)
    ours = context.ids.get(key)
    entry = context.entries.get(point.id)
    applied = entry.compared.get("hook") if entry else None
    for hook in binding_of(point).hooks:
        # Free: gone; what we applied here, or our own hook (somebody bound it back); leaving.
        known = applied is not None and applied in (hook, ours)
        leaves = _leaves(str(hook), context)
        free = context.is_gone(str(hook)) or known or hook == ours or leaves
        if not free and key.name not in context.limits.take_over:
            return problems.taken(resource, point, str(hook), key.name, context)
    return None


def _leaves(hook_id: str, context: PlanContext) -> bool:
    """Whether the hook is ours and declared to be bound elsewhere, or is deleted altogether."""
    owner = context.owners.get(hook_id)
    if owner is not None:
        return KINDS[owner.key.kind].lists_attachments(owner.spec)
    undeclared = {actual.id for _, actual in context.matches.undeclared}
    return context.limits.prune and hook_id in undeclared


def _detach(point: Actual, context: PlanContext, found: Found) -> None:
    """Hooks of ours leave a point that nothing claims, where that is what is declared."""
    # Nothing to take out: an entry whose hook is still there stays in the ledger as kept.
    entry = context.entries.get(point.id)
    hooks = binding_of(point).hooks
    if entry is not None and binding_of(point).unreadable:
        found.kept.append(entry.key)
        found.conflicts.append((entry.key, problems.unreadable(entry.key, point)))
        return
    # An app that shows no place for a hook any more may show it, with its hook, again.
    if entry is not None and not binding_of(point).has_place:
        found.kept.append(entry.key)
        return
    leaving = [str(hook) for hook in hooks if _is_superfluous(str(hook), entry, context)]
    if not leaving:
        others = [hook for hook in hooks if hook not in context.owners]
        if entry is not None and entry.compared.get("hook") in others:
            found.kept.append(entry.key)
        return
    owner = context.owners.get(leaving[0])
    mark = owner.origin.at(("bindings",)) if owner is not None else None
    change = _unbinding(point, leaving, entry, mark, context)
    if binding_of(point).trouble:
        found.conflicts.append((change.key, problems.stuck(change, point, mark)))
    else:
        found.changes.append(change)


def _is_superfluous(hook_id: str, entry: Managed | None, context: PlanContext) -> bool:
    """Whether the hook has no business in a point that no manifest binds it to."""
    ours = entry is not None and entry.compared.get("hook") == hook_id
    owner = context.owners.get(hook_id)
    # A dead reference of ours is cleaned up; one of somebody else is theirs.
    if context.is_gone(hook_id):
        return ours
    if owner is None:
        return ours and context.limits.prune and hook_id not in context.snapshot.unsupported
    if KINDS[owner.key.kind].lists_attachments(owner.spec):
        return True
    # Without `bindings` in its manifest, only a replaced hook leaves: it is about to be deleted.
    return ours and context.is_replaced(owner, context.actuals[hook_id])


def _unbinding(
    point: Actual,
    leaving: Sequence[str],
    entry: Managed | None,
    mark: Mark | None,
    context: PlanContext,
) -> Change:
    now = binding_of(point)
    rest = tuple(hook for hook in now.hooks if hook not in leaving)
    after = replace(now, hooks=rest, run_on=None)
    # Without an entry nobody applied it from Git, so somebody bound it in Okta.
    side: Literal["git", "okta"] = "git" if entry else "okta"
    names = ", ".join(context.describe_hook(hook_id) for hook_id in leaving)
    free = entry is not None and entry.key not in context.desired
    return make_change(
        context,
        entry.key if entry and free else _key_of(point, context),
        Action.UNBIND,
        before=point,
        fields=(FieldChange(("hook",), names, None, side, mark=mark),),
        steps=BINDINGS.write(point, after, "unbind"),
        reason="no longer declared" if entry else "bound in Okta, and not declared",
        undo="declare the binding again",
        mark=mark,
    )


def _key_of(point: Actual, context: PlanContext) -> Key:
    """By its names, or by its ids where another point or entry has those names."""
    spec = binding_of(point)
    duplicates = context.points_by_name[spec.type, spec.names]
    taken = {*context.ledger.managed, *context.desired}
    if len(duplicates) == 1 and spec.key not in taken:
        return spec.key
    by_id = tuple(replace(selector, name="") for selector in spec.selectors)
    return replace(spec, selectors=by_id).key


def _forget(context: PlanContext, found: Found) -> None:
    """Entries of bindings that are neither declared nor there any more."""
    left = {change.key for change in found.changes} | set(found.kept)
    for key, managed in sorted(context.ledger.managed.items()):
        if not is_binding(key) or key in left:
            continue
        # Another declared binding means the same point: it moves under that key.
        claim = found.claimed.get(managed.id)
        if claim is not None and claim.key != key:
            found.renamed.append(key)
        elif key not in context.desired and not context.is_unread(key):
            found.forgotten.append(key)
