"""Lines of text, plain or coloured. The one place that knows a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass

from hookops.model.text import Styled, clean_lines, one_line


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
    """One line each, never wrapped, no colour, a newline at the end."""
    # Never wrapped: people grep in logs, and a wrapped line is found by half of its words only.
    return "".join(f"{line.text.rstrip()}\n" for line in lines)


def spaced(blocks: Sequence[Sequence[Line]]) -> list[Line]:
    """The blocks that are not empty, with an empty line between them."""
    spread = [line for block in blocks if block for line in (Line(""), *block)]
    return spread[1:]


def styled_text(lines: Sequence[Line], table: Table | None, width: int) -> Styled:
    """The same in colour, with the table after the first block."""
    # Off a terminal nobody needs rich, and its import takes longer than a small plan.
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    out = StringIO()
    # An empty environment: whether to colour is decided by the caller, not by NO_COLOR or COLUMNS.
    console = Console(
        file=out,
        force_terminal=True,
        color_system="standard",
        width=width,
        legacy_windows=False,
        _environ={},
    )
    # The first empty line ends the header; the table stands in its place.
    ends = [number for number, line in enumerate(lines) if not line.text]
    for number, line in enumerate(lines):
        if table and table.rows and number in ends[:1]:
            console.print(_rich_table(table))
        else:
            # A `Text`, since a string would be read for rich's own markup: `[bold]` in a name.
            # Clean, since whoever prints this takes every colour in it for one of ours.
            console.print(Text(clean_lines(line.text), style=line.style), soft_wrap=True)
    return Styled(out.getvalue())


def draw(lines: Sequence[Line], table: Table | None, *, styled: bool, width: int) -> str:
    """Coloured when asked for, else plain."""
    return styled_text(lines, table, width) if styled else plain_text(lines)


def _rich_table(table: Table) -> object:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=box.SIMPLE)
    for column in table.columns:
        drawn.add_column(column, overflow="fold")
    for row, style in zip(table.rows, table.styles, strict=True):
        drawn.add_row(*(Text(one_line(cell)) for cell in row), style=style)
    return drawn
