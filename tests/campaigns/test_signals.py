"""Signals to processes: a few of them, and mistakes that their checks notice."""

import random

import pytest
from campaigns import signals


@pytest.mark.parametrize(
    "case",
    [
        "create:int:before:0",
        "create:int:after:3",
        "create:term:before:3",
        "create:twice:lost:3",
        "update:term:same:4",
    ],
)
def test_a_signal(case: str) -> None:
    """Whatever is under way, the process ends soon, and writes nothing more."""
    assert () == signals.play(case).problems


def test_a_process_that_goes_on_is_noticed() -> None:
    """It sends another write, and ends as if nothing had come."""
    found, _ = signals.measure("create:int:held:2", plant="goes-on")

    assert "POST /api/v1/inlineHooks was sent after the stop" in found.problems[0]
    assert "exit code 0, not 130" in found.problems


def test_a_process_that_ends_late_is_noticed() -> None:
    """The time from the signal to the end is measured."""
    found, seconds = signals.measure("create:int:held:3", end_s=0.5)

    assert (f"the process ended {seconds:.1f} s after the signal",) == found.problems
    assert signals.HELD_S["held"] < seconds < signals.END_S


@pytest.mark.parametrize(
    ("results", "committed", "problem"),
    [
        ([{"address": "a", "done": [], "result": "not tried"}], 1, "and the report has none"),
        ([{"address": "a", "done": ["create"], "result": "done"}], 0, "says that something was"),
        ([{"address": "b", "done": [], "result": "unknown"}], 1, "the report is about ['b']"),
        ([], 1, "no report of 1 writes"),
    ],
)
def test_a_wrong_report_is_noticed(
    results: list[dict[str, object]], committed: int, problem: str
) -> None:
    """What it says is compared with what the org carried out."""
    (found,) = signals.report_problems(results, committed, frozenset({"a"}))

    assert problem in found


def test_cases_are_spread() -> None:
    """No case comes twice, and most of them take no seconds."""
    cases = signals.draw(random.Random(1), 12)

    assert 12 == len(set(cases))
    assert 6 >= sum(case.split(":")[2] in signals.UNANSWERED for case in cases)


@pytest.mark.parametrize("text", ["create", "create:int:held", "create:hup:held:1"])
def test_what_is_no_case(text: str) -> None:
    """A text that names no stop is an error."""
    with pytest.raises(ValueError, match="a stop is"):
        signals.parse(text)
