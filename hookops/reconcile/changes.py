"""One change of one listed thing: what differs, the steps, why, and what it means."""

from collections.abc import Mapping, Sequence
from typing import Any

from hookops.kinds import KINDS, LISTED
from hookops.kinds.base import Listed
from hookops.model.change import Action, Change, FieldChange, Impact, Side, Step
from hookops.model.resource import Actual, Json, Key, Managed, Resource, value_at
from hookops.model.source import FieldPath, Mark, dotted
from hookops.reconcile.compare import compare
from hookops.reconcile.context import PlanContext
from hookops.reconcile.intents import pending
from hookops.reconcile.match import Match
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
    # In turn: what a new one takes the place of; what only has to be switched; what is written.
    fields = field_changes(matched, actual.spec.compared(), context)
    if actual.spec.type != resource.spec.type:
        steps = kind.replace(resource.key, actual, resource.spec)
        reason = "the type of a hook cannot be changed in Okta: a new one takes its place"
        return _make(matched, context, Action.REPLACE, fields, steps, reason, "")
    # Whether a secret is sent again depends on what else differs: nothing visible is a suspicion.
    secrets = _secrets(
        matched, actual, kind, context, alike=all(f.path == ("status",) for f in fields)
    )
    # A write without a known outcome is sent once more: a complete PUT is the same twice.
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
    steps = LISTED[managed.key.kind].delete(actual)
    return make_change(
        context, managed.key, Action.DELETE, before=actual, steps=steps, reason="no longer declared"
    )


def field_changes(
    matched: Match, before: Mapping[str, Json], context: PlanContext
) -> tuple[FieldChange, ...]:
    """Each field of what is declared that is not so; others of `before` do not count."""
    resource = matched.resource
    after = context.with_known_ids(resource.spec.compared())
    # A manifest says nothing about members that it cannot name, so they are no difference.
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
    # Without an entry, or with one that no write has proven, nobody knows who moved.
    if managed is None or not managed.compared:
        return "unknown"
    applied = value_at(managed.compared, path)
    if applied == actual:
        return "git"
    return "okta" if applied == desired else "both"


def describe_sides(fields: Sequence[FieldChange]) -> str:
    """Who moved, for people."""
    sides = {field.side for field in fields}
    if sides == {"git"}:
        return "edited in Git"
    if sides == {"okta"}:
        return "edited in Okta"
    return "edited in Git and in Okta" if sides else "sent again"


def _secrets(
    matched: Match, actual: Actual, kind: Listed[Any], context: PlanContext, *, alike: bool
) -> tuple[FieldChange, ...]:
    resource = matched.resource
    refs, now = kind.secrets(resource.spec), context.known.get(resource.key, {})
    return tuple(secret_changes(resource, matched.managed, actual, refs, now, alike=alike))


def _make(
    match: Match,
    context: PlanContext,
    action: Action,
    fields: Sequence[FieldChange],
    steps: Sequence[Step],
    reason: str,
    undo: str,
) -> Change:
    return make_change(
        context,
        match.resource.key,
        action,
        before=match.actual,
        after=match.resource,
        fields=fields,
        steps=steps,
        reason=reason or describe_sides(fields),
        undo=undo,
        adopts=match.adopts,
    )


def make_change(
    context: PlanContext,
    key: Key,
    action: Action,
    *,
    reason: str,
    before: Actual | None = None,
    after: Resource | None = None,
    fields: Sequence[FieldChange] = (),
    steps: Sequence[Step] = (),
    undo: str = "",
    mark: Mark | None = None,
    adopts: bool = False,
) -> Change:
    """The one place where changes are made: what follows from the kind is filled in here.

    Without steps nothing is written, so nothing changes for users.
    """
    kind = KINDS[key.kind]
    # Only a PUT of the very object drops what it leaves out.
    put = before is not None and any(
        isinstance(step.call.body, Mapping) and before.id in step.call.path for step in steps
    )
    carried = kind.unknown_members(before.raw) if before is not None and put else ()
    # A change of type touches the flows that call the old one, so what is there decides.
    there = before if before is not None else after
    assert there is not None
    uses = context.uses(key, there.spec, before)
    level: Impact = "safe"
    text = "nothing changes in Okta"
    if steps:
        declared = after.spec if after is not None else None
        level, text = kind.impact(before, declared, [field.path for field in fields], uses)
    return Change(
        key=key,
        action=action,
        before=before,
        after=after,
        fields=tuple(fields),
        steps=tuple(steps),
        impact=level,
        impact_text=text,
        undo=undo,
        reason=reason,
        mark=mark if mark is not None or after is None else after.origin.start,
        adopts=adopts,
        flows=uses.flows or (),
        carries=tuple(map(dotted, carried)),
    )


def _undo(fields: Sequence[FieldChange]) -> str:
    # The values before an edit in Okta are in no commit, so Git cannot bring them back.
    if any(field.side in ("okta", "both") for field in fields):
        return "edit it in Okta again, to the values that are shown before the arrows"
    return "apply the manifest as it was before"


def _action(steps: Sequence[Any]) -> Action:
    # An update that also switches is one change to a reader: its requests show both.
    verbs = [step.verb for step in steps]
    return Action(verbs[0]) if len(verbs) == 1 else Action.UPDATE
