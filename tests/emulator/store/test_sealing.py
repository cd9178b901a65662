"""Secrets at rest: the SQLite file is worth nothing without the key beside it."""

import json
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace

import pytest
from emulator.service_app import ServiceApp, new_key, seed

from hookops.emulator.store.contract import HookRecord
from hookops.emulator.store.sealing import SealError
from hookops.emulator.store.sqlite import SqliteStore

SECRET = "c0rrect-horse-battery"
SCHEME = {"type": "HEADER", "key": "Authorization", "value": SECRET}
CONFIG = {"uri": "https://a.example", "headers": [], "method": "POST", "authScheme": SCHEME}
CHANNEL = {"type": "HTTP", "version": "1.0.0", "config": CONFIG}
RECORD = HookRecord("cal1", "ACTIVE", "a", "com.okta.import.transform", "1.0.2", CHANNEL, 1, 1)

MAKER = """
import sys
from hookops.emulator.store.sqlite import SqliteStore
store = SqliteStore(sys.argv[1])
for number in range(20):
    with store.transaction() as transaction:
        transaction.records.save("keys", f"{sys.argv[2]}{number}", {"privateKey": "s3cret"})
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "org.db"


def save(store, record=RECORD):
    with store.transaction() as transaction:
        transaction.save(record)


def test_secrets_of_hooks_are_sealed(client, path, http_body, oauth_body):
    """Neither a header's value nor a client secret is in the file, and both are kept.

    Source of what is secret: Okta Management API, fields that no answer has.
    """
    store = SqliteStore(path)
    okta = client(store)
    scheme = http_body(authScheme=SCHEME)
    first = okta.post("/api/v1/inlineHooks", json=scheme).json()["id"]
    second = okta.post("/api/v1/inlineHooks", json=oauth_body(clientSecret=SECRET)).json()["id"]

    assert SECRET.encode() not in path.read_bytes()
    assert store.get(first).channel["config"]["authScheme"]["value"] == SECRET
    assert SqliteStore(path).get(second).channel["config"]["clientSecret"] == SECRET


def test_private_keys_are_sealed(client, clock, path):
    """The private key of the org's server is not in the file; its public part works on.

    Emulator choice: a record with a private key is sealed as a whole.
    """
    key = new_key()
    store = SqliteStore(path)
    ServiceApp(client(store, seed=seed(key, dpop=False)), clock, key).token()

    private = (store.record("orgKeys", "signing") or {})["privateKey"]

    assert [private[name].encode() in path.read_bytes() for name in "dpqn"] == [False] * 4


def test_hook_keys_are_sealed(client, path):
    """The private key of a hook key is not in the file.

    Source: Okta Management API, Hook keys: the private key never leaves Okta.
    """
    client(SqliteStore(path)).post("/api/v1/hook-keys", json={"name": "signing"})

    assert b"PRIVATE KEY" not in path.read_bytes()


def test_sealed_record_is_read_back(path):
    """Records come back whole, one and all, and others stay readable in the file."""
    store = SqliteStore(path)
    with store.transaction() as transaction:
        transaction.records.save("keys", "1", {"name": "a", "pem": SECRET})
        transaction.records.save("keys", "2", {"name": "plain"})

    assert store.record("keys", "1") == {"name": "a", "pem": SECRET}
    assert store.records("keys") == [{"name": "a", "pem": SECRET}, {"name": "plain"}]
    found = path.read_bytes()
    assert [b"plain" in found, SECRET.encode() in found] == [True, False]


def test_list_can_be_saved_back(path):
    """Hooks of a list have their secrets sealed; saved again, they still have them."""
    store = SqliteStore(path)
    save(store)
    with store.transaction() as transaction:
        (listed,) = transaction.find()
        transaction.save(replace(listed, name="b"))

    assert SECRET not in str(listed.channel)
    assert store.get("cal1") == replace(RECORD, name="b")


def test_key_belongs_to_its_owner_and_is_made_with_the_first_secret(path):
    """There is no key before there is a secret; then its owner alone can read it."""
    store = SqliteStore(path)
    key = path.with_name("org.db.key")
    plain = {**CONFIG, "authScheme": None}
    save(store, replace(RECORD, channel={**CHANNEL, "config": plain}))
    before = key.exists()

    save(store)

    assert (before, key.exists()) == (False, True)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert sorted(p.name for p in path.parent.iterdir()) == ["org.db", "org.db.key"]


def test_processes_agree_on_one_key(path):
    """Processes that seal their first secret at the same time can all read each other's."""
    SqliteStore(path)
    makers = [subprocess.Popen([sys.executable, "-c", MAKER, path, name]) for name in "abcd"]

    assert [maker.wait(60) for maker in makers] == [0] * 4
    assert SqliteStore(path).records("keys") == [{"privateKey": "s3cret"}] * 80
    assert sorted(p.name for p in path.parent.iterdir()) == ["org.db", "org.db.key"]


@pytest.mark.parametrize("other", [None, b"", b"x" * 43 + b"=", b"A" * 43 + b"="])
def test_lost_key_is_said(path, other):
    """Without the key, or with a wrong one, secrets cannot be read, and no new key is made."""
    save(SqliteStore(path))
    key = path.with_name("org.db.key")
    key.unlink() if other is None else key.write_bytes(other)

    with pytest.raises(SealError, match="key"):
        SqliteStore(path).get("cal1")
    assert key.exists() == (other is not None)
    assert [hook.name for hook in SqliteStore(path).hooks()] == ["a"]


def test_old_files_are_still_read(path):
    """A secret that an older version wrote in clear is read, and sealed when it is saved."""
    store = SqliteStore(path)
    save(store)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE hooks SET channel = ?", [json.dumps(CHANNEL)])
    connection.close()

    assert store.get("cal1") == RECORD


def test_long_list_opens_no_secret(client, path):
    """A list of hooks with secrets opens none of them: it needs no key, so it is as fast."""
    store = SqliteStore(path)
    with store.transaction() as transaction:
        for number in range(50):
            transaction.save(replace(RECORD, id=f"cal{number}", name=f"h{number}"))
    key = path.with_name(f"{path.name}.key")
    key.rename(key.with_suffix(".away"))
    okta = client(SqliteStore(path))  # another one: the first has the key in memory

    answer = okta.get("/api/v1/inlineHooks")

    assert (len(answer.json()), SECRET in answer.text) == (50, False)
