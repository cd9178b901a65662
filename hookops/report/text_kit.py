"""Lines of text, plain or coloured. The one place that knows a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass


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
    return "".join(f"{line.text.rstrip()}\n" for line in lines)


def styled_text(lines: Sequence[Line], table: Table | None, width: int) -> str:
    """The same in colour, with the table after the first block."""
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
    ends = [number for number, line in enumerate(lines) if not line.text]
    for number, line in enumerate(lines):
        if table and table.rows and number in ends[:1]:
            console.print(_rich_table(table))
        else:
            console.print(Text(line.text, style=line.style), soft_wrap=True)
    return out.getvalue()


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
        drawn.add_row(*(Text(cell) for cell in row), style=style)
    return drawn
