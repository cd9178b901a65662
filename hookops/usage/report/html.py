"""Usage as one HTML page: no script, nothing loaded from anywhere, every text escaped.

Not in this room: the charts (`usage_svg.py`) and the style sheet (`usage_style.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from hookops.model.usage import EVENTS, Count, DayUse, HookUse, KnownHook, Usage
from hookops.report.words import clean
from hookops.usage.report.style import STYLE
from hookops.usage.report.svg import PATTERN, chart
from hookops.usage.report.words import NOTES, closing, label, span, standing, title, when, why

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for the page: nothing, and no script."""
_OPEN_DAYS = 14
"""The figures of more days are folded away on a screen."""

_LEGEND = (
    ("executed (left)", 'class="executed"'),
    ("response.processed (right)", 'class="processed"'),
    ("failed", 'fill="url(#failed)"'),
    ("another outcome", 'class="other"'),
)


def usage_html(usage: Usage) -> str:
    """The whole page."""
    body = "\n".join(
        [
            PATTERN,
            "<main>",
            f"<h1>Usage of hooks in {escape(title(usage))}</h1>",
            f'<p class="soft">{escape(span(usage))}, in days of UTC</p>',
            _tiles(usage),
            _all_days(usage),
            *_section("Hooks with events", [_card(use, usage) for use in usage.called]),
            *_section("Never called", _silent(usage)),
            *_section("Called, not in Git", _strangers(usage)),
            "<h2>What the figures mean</h2>",
            *(f"<p>{escape(note)}</p>" for note in NOTES),
            f"<footer>{escape(closing(usage))} Made by hookops usage.</footer>",
            "</main>",
        ]
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>Usage of hooks in {escape(title(usage))}</title>\n"
        f"<style>\n{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _section(heading: str, parts: Sequence[str]) -> Iterator[str]:
    if parts:
        yield f"<h2>{escape(heading)}</h2>"
        yield from parts


def _tiles(usage: Usage) -> str:
    executed, processed = (usage.of(event) for event in EVENTS)
    failed = executed.failure + processed.failure
    tiles = (
        ("executed", executed.total, ""),
        ("response processed", processed.total, ""),
        ("failed", failed, "bad" if failed else ""),
        ("hooks with events", len(usage.called), ""),
        ("never called", len(usage.silent), ""),
        ("not in Git", len(usage.strangers), ""),
    )
    cells = "".join(
        f'<div class="card {look}"><b>{number:,}</b><span class="soft">{escape(word)}</span></div>'
        for word, number, look in tiles
    )
    return f'<div class="tiles">{cells}</div>'


def _legend() -> str:
    items = "".join(
        f'<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" {look}/>'
        f"</svg>{escape(word)}</li>"
        for word, look in _LEGEND
    )
    return f'<ul class="legend">{items}</ul>'


def _all_days(usage: Usage) -> str:
    days = _together(day for use in usage.called for day in use.days)
    drawn = chart(usage.period.days, days, "Events of all hooks by day")
    return f'<section class="card"><h3>All hooks, by day</h3>{_legend()}{drawn}</section>'


def _together(days: Iterable[DayUse]) -> dict[str, DayUse]:
    found: dict[str, DayUse] = {}
    for day in days:
        deferred = found.get(day.day, DayUse(day.day, Count(), Count(), ()))
        found[day.day] = DayUse(
            day.day, deferred.executed + day.executed, deferred.processed + day.processed, ()
        )
    return found


def _card(use: HookUse, usage: Usage) -> str:
    hook = use.hook
    badges = [_badge(standing(hook), "" if hook.declared and hook.status else "warn")]
    badges += [_badge("only failures", "bad")] if use.only_fails else []
    uses = {day.day: day for day in use.days}
    long = " long" if len(use.days) > _OPEN_DAYS else ""
    return (
        f'<article class="card{long}"><div class="head"><h3>{escape(label(hook))}</h3>'
        f"{''.join(badges)}</div>{_about(hook)}"
        f'<p class="soft">last event {escape(when(use.last))}</p>'
        f"{chart(usage.period.days, uses, f'Events of {label(hook)} by day')}"
        f"{_reasons(use)}{_days(use)}</article>"
    )


def _about(hook: KnownHook) -> str:
    named = hook.key is not None and hook.name not in ("", hook.key.name)
    name = f"{escape(clean(hook.name))} in Okta, " if named else ""
    type_ = f", {escape(clean(hook.type))}" if hook.type else ""
    return f'<p class="soft">{name}<code>{escape(clean(hook.id))}</code>{type_}</p>'


def _badge(text: str, look: str) -> str:
    return f'<span class="badge {look}">{escape(text)}</span>'


def _reasons(use: HookUse) -> str:
    rows = [(f"{r.count:,}", why(r), r.event) for r in use.reasons]
    return _table(("failed", "reason", "event"), rows, numbers=(0,)) if rows else ""


def _days(use: HookUse) -> str:
    head = ("day", *("executed", "failed", "other"), *("response.processed", "failed", "other"))
    rows = [(day.day, *_cells(day)) for day in use.days]
    table = _table(head, rows, numbers=range(1, 7))
    shown = " open" if len(rows) <= _OPEN_DAYS else ""
    return f"<details{shown}><summary>Figures of each day</summary>{table}</details>"


def _cells(day: DayUse) -> Iterator[str]:
    for event in EVENTS:
        count = day.of(event)
        yield from (f"{number:,}" for number in (count.total, count.failure, count.other))


def _table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()
) -> str:
    """All cells are plain text; those in the columns `numbers` stand to the right."""

    def row(tag: str, cells: Sequence[str]) -> str:
        looks = [' class="n"' if place in numbers else "" for place in range(len(cells))]
        pairs = zip(cells, looks, strict=True)
        return f"<tr>{''.join(f'<{tag}{look}>{escape(c)}</{tag}>' for c, look in pairs)}</tr>"

    body = "".join(row("td", cells) for cells in rows)
    table = f"<table><thead>{row('th', columns)}</thead><tbody>{body}</tbody></table>"
    return f'<div class="wide">{table}</div>'


def _silent(usage: Usage) -> list[str]:
    rows = [
        (label(use.hook), standing(use.hook), clean(use.hook.type), clean(use.hook.id))
        for use in usage.silent
    ]
    return [_listed(("hook", "where it is", "type", "id in Okta"), rows)] if rows else []


def _strangers(usage: Usage) -> list[str]:
    rows = [
        (label(use.hook), standing(use.hook), f"{use.all.total:,}", clean(use.hook.id))
        for use in usage.strangers
    ]
    head = ("hook", "where it is", "events", "id in Okta")
    return [_listed(head, rows, numbers=(2,))] if rows else []


def _listed(
    columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()
) -> str:
    return f'<section class="card long">{_table(columns, rows, numbers)}</section>'
