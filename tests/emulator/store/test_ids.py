"""Ids as Okta makes them."""

import re

import pytest

from hookops.emulator.store.ids import Ids


@pytest.mark.parametrize("prefix", ["cal", "HKY", "aus", "00p", "0pr", "0oa", "rst", "00g", "00u"])
def test_ids_are_twenty_characters(prefix):
    """An id is its prefix, letters and digits, and the org's three.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
    """
    assert re.fullmatch(prefix + "[A-Za-z0-9]{14}1d7", Ids("1d7").new(prefix))


def test_ids_of_a_seed_come_again():
    """The same seed gives the same ids, uuids and texts, also after a restart."""
    first, second = Ids("1d7", seed=3), Ids("1d7", seed=3)
    given = [first.new("cal"), first.uuid(), first.text(9)]

    first.restart()

    assert given == [first.new("cal"), first.uuid(), first.text(9)]
    assert given == [second.new("cal"), second.uuid(), second.text(9)]
    assert Ids("1d7").new("cal") != Ids("1d7").new("cal")
