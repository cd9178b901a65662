"""Flows are not led to a hook whose token server does not know the key that it signs with.

Only a person can tell that it does: with the `hookops.dev/published` annotation of the key, whose
value is the key's own `kid`, so that it cannot be there before the key is. Until then a hook in use
is not switched to the key, and no flow is taken from a hook that works to one that signs with it.

`defer_switches` is the first half of deferring changes. The pass `warn_unpublished` needs the
changes that are applied, and adds warnings; `remind_unpublished` is a part of the manual steps.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.kinds.binding.spec import binding_of
from hookops.kinds.hook_key import PUBLISHED
from hookops.kinds.values import SigningKey
from hookops.model.change import Action, Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, IdOf, Key, Resource
from hookops.model.text import show
from hookops.reconcile.context import PlanContext, is_binding
from hookops.reconcile.draft import Draft


def defer_switches(changes: Iterable[Change], context: PlanContext) -> dict[Key, Diagnostic]:
    """The changes that have to wait, each with what a person does first."""
    found = {}
    for change in changes:
        hook = _switched(change, context) or _rebound(change, context)
        signs = signs_with(hook) if hook is not None else None
        if hook is not None and signs is not None and not _is_published(signs, context):
            found[change.key] = _publish_first(change, hook, signs, context)
    return found


def warn_unpublished(draft: Draft, context: PlanContext) -> Draft:
    """The draft with a warning for each hook that it makes or binds, and that signs with a key of
    which nobody said that it is published."""
    touched = {hook.key: hook for change in draft.changes for hook in _hooks(change, context)}
    return replace(draft, warnings=(*draft.warnings, *_warnings(touched.values(), context)))


def remind_unpublished(draft: Draft, context: PlanContext) -> list[Diagnostic]:
    """The same for every other hook that flows are bound to: it works, or nobody would know why
    not; only a person can look."""
    mentioned = {hook.key for change in draft.changes for hook in _hooks(change, context)}
    # A deferred change says the same of its hook, with what to do.
    mentioned |= set(draft.deferred)
    bound = [context.desired[key] for key in context.declared if key in context.desired]
    return _warnings((hook for hook in bound if hook.key not in mentioned), context)


def signs_with(hook: Resource) -> SigningKey | None:
    """The declared key that a declared hook signs with."""
    found = KINDS[hook.key.kind].signs_with(hook.spec)
    return found if found is not None and isinstance(found.key, IdOf) else None


def _key(signs: SigningKey) -> Key:
    assert isinstance(signs.key, IdOf)
    return signs.key.key


def _warnings(hooks: Iterable[Resource], context: PlanContext) -> list[Diagnostic]:
    found = (_warning(hook, context) for hook in hooks)
    return [warning for warning in found if warning is not None]


def _warning(hook: Resource, context: PlanContext) -> Diagnostic | None:
    signs = signs_with(hook)
    if signs is None or _is_published(signs, context):
        return None
    key = _key(signs)
    # A key has a public half only once Okta has made it.
    first = "" if _kid(key, context) else "after apply: "
    return Diagnostic(
        "publish",
        f"{hook.key} signs with {key}: until its token server knows the public half, every call "
        "of the hook fails",
        hook.origin.at(("channel", "config", "hookKey")),
        f"{first}publish what hookops keys show {key.name} --jwk prints, and note the kid "
        f"at the key: {PUBLISHED}",
        "warning",
    )


def _hooks(change: Change, context: PlanContext) -> Iterator[Resource]:
    """The declared hook of a change that makes, switches or binds it."""
    if change.after is None or not change.steps:
        return
    # A binding leads flows to its hook; a hook matters when it is new or gets another key.
    kind = KINDS[change.key.kind]
    if is_binding(change.key):
        yield from (context.desired[hook] for _, hook in kind.needs(change.after.spec))
    signs = kind.signs_with(change.after.spec)
    moved = signs is not None and any(field.path == signs.path for field in change.fields)
    if signs is not None and (moved or change.action is Action.CREATE):
        yield change.after


def _switched(change: Change, context: PlanContext) -> Resource | None:
    """The hook in use that is switched to another declared key by this change."""
    before, after = change.before, change.after
    # A replacement is a new hook, which no flow calls before it is bound.
    if before is None or after is None or change.action is Action.REPLACE:
        return None
    signs = KINDS[change.key.kind].signs_with(after.spec)
    if signs is None or not any(field.path == signs.path for field in change.fields):
        return None
    # One that ends INACTIVE is called by nobody afterwards, whatever its token server knows.
    active = after.spec.compared().get("status") == "ACTIVE"
    return after if active and _in_use(before, change, context) else None


def _rebound(change: Change, context: PlanContext) -> Resource | None:
    """The hook that a flow is led to, away from one that works; unless flows call it already, or
    called it here when it was applied: then its token server knows the key that it has."""
    if change.action is not Action.REBIND or change.before is None or change.after is None:
        return None
    # Three ways in which the token server is known to have the key: it was bound here by us with
    # it, flows call the hook already, or nothing works here now that could break.
    ((_, hook),) = KINDS[change.key.kind].needs(change.after.spec)
    ours = context.ids.get(hook)
    entry = context.entries.get(change.before.id)
    was_here = entry is not None and ours is not None and entry.compared.get("hook") == ours
    if was_here or (ours is not None and context.users_of(ours)):
        return None
    there = [context.actuals.get(str(found)) for found in binding_of(change.before).hooks]
    works = [a for a in there if a is not None and a.id != ours and _is_active(a)]
    return context.desired[hook] if works else None


def _is_active(actual: Actual) -> bool:
    return actual.spec.compared().get("status") == "ACTIVE"


def _in_use(actual: Actual, change: Change, context: PlanContext) -> bool:
    """ACTIVE, called by a flow as far as is known, and not broken for want of its old key."""
    # Flows that cannot be read count as calling it; a hook whose key is gone fails already, and
    # switching it can only help.
    flows = context.uses(change.key, actual.spec, actual).flows
    old = KINDS[actual.kind].signs_with(actual.spec)
    works = old is None or str(old.key) in context.actuals
    return _is_active(actual) and (flows is None or bool(flows)) and works


def _kid(key: Key, context: PlanContext) -> str:
    actual = context.actuals.get(context.ids.get(key, ""))
    return KINDS[actual.kind].public_key_id(actual.spec) if actual is not None else ""


def _published(key: Key, context: PlanContext) -> str:
    """The `kid` that the manifest says is published; empty for none."""
    return KINDS[key.kind].public_key_id(context.desired[key].spec)


def _is_published(signs: SigningKey, context: PlanContext) -> bool:
    # The annotation is compared with the key that is there: one that was made again has another.
    kid = _kid(_key(signs), context)
    return bool(kid) and _published(_key(signs), context) == kid


def _publish_first(
    change: Change, hook: Resource, signs: SigningKey, context: PlanContext
) -> Diagnostic:
    key, server = _key(signs), show(signs.token_server)
    kid, noted = show(_kid(key, context)), show(_published(key, context))
    first = "" if kid else "apply, which makes the key; "
    known = f"the annotation says {noted}" if noted else "nobody said yet that it does"
    return Diagnostic(
        "publish",
        f"{change.key} waits: the token server {server} has to know the public half of {key}, or "
        f"every call of {hook.key} fails, and {known}",
        hook.origin.at(("channel", "config", "hookKey")),
        f"{first}publish what hookops keys show {key.name} --jwk prints; write the annotation "
        f"{PUBLISHED}: {kid or 'the kid that it prints'} at {context.desired[key].origin.start}; "
        "apply again",
        "warning",
    )
