"""The emulator's store in one SQLite file, for several processes at the same time.

The file is the only one that stays (no WAL) but for the key of its secrets, `FILE.key`, made with
the first of them; their owner alone can read the two. One hook comes with its secrets; in a list
of hooks they stay sealed, as no answer shows them, and are saved as they were.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from hookops.emulator.store.contract import (
    HookRecord,
    OfThread,
    Record,
    Records,
    Transaction,
    new_identity,
)
from hookops.emulator.store.sealing import Seal

_BUSY_TIMEOUT_S = 30.0
_COLUMNS = "id, status, name, type, version, channel, created, last_updated"
# `number` keeps the order of creation, also of what was replaced since: a list must not move.
_TABLES = (
    f"""CREATE TABLE IF NOT EXISTS hooks ({_COLUMNS}, number INTEGER PRIMARY KEY AUTOINCREMENT,
        UNIQUE (id))""",
    """CREATE TABLE IF NOT EXISTS records (collection, id, record,
        number INTEGER PRIMARY KEY AUTOINCREMENT, UNIQUE (collection, id))""",
    "CREATE INDEX IF NOT EXISTS hooks_name ON hooks (name)",
    "CREATE TABLE IF NOT EXISTS used (owner, name, until, PRIMARY KEY (owner, name))",
    "CREATE TABLE IF NOT EXISTS org (org_id, id_suffix, one INTEGER PRIMARY KEY CHECK (one = 1))",
)


class SqliteStore:
    """A store that lasts, and that processes share."""

    def __init__(self, path: Path | str, seed: int | None = None) -> None:
        """The file exists, with permissions 0600, and belongs to one organization."""
        self._path = Path(path)
        self._seal = Seal(self._path)
        self._mine = OfThread()
        # Made before SQLite makes it, which would let the umask decide who may read it.
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        self._path.chmod(0o600)
        with self._writing() as connection:
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute("INSERT OR IGNORE INTO org VALUES (?, ?, 1)", new_identity(seed))
            row = connection.execute("SELECT org_id, id_suffix FROM org").fetchone()
        self.org_id: str = row[0]
        self.id_suffix: str = row[1]

    @property
    def commits(self) -> int:
        """See `Store.commits`."""
        return self._mine.commits

    def get(self, hook_id: str) -> HookRecord | None:
        """See `Store.get`."""
        with self._reading() as transaction:
            return transaction.get(hook_id)

    def hooks(self, type: str | None = None) -> list[HookRecord]:
        """See `Store.hooks`."""
        with self._reading() as transaction:
            return transaction.find(type=type)

    def record(self, collection: str, id: str) -> Record | None:
        """See `Store.record`."""
        with self._reading() as transaction:
            return transaction.records.get(collection, id)

    def records(self, collection: str) -> list[Record]:
        """See `Store.records`."""
        with self._reading() as transaction:
            return transaction.records.all(collection)

    def use(self, owner: str, name: str, until_s: float, now_s: float) -> bool:
        """See `Store.use`."""
        # Not `transaction`, whose commits are changes of the organization.
        with self._writing() as connection:
            connection.execute("DELETE FROM used WHERE until <= ?", (now_s,))
            statement = "INSERT OR IGNORE INTO used VALUES (?, ?, ?)"
            return connection.execute(statement, (owner, name, until_s)).rowcount == 1

    def identify(self, org_id: str) -> None:
        """See `Store.identify`."""
        with self._writing() as connection:
            connection.execute("UPDATE org SET org_id = ?, id_suffix = ?", (org_id, org_id[-3:]))
        self.org_id, self.id_suffix = org_id, org_id[-3:]

    def reset(self) -> None:
        """See `Store.reset`."""
        with self._writing() as connection:
            connection.execute("DELETE FROM hooks")
            connection.execute("DELETE FROM records")
            connection.execute("DELETE FROM used")

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See `Store.transaction`."""
        # SQLite has no nested transactions, and an event must be there exactly if its change is:
        # what is begun within another one is a part of it.
        if self._mine.transaction is not None:
            yield self._mine.transaction
            return
        with self._writing() as connection:
            self._mine.transaction = _SqliteTransaction(connection, self._seal)
            try:
                yield self._mine.transaction
                changed = connection.total_changes > 0
            finally:
                self._mine.transaction = None
        self._mine.commits += changed

    @contextmanager
    def _reading(self) -> Iterator[Transaction]:
        # Reads of the thread that writes see what it wrote; another connection would not.
        if self._mine.transaction is not None:
            yield self._mine.transaction
            return
        with closing(self._connect()) as connection:
            yield _SqliteTransaction(connection, self._seal)

    def _connect(self) -> sqlite3.Connection:
        # One connection for each read or transaction: sqlite3 objects belong to their thread, and
        # a connection for each thread would outlive the threads of a server.
        connection = sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
        # A crash of the process loses nothing without fsync; a power cut may, and may here.
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as connection:
            # IMMEDIATE takes the write lock before the first read: a read that would have to be
            # upgraded fails at once when another process writes, whatever the timeout.
            connection.execute("BEGIN IMMEDIATE")
            # Closing without COMMIT is a rollback.
            yield connection
            connection.execute("COMMIT")


class _SqliteRecords:
    def __init__(self, connection: sqlite3.Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal

    def get(self, collection: str, id: str) -> Record | None:
        query = "SELECT record FROM records WHERE collection = ? AND id = ?"
        row = self._connection.execute(query, (collection, id)).fetchone()
        return None if row is None else self._seal.record(row[0])

    def all(self, collection: str) -> list[Record]:
        query = "SELECT record FROM records WHERE collection = ? ORDER BY number"
        rows = self._connection.execute(query, (collection,))
        return [self._seal.record(text) for (text,) in rows]

    def save(self, collection: str, id: str, record: Record) -> None:
        self._connection.execute(
            """INSERT INTO records (collection, id, record) VALUES (?, ?, ?)
               ON CONFLICT (collection, id) DO UPDATE SET record = excluded.record""",
            (collection, id, self._seal.text(record)),
        )

    def remove(self, collection: str, id: str) -> None:
        statement = "DELETE FROM records WHERE collection = ? AND id = ?"
        self._connection.execute(statement, (collection, id))


class _SqliteTransaction:
    def __init__(self, connection: sqlite3.Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal
        self.records: Records = _SqliteRecords(connection, seal)

    def get(self, hook_id: str) -> HookRecord | None:
        rows = self._select("WHERE id = ?", hook_id)
        # Only here are secrets opened: a list of hooks never needs them, and opening is slow.
        return replace(rows[0], channel=self._seal.opened(rows[0].channel)) if rows else None

    def find(self, *, name: str | None = None, type: str | None = None) -> list[HookRecord]:
        given = {"name": name, "type": type}
        wanted = {column: value for column, value in given.items() if value is not None}
        where = " AND ".join(f"{column} = ?" for column in wanted)
        return self._select(f"WHERE {where}" if where else "", *wanted.values())

    def count(self) -> int:
        count: int = self._connection.execute("SELECT COUNT(*) FROM hooks").fetchone()[0]
        return count

    def save(self, record: HookRecord) -> None:
        # An upsert, and no REPLACE: that would give the row a new number, and move it in lists.
        self._connection.execute(
            f"""INSERT INTO hooks ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET status = excluded.status, name = excluded.name,
                type = excluded.type, version = excluded.version, channel = excluded.channel,
                created = excluded.created, last_updated = excluded.last_updated""",  # noqa: S608
            (
                record.id,
                record.status,
                record.name,
                record.type,
                record.version,
                json.dumps(self._seal.channel(record.channel)),
                record.created,
                record.last_updated,
            ),
        )

    def remove(self, hook_id: str) -> None:
        self._connection.execute("DELETE FROM hooks WHERE id = ?", (hook_id,))

    def _select(self, where: str, *values: str) -> list[HookRecord]:
        query = f"SELECT {_COLUMNS} FROM hooks {where} ORDER BY number"  # noqa: S608
        return [
            HookRecord(id_, status, name, type_, version, json.loads(channel), created, updated)
            for id_, status, name, type_, version, channel, created, updated in (
                self._connection.execute(query, values)
            )
        ]
