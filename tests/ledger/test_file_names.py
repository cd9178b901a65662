"""A ledger and its lock never take the place of a file of something else."""

import fcntl

import pytest

from hookops.ledger.file import FileLedger
from hookops.model.errors import InvalidInput
from hookops.model.resource import Ledger

URL = "https://acme.okta.com"


OTHER = [
    'version = 1\n[[package]]\nname = "a"',
    "[]",
    "null",
    "{}",
    '{"pid": 1}',
    '{"since": "x", "pid": 1, "host": "h"}',
    "x" * 500,
]


@pytest.mark.parametrize("text", OTHER)
def test_a_file_of_something_else_is_no_lock(tmp_path, text):
    """The ledger `uv` would have its lock in uv.lock: what is there is as it was, also by force."""
    other = tmp_path / "uv.lock"
    other.write_text(text)
    ledger_store = FileLedger(tmp_path / "uv", URL)

    with pytest.raises(InvalidInput, match="uv.lock is a file of something else"):
        ledger_store.lease().__enter__()
    for force in (False, True):
        with pytest.raises(InvalidInput, match="uv.lock is a file of something else"):
            ledger_store.unlock(force=force)
    with other.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InvalidInput, match="uv.lock is a file of something else"):
            ledger_store.unlock(force=True)

    assert text == other.read_text()
    assert ["uv.lock"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("text", ["", "{}", "[project]", "\0"])
def test_a_file_of_something_else_is_no_ledger(tmp_path, text):
    """A ledger that is called as another file cannot be read, so it is never replaced."""
    other = tmp_path / "uv.lock"
    other.write_text(text)
    ledger_store = FileLedger(other, URL)

    with pytest.raises(InvalidInput):
        ledger_store.read()
    with pytest.raises(InvalidInput):
        ledger_store.swap(Ledger(URL, exists=False), Ledger(URL))

    assert text == other.read_text()
