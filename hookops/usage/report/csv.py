"""Usage as CSV: one row for each hook, day, type of event, outcome and reason."""

import csv
from collections.abc import Iterator
from io import StringIO

from hookops.model.usage import EVENTS, DayUse, Event, HookUse, Usage
from hookops.report.words import clean

COLUMNS = (
    *("day", "hook", "id", "name", "type", "in_git", "last_event"),
    *("event", "outcome", "reason", "count"),
)
_FORMULA = ("=", "+", "-", "@")


def usage_csv(usage: Usage) -> str:
    """A hook without events has one row, with the count 0 and no day.

    Source: RFC 4180.
    """
    out = StringIO()
    # A line feed alone, against RFC 4180: `git diff` and `grep` would show ^M on every line.
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for use in usage.hooks:
        for day, *counted in _rows(use):
            writer.writerow([day, *_about(use), *counted])
    return out.getvalue()


def cell(text: str) -> str:
    """`text` that a spreadsheet does not take for a formula. Source: OWASP, CSV Injection."""
    # Blanks are skipped, as spreadsheets do; an apostrophe makes a cell text in all of them.
    shown = clean(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown


def _about(use: HookUse) -> Iterator[str]:
    hook = use.hook
    yield cell(str(hook.key) if hook.key else "")
    yield from (cell(text) for text in (hook.id, hook.name, hook.type))
    yield "yes" if hook.declared else "no"
    yield cell(use.last)


def _rows(use: HookUse) -> Iterator[tuple[str | int, ...]]:
    # A row all the same, so that a sheet of all hooks is the list of all hooks.
    if not use.days:
        yield "", "", "", "", 0
    for day in use.days:
        for event in EVENTS:
            yield from _outcomes(day, event)


def _outcomes(day: DayUse, event: Event) -> Iterator[tuple[str | int, ...]]:
    count, type_ = day.of(event), f"inline_hook.{event}"
    if count.success:
        yield day.day, type_, "success", "", count.success
    for reason in day.reasons:
        if reason.event == event:
            yield day.day, type_, "failure", cell(reason.text), reason.count
    if count.other:
        yield day.day, type_, "other", "", count.other
