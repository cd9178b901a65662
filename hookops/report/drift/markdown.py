"""Drift as Markdown."""

from collections.abc import Sequence

from hookops.model.drift import Drift, Drifted
from hookops.model.source import Mark
from hookops.report.drift.actors import edit_lines, name_of, why_unknown
from hookops.report.drift.text import (
    LOOKS,
    basis,
    by_danger,
    drift_closing,
    meaning,
    others_unsupported,
    waived,
    where,
)
from hookops.report.markdown_kit import (
    Block,
    code,
    diff_fence,
    fit,
    html_code,
    marker,
    table,
    text_block,
)
from hookops.report.plan.diff import field_diff
from hookops.report.plan.json import actual_data
from hookops.report.plan.markdown import (
    folded,
    place,
    unmanaged_block,
    unsupported_block,
)
from hookops.report.plan.notices import read_unmanaged
from hookops.report.plan.view import view_field


def drift_markdown(drift: Drift) -> str:
    """What changed outside hookops."""
    return fit(drift_blocks(drift), "`hookops drift`")


def drift_blocks(drift: Drift) -> list[Block]:
    """Marker and sum, table with the worst first, details, and what is no drift."""
    # `fit` cuts from the end: the table, which names everything, is shorter than the details.
    items, reason = by_danger(drift), why_unknown(drift)
    head = f"### Drift in {code(drift.title or drift.organization)}, against {basis(drift)}"
    pending = tuple(
        f"- {code(str(key))}: edited in Git and not applied yet, which is no drift"
        for key in drift.pending
    )
    blocks = [
        text_block(f"{marker('drift', drift.organization)}\n{head}"),
        text_block(f"**{drift_closing(drift)}**"),
        _table(items, drift),
        *([text_block(f"{reason[0].upper()}{reason[1:]}.")] if reason else ()),
        Block("", tuple(_detail(item, drift) for item in items), "\n\n", "detail"),
        Block("", pending, noun="line"),
        Block("", tuple(f"- warning: {_place(d.mark)}{code(d.message)}" for d in drift.warnings)),
        Block("", tuple(f"- not read: {_place(d.mark)}{code(d.message)}" for d in drift.unread)),
        Block("", tuple(f"- off: {_place(d.mark)}{code(d.message)}" for d in drift.disabled)),
        unmanaged_block([read_unmanaged(actual_data(actual)) for actual in drift.unmanaged]),
        unsupported_block(others_unsupported(drift)),
    ]
    return [block for block in blocks if block.parts]


def _place(mark: Mark | None) -> str:
    return f"{code(str(mark))} " if mark else ""


def _table(items: Sequence[Drifted], drift: Drift) -> Block:
    # Without the log the column would be empty, and the table too wide for a phone.
    by = ("by",) if drift.system_log == "read" else ()
    columns = ("what", "which", "written in Okta", *by, "where")
    return table(columns, [_row(item, by=bool(by)) for item in items], "row")


def _row(item: Drifted, *, by: bool) -> tuple[str, ...]:
    when = code(item.last_updated) if item.last_updated else "unknown"
    names = dict.fromkeys(code(name_of(edit)) for edit in item.edits)
    who = (", ".join(names) or "unknown",) if by else ()
    known = f", waived until {item.waiver.until}" if item.waiver else ""
    title = f"**{LOOKS[item.what].title}**{known}"
    return title, code(str(item.key)), when, *who, place(where(item))


def _detail(item: Drifted, drift: Drift) -> str:
    lines = field_diff([view_field(field) for field in item.fields])
    return folded(
        f"{LOOKS[item.what].title} {html_code(str(item.key))}",
        [
            diff_fence(lines) if lines else "",
            meaning(item),
            "\n".join(
                [
                    *(f"- {code(text)}" for text in (waived(item), *item.details) if text),
                    *(f"- {code(text)}" for text in edit_lines(item, drift)),
                    *([f"- id in Okta: {code(item.id)}"] if item.id else ()),
                ]
            ),
        ],
    )
