"""What the matrix has found, and hookops does not get wrong any more."""

from pathlib import Path

import pytest
from faults.matrix import describe, play_family
from faults.scenarios import ALL
from faults.stage import Stage

from hookops.emulator.control.switches import Switches


@pytest.mark.parametrize("scenario", ["update", "deactivate", "all-at-once"])
def test_a_list_that_lags_is_not_believed(scenario: str, tmp_path: Path) -> None:
    """What Okta has answered to a write counts for more than a list which is older than that."""
    stage = Stage(ALL[scenario], tmp_path, Switches(list_lag="ten-seconds"))

    assert stage.positions


@pytest.mark.parametrize(
    ("scenario", "family"),
    [
        # A PUT that was answered has not failed because the read after it is of no use.
        ("unbind-app", "nothing-there"),
        # The old hook of a replacement proves nothing of the create of the new one.
        ("replace", "reset-after"),
        # A list that lacks a rule once hides no binding.
        ("unbind-rule", "error-404"),
        ("unbind-policy", "nothing-there"),
        # What is to go and cannot be read is not in order.
        ("delete-key", "other-shape"),
        # A write that the ledger does not take was carried out all the same.
        ("update", "disk-full"),
        # A create that is carried out twice, or answered with the id of another.
        ("create", "twice"),
        ("create", "other-id"),
        # A key's answer has no link to itself: the read that proves its id has no body.
        ("create-key", "empty"),
    ],
)
def test_every_position(scenario: str, family: str) -> None:
    """No cell of it shows a violation."""
    assert [] == play_family(scenario, family)


@pytest.mark.parametrize(
    "cell",
    [
        # The name is taken by what the same create made, and the list does not show it yet.
        "create-inactive/2:twice:4:0",
        "create-inactive/21:twice:4:0",
        # It is ACTIVE already by the first delivery, and the list does not show that yet.
        "activate/4:twice:6:0",
        "activate/5:twice:6:0",
    ],
)
def test_a_second_delivery_and_a_list_that_lags(cell: str) -> None:
    """The outcome is unknown, or done where a read by id shows it."""
    assert "nothing is wrong" in describe(cell)
