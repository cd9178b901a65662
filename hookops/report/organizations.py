"""One report of several organizations: each one's own, then what it comes to."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from hookops.model.errors import EXIT_CODES
from hookops.report.csv_kit import rows_text
from hookops.report.json_kit import FORMAT_VERSION, dumps
from hookops.report.markdown_kit import code, table
from hookops.report.text_kit import Line, plain_text
from hookops.report.words import clean

_CELL = 100
"""Characters of a result in the table."""


@dataclass(frozen=True, slots=True)
class Result:
    """How the run of one organization ended."""

    name: str
    exit_code: int
    report: str = ""
    """The whole text of its own report; empty where it has none."""
    closing: str = ""
    """One line that says what the report comes to."""
    error: str = ""
    """Why it has none, with hints; several lines."""
    has_report: bool = False

    @property
    def line(self) -> str:
        """One line for the table."""
        # An error goes first: a report that is there may be one of its beginning.
        first = self.error.partition("\n")[0].removeprefix("error: ")
        return clean(first or self.closing or EXIT_CODES[self.exit_code], _CELL)


@dataclass(frozen=True, slots=True)
class Frame:
    """How a format puts reports together: before them, each of them, and after them.

    Piece by piece, so that a report is printed while others are still made.
    """

    start: str
    piece: Callable[[Result, Sequence[Result]], str]
    """Shape: the result, and those before it, without their reports."""
    end: Callable[[Sequence[Result], int], str]
    """Shape: all results, without their reports, and the exit code of the whole."""
    summary: bool
    """Whether `end` has the table; else it goes beside the report."""


def summary_text(results: Sequence[Result], code: int) -> str:
    """A table with one row for each organization, and the worst code."""
    # Columns as wide as they need to be: names of organizations have up to 63 characters.
    rows = [("organization", "exit", "result")]
    rows += [(clean(r.name), str(r.exit_code), r.line) for r in results]
    name, exit_ = (max(len(row[column]) for row in rows) for column in (0, 1))
    lines = [Line(f"{row[0]:<{name}}  {row[1]:>{exit_}}  {row[2]}") for row in rows]
    return plain_text([*lines, Line(f"exit code {code}: {EXIT_CODES[code]}")])


def _text_piece(result: Result, before: Sequence[Result]) -> str:
    gap = "\n" if before else ""
    report = result.report or f"no report: {result.line}\n"
    return f"{gap}== {clean(result.name)} ==\n\n{report}"


def _markdown_piece(result: Result, before: Sequence[Result]) -> str:
    gap = "\n" if before else ""
    nothing = f"### No report for {code(result.name)}\n\n{code(result.line)}\n"
    return gap + (result.report or nothing)


def _markdown_end(results: Sequence[Result], exit_code: int) -> str:
    rows = [(code(r.name), str(r.exit_code), code(r.line)) for r in results]
    # Nothing is cut: each report is short enough for a comment, and all of them are for a summary.
    found = table(("organization", "exit", "result"), rows, "organization")
    return (
        f"\n### Organizations\n\n{found.head}{found.joint.join(found.parts)}\n\n"
        f"exit code {exit_code}: {EXIT_CODES[exit_code]}\n"
    )


def _json_piece(result: Result, before: Sequence[Result]) -> str:
    members = {
        "exit_code": str(result.exit_code),
        "error": _json(result.error or None),
        # Its own report as it is, only further to the right: it is JSON already.
        "report": (result.report.rstrip("\n") or "null").replace("\n", "\n      "),
    }
    body = ",\n".join(f'      "{name}": {text}' for name, text in members.items())
    return f"{',' if before else ''}\n    {_json(result.name)}: {{\n{body}\n    }}"


def _json_end(_: Sequence[Result], code: int) -> str:
    return f'\n  }},\n  "exit_code": {code}\n}}\n'


def _json(value: str | None) -> str:
    return dumps(value).rstrip("\n")


def _csv_piece(result: Result, before: Sequence[Result]) -> str:
    """Its rows, with its name in a column of their own; the header only once."""
    header, *rows = list(csv.reader(StringIO(result.report))) or [[]]
    # Read and written again: a name may have to be quoted, as any cell.
    lines = [["organization", *header], *([result.name, *row] for row in rows)]
    lines = lines[1:] if any(other.has_report for other in before) else lines
    return rows_text(lines[0], lines[1:]) if result.has_report and lines else ""


FRAMES: Mapping[str, Frame] = {
    "text": Frame("", _text_piece, lambda r, code: f"\n{summary_text(r, code)}", summary=True),
    "json": Frame(
        f'{{\n  "format_version": "{FORMAT_VERSION}",\n  "organizations": {{',
        _json_piece,
        _json_end,
        summary=False,
    ),
    "csv": Frame("", _csv_piece, lambda *_: "", summary=False),
    "markdown": Frame("", _markdown_piece, _markdown_end, summary=True),
}
"""By the name that `--format` takes; the others are one page, or a file of one analysis."""
