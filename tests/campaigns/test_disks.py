"""Disks that fail: a few of them, and mistakes that the checks notice."""

import random
from dataclasses import replace
from functools import partial

import pytest
from campaigns import disks
from campaigns.runner import play


@pytest.mark.parametrize(
    "case",
    [
        "create:apply:ledger.open:1:EROFS",
        "create:apply:ledger.write:2:ENOSPC-half",
        "create:apply:ledger.write:1:SHORT",
        "create:apply:lock.open:1:EACCES",
        "update:apply:folder.sync:1:EIO",
        "update:apply:lock.write:1:EIO",
        "create:apply:output.full:1:ENOSPC",
        "create:save:plan.sync:1:EIO",
        "create:resave:plan.replace:1:EDQUOT",
    ],
)
def test_a_fault(case: str) -> None:
    """Whatever fails, no half file is left, and the next run goes on."""
    assert () == disks.play(case).problems


@pytest.mark.parametrize(
    ("case", "plant", "problem"),
    [
        ("create:apply:stored.write:1:EIO-half", "writes-in-place", "is not valid JSON"),
        ("create:apply:ledger.write:1:EIO-half", "leaves-files", ".ledger.json."),
        ("create:save:plan.write:1:EIO-half", "leaves-files", "the file is not as it was"),
    ],
)
def test_a_mistake_is_noticed(case: str, plant: str, problem: str) -> None:
    """A process that makes one mistake shows it in a case that is else in order."""
    mistaken = replace(disks.CAMPAIGN, play=partial(disks.play, plant=plant))

    found = play(mistaken, case)

    assert problem in found.problems[0]


def test_a_fault_that_does_not_come() -> None:
    """A run that meets nothing says nothing, and that is noticed."""
    found = disks.play("create:apply:lock.open:9:EIO")

    assert "exit code 0 after 1 writes" in found.problems


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("cannot write ledger.json: Input/output error", []),
        ("cannot write it: Input/output error", ["no message says 'ledger.json'"]),
        ("cannot write ledger.json", ["no message says 'Input/output error'"]),
        (
            "ledger.json: Input/output error; it was written by another run",
            ["a message is about another run"],
        ),
    ],
)
def test_words(text: str, problems: list[str]) -> None:
    """A message names the file and the reason, and nobody who was not there."""
    case = disks.parse("create:apply:ledger.sync:1:EIO")

    assert problems == case.wrong_words(text)


def test_cases_are_spread() -> None:
    """Each call has its share, and no case comes twice."""
    calls = {f"{run}:{call}" for run, calls in disks.RUNS.items() for call in calls}

    cases = disks.draw(random.Random(1), len(calls))

    assert calls == {":".join(case.split(":")[1:3]) for case in cases}


@pytest.mark.parametrize("text", ["create", "create:apply:ledger:1:EIO", "a:drift:a.b:1:EIO"])
def test_what_is_no_case(text: str) -> None:
    """A text that names no fault is an error."""
    with pytest.raises(ValueError, match="a fault is"):
        disks.parse(text)
