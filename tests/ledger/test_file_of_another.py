"""A ledger's file that is another organization's."""

import pytest

from hookops.ledger.file import FileLedger
from hookops.model.errors import GuardError
from hookops.model.resource import Ledger

URL = "https://acme.okta.com"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "acme.json"


@pytest.fixture
def ledger_store(path):
    return FileLedger(path, URL)


def test_l03_the_ledger_of_another_org(ledger_store, path):
    """L03: another org's ledger is a guard's error, whatever is to be done with it."""
    FileLedger(path, "https://other.okta.com").swap(
        Ledger("https://other.okta.com", exists=False), Ledger("https://other.okta.com")
    )

    with pytest.raises(GuardError) as problem:
        ledger_store.read()

    text = f"{path} is the ledger of https://other.okta.com, not of {URL}"
    assert text == problem.value.message
    assert 5 == problem.value.exit_code


def test_the_ledger_of_an_embedded_org_that_is_gone(tmp_path):
    """A new data file is a new org: the message says to delete the ledger of the old one."""
    path = tmp_path / "ledger.json"
    old = FileLedger(path, "emulator:00oold")
    old.swap(old.read(), Ledger("emulator:00oold"))

    with pytest.raises(GuardError) as error:
        FileLedger(path, "emulator:00onew").read()

    assert error.value.hint == (
        "the embedded organization is a new one, since its data file is new: to start again, "
        f"delete its ledger as well: rm {path}"
    )


@pytest.mark.parametrize("names", [("emulator:1", URL), (URL, "emulator:1")])
def test_an_embedded_org_and_another(path, names):
    """No hint says to delete the ledger of an Okta org."""
    old, new = names
    FileLedger(path, old).swap(FileLedger(path, old).read(), Ledger(old))

    with pytest.raises(GuardError) as error:
        FileLedger(path, new).read()

    assert error.value.hint.startswith("each organization has a ledger of its own")
