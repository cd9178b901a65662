"""One change of one listed thing: what differs, the steps, why, and what it means."""

from collections.abc import Mapping, Sequence
from typing import Any

from hookops.kinds import LISTED
from hookops.kinds.base import Listed
from hookops.model.change import Action, Change, FieldChange, Side
from hookops.model.resource import Actual, Json, Managed
from hookops.model.source import FieldPath
from hookops.reconcile.compare import compare
from hookops.reconcile.context import PlanContext, names_of
from hookops.reconcile.match import Match, pending
from hookops.reconcile.secret_changes import secret_changes


def change_of(matched: Match, context: PlanContext) -> Change | None:
    """What brings the thing to what is declared; None when nothing does."""
    resource, actual = matched.resource, matched.actual
    kind = LISTED[resource.key.kind]
    if actual is None:
        fields = field_changes(matched, {}, context)
        steps = kind.create(resource.key, resource.spec)
        undo = "remove the manifest and apply with --prune"
        return _make(matched, context, Action.CREATE, fields, steps, matched.reason, undo)
    fields = field_changes(matched, actual.spec.compared(), context)
    if actual.spec.type != resource.spec.type:
        steps = kind.replace(resource.key, actual, resource.spec)
        reason = "the type of a hook cannot be changed in Okta: a new one takes its place"
        return _make(matched, context, Action.REPLACE, fields, steps, reason, "")
    secrets = _secrets(
        matched, actual, kind, context, alike=all(f.path == ("status",) for f in fields)
    )
    again = bool(pending(context.ledger, resource.key, "update", "rename"))
    write = again or bool(secrets) or any(f.path != ("status",) for f in fields)
    steps = kind.update(actual, resource.spec, write=write)
    if not steps:
        return _noted(matched, context)
    reason = "the outcome of an earlier update is not known" if again else matched.reason
    undo = "" if secrets else _undo(fields)
    return _make(matched, context, _action(steps), fields + secrets, steps, reason, undo)


def _noted(matched: Match, context: PlanContext) -> Change | None:
    """What is so already: the ledger learns of what it does not know."""
    managed = matched.managed
    if matched.adopts:
        nothing = "only the ledger learns of it; its secret, if any, is taken as it is"
        reason = f"{matched.reason}; {nothing}"
    elif managed is not None and managed.compared != context.with_known_ids(
        matched.resource.spec.compared()
    ):
        reason = "Okta is as declared already; only the ledger learns of it"
    else:
        return None
    return _make(matched, context, Action.NOTHING, (), (), reason, "")


def deletion(managed: Managed, actual: Actual, context: PlanContext) -> Change:
    """The end of what is no longer declared."""
    kind = LISTED[managed.key.kind]
    flows = _flows(managed.key.kind, actual.spec, actual, managed.key, context)
    level, text = kind.impact(actual, None, (), flows)
    return Change(
        key=managed.key,
        action=Action.DELETE,
        before=actual,
        after=None,
        fields=(),
        steps=kind.delete(actual),
        impact=level,
        impact_text=text,
        undo="",
        reason="no longer declared",
        flows=flows or (),
    )


def field_changes(
    matched: Match, before: Mapping[str, Json], context: PlanContext
) -> tuple[FieldChange, ...]:
    """Each field of what is declared that is not so; others of `before` do not count."""
    resource = matched.resource
    after = context.with_known_ids(resource.spec.compared())
    same = {name: before[name] for name in after if name in before} if before else {}
    return tuple(
        FieldChange(
            path=path,
            before=was,
            after=now,
            side=side_of(matched.managed, path, was, now) if matched.actual else "git",
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


def describe_sides(fields: Sequence[FieldChange]) -> str:
    """Who moved, for people."""
    matches = {field.side for field in fields}
    if matches == {"git"}:
        return "edited in Git"
    if matches == {"okta"}:
        return "edited in Okta"
    return "edited in Git and in Okta" if matches else "sent again"


def _secrets(
    matched: Match, actual: Actual, kind: Listed[Any], context: PlanContext, *, alike: bool
) -> tuple[FieldChange, ...]:
    resource = matched.resource
    refs, now = kind.secrets(resource.spec), context.known.get(resource.key, {})
    return tuple(secret_changes(resource, matched.managed, actual, refs, now, alike=alike))


def _make(
    matched: Match,
    context: PlanContext,
    action: Action,
    fields: tuple[FieldChange, ...],
    steps: tuple[Any, ...],
    reason: str,
    undo: str,
) -> Change:
    resource = matched.resource
    kind = LISTED[resource.key.kind]
    flows = _flows(resource.key.kind, resource.spec, matched.actual, resource.key, context)
    level, text = kind.impact(
        matched.actual, resource.spec, [field.path for field in fields], flows
    )
    if action is Action.NOTHING:
        level, text = "safe", "nothing changes in Okta"
    return Change(
        key=resource.key,
        action=action,
        before=matched.actual,
        after=resource,
        fields=fields,
        steps=steps,
        impact=level,
        impact_text=text,
        undo=undo,
        reason=reason or describe_sides(fields),
        mark=resource.origin.start,
        adopts=matched.adopts,
        flows=flows or (),
    )


def _flows(
    kind: str, spec: Any, actual: Actual | None, key: Any, context: PlanContext
) -> tuple[str, ...] | None:
    """What a change of it touches: of a hook its flows, of a key the hooks that sign with it."""
    if kind != "HookKey":
        was = actual.spec.type if actual is not None else spec.type
        return context.flows(was, actual, key)
    users = context.users_of(actual.id) if actual is not None else []
    return (f"hooks {names_of(users)}",) if users else ()


def _undo(fields: Sequence[FieldChange]) -> str:
    if any(field.side in ("okta", "both") for field in fields):
        return "edit it in Okta again, to the values that are shown before the arrows"
    return "apply the manifest as it was before"


def _action(steps: Sequence[Any]) -> Action:
    verbs = [step.verb for step in steps]
    return Action(verbs[0]) if len(verbs) == 1 else Action.UPDATE
