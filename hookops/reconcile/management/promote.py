"""What an organization has becomes edits of the manifests that another one shares. Pure.

An overlay is what makes an environment differ: what one sets, in either organization, stays.
"""

from collections.abc import Iterator

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.spec import binding_of, hook_of, means_one_of
from hookops.model.diagnostic import Diagnostic
from hookops.model.management.acceptance import Promotion
from hookops.model.management.edits import Edit
from hookops.model.resource import Actual, Desired, Key, Resource
from hookops.model.source import FieldPath, Mark, Origin, dotted
from hookops.reconcile.compare import compare
from hookops.reconcile.context import PlanContext, is_binding

_BINDINGS: FieldPath = ("bindings",)


def plan_promotion(context: PlanContext, target: Desired, key: Key) -> Promotion:
    """The edits after which the manifest of `key` in `target` says what the org of `context` has.

    Shape: `context` is of the organization that something is taken from, `target` what the other
    one declares; both have `key`.
    """
    source, resource = context.desired[key], target[key]
    # By the matches alone: a name in Git decides nothing about the org.
    match = next((m for m in context.matches.matched if m.resource.key == key), None)
    if match is None or match.actual is None:
        return Promotion(refused=(_refuse(resource, "Okta does not have it there"),))
    overlays = (source.origin, resource.origin)
    edits: list[tuple[Resource, Edit]] = []
    kept: list[tuple[str, Mark]] = []
    names = {id_: declared for declared, id_ in context.ids.items()}
    declared = context.remembered(resource.spec.compared())
    for path, _, _ in compare(declared, match.actual.spec.compared()):
        # Of the environment, in one of them: the shared manifest has no say in it.
        if (mark := _overlay(path, overlays)) is not None:
            kept.append((dotted(path), mark))
            continue
        found = LISTED[key.kind].accept(resource.spec, path, match.actual, names)
        if isinstance(found, str):
            return Promotion(refused=(_refuse(resource, found),))
        edits += [(resource, edit) for edit in found if (resource, edit) not in edits]
    bound = list(_bindings(context, target, resource, match.actual))
    if bound and (mark := _overlay(_BINDINGS, overlays)) is not None:
        kept.append(("bindings", mark))
    else:
        edits += [(resource, edit) for edit in bound]
    return Promotion(tuple(edits), tuple(kept))


def _overlay(path: FieldPath, origins: tuple[Origin, ...]) -> Mark | None:
    """Where an overlay sets the value; None where none does."""
    marks = (origin.at(path) for origin in origins)
    found = zip(marks, origins, strict=True)
    return next((mark for mark, origin in found if mark.file != origin.start.file), None)


def _bindings(
    context: PlanContext, target: Desired, hook: Resource, actual: Actual
) -> Iterator[Edit]:
    """Flows that call it there and are not declared, and those that are declared and do not."""
    # Without `bindings` in its manifest nobody says where it is bound.
    if not KINDS[hook.key.kind].lists_attachments(hook.spec):
        return
    mine = {
        key: resource
        for key, resource in target.items()
        if is_binding(key) and hook_of(resource.spec) == hook.key
    }
    for point in context.snapshot.points:
        spec = binding_of(point)
        known = [key for key, resource in mine.items() if means_one_of(resource.spec, [point])]
        calls = actual.id in map(str, spec.hooks)
        # What both have, or neither has, is as it should be.
        if calls is bool(known):
            continue
        alike = context.points_by_name[spec.type, spec.names]
        edit = LISTED[hook.key.kind].accept_part(
            hook.spec,
            known[0] if known else spec.key,
            spec if calls else None,
            by_id=len(alike) > 1,
        )
        yield from () if edit is None else (edit,)


def _refuse(resource: Resource, reason: str) -> Diagnostic:
    text = f"{resource.key}: {reason}"
    return Diagnostic("not-promoted", text, resource.origin.start, "edit the manifest by hand")
