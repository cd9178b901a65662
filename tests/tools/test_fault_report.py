"""`tools/fault_report.py`: what docs/FAULTS.md shows of a run of the matrix."""

from collections import Counter

import pytest
from fault_report import Part, document, summary
from faults.known_bad import KNOWN_BAD
from faults.matrix import Tally


@pytest.fixture
def tally() -> Tally:
    """Three cells of which one is wrong, and one is left to a person."""
    found = Tally()
    found.cells = Counter({("create", "refused"): 2, ("replace", "empty"): 1})
    found.wrong = Counter({("create", "refused"): 1})
    found.problems = [("create:refused:3:0", "run 1: exit code 0, and not | as declared\nmore")]
    found.excused = [("create:twice:4:0", "a proxy sends a create twice")]
    found.skipped = 7
    found.impossible = {"update/2": "left"}
    return found


def page(tally: Tally) -> str:
    """The document of that tally."""
    names = ("single faults", "double faults", "other switches", "as a service app")
    caught = dict.fromkeys(KNOWN_BAD, ("create:refused:0:0", ("noticed",)))
    return document({name: Part(tally, 1.0) for name in names}, caught, 5)


def test_every_number_is_shown(tally: Tally) -> None:
    """Cells, violations of all sorts and what was not played, for each group."""
    text = page(tally)

    assert "| single faults | 3 | 1 | 1 | 7 |" in text
    assert "| create | 2 | 0 | 0 | 0 | 0 | 0 | 0 | 2 | 1 |" in text
    assert "Seed 5." in text
    assert "| 2 | 2 | 2 |" in text


def test_no_violation_is_left_out(tally: Tally) -> None:
    """Each by its cell, excused ones by their reason."""
    text = page(tally)

    assert "- `create:refused:3:0`: run 1: exit code 0, and not \\| as declared\n" in text
    assert "- 4 cells: a proxy sends a create twice" in text
    assert "| 2 | `list_lag=" in text


def test_known_bad_executors_are_counted(tally: Tally) -> None:
    """Each of them has its row."""
    text = page(tally)

    assert f"{len(KNOWN_BAD)} of {len(KNOWN_BAD)} are noticed" in text
    assert all(f"| `{name}` |" in text for name in KNOWN_BAD)


def test_a_line_for_a_terminal(tally: Tally) -> None:
    """What is wrong is named by its cell."""
    first, *others = summary("drawn", tally, 1.5).splitlines()

    assert "drawn: 3 cells in 2 s, 1 violations, 1 left to a person" in first
    assert others[0].startswith("  create:refused:3:0: run 1: exit code 0")
