"""Both stores keep the same promises."""

import stat
import subprocess
import sys
from dataclasses import replace

import pytest

from hookops.emulator.store.contract import HookRecord
from hookops.emulator.store.sqlite import SqliteStore

CONFIG = {"uri": "https://a.example", "headers": [], "method": "POST", "authScheme": None}
CHANNEL = {"type": "HTTP", "version": "1.0.0", "config": CONFIG}
TYPE = "com.okta.import.transform"
RECORD = HookRecord("cal1", "ACTIVE", "a", TYPE, "1.0.2", CHANNEL, 1, 1)
WRITER = """
import sys
from dataclasses import replace
from hookops.emulator.store.sqlite import SqliteStore
store = SqliteStore(sys.argv[1])
for _ in range(100):
    with store.transaction() as transaction:
        record = transaction.get("cal1")
        transaction.save(replace(record, last_updated=record.last_updated + 1))
"""


def test_saved_record_is_read_back(store):
    """What a transaction saves is there after it, whole."""
    with store.transaction() as transaction:
        transaction.save(RECORD)

    assert store.get("cal1") == RECORD
    assert store.get("cal2") is None
    assert store.hooks() == store.hooks(TYPE) == [RECORD]
    assert store.hooks("other") == []


def test_failed_transaction_changes_nothing(store):
    """A transaction that ends with an exception leaves the store as it was, and open to others."""
    with pytest.raises(KeyError), store.transaction() as transaction:
        transaction.save(RECORD)
        raise KeyError

    with store.transaction() as transaction:
        assert transaction.count() == 0


def test_transaction_sees_what_it_does(store):
    """Reads in a transaction see its own writes; hooks stay in the order of their creation."""
    second = replace(RECORD, id="cal0", name="b")
    renamed = replace(RECORD, name="z")
    with store.transaction() as transaction:
        transaction.save(RECORD)
        transaction.save(second)
        transaction.save(renamed)

        assert transaction.find() == [renamed, second]
        assert transaction.find(name="b", type=TYPE) == [second]
        assert transaction.get("cal1") == renamed
        transaction.remove("cal1")
        assert transaction.count() == 1

    assert store.hooks() == [second]


def test_a_name_is_used_once_until_its_time(store):
    """A name is its owner's until that time; using it is no change, and a reset forgets it."""
    used = [
        store.use("a", "x", 10.0, 1.0),
        store.use("a", "x", 10.0, 9.0),
        store.use("b", "x", 10.0, 9.0),
        store.use("a", "x", 20.0, 10.0),
        store.use("a", "x", 30.0, 11.0),
    ]

    assert [True, False, True, True, False] == used
    assert 0 == store.commits
    store.reset()
    assert store.use("a", "x", 30.0, 11.0)


def test_record_does_not_show_its_secrets():
    """The text of a record is without its channel, where the secrets are."""
    assert "a.example" not in repr(RECORD)


def test_file_belongs_to_one_organization_and_one_user(tmp_path):
    """Opened again, the file has the same organization and hooks; only its owner may read it."""
    path = tmp_path / "org.db"
    path.touch(0o644)
    first = SqliteStore(path)
    with first.transaction() as transaction:
        transaction.save(RECORD)

    second = SqliteStore(str(path))

    assert (second.org_id, second.id_suffix) == (first.org_id, first.id_suffix)
    assert second.org_id[:3] + second.org_id[-3:] == "00o" + second.id_suffix
    assert second.hooks() == [RECORD]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_processes_lose_no_update(tmp_path):
    """Two processes that read, add one and write back at the same time lose nothing."""
    path = tmp_path / "org.db"
    store = SqliteStore(path)
    with store.transaction() as transaction:
        transaction.save(RECORD)

    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path]) for _ in range(2)]
    codes = [writer.wait(30) for writer in writers]

    assert codes == [0, 0]
    assert store.get("cal1").last_updated == 201


def test_shared_file_serves_two_applications(client, http_body, tmp_path):
    """A hook made through one application is seen by another on the same file."""
    path = tmp_path / "org.db"
    created = client(SqliteStore(path)).post("/api/v1/inlineHooks", json=http_body()).json()

    assert client(SqliteStore(path)).get("/api/v1/inlineHooks").json() == [created]


def test_long_list_is_whole(client, store):
    """A list of 500 hooks has all of them; how fast it is, the bench tells."""
    with store.transaction() as transaction:
        for number in range(500):
            transaction.save(replace(RECORD, id=f"cal{number}", name=f"h{number}"))
    okta = client(store)

    answer = okta.get("/api/v1/inlineHooks")

    assert len(answer.json()) == 500
