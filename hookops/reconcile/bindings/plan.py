"""Which slots get which hooks: bindings as declared against slots as they are.

A slot is found by its names. Who may be put out of one is decided by evidence: a hook of ours that
left it in Git, one that is gone, or one that `--take-over` names; anything else is a conflict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from hookops.kinds.binding.kind import Binding, BindingKind
from hookops.kinds.inline_hook.kind import Hook
from hookops.model.change import Action, Change, FieldChange
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Key, Managed, Resource
from hookops.model.source import Mark
from hookops.reconcile.bindings import describe as words
from hookops.reconcile.bindings import problems
from hookops.reconcile.bindings.select import match
from hookops.reconcile.changes import side_of
from hookops.reconcile.context import PlanContext, binding, hook_of

KIND = BindingKind()


@dataclass(frozen=True, slots=True)
class Consent:
    """What the command line allows."""

    prune: bool
    take_over: Sequence[str]


@dataclass(slots=True)
class Bound:
    """What comes of all bindings; filled one binding after another."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[tuple[Key, Diagnostic]] = field(default_factory=list)
    by_hand: list[tuple[Key, Diagnostic]] = field(default_factory=list)
    kept: list[Key] = field(default_factory=list)
    forgotten: list[Key] = field(default_factory=list)
    unchanged: list[Key] = field(default_factory=list)
    renamed: list[Key] = field(default_factory=list)
    """Entries of slots that are declared under another name now."""
    claimed: dict[str, Resource] = field(default_factory=dict)
    """Slots by id with the declared binding that means them, or meant them when it was applied."""


def plan_bindings(context: PlanContext, consent: Consent) -> Bound:
    """Every binding and unbinding, and everything that stands against one."""
    found = Bound()
    for resource in context.desired.values():
        if isinstance(resource.spec, Binding):
            _bind(resource, resource.spec, context, consent, found)
    for point in context.snapshot.points:
        if point.id not in found.claimed:
            _leave(point, context, consent, found)
    _let_go(context, found)
    return found


def _bind(
    resource: Resource, spec: Binding, context: PlanContext, consent: Consent, found: Bound
) -> None:
    if spec.type in context.snapshot.by_hand:
        found.by_hand.append((resource.key, problems.by_hand(resource, spec)))
        return
    if spec.type in context.snapshot.unread:
        return
    point = match(resource, spec, context)
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
        else _owner(resource, spec, point, context, consent)
    )
    change = _change(resource, spec, point, context) if conflict is None else None
    if change is not None and change.steps and binding(point).trouble:
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
    """What puts the hook into the slot; None when it is there and the ledger knows."""
    managed = context.ledger.managed.get(resource.key)
    entry = managed if managed is not None and managed.id == point.id else None
    after, before = context.with_known_ids(spec.compared()), point.spec.compared()
    fields = tuple(
        _field(name, before.get(name), after[name], entry, resource, context)
        for name in ("hook", "runOn")
        if name in after and after[name] != before.get(name)
    )
    if not fields:
        noted = entry is not None and dict(entry.compared) == after
        return None if noted else _note(resource, point, adopts=entry is None)
    action = Action.REBIND if binding(point).hooks else Action.BIND
    level, text = KIND.impact(binding(point), spec, words.word(point, fields, context))
    return Change(
        key=resource.key,
        action=action,
        before=point,
        after=resource,
        fields=fields,
        steps=KIND.write(point, spec, action.value),
        impact=level,
        impact_text=text,
        undo=words.undo(fields, point, context),
        reason=words.reason(fields, entry, point, context),
        mark=resource.origin.start,
        flows=(binding(point).flow,),
    )


def _note(resource: Resource, point: Actual, *, adopts: bool) -> Change:
    """What is so already; the ledger learns of it."""
    return Change(
        key=resource.key,
        action=Action.NOTHING,
        before=point,
        after=resource,
        fields=(),
        steps=(),
        impact="safe",
        impact_text="nothing changes in Okta",
        undo="",
        reason="it is bound already; only the ledger learns of it",
        mark=resource.origin.start,
        adopts=adopts,
        flows=(binding(point).flow,),
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
    bound = before if isinstance(before, list) else [before] if before else []
    described = ", ".join(context.describe_hook(str(hook)) for hook in bound) or None
    assert isinstance(resource.spec, Binding)
    return FieldChange((name,), described, str(hook_of(resource.spec)), side, mark=mark)


def _owner(
    resource: Resource, spec: Binding, point: Actual, context: PlanContext, consent: Consent
) -> Diagnostic | None:
    """Whether whoever is in the slot may be put out of it; a conflict when not."""
    key = hook_of(spec)
    ours = context.ids.get(key)
    entry = context.entries.get(point.id)
    applied = entry.compared.get("hook") if entry else None
    for bound in binding(point).hooks:
        known = applied is not None and applied in (bound, ours)
        leaves = _leaves(str(bound), context, consent)
        free = context.is_gone(str(bound)) or known or bound == ours or leaves
        if not free and key.name not in consent.take_over:
            return problems.taken(resource, point, str(bound), key.name, context)
    return None


def _leaves(hook_id: str, context: PlanContext, consent: Consent) -> bool:
    """Whether the hook is ours and declared to be bound elsewhere, or goes altogether."""
    owner = context.owners.get(hook_id)
    if owner is not None:
        return isinstance(owner.spec, Hook) and owner.spec.bindings is not None
    return consent.prune and any(actual.id == hook_id for _, actual in context.matches.undeclared)


def _leave(point: Actual, context: PlanContext, consent: Consent, found: Bound) -> None:
    """Hooks of ours leave a slot that nothing claims, where that is what is declared."""
    entry = context.entries.get(point.id)
    leaving = [
        str(hook) for hook in binding(point).hooks if _goes(str(hook), entry, context, consent)
    ]
    if not leaving:
        bound = [hook for hook in binding(point).hooks if hook not in context.owners]
        if entry is not None and entry.compared.get("hook") in bound:
            found.kept.append(entry.key)
        return
    owner = context.owners.get(leaving[0])
    mark = owner.origin.at(("bindings",)) if owner is not None else None
    change = _unbinding(point, leaving, entry, mark, context)
    if binding(point).trouble:
        found.conflicts.append((change.key, problems.stuck(change, point, mark)))
    else:
        found.changes.append(change)


def _goes(hook_id: str, entry: Managed | None, context: PlanContext, consent: Consent) -> bool:
    """Whether the hook has no business in a slot that no manifest binds it to."""
    ours = entry is not None and entry.compared.get("hook") == hook_id
    owner = context.owners.get(hook_id)
    if context.is_gone(hook_id):
        return ours
    if owner is None:
        return ours and consent.prune and hook_id not in context.snapshot.unsupported
    assert isinstance(owner.spec, Hook)
    if owner.spec.bindings is not None:
        return True
    return ours and context.actuals[hook_id].spec.type != owner.spec.type


def _unbinding(
    point: Actual,
    leaving: Sequence[str],
    entry: Managed | None,
    mark: Mark | None,
    context: PlanContext,
) -> Change:
    now = binding(point)
    rest = tuple(hook for hook in now.hooks if hook not in leaving)
    after = replace(now, hooks=rest, run_on=None)
    level, text = KIND.impact(now, None)
    side: Literal["git", "okta"] = "git" if entry else "okta"
    described = ", ".join(context.describe_hook(hook_id) for hook_id in leaving)
    gone = FieldChange(("hook",), described, None, side, mark=mark)
    free = entry is not None and entry.key not in context.desired
    return Change(
        key=entry.key if entry and free else _key_of(point, context),
        action=Action.UNBIND,
        before=point,
        after=None,
        fields=(gone,),
        steps=KIND.write(point, after, "unbind"),
        impact=level,
        impact_text=text,
        undo="declare the binding again",
        reason="no longer declared" if entry else "bound in Okta, and not declared",
        mark=mark,
        flows=(now.flow,),
    )


def _key_of(point: Actual, context: PlanContext) -> Key:
    """By its names, or by its ids where another slot or entry has those names."""
    spec = binding(point)
    duplicates = context.points_by_name[
        (spec.type, *(selector.name for selector in spec.selectors))
    ]
    taken = {*context.ledger.managed, *context.desired}
    if len(duplicates) == 1 and spec.key not in taken:
        return spec.key
    return replace(
        spec, selectors=tuple(replace(selector, name="") for selector in spec.selectors)
    ).key


def _let_go(context: PlanContext, found: Bound) -> None:
    """Entries of bindings that are neither declared nor there any more."""
    left = {change.key for change in found.changes} | set(found.kept)
    for key, managed in sorted(context.ledger.managed.items()):
        if key.kind != KIND.name or key in left:
            continue
        claim = found.claimed.get(managed.id)
        if claim is not None and claim.key != key:
            found.renamed.append(key)
        elif key not in context.desired and not context.is_unread(key):
            found.forgotten.append(key)
