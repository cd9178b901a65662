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
from hookops.model.resource import Actual, IdOf, Key, Resource
from hookops.model.text import show
from hookops.reconcile.context import PlanContext, binding, hook_of, signs_with

_FIELD = ("channel", "config", "hookKeyId")


def waiting(changes: Sequence[Change], context: PlanContext) -> dict[Key, Diagnostic]:
    """The changes that have to wait, each with what a person does first."""
    found = {}
    for change in changes:
        hook = _switched(change, context) or _rebound(change, context)
        key = key_of(hook) if hook is not None else None
        if hook is not None and key is not None and not _is_published(key, context):
            found[change.key] = _what_to_do(change, hook, key, context)
    return found


def unpublished(changes: Iterable[Change], context: PlanContext) -> list[Diagnostic]:
    """A warning for each hook that is made or bound by this plan, and signs with a key of which
    nobody said that it is published."""
    touched = {hook.key: hook for change in changes for hook in _hooks(change, context)}
    found = (_warning(hook, context) for hook in touched.values())
    return [warning for warning in found if warning is not None]


def reminders(
    changes: Sequence[Change], deferred: Collection[Key], context: PlanContext
) -> list[Diagnostic]:
    """The same for every other hook that flows are bound to: it works, or nobody would know why
    not; only a person can look."""
    described = {hook.key for change in changes for hook in _hooks(change, context)} | set(deferred)
    bound = [context.desired[key] for key in context.declared if key in context.desired]
    found = (_warning(hook, context) for hook in bound if hook.key not in described)
    return [warning for warning in found if warning is not None]


def _warning(hook: Resource, context: PlanContext) -> Diagnostic | None:
    key = key_of(hook)
    if key is None or _is_published(key, context):
        return None
    described = "" if _kid(key, context) else "after apply: "
    return Diagnostic(
        "publish",
        f"{hook.key} signs with {key}: until its token server knows the public half, every call "
        "of the hook fails",
        hook.origin.at(("channel", "config", "hookKey")),
        f"{described}publish what hookops keys show {key.name} --jwk prints, and note the kid "
        f"at the key: {PUBLISHED}",
        "warning",
    )


def key_of(hook: Resource) -> Key | None:
    """The declared key that a hook signs with."""
    channel = hook.spec.channel if isinstance(hook.spec, Hook) else None
    found = channel.hook_key if isinstance(channel, OAuthChannel) else None
    return found.key if isinstance(found, IdOf) else None


def _hooks(change: Change, context: PlanContext) -> Iterator[Resource]:
    """The declared hook of a change that makes, switches or binds it."""
    if change.after is None or not change.steps:
        return
    if isinstance(change.after.spec, Binding):
        yield context.desired[hook_of(change.after.spec)]
    moved = any(field.path == _FIELD for field in change.fields)
    if isinstance(change.after.spec, Hook) and (moved or change.action is Action.CREATE):
        yield change.after


def _switched(change: Change, context: PlanContext) -> Resource | None:
    """The hook in use that is switched to another declared key by this change."""
    before, after = change.before, change.after
    if before is None or after is None or change.action is Action.REPLACE:
        return None
    active = isinstance(after.spec, Hook) and after.spec.status == "ACTIVE"
    if not active or not any(field.path == _FIELD for field in change.fields):
        return None
    return after if _in_use(before, change, context) else None


def _rebound(change: Change, context: PlanContext) -> Resource | None:
    """The hook that a flow is led to, away from one that works; unless flows call it already, or
    called it here when it was applied: then its token server knows the key that it has."""
    if change.action is not Action.REBIND or change.before is None or change.after is None:
        return None
    hook = hook_of(binding_of(change.after))
    ours = context.ids.get(hook)
    entry = context.entries.get(change.before.id)
    was_here = entry is not None and ours is not None and entry.compared.get("hook") == ours
    if was_here or (ours is not None and context.points_of(ours)):
        return None
    deferred = [context.actuals.get(str(found)) for found in binding(change.before).hooks]
    works = [
        actual
        for actual in deferred
        if actual is not None and actual.id != ours and _is_active(actual)
    ]
    return context.desired[hook] if works else None


def binding_of(resource: Resource) -> Binding:
    """The spec of a declared binding."""
    assert isinstance(resource.spec, Binding)
    return resource.spec


def _is_active(actual: Actual) -> bool:
    return actual.spec.compared().get("status") == "ACTIVE"


def _in_use(actual: Actual, change: Change, context: PlanContext) -> bool:
    """ACTIVE, called by a flow as far as is known, and not broken for want of its old key."""
    flows = context.flows(actual.spec.type, actual, change.key)
    old = signs_with(actual)
    known = not old or old in context.actuals
    return _is_active(actual) and (flows is None or bool(flows)) and known


def _kid(key: Key, context: PlanContext) -> str:
    actual = context.actuals.get(context.ids.get(key, ""))
    return actual.spec.key_id if actual is not None and isinstance(actual.spec, HookKey) else ""


def _is_published(key: Key, context: PlanContext) -> bool:
    declared, kid = context.desired[key].spec, _kid(key, context)
    return isinstance(declared, HookKey) and bool(kid) and declared.key_id == kid


def _what_to_do(change: Change, hook: Resource, key: Key, context: PlanContext) -> Diagnostic:
    assert isinstance(hook.spec, Hook)
    assert isinstance(hook.spec.channel, OAuthChannel)
    server, kid = show(hook.spec.channel.token_url), show(_kid(key, context))
    first = "" if kid else "apply, which makes the key; "
    declared = context.desired[key].spec
    noted = show(declared.key_id) if isinstance(declared, HookKey) else ""
    said = f"the annotation says {noted}" if noted else "nobody said yet"
    return Diagnostic(
        "publish",
        f"{change.key} waits: the token server {server} has to know the public half of {key}, or "
        f"every call of {hook.key} fails, and {said}{' that it does' if not noted else ''}",
        hook.origin.at(("channel", "config", "hookKey")),
        f"{first}publish what hookops keys show {key.name} --jwk prints; write the annotation "
        f"{PUBLISHED}: {kid or 'the kid that it prints'} at {context.desired[key].origin.start}; "
        "apply again",
        "warning",
    )
