"""Cases are played, counted and recorded; whatever a case raises is a problem of it."""

import random
from collections.abc import Sequence

import fault_campaigns
import pytest
from campaigns import runner
from campaigns.base import Campaign, Found
from campaigns.registry import CAMPAIGNS
from campaigns.runner import Result


def play_number(case: str) -> Found:
    """Numbers below 10 are in order; 13 is in the window, and 14 raises."""
    if case == "14":
        raise KeyError(case)
    return Found(() if int(case) < 10 else ("too large",), in_window=case == "13")


def draw_numbers(source: random.Random, count: int) -> Sequence[str]:
    return [str(number) for number in source.sample(range(5, 20), min(count, 15))]


CAMPAIGN = Campaign("numbers", "Numbers are small", 15, draw_numbers, play_number)


def test_an_exception_is_a_problem() -> None:
    """A user would see a traceback."""
    assert ("KeyError: '14'",) == runner.play(CAMPAIGN, "14").problems


def test_what_is_counted() -> None:
    """Problems in the window are counted apart, and what there was no time for is no case."""
    result = Result("kills", 7)
    for case in ("9", "12", "13", "14"):
        result.add(case, runner.play(CAMPAIGN, case))
    result.add("15", None)

    assert (4, 1, 1) == (result.cases, result.in_window, result.skipped)
    assert ["12", "14"] == [case for case, _ in result.problems]


def test_a_share_has_something_of_each() -> None:
    """However small, so that no campaign is ever left out."""
    assert set(CAMPAIGNS) == set(runner.share(0.001))
    assert {1} == set(runner.share(0.001).values())
    assert {name: c.size for name, c in CAMPAIGNS.items()} == runner.share(100)


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_the_name_is_the_key(name: str) -> None:
    """The text of a case begins with it."""
    assert (name, True) == (CAMPAIGNS[name].name, CAMPAIGNS[name].claim[0].isupper())


def test_a_line_of_the_page() -> None:
    """The line of one campaign is renewed, in the order of all; the others stay."""
    first = fault_campaigns.with_result("", Result("kills", 1, cases=3))
    both = fault_campaigns.with_result(first, Result("signals", 2, cases=4, in_window=1))
    again = fault_campaigns.with_result(both, Result("kills", 5, cases=9, skipped=2))

    rows = [line.split(" | ") for line in again.splitlines() if line.startswith("| `")]
    assert ["| `kills`", "| `signals`"] == [row[0] for row in rows]
    assert ["9", "0", "0", "2", "5 |"] == rows[0][2:]
    assert ["4", "0", "1", "0", "2 |"] == rows[1][2:]
