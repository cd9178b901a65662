"""Hook types, what calls them, and the words for what a change means to users."""

from collections.abc import Iterator
from typing import get_args

from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.kinds.inline_hook.types import HOOK_TYPES, HookType
from hookops.model.diagnostic import Impact
from hookops.report.explanation.catalogue import catalogue
from reference.markdown import code, page, prose, table

_ONE = {"": "any number", "active": "one ACTIVE in an org", "any": "one in an org, in any status"}


def text() -> str:
    """The page."""
    return page(
        "Hook types and impacts",
        "What Okta does with hooks of each type, where a hook is bound, and the words by which a "
        "plan says what a change means to users. What Okta sends to each type and accepts from it "
        "is in `schemas/contracts/`; `hookops scaffold TYPE` writes a service to start from.",
        "## Hook types",
        _types(),
        "## Bindings\n\nWhat a manifest names in `bindings`, and what hookops writes there.",
        _points(),
        "## Impacts\n\nWhat holds once the whole plan is carried out: `impact.level` in "
        "JSON, in brackets in text. From harmless to bad:",
        table(("impact", "what it means", "why"), _impacts()),
    )


def _impacts() -> Iterator[tuple[str, ...]]:
    for level in get_args(Impact):
        (entry,) = [each for each in catalogue() if each.code == f"impact-{level}"]
        yield code(level), prose(entry.title), prose(entry.why)


def _types() -> str:
    head = ("type", "called", "versions", "how many", "bound by", "when its service fails")
    return table(head, (_type(row) for row in HOOK_TYPES.values()))


def _type(row: HookType) -> tuple[str, ...]:
    versions = ", ".join(row.versions)
    fails = f"`{row.on_failure}`: {prose(row.effect)}"
    return code(row.name), row.title, versions, _ONE[row.one_per_org], _bound(row), fails


def _bound(row: HookType) -> str:
    ways = ["`bindings`: " + ", ".join(map(code, p.fields)) for p in row.attachment_points]
    if row.by_hand:
        ways.append(f"in the console: {prose(row.by_hand)}")
    if row.flow:
        ways.append(f"nothing: {prose(row.flow)} calls it")
    return "; ".join(ways)


def _points() -> str:
    rows = (
        (
            point.noun,
            ", ".join(map(code, point.fields)),
            code("/" + "/".join(point.pointer)),
            HOOK_TYPES[point.hook_type].title,
        )
        for point in ATTACHMENT_POINTS.values()
    )
    return table(("attachment point", "fields of a binding", "what hookops writes", "hooks"), rows)
