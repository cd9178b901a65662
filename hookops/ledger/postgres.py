"""A ledger store in PostgreSQL: one row for each organization, and an advisory lock.

The lock belongs to an open transaction of a connection of its own. So it ends with its run, however
that ends, and it holds behind a pooler too, which gives each transaction to another session.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from hookops.ledger import postgres_sql as sql
from hookops.ledger.location import masked
from hookops.ledger.owner import Access, LeaseHeld, Owner, read_owner
from hookops.ledger.sealed import Documents
from hookops.model.errors import Conflict, InvalidInput, Unavailable
from hookops.model.install.extras import needs
from hookops.model.resource import Ledger
from hookops.model.text import show

if TYPE_CHECKING:
    from psycopg import Connection

T = TypeVar("T")


class PostgresLedger:
    """One organization's row; a `LedgerStore`."""

    def __init__(self, location: str, organization: str, access: Access) -> None:
        self._place = masked(location)
        with needs("postgres", f"the ledger at {self._place}"):
            import psycopg
        self._psycopg = psycopg
        self._parameters = self._read_location(location, access.env)
        self._organization = organization
        self._access = access
        self._documents = Documents(access)
        self._writer_id = os.urandom(16).hex()
        self._connection: Connection[Any] | None = None
        self._stored: tuple[str, Ledger] | None = None
        """The text that was read or written last, and its ledger, so that it is parsed once."""
        self._unknown = ""
        """The text of a swap without an answer: it may be what is stored."""
        self._holder = 0
        """The server's process that has this run's lock; 0 without one."""

    def read(self) -> Ledger:
        """See `LedgerStore.read`."""
        known = self._stored[1].serial if self._stored else -1
        row = self._row(sql.READ, {"known": known})
        # A row without a document is there for the lease's owner alone.
        if row is None or not row[0]:
            self._stored = None
            return Ledger(self._organization, exists=False)
        if row[1] is not None:
            self._stored = (row[1], self._documents.loads(row[1], self._place))
        assert self._stored is not None
        return self._stored[1]

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        """See `LedgerStore.swap`."""
        text, stored = self._documents.dumps(before, after)
        serial, exists = before.serial, before.exists
        # What this run wrote without an answer, it did not go on from: it may be replaced.
        if self._unknown and self._is_stored(self._unknown):
            serial, exists = stored.serial, True
        values = {"serial": stored.serial, "text": text, "before": serial}
        statement = sql.UPDATE if exists else sql.INSERT
        self._unknown = text
        changed = self._change_held(statement, values)
        # Where the connection broke before the answer, the second attempt meets the first one.
        if changed != 1 and not self._is_stored(text):
            raise self._conflict()
        self._unknown, self._stored = "", (text, stored)
        return stored

    def remove(self, before: Ledger) -> None:
        """See `LedgerStore.remove`."""
        changed = self._change_held(sql.REMOVE, {"before": before.serial})
        if changed != 1 and self.read().exists:
            raise self._conflict()
        self._stored = None

    def _change_held(self, statement: str, values: Mapping[str, object]) -> int:
        """How many rows were changed, while this run has the lock that it took, if it took one."""
        held = sql.HELD if self._holder else ""
        return self._change(statement + held, {**values, "holder": self._holder})

    def _conflict(self) -> Conflict:
        self._unknown = ""
        return Conflict(
            f"another run wrote the ledger at {self._place}, or took its lock",
            "run hookops plan again",
        )

    @contextmanager
    def lease(self) -> Iterator[None]:
        """See `LedgerStore.lease`; the server frees it when the connection of the run ends."""
        with self._locked() as holder:
            if not holder:
                raise LeaseHeld(self._owner(), self._place)
            self._holder = holder
            self._change(sql.SET_OWNER, {"owner": self._access.owner().dumps()})
            try:
                yield
            finally:
                self._holder = 0
                # The next run says for itself that it has the lock.
                with suppress(Unavailable):
                    self._change(sql.SET_OWNER, {"owner": None})

    def check_lease(self) -> None:
        """See `CheckableStore.check_lease`: the lock is taken and given back, with no row of it."""
        with self._locked() as holder:
            if not holder:
                raise LeaseHeld(self._owner(), self._place)

    def unlock(self, *, force: bool = False) -> Owner | None:
        """See `LedgerStore.unlock`: a lock that is free proves that its owner is gone."""
        owner = self._owner()
        with self._locked() as holder:
            if not holder and not force:
                raise LeaseHeld(owner, self._place)
            if not holder:
                self._row(sql.END)
        self._change(sql.SET_OWNER, {"owner": None})
        return owner

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The server's process that has the lock for this run meanwhile; 0 when another has it."""
        with self._reported():
            connection = self._connect(autocommit=False)
        try:
            with self._reported():
                connection.execute(sql.PATIENT)
                row = connection.execute(sql.LOCK, {"organization": self._organization}).fetchone()
            yield row[1] if row and row[0] else 0
        finally:
            # A server sees the end of a connection later, and keeps the next run out till then.
            with suppress(self._psycopg.Error):
                connection.rollback()
            connection.close()

    def _owner(self) -> Owner | None:
        row = self._row(sql.OWNER)
        return read_owner(row[0]) if row and row[0] else None

    def _is_stored(self, text: str) -> bool:
        row = self._row(sql.STORED, {"text": text})
        return row is not None and row[0] is True

    def _row(self, statement: str, values: Mapping[str, object] = {}) -> tuple[Any, ...] | None:
        """The first row; None where there is none, and before there is a table."""

        def fetch(connection: "Connection[Any]") -> tuple[Any, ...] | None:
            row: tuple[Any, ...] | None
            row = connection.execute(statement, {**self._mine, **values}).fetchone()
            return row

        try:
            return self._twice(fetch)
        except self._psycopg.errors.UndefinedTable:
            return None

    def _change(self, statement: str, values: Mapping[str, object]) -> int:
        """How many rows were changed. The table and the row are made where they are missing."""

        def change(connection: "Connection[Any]") -> int:
            return connection.execute(statement, {**self._mine, **values}).rowcount

        try:
            if changed := self._twice(change):
                return changed
        except self._psycopg.errors.UndefinedTable:
            # Only where it is missing: many roles may write to a table that they may not make.
            self._twice(_make_table)
        self._twice(lambda connection: connection.execute(sql.ROW, self._mine))
        return self._twice(change)

    def _twice(self, use: "Callable[[Connection[Any]], T]") -> T:
        """What `use` makes of a connection; of a new one where the old one is broken."""
        with self._reported():
            if self._connection is not None and not self._connection.closed:
                # Servers and firewalls end what is idle, as while a person is asked.
                with suppress(self._psycopg.OperationalError):
                    return use(self._connection)
                self._connection.close()
            self._connection = self._connect(autocommit=True)
            return use(self._connection)

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """A missing table stays what it is. Raises: Unavailable for every other error."""
        try:
            yield
        except self._psycopg.errors.UndefinedTable:
            raise
        except self._psycopg.Error as problem:
            # The server's text; libpq puts no password into it.
            first = next(iter(str(problem).splitlines()), type(problem).__name__)
            raise Unavailable(
                f"the ledger at {self._place} cannot be used: {show(first, 300)}",
                "hookops sends no write whose intent it cannot store",
            ) from None

    def _connect(self, *, autocommit: bool) -> "Connection[Any]":
        return self._psycopg.connect(
            **self._parameters,
            autocommit=autocommit,
            # Behind a pooler the next statement may meet a server that never prepared it.
            prepare_threshold=None,
        )

    @property
    def _mine(self) -> dict[str, object]:
        return {"organization": self._organization, "writer": self._writer_id}

    def _read_location(self, location: str, env: Mapping[str, str]) -> dict[str, Any]:
        """What to connect with. Raises: InvalidInput."""
        try:
            found = self._psycopg.conninfo.conninfo_to_dict(location)
        except self._psycopg.Error:
            # Its message would quote a part of the location, which may be the password.
            raise InvalidInput(
                f"{self._place}: libpq cannot read this location of a ledger",
                "write postgresql://USER@HOST/DATABASE; special characters as %40",
            ) from None
        defaults: dict[str, Any] = {"connect_timeout": 10, "application_name": "hookops"}
        host = str(found.get("host") or env.get("PGHOST") or "")
        near = not host or host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")
        # libpq alone would go on without TLS where a server, or whoever is in between, offers none.
        if not near and "PGSSLMODE" not in env and "PGSERVICE" not in env:
            defaults["sslmode"] = "require"
        return {**defaults, **found}


def _make_table(connection: "Connection[Any]") -> None:
    with connection.transaction():
        connection.execute(sql.ALONE)
        connection.execute(sql.TABLE)
