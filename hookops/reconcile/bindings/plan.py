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
from hookops.model.resource import Key, Live, Managed, Resource
from hookops.model.source import Mark
from hookops.reconcile.bindings import describe as words
from hookops.reconcile.bindings import problems
from hookops.reconcile.bindings.select import match
from hookops.reconcile.changes import side_of
from hookops.reconcile.context import Ground, binding, hook_of

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


def plan_bindings(ground: Ground, consent: Consent) -> Bound:
    """Every binding and unbinding, and everything that stands against one."""
    found = Bound()
    for resource in ground.desired.values():
        if isinstance(resource.spec, Binding):
            _bind(resource, resource.spec, ground, consent, found)
    for slot in ground.snapshot.slots:
        if slot.id not in found.claimed:
            _leave(slot, ground, consent, found)
    _let_go(ground, found)
    return found


def _bind(
    resource: Resource, spec: Binding, ground: Ground, consent: Consent, found: Bound
) -> None:
    if spec.type in ground.snapshot.by_hand:
        found.by_hand.append((resource.key, problems.by_hand(resource, spec)))
        return
    if spec.type in ground.snapshot.unread:
        return
    slot = match(resource, spec, ground)
    if isinstance(slot, Diagnostic):
        managed = ground.ledger.managed.get(resource.key)
        if managed is not None:
            found.claimed.setdefault(managed.id, resource)
        found.conflicts.append((resource.key, slot))
        return
    other = found.claimed.setdefault(slot.id, resource)
    conflict = (
        problems.twice(resource, other, slot)
        if other is not resource
        else _owner(resource, spec, slot, ground, consent)
    )
    change = _change(resource, spec, slot, ground) if conflict is None else None
    if change is not None and change.steps and binding(slot).trouble:
        conflict = problems.trouble(resource, slot)
    if conflict is not None:
        found.conflicts.append((resource.key, conflict))
    elif change is None:
        found.unchanged.append(resource.key)
    else:
        found.changes.append(change)


def _change(resource: Resource, spec: Binding, slot: Live, ground: Ground) -> Change | None:
    """What puts the hook into the slot; None when it is there and the ledger knows."""
    managed = ground.ledger.managed.get(resource.key)
    entry = managed if managed is not None and managed.id == slot.id else None
    after, before = ground.settled(spec.compared()), slot.spec.compared()
    fields = tuple(
        _field(name, before.get(name), after[name], entry, resource, ground)
        for name in ("hook", "runOn")
        if name in after and after[name] != before.get(name)
    )
    if not fields:
        noted = entry is not None and dict(entry.compared) == after
        return None if noted else _note(resource, slot, adopts=entry is None)
    action = Action.REBIND if binding(slot).hooks else Action.BIND
    level, text = KIND.impact(binding(slot), spec, words.word(slot, fields, ground))
    return Change(
        key=resource.key,
        action=action,
        before=slot,
        after=resource,
        fields=fields,
        steps=KIND.write(slot, spec, action.value),
        impact=level,
        impact_text=text,
        undo=words.undo(fields, slot, ground),
        reason=words.reason(fields, entry, slot, ground),
        mark=resource.origin.start,
        flows=(binding(slot).flow,),
    )


def _note(resource: Resource, slot: Live, *, adopts: bool) -> Change:
    """What is so already; the ledger learns of it."""
    return Change(
        key=resource.key,
        action=Action.NOTHING,
        before=slot,
        after=resource,
        fields=(),
        steps=(),
        impact="safe",
        impact_text="nothing changes in Okta",
        undo="",
        reason="it is bound already; only the ledger learns of it",
        mark=resource.origin.start,
        adopts=adopts,
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
    remembered = ground.remembered(resource.spec.compared()).get(name)
    side = side_of(entry, (name,), before, remembered)
    mark = resource.origin.at((name,))
    if name != "hook":
        return FieldChange((name,), before, after, side, mark=mark)
    held = before if isinstance(before, list) else [before] if before else []
    told = ", ".join(ground.told(str(hook)) for hook in held) or None
    assert isinstance(resource.spec, Binding)
    return FieldChange((name,), told, str(hook_of(resource.spec)), side, mark=mark)


def _owner(
    resource: Resource, spec: Binding, slot: Live, ground: Ground, consent: Consent
) -> Diagnostic | None:
    """Whether whoever is in the slot may be put out of it; a conflict when not."""
    key = hook_of(spec)
    ours = ground.ids.get(key)
    entry = ground.entries.get(slot.id)
    applied = entry.compared.get("hook") if entry else None
    for held in binding(slot).hooks:
        known = applied is not None and applied in (held, ours)
        leaves = _leaves(str(held), ground, consent)
        free = ground.is_gone(str(held)) or known or held == ours or leaves
        if not free and key.name not in consent.take_over:
            return problems.held(resource, slot, str(held), key.name, ground)
    return None


def _leaves(hook_id: str, ground: Ground, consent: Consent) -> bool:
    """Whether the hook is ours and declared to be bound elsewhere, or goes altogether."""
    owner = ground.owners.get(hook_id)
    if owner is not None:
        return isinstance(owner.spec, Hook) and owner.spec.bindings is not None
    return consent.prune and any(live.id == hook_id for _, live in ground.sides.orphans)


def _leave(slot: Live, ground: Ground, consent: Consent, found: Bound) -> None:
    """Hooks of ours leave a slot that nothing claims, where that is what is declared."""
    entry = ground.entries.get(slot.id)
    leaving = [
        str(hook) for hook in binding(slot).hooks if _goes(str(hook), entry, ground, consent)
    ]
    if not leaving:
        held = [hook for hook in binding(slot).hooks if hook not in ground.owners]
        if entry is not None and entry.compared.get("hook") in held:
            found.kept.append(entry.key)
        return
    owner = ground.owners.get(leaving[0])
    mark = owner.origin.at(("bindings",)) if owner is not None else None
    change = _unbinding(slot, leaving, entry, mark, ground)
    if binding(slot).trouble:
        found.conflicts.append((change.key, problems.stuck(change, slot, mark)))
    else:
        found.changes.append(change)


def _goes(hook_id: str, entry: Managed | None, ground: Ground, consent: Consent) -> bool:
    """Whether the hook has no business in a slot that no manifest binds it to."""
    ours = entry is not None and entry.compared.get("hook") == hook_id
    owner = ground.owners.get(hook_id)
    if ground.is_gone(hook_id):
        return ours
    if owner is None:
        return ours and consent.prune and hook_id not in ground.snapshot.foreign
    assert isinstance(owner.spec, Hook)
    if owner.spec.bindings is not None:
        return True
    return ours and ground.lives[hook_id].spec.type != owner.spec.type


def _unbinding(
    slot: Live, leaving: Sequence[str], entry: Managed | None, mark: Mark | None, ground: Ground
) -> Change:
    now = binding(slot)
    rest = tuple(hook for hook in now.hooks if hook not in leaving)
    after = replace(now, hooks=rest, run_on=None)
    level, text = KIND.impact(now, None)
    side: Literal["git", "okta"] = "git" if entry else "okta"
    told = ", ".join(ground.told(hook_id) for hook_id in leaving)
    gone = FieldChange(("hook",), told, None, side, mark=mark)
    free = entry is not None and entry.key not in ground.desired
    return Change(
        key=entry.key if entry and free else _key_of(slot, ground),
        action=Action.UNBIND,
        before=slot,
        after=None,
        fields=(gone,),
        steps=KIND.write(slot, after, "unbind"),
        impact=level,
        impact_text=text,
        undo="declare the binding again",
        reason="no longer declared" if entry else "bound in Okta, and not declared",
        mark=mark,
        flows=(now.flow,),
    )


def _key_of(slot: Live, ground: Ground) -> Key:
    """By its names, or by its ids where another slot or entry has those names."""
    spec = binding(slot)
    twins = ground.named[(spec.type, *(pick.name for pick in spec.picks))]
    taken = {*ground.ledger.managed, *ground.desired}
    if len(twins) == 1 and spec.key not in taken:
        return spec.key
    return replace(spec, picks=tuple(replace(pick, name="") for pick in spec.picks)).key


def _let_go(ground: Ground, found: Bound) -> None:
    """Entries of bindings that are neither declared nor there any more."""
    left = {change.key for change in found.changes} | set(found.kept)
    for key, managed in sorted(ground.ledger.managed.items()):
        if key.kind != KIND.name or key in left:
            continue
        claim = found.claimed.get(managed.id)
        if claim is not None and claim.key != key:
            found.renamed.append(key)
        elif key not in ground.desired and not ground.is_unread(key):
            found.forgotten.append(key)
