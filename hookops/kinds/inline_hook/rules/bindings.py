"""What is wrong with the bindings that a manifest declares, as far as it can be known offline."""

from collections.abc import Iterator, Mapping, Sequence

from hookops.kinds.inline_hook.types import HOOK_TYPES, HookType
from hookops.kinds.names import text_problems
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json
from hookops.model.source import FieldPath

_BINDINGS: FieldPath = ("spec", "bindings")
_BY_HAND = ("app",)


def binding_problems(data: Mapping[str, Json]) -> Iterator[Problem]:
    """M30, M32: bindings that the type, or the status, does not allow; paths from the root."""
    spec = data.get("spec")
    if not isinstance(spec, Mapping) or not isinstance(spec.get("type"), str):
        return
    row, bindings = HOOK_TYPES.get(spec["type"]), spec.get("bindings")
    if row is None or not isinstance(bindings, list):
        return
    if row.no_point:
        text = f"{row.title} hooks have no bindings: {row.no_point}"
        yield Problem("no-bindings", _BINDINGS, text, "take bindings out", at_key=True)
        return
    if bindings and row.point and spec.get("status") == "INACTIVE":
        text = "an INACTIVE hook must not be bound: every flow that calls it would go without"
        yield Problem("inactive", _BINDINGS, text, "write `bindings: []`, or status: ACTIVE")
    for index, binding in enumerate(bindings):
        if isinstance(binding, Mapping):
            yield from _one(row, (*_BINDINGS, index), binding)


def _one(row: HookType, path: FieldPath, binding: Mapping[str, Json]) -> Iterator[Problem]:
    selector_names: Sequence[str] = row.point.selector_names if row.point else _BY_HAND
    known = [
        *selector_names,
        *(["runOn"] if row.point and row.point.run_on else []),
        *([] if row.point else ["manual"]),
    ]
    example = ", ".join(f"{selector}: NAME" for selector in selector_names)
    extra = [name for name in binding if name not in known]
    missing = [name for name in selector_names if name not in binding]
    if extra or missing:
        what = f"{row.title} hooks are bound by {{{example}}}"
        found = f"{extra[0]} does not fit" if extra else f"{missing[0]} is missing"
        place = (*path, extra[0]) if extra else path
        yield Problem("binding", place, f"{what}: {found}", at_key=bool(extra))
    elif not row.point and binding.get("manual") is not True:
        text = f"Okta's API cannot bind {row.title} hooks: a person does it in the Admin Console"
        yield Problem("manual", path, text, "write `manual: true`, and it is told as a thing to do")
    for name in selector_names:
        value = binding.get(name)
        yield from text_problems((*path, name), value)
        if isinstance(value, str) and not value.strip():
            yield Problem("edge-space", (*path, name), f"{name} must not be blank")
