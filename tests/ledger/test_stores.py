"""The registry of ledger stores: a location leads to its store, or to an error."""

import pytest

from hookops.ledger.stores import open_store
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
