"""A ledger moves between stores of every kind, and counts on."""

from dataclasses import replace

import pytest
from stores.conftest import Place

from hookops.ledger.move import move
from hookops.ledger.owner import LeaseHeld
from hookops.model.errors import GuardError, InvalidInput
from hookops.model.resource import Key, Ledger, Managed

A = Key("InlineHook", "a")


@pytest.fixture
def file(place, tmp_path):
    """A file of the same organization, with a ledger."""
    made = Place("file", str(tmp_path / "file.json"), organization=place.organization)
    first = Ledger(place.organization, serial=6, managed={A: Managed(A, "cal1000000", {}, "")})
    made.open().swap(made.open().read(), first)
    return made


def test_there_and_back(place, file):
    """It arrives whole, with a later serial, and the place that it left has none."""
    before = file.open().read()

    move(file.open(), place.open())
    there = place.open().read()
    left = file.open().read()
    move(place.open(), file.open())
    back = file.open().read()

    assert (7, 8, 9) == (before.serial, there.serial, back.serial)
    assert before == replace(there, serial=7) == replace(back, serial=7)
    assert (False, False) == (left.exists, place.open().read().exists)


def test_another_ledger_is_there(place, file):
    """It is not overwritten, and nothing is removed."""
    place.open().swap(place.open().read(), Ledger(place.organization))

    with pytest.raises(GuardError):
        move(file.open(), place.open())

    assert (True, {}) == (file.open().read().exists, place.open().read().managed)


def test_nothing_to_move(place, file):
    """Where there is no ledger there is nothing to move."""
    with pytest.raises(InvalidInput):
        move(place.open(), file.open())


@pytest.mark.parametrize("held_first", [True, False])
def test_an_apply_is_at_work(place, file, held_first):
    """In neither place, since it would go on with the old one."""
    busy = file.open() if held_first else place.open()

    with busy.lease(), pytest.raises(LeaseHeld):
        move(file.open(), place.open())

    assert file.open().read().exists
