"""What only PostgreSQL has: connections that break, passwords, and libpq's own mistakes."""

import subprocess
import sys
from dataclasses import replace

import psycopg
import pytest
from stores.conftest import REPO, Place, server

from hookops.ledger.owner import Access
from hookops.ledger.stores import open_store
from hookops.model.errors import Conflict, HookopsError, InvalidInput, Unavailable
from hookops.model.resource import Ledger

URL = "https://acme.okta.com"
CANARY = "CANARY-90131"


@pytest.fixture
def place():
    return Place("postgres", server("HOOKOPS_TEST_POSTGRES"))


def end_sessions(place, where):
    """An administrator ends the sessions of hookops of which that holds."""
    with psycopg.connect(place.location, autocommit=True) as connection:
        statement = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {where}"
        connection.execute(statement)


def test_a_connection_that_was_idle_too_long(place):
    """A session that the server ended while nobody used it is replaced; the lease stays."""
    store = place.open()
    with store.lease():
        first = store.swap(store.read(), Ledger(place.organization))
        end_sessions(place, "state = 'idle' AND query LIKE '%hookops_ledger%'")

        second = store.swap(first, first)

    assert second == place.open().read()


def test_a_lease_that_is_lost(place):
    """A run whose lock's session ended stores nothing more, since another may have begun."""
    store = place.open()
    with store.lease():
        first = store.swap(store.read(), Ledger(place.organization))
        end_sessions(place, "query LIKE '%pg_try_advisory_xact_lock%' AND pid <> pg_backend_pid()")

        with pytest.raises(Conflict, match="or took its lock"):
            store.swap(first, replace(first, organization_id="00o1"))

    assert first == place.open().read()


def test_two_organizations_at_once(place):
    """A lock is that of one organization."""
    with place.open().lease(), place.open("https://other.okta.com").lease():
        pass


def test_a_role_that_may_not_make_tables(place):
    """It needs no more than to read and write the one table."""
    place.open().swap(place.open().read(), Ledger(place.organization))
    with psycopg.connect(place.location, autocommit=True) as connection:
        connection.execute("DROP OWNED BY writer CASCADE" if made(connection) else "SELECT 1")
        connection.execute("DROP ROLE IF EXISTS writer")
        connection.execute("CREATE ROLE writer LOGIN PASSWORD 'w'")
        connection.execute("GRANT SELECT, INSERT, UPDATE ON hookops_ledger TO writer")
    store = open_store(place.location.replace("hookops:hookops@", "writer:w@"), URL, Access({}))

    with store.lease():
        stored = store.swap(store.read(), Ledger(URL))

    store.remove(stored)


def made(connection):
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'writer'").fetchone()


def wrong(location, env=None):
    with pytest.raises(HookopsError) as problem:
        open_store(location, URL, Access(env or {})).read()
    return problem.value


def test_a_wrong_password(place):
    """The store is unavailable (9), and no message has the password."""
    problem = wrong(place.location.replace(":hookops@", f":{CANARY}@"))

    assert isinstance(problem, Unavailable)
    assert "password authentication failed" in problem.message
    assert CANARY not in str(problem)


def test_a_database_that_is_not_there(place):
    """The server's words are shown, cleaned."""
    problem = wrong(place.location.replace("/postgres", "/no%1bsuch"))

    assert 'database "no\\x1bsuch" does not exist' in problem.message


def test_nobody_listens():
    """The place is named without its password."""
    problem = wrong(f"postgresql://hookops:{CANARY}@127.0.0.1:1/state")

    assert problem.message.startswith("the ledger at postgresql://127.0.0.1:1/state cannot be used")
    assert (9, False) == (problem.exit_code, CANARY in str(problem))


@pytest.mark.parametrize(
    "location", [f"postgresql://h/d?{CANARY}", f"postgresql://u:{CANARY}%zz@h/d"]
)
def test_no_location_of_postgresql(location):
    """libpq's message would quote it."""
    problem = wrong(location)

    assert isinstance(problem, InvalidInput)
    assert CANARY not in str(problem)


def test_no_tls(place):
    """A server elsewhere has to offer TLS, unless the environment says otherwise."""
    far = place.location.replace("127.0.0.1", "127.0.0.2")

    assert "SSL" in wrong(far).message
    assert not open_store(far, URL, Access({"PGSSLMODE": "prefer"})).read().exists


WITHOUT = """
import sys
sys.modules["psycopg"] = None
from hookops.ledger.stores import open_store
open_store("postgresql://bob:CANARY-90131@db/state", "https://acme.okta.com")
"""


def test_a_missing_extra():
    """Without psycopg the message says what to install."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=REPO, capture_output=True, text=True, check=False
    )

    last = done.stderr.splitlines()[-2:]
    assert last == [
        "hookops.model.errors.InvalidInput: the ledger at postgresql://db/state needs psycopg, "
        "which is not installed",
        "  hint: pip install 'hookops[postgres]'",
    ]
