"""Where the bars of a chart of days stand: two a day, one for each type of event, failures on top.

The drawing itself is `templates/chart.html`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hookops.model.usage import EVENTS, Count, DayUse, Event
from hookops.usage.report.words import figures

WIDTH, HEIGHT = 720, 170
"""Of the whole drawing, which is stretched to the page. Units: of the drawing."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 6, 10, 24
_MOST_LABELS = 8
_LOOKS = {"executed": "executed", "response.processed": "processed"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle. All numbers are text with one decimal."""

    x: str
    y: str
    width: str
    height: str
    look: str
    """`executed`, `processed`, `other` or `failed`."""


@dataclass(frozen=True, slots=True)
class Day:
    """The bars of one day, and what a reader sees who points at them."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A text of the axes."""

    x: str
    y: str
    text: str
    line: str = ""
    """The height of the line that the text belongs to; empty for none."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole drawing."""

    about: str
    days: tuple[Day, ...]
    values: tuple[Label, ...]
    """Each has a line of the grid beside it."""
    dates: tuple[Label, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT


def chart(days: Sequence[str], uses: Mapping[str, DayUse], about: str) -> Chart:
    """The drawing. `days` are all days of the time, `uses` those with events."""
    top = ceiling(max((d.of(event).total for d in uses.values() for event in EVENTS), default=0))
    # Days without events take their place too: a gap in the chart is the first sign of trouble.
    step = (WIDTH - _LEFT - _RIGHT) / len(days)
    drawn = tuple(
        _day(uses[day], _LEFT + index * step, step, top)
        for index, day in enumerate(days)
        if day in uses
    )
    return Chart(about, drawn, tuple(_values(top)), tuple(_dates(days, step)))


def ceiling(most: int) -> int:
    """The next round number whose half is a whole number too: 2, 4, 6, 8, 10, 20, 30 and so on."""
    # Even numbers, since the grid has a line at the half, and half an event does not exist.
    power = 1
    while most > 10 * power:
        power *= 10
    scales = (factor * power for factor in (2, 3, 4, 6, 8, 10))
    return next(scale for scale in scales if scale >= most and scale % 2 == 0)


def _values(top: int) -> Iterator[Label]:
    for value in (0, top // 2, top):
        y = HEIGHT - _BOTTOM - _height(value, top)
        yield Label(str(_LEFT - 6), f"{y + 4:.1f}", f"{value:,}", f"{y:.1f}")


def _dates(days: Sequence[str], step: float) -> Iterator[Label]:
    # Rounded up: one label too many would overlap with its neighbour on a narrow screen.
    every = -(-len(days) // _MOST_LABELS)
    for index in range(0, len(days), every):
        x = _LEFT + (index + 0.5) * step
        yield Label(f"{x:.1f}", str(HEIGHT - 7), f"{date.fromisoformat(days[index]):%d %b}")


def _height(count: int, top: int) -> float:
    return (HEIGHT - _TOP - _BOTTOM) * count / top


def _day(use: DayUse, x: float, step: float, top: int) -> Day:
    # On a chart of few days the bars would be as wide as tables, hence the limit.
    width = min(step * 0.36, 32)
    start = x + (step - 2 * width) / 2
    bars = [
        bar
        for number, event in enumerate(EVENTS)
        for bar in _stack(use.of(event), event, start + number * width, width * 0.92, top)
    ]
    counted = "; ".join(f"{event} {figures(use.of(event))}" for event in EVENTS)
    return Day(f"{use.day}: {counted}", tuple(bars))


def _stack(count: Count, event: Event, x: float, width: float, top: int) -> Iterator[Bar]:
    """Success at the bottom, failures on top."""
    y = HEIGHT - _BOTTOM + 0.0
    stack = (
        (count.success, _LOOKS[event], 0.0),
        (count.other, "other", 1.5),
        (count.failure, "failed", 2.0),
    )
    for number, look, least in stack:
        if number:
            # At least so high that one failure among a million successes can be seen.
            height = max(_height(number, top), least)
            y = max(y - height, 0)
            yield Bar(f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}", look)
