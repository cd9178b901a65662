"""One change of one listed thing: what differs, the steps, why, and what it means."""

from collections.abc import Mapping, Sequence
from typing import Any

from hookops.kinds import LISTED
from hookops.kinds.base import Listed
from hookops.model.change import Action, Change, FieldChange, Side
from hookops.model.resource import Json, Live, Managed
from hookops.model.source import FieldPath
from hookops.reconcile.compare import compare
from hookops.reconcile.context import Ground, names_of
from hookops.reconcile.match import Owned, pending
from hookops.reconcile.secret_changes import secret_changes


def change_of(owned: Owned, ground: Ground) -> Change | None:
    """What brings the thing to what is declared; None when nothing does."""
    resource, live = owned.resource, owned.live
    kind = LISTED[resource.key.kind]
    if live is None:
        fields = field_changes(owned, {}, ground)
        steps = kind.create(resource.key, resource.spec)
        undo = "remove the manifest and apply with --prune"
        return _make(owned, ground, Action.CREATE, fields, steps, owned.reason, undo)
    fields = field_changes(owned, live.spec.compared(), ground)
    if live.spec.type != resource.spec.type:
        steps = kind.replace(resource.key, live, resource.spec)
        reason = "the type of a hook cannot be changed in Okta: a new one takes its place"
        return _make(owned, ground, Action.REPLACE, fields, steps, reason, "")
    secrets = _secrets(owned, live, kind, ground, alike=all(f.path == ("status",) for f in fields))
    again = bool(pending(ground.ledger, resource.key, "update", "rename"))
    write = again or bool(secrets) or any(f.path != ("status",) for f in fields)
    steps = kind.update(live, resource.spec, write=write)
    if not steps:
        return _noted(owned, ground)
    reason = "the outcome of an earlier update is not known" if again else owned.reason
    undo = "" if secrets else _undo(fields)
    return _make(owned, ground, _action(steps), fields + secrets, steps, reason, undo)


def _noted(owned: Owned, ground: Ground) -> Change | None:
    """What is so already: the ledger learns of what it does not know."""
    managed = owned.managed
    if owned.adopts:
        nothing = "only the ledger learns of it; its secret, if any, is taken as it is"
        reason = f"{owned.reason}; {nothing}"
    elif managed is not None and managed.compared != ground.settled(owned.resource.spec.compared()):
        reason = "Okta is as declared already; only the ledger learns of it"
    else:
        return None
    return _make(owned, ground, Action.NOTHING, (), (), reason, "")


def deletion(managed: Managed, live: Live, ground: Ground) -> Change:
    """The end of what is no longer declared."""
    kind = LISTED[managed.key.kind]
    flows = _flows(managed.key.kind, live.spec, live, managed.key, ground)
    level, text = kind.impact(live, None, (), flows)
    return Change(
        key=managed.key,
        action=Action.DELETE,
        before=live,
        after=None,
        fields=(),
        steps=kind.delete(live),
        impact=level,
        impact_text=text,
        undo="",
        reason="no longer declared",
        flows=flows or (),
    )


def field_changes(
    owned: Owned, before: Mapping[str, Json], ground: Ground
) -> tuple[FieldChange, ...]:
    """Each field of what is declared that is not so; others of `before` do not count."""
    resource = owned.resource
    after = ground.settled(resource.spec.compared())
    same = {name: before[name] for name in after if name in before} if before else {}
    return tuple(
        FieldChange(
            path=path,
            before=was,
            after=now,
            side=side_of(owned.managed, path, was, now) if owned.live else "git",
            mark=resource.origin.at(path),
        )
        for path, was, now in compare(same, after)
    )


def side_of(managed: Managed | None, path: FieldPath, actual: Json, desired: Json) -> Side:
    """Who moved a field since the last apply, by what was applied then."""
    if managed is None or not managed.compared:
        return "unknown"
    applied = value_at(managed.compared, path)
    if applied == actual:
        return "git"
    return "okta" if applied == desired else "both"


def value_at(data: Json, path: FieldPath) -> Json:
    """The value at `path`, or None where there is none."""
    for step in path:
        if not isinstance(data, Mapping) or step not in data:
            return None
        data = data[step]
    return data


def told(fields: Sequence[FieldChange]) -> str:
    """Who moved, for people."""
    sides = {field.side for field in fields}
    if sides == {"git"}:
        return "edited in Git"
    if sides == {"okta"}:
        return "edited in Okta"
    return "edited in Git and in Okta" if sides else "sent again"


def _secrets(
    owned: Owned, live: Live, kind: Listed[Any], ground: Ground, *, alike: bool
) -> tuple[FieldChange, ...]:
    resource = owned.resource
    refs, now = kind.secrets(resource.spec), ground.known.get(resource.key, {})
    return tuple(secret_changes(resource, owned.managed, live, refs, now, alike=alike))


def _make(
    owned: Owned,
    ground: Ground,
    action: Action,
    fields: tuple[FieldChange, ...],
    steps: tuple[Any, ...],
    reason: str,
    undo: str,
) -> Change:
    resource = owned.resource
    kind = LISTED[resource.key.kind]
    flows = _flows(resource.key.kind, resource.spec, owned.live, resource.key, ground)
    level, text = kind.impact(owned.live, resource.spec, [field.path for field in fields], flows)
    if action is Action.NOTHING:
        level, text = "safe", "nothing changes in Okta"
    return Change(
        key=resource.key,
        action=action,
        before=owned.live,
        after=resource,
        fields=fields,
        steps=steps,
        impact=level,
        impact_text=text,
        undo=undo,
        reason=reason or told(fields),
        mark=resource.origin.start,
        adopts=owned.adopts,
        flows=flows or (),
    )


def _flows(
    kind: str, spec: Any, live: Live | None, key: Any, ground: Ground
) -> tuple[str, ...] | None:
    """What a change of it touches: of a hook its flows, of a key the hooks that sign with it."""
    if kind != "HookKey":
        was = live.spec.type if live is not None else spec.type
        return ground.flows(was, live, key)
    users = ground.users_of(live.id) if live is not None else []
    return (f"hooks {names_of(users)}",) if users else ()


def _undo(fields: Sequence[FieldChange]) -> str:
    if any(field.side in ("okta", "both") for field in fields):
        return "edit it in Okta again, to the values that are shown before the arrows"
    return "apply the manifest as it was before"


def _action(steps: Sequence[Any]) -> Action:
    verbs = [step.verb for step in steps]
    return Action(verbs[0]) if len(verbs) == 1 else Action.UPDATE
