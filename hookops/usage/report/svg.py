"""A chart of days as inline SVG: two bars a day, one for each type of event, failures on top."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape

from hookops.model.usage import EVENTS, Count, DayUse, Event
from hookops.usage.report.words import figures

WIDTH, HEIGHT = 720, 170
"""Of the whole drawing, which is stretched to the page. Units: of the drawing."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 6, 10, 24
_MOST_LABELS = 8
_CLASSES = {"executed": "executed", "response.processed": "processed"}

PATTERN = (
    '<svg width="0" height="0" class="defs" aria-hidden="true"><defs><pattern id="failed" '
    'width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" class="failed"/><rect width="1.6" height="5" class="stripe"/>'
    "</pattern></defs></svg>"
)
"""Once in a page: failures are striped, so that they are told apart without colour too."""


def chart(days: Sequence[str], uses: Mapping[str, DayUse], about: str) -> str:
    """The drawing. `days` are all days of the time, `uses` those with events."""
    top = ceiling(max((d.of(event).total for d in uses.values() for event in EVENTS), default=0))
    parts = [*_grid(top), *_labels(days)]
    for index, day in enumerate(days):
        if day in uses:
            parts.append(_day(uses[day], _x(index, len(days)), _step(len(days)), top))
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(about)}">{"".join(parts)}</svg>'
    )


def ceiling(most: int) -> int:
    """The next round number whose half is a whole number too: 2, 4, 6, 8, 10, 20, 30 and so on."""
    power = 1
    while most > 10 * power:
        power *= 10
    scales = (factor * power for factor in (2, 3, 4, 6, 8, 10))
    return next(scale for scale in scales if scale >= most and scale % 2 == 0)


def _x(index: int, days: int) -> float:
    return _LEFT + index * _step(days)


def _step(days: int) -> float:
    return (WIDTH - _LEFT - _RIGHT) / days


def _height(count: int, top: int) -> float:
    return (HEIGHT - _TOP - _BOTTOM) * count / top


def _grid(top: int) -> Iterator[str]:
    for value in (0, top // 2, top):
        y = HEIGHT - _BOTTOM - _height(value, top)
        yield f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" class="value">{value:,}</text>'


def _labels(days: Sequence[str]) -> Iterator[str]:
    every = -(-len(days) // _MOST_LABELS)
    for index in range(0, len(days), every):
        x = _x(index, len(days)) + _step(len(days)) / 2
        shown = f"{date.fromisoformat(days[index]):%d %b}"
        yield f'<text x="{x:.1f}" y="{HEIGHT - 7}" class="day">{shown}</text>'


def _day(use: DayUse, x: float, step: float, top: int) -> str:
    width = min(step * 0.36, 32)
    start = x + (step - 2 * width) / 2
    bars = "".join(
        _bar(use.of(event), event, start + number * width, width * 0.92, top)
        for number, event in enumerate(EVENTS)
    )
    told = "; ".join(f"{event} {figures(use.of(event))}" for event in EVENTS)
    return f"<g><title>{escape(f'{use.day}: {told}')}</title>{bars}</g>"


def _bar(count: Count, event: Event, x: float, width: float, top: int) -> str:
    """Success at the bottom; a failure is always high enough to be seen."""
    y, drawn = HEIGHT - _BOTTOM + 0.0, ""
    stack = (
        (count.success, f'class="{_CLASSES[event]}"', 0.0),
        (count.other, 'class="other"', 1.5),
        (count.failure, 'fill="url(#failed)"', 2.0),
    )
    for number, look, least in stack:
        if number:
            height = max(_height(number, top), least)
            y = max(y - height, 0)
            drawn += (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {look}/>'
            )
    return drawn
