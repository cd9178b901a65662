"""Where the parser gave up, and what a look at that place says."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the parser gave up. Rows and columns count from 0."""

    lines: list[str]
    problem: str
    """libyaml's own words; never shown."""
    row: int
    column: int
    open_row: int
    """Where the parser began what it could not finish; of no use when it did not say."""
    open_column: int

    @property
    def line(self) -> str:
        """The line at fault; empty at the end of the text."""
        return self.lines[self.row] if self.row < len(self.lines) else ""

    @property
    def char(self) -> str:
        """The character that the parser could not take; empty at the end of a line."""
        return self.line[self.column : self.column + 1]

    @property
    def in_flow(self) -> bool:
        """Whether the parser was between [ and ], or { and }."""
        return "',' or" in self.problem

    @property
    def before(self) -> str:
        """What stands before it on its line."""
        return self.line[: self.column].strip()

    @property
    def second_colon(self) -> bool:
        """Whether the line has a field before the place: its value has a colon of its own."""
        return ": " in self.line[: self.column]

    @property
    def above(self) -> tuple[int, str]:
        """The last line above that has text; the line itself when there is none."""
        rows = [row for row in range(min(self.row, len(self.lines))) if _has_text(self.lines[row])]
        return (rows[-1], self.lines[rows[-1]]) if rows else (self.row, self.line)

    @property
    def suspects(self) -> Iterator[tuple[int, str]]:
        """The lines that may be at fault, in order; any other one may be a text of any sort."""
        # A line without a colon is noticed at the next one, and one that starts a text of several
        # lines when a colon follows in it.
        if "expected ':'" in self.problem:
            yield self.open_row, self.lines[self.open_row]
            return
        yield self.row, self.line
        if self.in_flow or ("mapping values" in self.problem and not self.second_colon):
            yield self.above


@dataclass(frozen=True, slots=True)
class Clue:
    """What is wrong, in words that hold for the line, and where."""

    code: str
    message: str
    hint: str
    row: int
    column: int


def found_at(spot: Spot, code: str, message: str, hint: str) -> Clue:
    """A clue where the parser gave up."""
    return Clue(code, message, hint, spot.row, spot.column)


def _has_text(line: str) -> bool:
    return not line.lstrip().startswith("#") and bool(line.strip())
