"""What the tests of stores share: a store of either kind."""

from collections.abc import Callable
from typing import Any

import pytest

from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.store.sqlite import SqliteStore


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    stores: dict[str, Callable[[], Any]] = {
        "memory": MemoryStore,
        "sqlite": lambda: SqliteStore(tmp_path / "org.db"),
    }
    return stores[request.param]()
