"""What is wrong with the bindings that a manifest declares, as far as it can be known offline."""

from collections.abc import Iterator, Mapping

from hookops.kinds.binding.spec import point_named
from hookops.kinds.inline_hook.types import HookType
from hookops.kinds.names import text_problems
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json
from hookops.model.source import FieldPath

_BINDINGS: FieldPath = ("spec", "bindings")
_BY_HAND = ("app",)


def binding_problems(row: HookType, spec: Mapping[str, Json]) -> Iterator[Problem]:
    """Bindings that the type, or the status, does not allow; paths from the root."""
    bindings = spec.get("bindings")
    if not isinstance(bindings, list):
        return
    # A type that nothing refers to: one problem, wherever its bindings would lead.
    if row.no_bindings:
        text = f"{row.title} hooks have no bindings: {row.no_bindings}"
        yield Problem("no-bindings", _BINDINGS, text, "take bindings out", at_key=True)
        return
    if bindings and row.attachment_points and spec.get("status") == "INACTIVE":
        text = "an INACTIVE hook must not be bound: every flow that calls it would go without"
        yield Problem("inactive", _BINDINGS, text, "write `bindings: []`, or status: ACTIVE")
    for index, binding in enumerate(bindings):
        if isinstance(binding, Mapping):
            yield from _check_binding(row, (*_BINDINGS, index), binding)


def _check_binding(
    row: HookType, path: FieldPath, binding: Mapping[str, Json]
) -> Iterator[Problem]:
    # A type with attachment points is bound by the selectors of one of them; one without is a
    # reminder for a person, which says so by `manual: true`.
    points = row.attachment_points
    point = point_named(points, binding) or next(iter(points), None)
    names = point.selector_names if point else _BY_HAND
    allowed = point.fields if point else (*_BY_HAND, "manual")
    problems = [((*path, name), f"{name} does not fit") for name in binding if name not in allowed]
    problems += [(path, f"{name} is missing") for name in names if name not in binding]
    for place, found in problems[:1]:
        text = f"{row.title} hooks are bound by {_examples(row)}: {found}"
        yield Problem("binding", place, text, at_key=place != path)
    if not problems and point is None and binding.get("manual") is not True:
        text = f"Okta's API cannot bind {row.title} hooks: a person does it in the Admin Console"
        yield Problem("manual", path, text, "write `manual: true`, and every plan reminds of it")
    for name in names:
        value = binding.get(name)
        yield from text_problems((*path, name), value)
        if isinstance(value, str) and not value.strip():
            yield Problem("edge-space", (*path, name), f"{name} must not be blank")


def _examples(row: HookType) -> str:
    """`{app: NAME}`; one for each attachment point of the type."""
    choices = [point.selector_names for point in row.attachment_points] or [_BY_HAND]
    examples = (", ".join(f"{name}: NAME" for name in names) for names in choices)
    return " or ".join(f"{{{example}}}" for example in examples)
