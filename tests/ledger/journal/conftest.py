"""A journal on a ledger in memory."""

import pytest
from ledger.journal.entries import MANAGED, NOW, URL, A
from ledger.memory_store import MemoryStore

from hookops.ledger.journal import Journal
from hookops.model.resource import Ledger


@pytest.fixture
def store():
    return MemoryStore(Ledger(URL, managed={A: MANAGED}))


@pytest.fixture
def journal(store):
    return Journal(store, store.ledger, lambda: NOW)
