"""Usage in lines of text, with bars."""

import textwrap
from collections.abc import Iterator

from hookops.model.usage import EVENTS, Count, HookUse, Usage
from hookops.report.text_kit import Line, Table, draw, spaced
from hookops.report.words import clean
from hookops.usage.report.words import (
    NOTES,
    closing,
    figures,
    label,
    span,
    standing,
    title,
    when,
    why,
)

BAR = 30
"""Characters of the longest bar."""
MOST_REASONS = 10
"""So many are shown of one hook; JSON and CSV have all."""


def usage_text(usage: Usage, *, styled: bool = False, width: int = 0) -> str:
    """What the log has of every hook."""
    return draw(usage_lines(usage), usage_table(usage), styled=styled, width=width)


def usage_lines(usage: Usage) -> list[Line]:
    """Header, hooks with their days, hooks without events, the sum, and what the figures mean."""
    head = [Line(f"Usage of hooks in {title(usage)}, {span(usage)}", "bold")]
    return spaced(
        [
            head,
            *(list(_hook(use)) for use in usage.called),
            [_silent(use) for use in usage.silent],
            [Line(closing(usage), "bold")],
            [Line(line, "dim") for note in NOTES for line in textwrap.wrap(note, 96)],
        ]
    )


def usage_table(usage: Usage) -> Table:
    """One row for each hook with events."""
    return Table(
        columns=("hook", "executed", "failed", "response processed", "failed", "last event"),
        rows=tuple((label(use.hook), *_cells(use), when(use.last)) for use in usage.called),
        styles=tuple("red" if use.only_fails else "" for use in usage.called),
    )


def bar(count: Count, longest: int) -> str:
    """`=` for events and `x` for those that failed; no failure is too small to be seen."""
    # Rounding must hide neither: a day with one failure is not a good one, and a day with one
    # success does not only fail. With a single character both cannot be shown; failures win.
    length = max(1, round(BAR * count.total / longest))
    failed = round(length * count.failure / count.total)
    if count.failure:
        failed = max(1, failed)
    if count.failure < count.total:
        failed = min(failed, max(1, length - 1))
    return "=" * (length - failed) + "x" * failed


def _cells(use: HookUse) -> Iterator[str]:
    for event in EVENTS:
        count = use.of(event)
        yield f"{count.total:,}"
        yield f"{count.failure:,}"


def _hook(use: HookUse) -> Iterator[Line]:
    hook, colour = use.hook, "red" if use.only_fails else "cyan"
    name = f', "{clean(hook.name)}" in Okta' if hook.key and hook.name != hook.key.name else ""
    yield Line(f"{label(hook)}{name}: {standing(hook)}", f"bold {colour}")
    yield Line(f"    id in Okta: {clean(hook.id)}, last event {when(use.last)}")
    if use.only_fails:
        yield Line("    only failures, not one success", "red")
    yield from _days(use)
    yield from _reasons(use)


def _days(use: HookUse) -> Iterator[Line]:
    # One scale for all days of a hook, and another for each hook: a rare one would have no bars.
    longest = max(day.of(event).total for day in use.days for event in EVENTS)
    for day in use.days:
        shown = day.day
        for event in EVENTS:
            count = day.of(event)
            if count.total:
                drawn = f"{bar(count, longest):<{BAR}}"
                style = "red" if count.failure == count.total else ""
                yield Line(f"    {shown:<10}  {event:<18}  {drawn}  {figures(count)}", style)
                # Only before its first line, so that the eye finds where a day begins.
                shown = ""


def _reasons(use: HookUse) -> Iterator[Line]:
    reasons = use.reasons
    if reasons:
        yield Line("    reasons of failures:")
    for reason in reasons[:MOST_REASONS]:
        yield Line(f"    {reason.count:>10,}  {why(reason)} ({reason.event})")
    if rest := reasons[MOST_REASONS:]:
        more = f"{len(rest)} other reasons; --format json has them"
        yield Line(f"    {sum(reason.count for reason in rest):>10,}  {more}")


def _silent(use: HookUse) -> Line:
    hook_id = f" ({clean(use.hook.id)})" if use.hook.id else ""
    return Line(f"never called {label(use.hook)}{hook_id}: {standing(use.hook)}", "yellow")
