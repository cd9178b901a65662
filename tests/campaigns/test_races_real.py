"""Processes that apply at once: a few of them, and mistakes that the checks notice."""

import random

import pytest
from campaigns import races_real


@pytest.mark.parametrize(
    "case",
    [
        "shared:create:4:together",
        "shared:update:2:4",
        "waiting:create:2:1",
        "separate-accept:create:2:3",
        "separate-refuse:create:2:together",
    ],
)
def test_a_race(case: str) -> None:
    """Whoever is first: one writes, and no duplicate is there without a word."""
    assert () == races_real.play(case).problems


def test_two_that_write_at_once_are_noticed() -> None:
    """Without the lock each of them sends its writes."""
    found = races_real.play("shared:update:2:5", plant="locks-nothing")

    assert any(problem.startswith("writes ['PUT") for problem in found.problems)
    assert any(problem.startswith("exit codes [") for problem in found.problems)


def test_a_duplicate_without_a_word_is_noticed() -> None:
    """Each reads back what it wanted to see, and ends with 0."""
    found = races_real.play("separate-accept:create:2:3", plant="believes-itself")

    assert any(problem.startswith("every process ends with 0") for problem in found.problems)


def test_cases_are_spread() -> None:
    """Each kind has its share, and no case comes twice."""
    cases = races_real.draw(random.Random(1), 10)

    assert 10 == len(set(cases))
    assert set(races_real.KINDS) == {case.split(":")[0] for case in cases}


@pytest.mark.parametrize("text", ["create", "shared:create:3:together", "alone:create:2:1"])
def test_what_is_no_case(text: str) -> None:
    """A text that names no race is an error."""
    with pytest.raises(ValueError, match="a race is"):
        races_real.parse(text)
