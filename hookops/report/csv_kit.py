"""How all CSV reports are written, so that no cell is a formula to a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from hookops.report.words import clean

_FORMULA = ("=", "+", "-", "@")


def rows_text(columns: Sequence[str], rows: Iterable[Iterable[str | int]]) -> str:
    """A header and the rows. Source: RFC 4180."""
    out = StringIO()
    # A line feed alone, against RFC 4180: `git diff` and `grep` would show ^M on every line.
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def cell(text: str) -> str:
    """`text` that a spreadsheet does not take for a formula. Source: OWASP, CSV Injection."""
    # Blanks are skipped, as spreadsheets do; an apostrophe makes a cell text in all of them.
    shown = clean(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown
