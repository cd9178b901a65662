"""Which slots get which hooks: bindings as declared against slots as they are.

A slot is found by its names. Who may be put out of one is decided by evidence: a hook of ours that
left it in Git, one that is gone, or one that `--take-over` names; anything else is a conflict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from hookops.kinds.binding import Binding, BindingKind
from hookops.kinds.inline_hook import Hook
from hookops.model.change import Action, Change, FieldChange
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import IdOf, Key, Live, Managed, Resource
from hookops.model.source import Mark
from hookops.reconcile import binding_problems as problems
from hookops.reconcile.changes import side_of, told
from hookops.reconcile.ground import Ground, binding
from hookops.reconcile.slot_match import match

KIND = BindingKind()


@dataclass(slots=True)
class Bound:
    """What comes of all bindings."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[tuple[Key, Diagnostic]] = field(default_factory=list)
    by_hand: list[tuple[Key, Diagnostic]] = field(default_factory=list)
    unread: list[tuple[Key, Diagnostic]] = field(default_factory=list)
    kept: list[Key] = field(default_factory=list)
    forgotten: list[Key] = field(default_factory=list)
    unchanged: list[Key] = field(default_factory=list)
    renamed: list[Key] = field(default_factory=list)
    """Entries of slots that are declared under another name now."""


def plan_bindings(ground: Ground, *, prune: bool, take_over: Sequence[str]) -> Bound:
    """Every binding and unbinding, and everything that stands against one."""
    found = Bound()
    claimed: dict[str, Resource] = {}
    for resource in ground.desired.values():
        if isinstance(resource.spec, Binding):
            _bind(resource, resource.spec, ground, take_over, claimed, found, prune=prune)
    for slot in ground.snapshot.slots:
        if slot.id not in claimed:
            for hook_id in binding(slot).hooks:
                _leave(slot, str(hook_id), ground, found, prune=prune)
    _let_go(ground, claimed, found)
    return found


def _bind(
    resource: Resource,
    spec: Binding,
    ground: Ground,
    take_over: Sequence[str],
    claimed: dict[str, Resource],
    found: Bound,
    *,
    prune: bool,
) -> None:
    seen = ground.snapshot
    if spec.type in seen.by_hand:
        found.by_hand.append((resource.key, problems.by_hand(resource, spec)))
        return
    if spec.type in seen.unread:
        found.unread.append((resource.key, problems.unread(resource, seen.unread[spec.type])))
        return
    slot = match(resource, spec, ground)
    if isinstance(slot, Diagnostic):
        found.conflicts.append((resource.key, slot))
        return
    other = claimed.setdefault(slot.id, resource)
    if other is not resource:
        found.conflicts.append((resource.key, problems.twice(resource, other, slot)))
        return
    owner = _owner(resource, spec, slot, ground, take_over, prune=prune)
    if isinstance(owner, Diagnostic):
        found.conflicts.append((resource.key, owner))
        return
    change = _change(resource, spec, slot, ground)
    if change is None:
        found.unchanged.append(resource.key)
    elif change.steps and binding(slot).trouble:
        found.conflicts.append((resource.key, problems.trouble(resource, slot)))
    else:
        found.changes.append(change)


def _change(resource: Resource, spec: Binding, slot: Live, ground: Ground) -> Change | None:
    """What puts the hook into the slot; None when it is there and the ledger knows."""
    managed = ground.ledger.managed.get(resource.key)
    entry = managed if managed is not None and managed.id == slot.id else None
    after, before = ground.settled(spec.compared()), slot.spec.compared()
    differs = [
        name for name in ("hook", "runOn") if name in after and after[name] != before.get(name)
    ]
    fields = tuple(
        _field(name, before.get(name), after[name], entry, resource, ground) for name in differs
    )
    action: Action = Action.NOTHING
    if differs:
        action = Action.REBIND if binding(slot).hooks else Action.BIND
    elif entry is not None:
        return None
    verb = action.value
    level, text = KIND.impact(binding(slot), spec)
    reason = (
        _reason(entry, fields) if fields else "it is bound already; only the ledger learns of it"
    )
    if not fields:
        level, text = "safe", "nothing changes in Okta"
    return Change(
        key=resource.key,
        action=action,
        before=slot,
        after=resource,
        fields=fields,
        steps=KIND.write(slot, spec, verb) if fields else (),
        impact=level,
        impact_text=text,
        undo="apply the manifest as it was before" if fields else "",
        reason=reason,
        mark=resource.origin.start,
        adopts=not fields,
        flows=(binding(slot).flow,),
    )


def _field(
    name: str,
    before: object,
    after: object,
    entry: Managed | None,
    resource: Resource,
    ground: Ground,
) -> FieldChange:
    """Hooks are shown by their names: an id says nothing to a reviewer."""
    side = side_of(entry, (name,), before, after)
    mark = resource.origin.at((name,))
    if name == "hook":
        held = before if isinstance(before, list) else [before] if before else []
        words = ", ".join(ground.named(str(hook)) for hook in held) or None
        assert isinstance(resource.spec, Binding)
        (hook,) = resource.spec.hooks
        return FieldChange(
            (name,), words, str(hook.key if isinstance(hook, IdOf) else hook), side, mark=mark
        )
    return FieldChange((name,), before, after, side, mark=mark)


def _reason(entry: Managed | None, fields: Sequence[FieldChange]) -> str:
    return told(fields) if entry is not None else "it is not bound yet"


def _owner(
    resource: Resource,
    spec: Binding,
    slot: Live,
    ground: Ground,
    take_over: Sequence[str],
    *,
    prune: bool,
) -> Diagnostic | None:
    """Whether whoever is in the slot may be put out of it; a conflict when not."""
    (hook,) = spec.hooks
    assert isinstance(hook, IdOf)
    ours = ground.ids.get(hook.key)
    entry = _entry(slot, ground)
    applied = entry.compared.get("hook") if entry else None
    for held in binding(slot).hooks:
        gone = held not in ground.lives and held not in ground.snapshot.foreign
        known = applied is not None and applied in (held, ours)
        free = gone or known or held == ours or _leaves(str(held), ground, prune=prune)
        if not free and hook.key.name not in take_over:
            return problems.held(resource, slot, str(held), hook.key.name, ground)
    return None


def _leaves(hook_id: str, ground: Ground, *, prune: bool) -> bool:
    """Whether the hook is ours and declared to be bound elsewhere, or goes altogether."""
    for owned in ground.sides.owned:
        if owned.live is not None and owned.live.id == hook_id:
            return (
                isinstance(owned.resource.spec, Hook) and owned.resource.spec.bindings is not None
            )
    return prune and any(live.id == hook_id for _, live in ground.sides.orphans)


def _leave(slot: Live, hook_id: str, ground: Ground, found: Bound, *, prune: bool) -> None:
    """The hook leaves a slot that nothing claims, if it is ours and that is what is declared."""
    entry = _entry(slot, ground)
    ours = entry is not None and entry.compared.get("hook") == hook_id
    mark: Mark | None = None
    for owned in ground.sides.owned:
        if owned.live is not None and owned.live.id == hook_id:
            spec = owned.resource.spec
            assert isinstance(spec, Hook)
            if spec.bindings is None and owned.live.spec.type == spec.type:
                return
            if spec.bindings is None and not ours:
                return
            mark = owned.resource.origin.at(("bindings",))
            break
    else:
        if not ours:
            return
        assert entry is not None
        if not prune:
            found.kept.append(entry.key)
            return
    change = _unbinding(slot, hook_id, entry, mark, ground)
    if binding(slot).trouble:
        found.conflicts.append((change.key, problems.stuck(change, slot, mark)))
    else:
        found.changes.append(change)


def _unbinding(
    slot: Live, hook_id: str, entry: Managed | None, mark: Mark | None, ground: Ground
) -> Change:
    now = binding(slot)
    rest = tuple(hook for hook in now.hooks if hook != hook_id)
    after = replace(now, hooks=rest, run_on=None)
    level, text = KIND.impact(now, None)
    reason = "no longer declared" if entry else "bound in Okta, and not declared"
    side: Literal["git", "okta"] = "git" if entry else "okta"
    gone = FieldChange(("hook",), ground.named(hook_id), None, side, mark=mark)
    return Change(
        key=entry.key if entry else _key_of(slot, ground),
        action=Action.UNBIND,
        before=slot,
        after=None,
        fields=(gone,),
        steps=KIND.write(slot, after, "unbind"),
        impact=level,
        impact_text=text,
        undo="declare the binding again",
        reason=reason,
        mark=mark,
        flows=(now.flow,),
    )


def _key_of(slot: Live, ground: Ground) -> Key:
    """By its names, or by its ids where another slot or entry has those names."""
    spec = binding(slot)
    twins = [other for other in ground.snapshot.slots if binding(other).key == spec.key]
    if len(twins) == 1 and spec.key not in ground.ledger.managed and spec.key not in ground.desired:
        return spec.key
    return replace(spec, picks=tuple(replace(pick, name="") for pick in spec.picks)).key


def _let_go(ground: Ground, claimed: dict[str, Resource], found: Bound) -> None:
    """Entries of bindings that are neither declared nor there any more."""
    unbound = {change.key for change in found.changes}
    for key, managed in sorted(ground.ledger.managed.items()):
        if key.kind != KIND.name or key in unbound or key in found.kept:
            continue
        claim = claimed.get(managed.id)
        if claim is not None and claim.key != key:
            found.renamed.append(key)
        elif key not in ground.desired and not ground.is_unread(key):
            found.forgotten.append(key)


def _entry(slot: Live, ground: Ground) -> Managed | None:
    for managed in ground.ledger.managed.values():
        if managed.id == slot.id and managed.key.kind == KIND.name:
            return managed
    return None
