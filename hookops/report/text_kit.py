"""Lines of text, plain or coloured. The one place that knows a terminal."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from hookops.model.text import Styled, clean_lines, not_at_start, one_line

if TYPE_CHECKING:
    from rich.table import Table as RichTable

Depth = Literal["concise", "usual", "details"]
"""How much of a report is shown."""
_WORDS = re.compile(r"\s*\S+")
_HANG = 4
"""Columns that the second line of a long one is indented further."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, clean, and how a terminal may colour it."""

    text: str
    style: str = ""
    """A style of rich; empty for none."""


@dataclass(frozen=True, slots=True)
class Table:
    """A summary for terminals; plain text says the same in its lines."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    styles: tuple[str, ...]
    """One for each row."""


def plain_text(lines: Sequence[Line]) -> str:
    """One line each, no colour, a newline at the end."""
    return "".join(f"{line.text.rstrip()}\n" for line in lines)


def wrapped(lines: Sequence[Line], width: int) -> list[Line]:
    """Lines no longer than `width`, broken between words, what follows indented further.

    Shape: a width of 0 breaks none. A word that is longer than a line stays whole, so that it can
    be copied.
    """
    return [part for line in lines for part in _wrap(line, width)] if width else list(lines)


def _wrap(line: Line, width: int) -> Iterator[Line]:
    if len(line.text) <= width:
        yield line
        return
    # The indent also says what a line is not: nothing that a name holds begins one.
    start = line.text[: len(line.text) - len(line.text.lstrip())]
    row = ""
    # By words, since half of a name is found by nobody; with the spaces that are between them, as
    # they part what stands in columns.
    for word in _WORDS.findall(line.text):
        if row.strip() and len(row) + len(word) > width:
            yield replace(line, text=not_at_start(row))
            row, word = start + " " * _HANG, word.lstrip()
        row += word
    yield replace(line, text=not_at_start(row))


def spaced(blocks: Sequence[Sequence[Line]]) -> list[Line]:
    """The blocks that are not empty, with an empty line between them."""
    spread = [line for block in blocks if block for line in (Line(""), *block)]
    return spread[1:]


def styled_text(lines: Sequence[Line], table: Table | None, width: int) -> Styled:
    """The same in colour, with the table after the first block."""
    # Off a terminal nobody needs rich, and its import takes longer than a small plan.
    from io import StringIO

    from rich.console import Console
    from rich.measure import Measurement
    from rich.text import Text

    out = StringIO()
    # An empty environment: whether to colour is decided by the caller, not by NO_COLOR or COLUMNS.
    console = Console(
        file=out,
        force_terminal=True,
        color_system="standard",
        width=width or 100,
        legacy_windows=False,
        _environ={},
    )
    # The first empty line ends the header; the table stands in its place.
    ends = [number for number, line in enumerate(lines) if not line.text]
    for number, line in enumerate(lines):
        if table and table.rows and number in ends[:1]:
            drawn = _rich_table(table)
            # Where it is too wide it would break names, and the lines below say all of it.
            if (
                Measurement.get(console, console.options.update_width(_WIDE), drawn).minimum
                <= console.width
            ):
                console.print(drawn)
            else:
                console.print()
        else:
            # A `Text`, since a string would be read for rich's own markup: `[bold]` in a name.
            # Clean, since whoever prints this takes every colour in it for one of ours.
            console.print(Text(clean_lines(line.text), style=line.style), soft_wrap=True)
    return Styled(out.getvalue())


_SEVERITY = re.compile(r"^((?:\S+:\d+:\d+: |  )?)(error|warning|failed|done|hint|note)(?=[\[: ])")
_SEVERITIES = {
    **dict.fromkeys(("error", "failed"), "1;31"),
    **dict.fromkeys(("hint", "note"), "36"),
    "warning": "1;33",
    "done": "32",
}


def coloured(lines: Sequence[str]) -> Styled:
    """Lines of diagnostics and of progress, the word that says how bad it is in its colour.

    Shape: the lines are clean. Without rich, whose import takes longer than a small command.
    """
    marked = (_SEVERITY.sub(_mark, line) for line in lines)
    return Styled("".join(f"{line}\n" for line in marked))


def _mark(found: re.Match[str]) -> str:
    return f"{found[1]}\x1b[{_SEVERITIES[found[2]]}m{found[2]}\x1b[0m"


def draw(lines: Sequence[Line], table: Table | None, *, styled: bool, width: int) -> str:
    """Coloured when asked for, else plain; no line longer than `width`, where it is not 0.

    In logs and pipes it is 0: people search there, and a line that is broken is found by half of
    its words only (decision 33).
    """
    lines = wrapped(lines, width)
    return styled_text(lines, table, width) if styled else plain_text(lines)


_WIDE = 10_000
"""Columns that no row has."""


def _rich_table(table: Table) -> "RichTable":
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=box.SIMPLE)
    for column in table.columns:
        drawn.add_column(column, overflow="fold")
    for row, style in zip(table.rows, table.styles, strict=True):
        drawn.add_row(*(Text(one_line(cell)) for cell in row), style=style)
    return drawn
