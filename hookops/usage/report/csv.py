"""Usage as CSV: one row for each hook, day, type of event, outcome and reason."""

from collections.abc import Iterator

from hookops.model.usage import EVENTS, DayUse, Event, HookUse, Usage
from hookops.report.csv_kit import cell, rows_text

COLUMNS = (
    *("day", "hook", "id", "name", "type", "in_git", "last_event"),
    *("event", "outcome", "reason", "count"),
)


def usage_csv(usage: Usage) -> str:
    """A hook without events has one row, with the count 0 and no day."""
    rows = ([day, *_about(use), *counted] for use in usage.hooks for day, *counted in _rows(use))
    return rows_text(COLUMNS, rows)


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
