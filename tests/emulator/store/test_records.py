"""Everything that is no hook: JSON records by collection and id, in both stores."""

import threading

import pytest

from hookops.emulator.store.contract import HookRecord
from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.store.sqlite import SqliteStore

CONFIG = {"uri": "https://a.example", "headers": [], "method": "POST", "authScheme": None}
CHANNEL = {"type": "HTTP", "version": "1.0.0", "config": CONFIG}
HOOK = HookRecord("cal1", "ACTIVE", "a", "com.okta.import.transform", "1.0.2", CHANNEL, 1, 1)


def save(store, *records):
    with store.transaction() as transaction:
        for collection, key, record in records:
            transaction.records.save(collection, key, record)


def test_records_are_kept_apart_and_in_order(store):
    """A collection lists its own records, oldest first; saving again keeps the place."""
    save(store, ("apps", "b", {"n": 1}), ("apps", "a", {"n": 2}), ("keys", "b", {"n": 3}))
    save(store, ("apps", "b", {"n": 4}))

    assert [{"n": 4}, {"n": 2}] == store.records("apps")
    assert {"n": 3} == store.record("keys", "b")
    assert None is store.record("keys", "a")
    assert [] == store.records("none")


def test_read_record_is_a_copy(store):
    """Changing what was read changes nothing that is stored."""
    save(store, ("apps", "a", {"list": []}))

    store.record("apps", "a")["list"].append(1)
    store.records("apps")[0]["list"].append(1)

    assert {"list": []} == store.record("apps", "a")


def test_failed_transaction_leaves_hooks_and_records(store):
    """A transaction that fails undoes all it did, in every collection, order included."""
    save(store, ("apps", "a", {"n": 1}), ("apps", "b", {"n": 2}))
    with store.transaction() as transaction:
        transaction.save(HOOK)
    commits = store.commits

    with pytest.raises(KeyError), store.transaction() as transaction:
        transaction.remove("cal1")
        transaction.records.remove("apps", "a")
        transaction.records.save("apps", "b", {"n": 3})
        transaction.records.save("apps", "c", {"n": 4})
        raise KeyError

    assert [HOOK] == store.hooks()
    assert [{"n": 1}, {"n": 2}] == store.records("apps")
    assert commits == store.commits


def test_transaction_within_one_is_a_part_of_it(store):
    """What an inner transaction wrote goes when the outer one fails; reads see it till then."""
    seen = []
    with pytest.raises(KeyError), store.transaction():
        save(store, ("apps", "a", {"n": 1}))
        seen += [store.record("apps", "a"), store.records("apps"), store.hooks()]
        seen.append(store.get("cal1"))
        raise KeyError

    assert [{"n": 1}, [{"n": 1}], [], None] == seen
    assert [] == store.records("apps")


def test_removed_record_is_gone(store):
    """A removed record is not read; removing one that is not there is no error, and no change."""
    save(store, ("apps", "a", {"n": 1}))
    before = store.commits

    with store.transaction() as transaction:
        transaction.records.remove("apps", "a")
        assert [] == transaction.records.all("apps")
    with store.transaction() as transaction:
        transaction.records.remove("apps", "a")

    assert before + 1 == store.commits


def test_reset_keeps_the_identity_alone(store):
    """After a reset there is no object, and the org is the same."""
    save(store, ("apps", "a", {"n": 1}))
    with store.transaction() as transaction:
        transaction.save(HOOK)
    org_id = store.org_id

    store.reset()

    assert ([], [], org_id) == (store.hooks(), store.records("apps"), store.org_id)


def test_64_threads_lose_no_update(store):
    """64 threads that read, add one and write back at the same time lose nothing."""
    save(store, ("apps", "a", {"n": 0}))

    def add():
        for _ in range(5):
            with store.transaction() as transaction:
                record = transaction.records.get("apps", "a")
                transaction.records.save("apps", "a", {"n": record["n"] + 1})

    threads = [threading.Thread(target=add) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {"n": 320} == store.record("apps", "a")


@pytest.mark.parametrize("kind", [MemoryStore, SqliteStore])
def test_seeded_identity_is_the_same_each_time(kind, tmp_path):
    """With a seed, an org has the same id in any store."""
    place = [tmp_path / "org.db"] if kind is SqliteStore else []

    assert MemoryStore(seed=7).org_id == kind(*place, seed=7).org_id
    assert MemoryStore(seed=7).org_id != MemoryStore(seed=8).org_id


def test_a_snapshot_is_restored_as_often_as_one_likes():
    """Hooks and records are what they were, in their order, whatever was done since."""
    store = MemoryStore()
    with store.transaction() as transaction:
        transaction.records.save("things", "1", {"n": 1})
    kept = store.snapshot()

    for _ in range(2):
        with store.transaction() as transaction:
            transaction.records.remove("things", "1")
            transaction.records.save("things", "2", {"n": 2})
        store.restore(kept)

        assert [{"n": 1}] == store.records("things")
    assert kept == store.snapshot()
