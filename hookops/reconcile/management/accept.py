"""Drift becomes edits of the manifests. Pure.

Only what somebody changed in the org is taken over. What was edited in Git meanwhile and is not
applied yet stays as it is there.
"""

from collections.abc import Collection, Iterator, Mapping

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.spec import binding_of, hook_of
from hookops.model.diagnostic import Diagnostic, by_position
from hookops.model.drift import Drift, Drifted, DriftKind
from hookops.model.management.acceptance import Acceptance
from hookops.model.management.edits import Edit
from hookops.model.resource import Actual, Key, Resource, value_at
from hookops.reconcile.context import PlanContext, is_binding
from hookops.reconcile.secret_changes import is_touched

_WHY_NOT: Mapping[DriftKind, tuple[str, str]] = {
    "gone": (
        "it is no longer in Okta",
        "remove its manifest and say hookops forget {key}; or apply, which makes it again",
    ),
    "dangling": (
        "the flow has the id of a hook that is no longer in Okta",
        "hookops apply binds the declared one",
    ),
    "unsupported": ("hookops cannot read what it is now", "look at it in the console"),
    "duplicates": ("it is in Okta twice", "hookops plan says what to do about that"),
    "intent": (
        "hookops does not know what became of its own last write of it",
        "hookops apply finds that out",
    ),
    "secret": (
        "all that may have changed is its secret, which Okta never shows",
        "hookops apply sends the one that the manifest names; or name another one there",
    ),
}
"""Reason, and what to do."""


def plan_acceptance(context: PlanContext, found: Drift, named: Collection[Key]) -> Acceptance:
    """The edits that accept the drift of the named keys, of hooks with that of their bindings."""
    edits: list[tuple[Resource, Edit]] = []
    refused: list[Diagnostic] = []
    taken = [i for i in found.drifted if not {i.key, *hooks_of(i, context)}.isdisjoint(named)]
    for item in taken:
        answer = _accept(item, context)
        if isinstance(answer, Diagnostic):
            refused.append(answer)
        else:
            # Two fields of one thing may come and go together.
            edits += [edit for edit in answer if edit not in edits]
    moved = {key for item in taken for key in (item.key, *hooks_of(item, context))}
    return Acceptance(
        edits=tuple(edits),
        refused=by_position(refused),
        in_sync=tuple(key for key in named if key not in moved),
        secrets=tuple(item.key for item in taken if _is_doubtful(item, context)),
    )


def hooks_of(item: Drifted, context: PlanContext) -> Iterator[Key]:
    """The hooks whose manifests a drifted binding is about."""
    if not is_binding(item.key):
        return
    resource, managed = context.desired.get(item.key), context.ledger.managed.get(item.key)
    if resource is not None:
        yield hook_of(resource.spec)
    # Of what was applied, and of what is there now.
    point = context.points.get(item.id)
    there = binding_of(point).hooks if point is not None else ()
    for id_ in (*there, managed.compared.get("hook") if managed is not None else None):
        if isinstance(id_, str) and id_ in context.owners:
            yield context.owners[id_].key


def _is_doubtful(item: Drifted, context: PlanContext) -> bool:
    resource, actual = context.desired.get(item.key), context.actuals.get(item.id)
    if resource is None or actual is None or not KINDS[item.key.kind].secrets(resource.spec):
        return False
    return is_touched(context.ledger.managed.get(item.key), actual)


Answer = list[tuple[Resource, Edit]] | Diagnostic


def _accept(item: Drifted, context: PlanContext) -> Answer:
    # A binding whose app or rule is gone is simply no longer one; a hook that is gone is.
    if item.what in _WHY_NOT and not (item.what == "gone" and is_binding(item.key)):
        reason, hint = _WHY_NOT[item.what]
        return _refuse(item, reason, hint.format(key=item.key))
    if is_binding(item.key):
        return _accept_binding(item, context)
    # Managed and no longer declared: there is no manifest that could say it.
    resource, actual = context.desired.get(item.key), context.actuals.get(item.id)
    if resource is None or actual is None:
        return _refuse(item, "no manifest declares it", "declare it, or say hookops forget")
    return _accept_fields(item, resource, actual, context)


def _accept_fields(
    item: Drifted, resource: Resource, actual: Actual, context: PlanContext
) -> Answer:
    kind = LISTED[item.key.kind]
    names = {id_: key for key, id_ in context.ids.items()}
    declared, now = context.remembered(resource.spec.compared()), actual.spec.compared()
    edits: list[tuple[Resource, Edit]] = []
    for field in item.fields:
        # Somebody has written the same in Git already.
        if value_at(declared, field.path) == value_at(now, field.path):
            continue
        found = kind.accept(resource.spec, field.path, actual, names)
        if isinstance(found, str):
            return _refuse(item, found, "hookops apply changes it back to what the manifest says")
        edits += [(resource, edit) for edit in found]
    return edits


def _accept_binding(item: Drifted, context: PlanContext) -> Answer:
    """Its hook's manifest no longer has it, and that of the hook which is there has it."""
    point, declared = context.points.get(item.id), context.desired.get(item.key)
    hooks = {str(hook) for hook in binding_of(point).hooks} if point is not None else set()
    edits: list[tuple[Resource, Edit]] = []
    # Of two hooks one loses it and the other has it: both manifests would be wrong otherwise.
    was = context.desired[hook_of(declared.spec)] if declared is not None else None
    now = [context.owners[hook] for hook in sorted(hooks) if hook in context.owners]
    if was is not None and was not in now:
        edits += _part(was, item.key, None, context)
    for owner in now:
        # Without `bindings` in its manifest nobody says where it is bound.
        if KINDS[owner.key.kind].lists_attachments(owner.spec):
            edits += _part(owner, item.key, point, context)
    return edits


def _part(
    hook: Resource, key: Key, point: Actual | None, context: PlanContext
) -> list[tuple[Resource, Edit]]:
    wanted = binding_of(point) if point is not None else None
    alike = context.points_by_name[wanted.type, wanted.names] if wanted is not None else ()
    kind = LISTED[hook.key.kind]
    edit = kind.accept_part(hook.spec, key, wanted, by_id=len(alike) > 1)
    return [(hook, edit)] if edit is not None else []


def _refuse(item: Drifted, reason: str, hint: str) -> Diagnostic:
    return Diagnostic("not-accepted", f"{item.key}: {reason}", item.mark, hint)
