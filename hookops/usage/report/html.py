"""Usage as one HTML page: no script, nothing loaded from anywhere. The page is in `templates/`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hookops.model.usage import EVENTS, Count, DayUse, HookUse, Usage
from hookops.report.template import render_template
from hookops.report.words import clean
from hookops.usage.report.chart import Chart, chart
from hookops.usage.report.words import NOTES, closing, label, span, standing, title, when, why

_OPEN_DAYS = 14
"""The figures of more days are folded away on a screen."""

# Plain text everywhere: the template escapes, so nothing here may be HTML.
_Tile = tuple[str, str, str]
"""What is counted, how often, and how it looks."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the page says of one hook with events."""

    label: str
    badges: tuple[tuple[str, str], ...]
    """Texts, each with how it looks."""
    name: str
    """The name in Okta, where it is another one."""
    id: str
    type: str
    last: str
    chart: Chart
    reasons: tuple[tuple[str, ...], ...]
    days: tuple[tuple[str, ...], ...]
    folded: bool


def usage_html(usage: Usage) -> str:
    """The whole page."""
    together = _add_up(day for use in usage.called for day in use.days)
    return render_template(
        __package__,
        "usage.html",
        title=title(usage),
        span=span(usage),
        tiles=_tiles(usage),
        chart=chart(usage.period.days, together, "Events of all hooks by day"),
        cards=[_card(use, usage) for use in usage.called],
        silent=[
            (label(use.hook), standing(use.hook), clean(use.hook.type), clean(use.hook.id))
            for use in usage.silent
        ],
        undeclared=[
            (label(use.hook), standing(use.hook), f"{use.all.total:,}", clean(use.hook.id))
            for use in usage.undeclared
        ],
        notes=NOTES,
        closing=closing(usage),
    )


def _tiles(usage: Usage) -> list[_Tile]:
    executed, processed = (usage.of(event) for event in EVENTS)
    failed = executed.failure + processed.failure
    return [
        ("executed", f"{executed.total:,}", ""),
        ("response processed", f"{processed.total:,}", ""),
        ("failed", f"{failed:,}", "bad" if failed else ""),
        ("hooks with events", f"{len(usage.called):,}", ""),
        ("never called", f"{len(usage.silent):,}", ""),
        ("not in Git", f"{len(usage.undeclared):,}", ""),
    ]


def _add_up(days: Iterable[DayUse]) -> dict[str, DayUse]:
    """One `DayUse` for each day, of all hooks together."""
    # Without reasons: no chart shows them, and of all hooks there may be thousands.
    sums: dict[str, DayUse] = {}
    for day in days:
        sum_ = sums.get(day.day, DayUse(day.day, Count(), Count(), ()))
        sums[day.day] = DayUse(
            day.day, sum_.executed + day.executed, sum_.processed + day.processed, ()
        )
    return sums


def _card(use: HookUse, usage: Usage) -> Card:
    # A hook that is not in Git or not in Okta is marked, and so is one without a single success:
    # the two things that somebody who scrolls through the page must see.
    hook = use.hook
    badges = [(standing(hook), "calm" if hook.declared and hook.status else "warn")]
    badges += [("only failures", "bad")] if use.only_fails else []
    by_day = {day.day: day for day in use.days}
    return Card(
        label=label(hook),
        badges=tuple(badges),
        name="" if hook.key is None or hook.name == hook.key.name else clean(hook.name),
        id=clean(hook.id),
        type=clean(hook.type),
        last=when(use.last),
        chart=chart(usage.period.days, by_day, f"Events of {label(hook)} by day"),
        reasons=tuple((f"{r.count:,}", why(r), r.event) for r in use.reasons),
        days=tuple((day.day, *_cells(day)) for day in use.days),
        folded=len(use.days) > _OPEN_DAYS,
    )


def _cells(day: DayUse) -> Iterator[str]:
    for event in EVENTS:
        count = day.of(event)
        yield from (f"{number:,}" for number in (count.total, count.failure, count.other))
