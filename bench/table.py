"""The one table that the benchmark prints."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure import Pairs


@dataclass(frozen=True, slots=True)
class Row:
    """One claim and what was found."""

    what: str
    figure: str
    floor: str
    """Empty where the bound is absolute."""
    value: float
    """The ratio of figure and floor, or the figure itself; what the bound is for."""
    bound: float
    is_ratio: bool = False

    @property
    def ok(self) -> bool:
        """Whether the bound holds."""
        return self.value <= self.bound


def at_most(what: str, both: Pairs, bound: float) -> Row:
    """A row about the ratio of two durations."""
    figure, floor = _seconds(both.figure_s), _seconds(both.floor_s)
    return Row(what, figure, floor, both.ratio, bound, is_ratio=True)


def render(rows: Sequence[Row]) -> str:
    """The rows below their headings, in columns."""
    head = ("", "figure", "floor", "ratio", "bound", "")
    cells = [head, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(_line(line, widths) for line in cells)


def _cells(row: Row) -> tuple[str, ...]:
    ratio = f"{row.value:.2f}" if row.is_ratio else ""
    bound = f"<= {row.bound:g}"
    return row.what, row.figure, row.floor, ratio, bound, "ok" if row.ok else "MISSED"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.rjust(width) if index else cell.ljust(width)
        for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join((first, *rest)).rstrip()


def _seconds(value_s: float) -> str:
    return f"{value_s * 1000:.0f} ms" if value_s < 1 else f"{value_s:.2f} s"
