"""The emulator's store in the memory of this process: the same database, without a file."""

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from hookops.emulator.store.sealing import NoSeal
from hookops.emulator.store.sqlite import DatabaseStore


class MemoryStore(DatabaseStore):
    """A store that lasts as long as the process."""

    def __init__(self, seed: int | None = None) -> None:
        """It is empty, and belongs to one organization: the same one for the same seed."""
        # What never leaves the process needs no seal, and a seal needs a file for its key.
        self._seal = NoSeal()
        self._lock = threading.RLock()
        # One connection for all threads, under a lock. A second one would see another database;
        # with a shared cache it would fail on locked tables, whatever its timeout.
        self._connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        )
        # Python 3.13 and later warn of a connection that nobody closes.
        weakref.finalize(self, self._connection.close)
        self._create(seed)

    def snapshot(self) -> bytes:
        """Everything that is stored, for `restore` of this store."""
        with self._connected() as connection:
            return connection.serialize()

    def restore(self, snapshot: bytes) -> None:
        """The store holds what it held at the snapshot."""
        with self._connected() as connection:
            connection.deserialize(snapshot)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            yield self._connection
