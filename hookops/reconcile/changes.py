"""One change of one listed thing: what differs, the steps, why, and what it means."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hookops.kinds import KINDS, LISTED
from hookops.model.change import Action, Change, FieldChange, Side, Step
from hookops.model.resource import Actual, Json, Key, Managed, Resource, value_at
from hookops.model.secret import LOOKS_SECRET
from hookops.model.source import FieldPath, Mark, dotted
from hookops.reconcile.compare import compare
from hookops.reconcile.context import PlanContext
from hookops.reconcile.intents import pending
from hookops.reconcile.match import Match
from hookops.reconcile.secret_changes import (
    Judged,
    Knowledge,
    is_touched,
    judge_secrets,
    secret_changes,
)

_TYPE = "the type of a hook cannot be changed in Okta: a new one takes its place"


def change_of(matched: Match, context: PlanContext) -> Change | None:
    """What brings the thing to what is declared; None when nothing does."""
    resource, actual = matched.resource, matched.actual
    kind = LISTED[resource.key.kind]
    if actual is None:
        fields = field_changes(matched, {}, context) + _new_secrets(resource, context)
        steps = kind.create(resource.key, resource.spec)
        undo = "remove the manifest and apply with --prune"
        return _make(matched, context, Action.CREATE, fields, steps, matched.reason, undo)
    # In turn: what a new one takes the place of; what only has to be switched; what is written.
    fields = field_changes(matched, actual.spec.compared(), context)
    if context.is_replaced(resource, actual):
        fields += _new_secrets(resource, context)
        steps = kind.replace(resource.key, actual, resource.spec)
        asked = actual.spec.type == resource.spec.type
        reason = "--replace: a new one takes its place" if asked else _TYPE
        left = ", ".join(map(dotted, kind.unknown_members(actual.raw)))
        reason += f", without {left}, which hookops does not know" if left else ""
        return _make(matched, context, Action.REPLACE, fields, steps, reason, "")
    # Neither is in the first PUT: a status is switched, and another version is sent by itself.
    visible = any(f.path not in (("status",), ("version",)) for f in fields)
    managed = matched.managed
    secrets, lines = _judged(
        resource, managed, context, touched=is_touched(managed, actual), alike=not visible
    )
    # A write without a known outcome is sent once more: a complete PUT is the same twice.
    again = bool(pending(context.ledger, resource.key, "update", "rename", "set-version"))
    write = again or visible or any(judged.due for judged in secrets.values())
    steps = kind.update(actual, resource.spec, write=write)
    if not steps:
        return _noted(matched, context)
    # What is written whole carries every secret, whatever the reason for the write.
    sent = lines() if any(step.call.body is not None for step in steps) else ()
    reason = "the outcome of an earlier update is not known" if again else matched.reason
    return _make(
        matched, context, _action(steps), fields + sent, steps, reason, _undo(fields, sent)
    )


def _noted(matched: Match, context: PlanContext) -> Change | None:
    """What is so already: the ledger learns of what it does not know."""
    managed = matched.managed
    if matched.resource.as_it_is:
        return None
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
    # What was aside from the start is what an unfinished replacement left.
    was = context.was.get(managed.id, managed.key)
    other = f": it was {was} in Git, and that is another one now" if was != managed.key else ""
    reason = f"no longer declared{other}"
    if managed.id in context.going:
        reason = "a create of hookops was carried out twice, and made this one as well"
    return make_change(
        context, managed.key, Action.DELETE, before=actual, steps=steps, reason=reason
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
            before=_named(was, context),
            after=_named(now, context),
            side=side_of(matched.managed, path, was, now) if matched.actual else "git",
            mark=resource.origin.at(path),
        )
        for path, was, now in compare(same, after)
    )


def _named(value: Json, context: PlanContext) -> Json:
    """The id of a key that signs as its name in Git: nobody knows a key by its id."""
    key = context.keys.get(value) if isinstance(value, str) else None
    return value if key is None else str(key)


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
    sides = {field.side for field in fields if not field.along} - {"unknown"}
    if sides == {"git"}:
        return "edited in Git"
    if sides == {"okta"}:
        return "edited in Okta"
    return "edited in Git and in Okta" if sides else "sent again"


def _judged(
    resource: Resource,
    managed: Managed | None,
    context: PlanContext,
    *,
    touched: bool = False,
    alike: bool = False,
) -> tuple[dict[str, Judged], Callable[[], tuple[FieldChange, ...]]]:
    """What is known of each secret, and what makes the lines of those that are sent."""
    kind = LISTED[resource.key.kind]
    now = context.known.get(resource.key, {})
    # Under the names that it had in Git, since a fingerprint is of a value and a name.
    olds = [Key(resource.key.kind, name) for name in resource.previous_names]
    former = tuple(context.known[old] for old in olds if old in context.known)
    known = Knowledge(managed, touched, now, context.ledger.accepted, former)
    refs = kind.secrets(resource.spec)
    found = judge_secrets(refs, known, alike=alike)

    # Most hooks are as declared, and thousands of lines that nobody reads would slow a plan down.
    def lines() -> tuple[FieldChange, ...]:
        receivers = kind.receivers(resource.spec)
        return tuple(secret_changes(resource, refs, receivers, known, found))

    return found, lines


def _describe_rename(match: Match, context: PlanContext) -> str:
    """`; it was InlineHook/old in Git`."""
    was = context.was.get(match.managed.id) if match.managed is not None else None
    return f"; it was {was} in Git" if was not in (None, match.resource.key) else ""


def has_value(key: Key, ref: str, context: PlanContext) -> bool:
    """Whether Okta is known to have, of a hook, the value that the reference has now."""
    resource, actual = context.desired[key], context.actuals.get(context.ids.get(key, ""))
    managed = context.ledger.managed.get(key)
    touched = actual is None or is_touched(managed, actual)
    found, _ = _judged(resource, managed, context, touched=touched)
    refs = LISTED[key.kind].secrets(resource.spec)
    return all(found[path].state == "same" for path, one in refs.items() if str(one) == ref)


def _new_secrets(resource: Resource, context: PlanContext) -> tuple[FieldChange, ...]:
    """Of what does not exist yet, no secret was ever sent."""
    return _judged(resource, Managed(resource.key, "", {}, ""), context)[1]()


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
        reason=(reason or describe_sides(fields)) + _describe_rename(match, context),
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
    """The one place where changes are made: what follows from the kind is filled in here, but for
    its impact, which is that of the finished plan (`passes/impact.py`).
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
    return Change(
        key=key,
        action=action,
        before=before,
        after=after,
        fields=tuple(fields),
        steps=tuple(steps),
        impact="safe",
        impact_text="nothing changes in Okta",
        undo=undo,
        reason=reason,
        mark=mark if mark is not None or after is None else after.origin.start,
        adopts=adopts,
        flows=uses.flows or (),
        flows_known=uses.flows is not None,
        carries=tuple(map(dotted, carried)),
        may_be_refused=kind.why_refused(steps),
    )


def _undo(fields: Sequence[FieldChange], secrets: Sequence[FieldChange]) -> str:
    lost = any(field.secret != "same" for field in secrets)
    gone = "the old value of the secret cannot be brought back, since Okta never shows it"
    if lost and not fields:
        return gone
    # The values before an edit in Okta are in no commit, so Git cannot bring them back.
    if any(field.side in ("okta", "both") for field in fields):
        back = "edit it in Okta again, to the values that are shown before the arrows"
        if any(LOOKS_SECRET in str(field.before) for field in fields):
            back += (
                "; a value that is hidden there cannot be brought back, since hookops keeps none"
            )
    else:
        back = "apply the manifest as it was before"
    return f"{back}; {gone}" if lost else back


def _action(steps: Sequence[Any]) -> Action:
    # An update that also switches is one change to a reader: its requests show both.
    (verb, *others) = (step.verb for step in steps)
    return Action(verb) if verb in _SWITCHES and not others else Action.UPDATE


_SWITCHES = ("activate", "deactivate")
