"""Kills of processes: a few of them, and mistakes that their checks notice."""

import random
from dataclasses import replace
from functools import partial

import pytest
from campaigns import kills
from campaigns.runner import play


@pytest.mark.parametrize(
    "case",
    [
        "create:before:3",
        "create:after:3",
        "rename:half:2:ledger.write",
        "create:after:2:ledger.replace",
        "create:before:1:lock.remove",
    ],
)
def test_a_kill(case: str) -> None:
    """Whenever the process is killed, two applies lead to what is declared."""
    assert () == kills.play(case).problems


def test_a_request_that_does_not_come() -> None:
    """A process that ends by itself proves nothing."""
    found = kills.play("create:before:9:ledger.sync")

    assert "the process was not killed: exit codes (0,)" in found.problems


@pytest.mark.parametrize(
    ("case", "plant", "problem"),
    [
        ("create:after:3", "forgets-intents", "without its intent in the ledger"),
        ("create:half:2:stored.write", "writes-in-place", "the ledger is not valid JSON"),
    ],
)
def test_a_mistake_is_noticed(case: str, plant: str, problem: str) -> None:
    """A process that makes one mistake shows it in a case that is else in order."""
    mistaken = replace(kills.CAMPAIGN, play=partial(kills.play, plant=plant))

    found = play(mistaken, case)

    assert problem in found.problems[0]


def test_cases_are_spread() -> None:
    """Requests and the disk have their part, and no case comes twice."""
    cases = kills.draw(random.Random(1), 12)

    assert 12 == len(set(cases))
    disk = sum("ledger." in case or "folder." in case or "lock." in case for case in cases)
    assert 3 <= disk <= 9


@pytest.mark.parametrize("text", ["create", "create:during:1", "create:before:1:ledger.open:2"])
def test_what_is_no_case(text: str) -> None:
    """A text that names no kill is an error."""
    with pytest.raises(ValueError, match="a kill is"):
        kills.parse(text)
