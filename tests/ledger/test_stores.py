"""The registry of ledger stores: a location leads to its store, or to an error."""

import pytest

from hookops.ledger.none import NoLedger
from hookops.ledger.stores import check_location, open_store
from hookops.model.errors import InvalidInput
from hookops.model.resource import Ledger

URL = "https://acme.okta.com"


def test_a_path_is_a_file(tmp_path):
    """A location without a scheme is the path of a file."""
    path = tmp_path / "acme.json"

    open_store(str(path), URL).swap(Ledger(URL, exists=False), Ledger(URL))

    assert Ledger(URL, serial=1) == open_store(str(path), URL).read()


@pytest.mark.parametrize("location", ["ftp://bucket/acme.json", "file:///acme.json", "://..."])
def test_an_unknown_scheme(location):
    """A scheme that no store has never becomes a file by mistake."""
    with pytest.raises(InvalidInput) as problem:
        open_store(location, URL)

    assert f"hookops has no ledger store for {location}" == problem.value.message
    assert problem.value.hint.startswith(
        "the ledger can be: the path of a file, none, postgresql://..."
    )


def test_none_is_no_file():
    """The word alone means that there is no ledger."""
    assert isinstance(open_store("none", URL), NoLedger)
    assert not open_store("none", URL).read().exists


@pytest.mark.parametrize("location", ["", "a.json", "none", "s3://acme-state/a.json"])
def test_locations_of_a_project(location):
    """A project may name any store."""
    assert "" == check_location(location)


@pytest.mark.parametrize("location", ["ftp://x/a.json", "none://x", "://x"])
def test_no_location_of_a_project(location):
    """What no store has is a mistake, which says what there is."""
    assert check_location(location).startswith("hookops has no such ledger store; ledger can be: ")


def test_a_location_with_a_password():
    """The mistake is named, and the location is not."""
    assert "has a password in it" in check_location("postgresql://u:CANARY@h/d")
