"""Flows are not led to a hook whose token server does not know the hook's key.

Only a person can tell that it does: with the `hookops.dev/published` annotation of the key, whose
value is the key's own `kid`, so that it cannot be there before the key is. Until then a hook in use
is not switched to the key, and no flow is taken from a hook that works to one that signs with it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from hookops.kinds.binding.kind import Binding
from hookops.kinds.hook_key import PUBLISHED, HookKey
from hookops.kinds.inline_hook.channel import OAuthChannel
from hookops.kinds.inline_hook.kind import Hook
from hookops.model.change import Action, Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import IdOf, Key, Live, Resource
from hookops.model.text import show
from hookops.reconcile.context import Ground, binding, hook_of, signs_with

_FIELD = ("channel", "config", "hookKeyId")


def waiting(changes: Sequence[Change], ground: Ground) -> dict[Key, Diagnostic]:
    """The changes that have to wait, each with what a person does first."""
    found = {}
    for change in changes:
        hook = _switched(change, ground) or _rebound(change, ground)
        key = key_of(hook) if hook is not None else None
        if hook is not None and key is not None and not _is_published(key, ground):
            found[change.key] = _what_to_do(change, hook, key, ground)
    return found


def unpublished(changes: Iterable[Change], ground: Ground) -> list[Diagnostic]:
    """A warning for each hook that is made or bound by this plan, and signs with a key of which
    nobody said that it is published."""
    touched = {hook.key: hook for change in changes for hook in _hooks(change, ground)}
    found = (_warning(hook, ground) for hook in touched.values())
    return [warning for warning in found if warning is not None]


def reminders(changes: Sequence[Change], held: Collection[Key], ground: Ground) -> list[Diagnostic]:
    """The same for every other hook that flows are bound to: it works, or nobody would know why
    not; only a person can look."""
    told = {hook.key for change in changes for hook in _hooks(change, ground)} | set(held)
    bound = [ground.desired[key] for key in ground.declared if key in ground.desired]
    found = (_warning(hook, ground) for hook in bound if hook.key not in told)
    return [warning for warning in found if warning is not None]


def _warning(hook: Resource, ground: Ground) -> Diagnostic | None:
    key = key_of(hook)
    if key is None or _is_published(key, ground):
        return None
    told = "" if _kid(key, ground) else "after apply: "
    return Diagnostic(
        "publish",
        f"{hook.key} signs with {key}: until its token server knows the public half, every call "
        "of the hook fails",
        hook.origin.at(("channel", "config", "hookKey")),
        f"{told}publish what hookops keys show {key.name} --jwk prints, and note the kid at the "
        f"key: {PUBLISHED}",
        "warning",
    )


def key_of(hook: Resource) -> Key | None:
    """The declared key that a hook signs with."""
    channel = hook.spec.channel if isinstance(hook.spec, Hook) else None
    found = channel.hook_key if isinstance(channel, OAuthChannel) else None
    return found.key if isinstance(found, IdOf) else None


def _hooks(change: Change, ground: Ground) -> Iterator[Resource]:
    """The declared hook of a change that makes, switches or binds it."""
    if change.after is None or not change.steps:
        return
    if isinstance(change.after.spec, Binding):
        yield ground.desired[hook_of(change.after.spec)]
    moved = any(field.path == _FIELD for field in change.fields)
    if isinstance(change.after.spec, Hook) and (moved or change.action is Action.CREATE):
        yield change.after


def _switched(change: Change, ground: Ground) -> Resource | None:
    """The hook in use that is switched to another declared key by this change."""
    before, after = change.before, change.after
    if before is None or after is None or change.action is Action.REPLACE:
        return None
    active = isinstance(after.spec, Hook) and after.spec.status == "ACTIVE"
    if not active or not any(field.path == _FIELD for field in change.fields):
        return None
    return after if _in_use(before, change, ground) else None


def _rebound(change: Change, ground: Ground) -> Resource | None:
    """The hook that a flow is led to, away from one that works; unless flows call it already, or
    called it here when it was applied: then its token server knows the key that it has."""
    if change.action is not Action.REBIND or change.before is None or change.after is None:
        return None
    hook = hook_of(binding_of(change.after))
    ours = ground.ids.get(hook)
    entry = ground.entries.get(change.before.id)
    was_here = entry is not None and ours is not None and entry.compared.get("hook") == ours
    if was_here or (ours is not None and ground.holding(ours)):
        return None
    held = [ground.lives.get(str(found)) for found in binding(change.before).hooks]
    works = [live for live in held if live is not None and live.id != ours and _is_active(live)]
    return ground.desired[hook] if works else None


def binding_of(resource: Resource) -> Binding:
    """The spec of a declared binding."""
    assert isinstance(resource.spec, Binding)
    return resource.spec


def _is_active(live: Live) -> bool:
    return live.spec.compared().get("status") == "ACTIVE"


def _in_use(live: Live, change: Change, ground: Ground) -> bool:
    """ACTIVE, called by a flow as far as is known, and not broken for want of its old key."""
    flows = ground.flows(live.spec.type, live, change.key)
    old = signs_with(live)
    known = not old or old in ground.lives
    return _is_active(live) and (flows is None or bool(flows)) and known


def _kid(key: Key, ground: Ground) -> str:
    live = ground.lives.get(ground.ids.get(key, ""))
    return live.spec.key_id if live is not None and isinstance(live.spec, HookKey) else ""


def _is_published(key: Key, ground: Ground) -> bool:
    declared, kid = ground.desired[key].spec, _kid(key, ground)
    return isinstance(declared, HookKey) and bool(kid) and declared.key_id == kid


def _what_to_do(change: Change, hook: Resource, key: Key, ground: Ground) -> Diagnostic:
    assert isinstance(hook.spec, Hook)
    assert isinstance(hook.spec.channel, OAuthChannel)
    server, kid = show(hook.spec.channel.token_url), show(_kid(key, ground))
    first = "" if kid else "apply, which makes the key; "
    declared = ground.desired[key].spec
    noted = show(declared.key_id) if isinstance(declared, HookKey) else ""
    said = f"the annotation says {noted}" if noted else "nobody said yet"
    return Diagnostic(
        "publish",
        f"{change.key} waits: the token server {server} has to know the public half of {key}, or "
        f"every call of {hook.key} fails, and {said}{' that it does' if not noted else ''}",
        hook.origin.at(("channel", "config", "hookKey")),
        f"{first}publish what hookops keys show {key.name} --jwk prints; write the annotation "
        f"{PUBLISHED}: {kid or 'the kid that it prints'} at {ground.desired[key].origin.start}; "
        "apply again",
        "warning",
    )
