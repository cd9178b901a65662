"""Explanations in lines of text."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from hookops.report.explanation.catalogue import Entry
from hookops.report.text_kit import Line, draw, spaced

_COLUMN = 18
_STYLES = {"error": "bold red", "warning": "bold yellow"}


def explanation_text(
    entries: Sequence[Entry], listed: bool, *, styled: bool = False, width: int = 0
) -> str:
    """Everything about each entry; a line each by group, where they are `listed`."""
    blocks = _list(entries) if listed else [list(_explain(entry)) for entry in entries]
    return draw(spaced(blocks), None, styled=styled, width=width)


def _list(entries: Sequence[Entry]) -> list[list[Line]]:
    blocks = [
        [Line(group, "bold"), *(Line(f"  {e.code:<{_COLUMN}} {e.title}") for e in members)]
        for group, members in groupby(entries, lambda entry: entry.group)
    ]
    return [*blocks, [Line("hookops explain CODE says why, and what to do.")]]


def _explain(entry: Entry) -> Iterator[Line]:
    # What may be both has the colour of the worse.
    style = _STYLES.get(entry.severity.partition(",")[0], "bold")
    severity = f" ({entry.severity.replace(', ', ' or ')})" if entry.severity else ""
    yield Line(f"{entry.code}{severity}", style)
    yield Line(f"  {entry.title}")
    yield Line(f"  Why: {entry.why}")
    yield Line(f"  What to do: {entry.fix}")
    for head, example in (("Instead of:", entry.before), ("Write:", entry.after)):
        if example:
            yield Line(f"  {head}", "bold")
            yield from (Line(f"    {line}") for line in example.splitlines())
    yield Line(f"  Reported by: {entry.where}")
