"""The journal: intents before writes, outcomes after them, all of it stored at once."""

import threading
from dataclasses import replace

import pytest
from ledger.journal.entries import (
    MANAGED,
    NOW,
    PRINTS,
    URL,
    A,
    B,
    C,
    intent_of,
    steps,
)
from ledger.memory_store import MemoryStore

from hookops.ledger.journal import Journal
from hookops.model.errors import Unavailable
from hookops.model.history.records import ApplyRecord, Tombstone
from hookops.model.resource import Key, Ledger, Managed


def test_an_intent_is_stored_before_anything_else(journal, store):
    """The intent is in the stored ledger, with what the write is to lead to."""
    intent = journal.intend(intent_of(B, "create", {"name": "b"}, known_ids=("calabc0123",)))

    assert (intent,) == store.stored[-1].intents == journal.ledger.intents
    assert (B, "create", NOW, {"name": "b"}, ("calabc0123",)) == (
        intent.key,
        intent.step,
        intent.at,
        intent.compared,
        intent.known_ids,
    )


def test_an_intent_replaces_an_older_one_of_the_same_step(journal):
    """What was left from an earlier run is replaced by the same step of this one, alone."""
    journal.intend(intent_of(A, "update", {"n": 1}))
    journal.intend(intent_of(A, "activate"))
    new = journal.intend(intent_of(A, "update", {"n": 2}))

    assert [("activate", {}), ("update", {"n": 2})] == [
        (i.step, i.compared) for i in journal.ledger.intents
    ]
    assert new in journal.ledger.intents


def test_done_closes_the_intent(journal):
    """What was carried out is managed, and no intent is open."""
    intent = journal.intend(intent_of(B, "create"))
    made = Managed(B, "calabc0999", {"name": "b"}, "2026")

    journal.done(intent, made)

    assert {A: MANAGED, B: made} == journal.ledger.managed
    assert () == journal.ledger.intents
    assert "calabc0999" == journal.id_of(B)


def test_a_replacement_keeps_the_old_one_aside(journal):
    """A replacement's old hook stays managed under a name that nobody declares."""
    intent = journal.intend(intent_of(A, "create"))
    made = Managed(A, "calabc0999", {}, "2026")

    journal.done(intent, made, replaces=True)

    aside = Key("InlineHook", "a~calabc0123")
    assert {A, aside} == set(journal.ledger.managed)
    assert ("calabc0123", aside) == (
        journal.ledger.managed[aside].id,
        journal.ledger.managed[aside].key,
    )


def test_done_with_another_id_alone_keeps_nothing_aside(journal):
    """A hook that was gone and is created again has nothing to keep."""
    made = Managed(A, "calabc0999", {}, "2026")

    journal.done(journal.intend(intent_of(A, "create")), made)

    assert {A: made} == journal.ledger.managed


def test_a_replacement_s_later_steps_keep_what_is_aside(journal):
    """The steps after the create of a replacement have its id, so nothing more goes aside."""
    made = Managed(A, "calabc0999", {}, "2026")
    journal.done(journal.intend(intent_of(A, "create")), made, replaces=True)

    journal.done(journal.intend(intent_of(A, "rename")), made, replaces=True)

    assert [A, MANAGED.aside().key] == sorted(journal.ledger.managed)


def test_older_creates_stay_beside_a_new_one(journal):
    """An older create may still come to light, so it is kept, under an id of its own."""
    old = journal.intend(intent_of(B, "create", {"n": 1}))
    new = journal.intend(intent_of(B, "create", {"n": 2}))

    assert (old, new) == journal.ledger.intents
    assert 2 == len({old.id, new.id})


def test_done_drops_every_create_of_the_key(journal):
    """Once a create is done no other of the key is waited for; those of others are."""
    journal.intend(intent_of(B, "create", {"n": 1}))
    other = journal.intend(intent_of(C, "create"))
    journal.intend(intent_of(B, "update"))
    new = journal.intend(intent_of(B, "create", {"n": 2}))

    journal.done(new, Managed(B, "calabc0999", {}, "2026"))

    assert (other,) == journal.ledger.intents


def test_done_of_another_step_keeps_the_creates(journal):
    """A lifecycle call that is done says nothing of a create."""
    create = journal.intend(intent_of(A, "create"))

    journal.done(journal.intend(intent_of(A, "activate")), MANAGED)

    assert (create,) == journal.ledger.intents


def test_an_intent_keeps_its_fingerprints(journal):
    """The secrets that a create carries are in its stored intent."""
    intent = journal.intend(intent_of(B, "create", fingerprints=PRINTS))

    assert [PRINTS] == [i.fingerprints for i in journal.ledger.intents]
    assert PRINTS == intent.fingerprints


def test_deleted_leaves_a_tombstone(journal):
    """What was deleted is no longer managed, and what it was is remembered."""
    journal.deleted(journal.intend(intent_of(A, "delete")), "calabc0123")

    assert {} == journal.ledger.managed
    assert (Tombstone(A, "calabc0123", MANAGED.compared, NOW),) == journal.ledger.tombstones
    assert () == journal.ledger.intents


def test_deleted_of_what_is_not_managed(journal):
    """Without an entry there is nothing to remember."""
    journal.deleted(journal.intend(intent_of(B, "delete")), "calabc0999")

    assert ({A: MANAGED}, ()) == (journal.ledger.managed, journal.ledger.tombstones)


def test_closed_forgets_the_intent_alone(journal):
    """A write that was not carried out leaves no trace but the serial."""
    journal.closed(journal.intend(intent_of(A, "update")))

    assert ({A: MANAGED}, ()) == (journal.ledger.managed, journal.ledger.intents)


@pytest.mark.parametrize("step", ["update", "rename"])
def test_unconfirmed_update(journal, step):
    """After an unknown update the intent stays, and no secret counts as sent."""
    intent = journal.intend(intent_of(A, step))

    journal.unconfirmed(intent, unverified=False)

    assert (intent,) == journal.ledger.intents
    assert [False] == [f.confirmed for f in journal.ledger.managed[A].fingerprints.values()]


@pytest.mark.parametrize(("key", "step"), [(B, "create"), (A, "activate"), (B, "update")])
def test_unconfirmed_without_secrets(journal, key, step):
    """After another unknown write the intent stays, and nothing else changes."""
    intent = journal.intend(intent_of(key, step))

    journal.unconfirmed(intent, unverified=False)

    assert ((intent,), {A: MANAGED}) == (journal.ledger.intents, journal.ledger.managed)


def test_close_keeps_open_intents(journal):
    """The end of an apply is noted, and open intents are left for the next."""
    intent = journal.intend(intent_of(A, "update"))
    record = ApplyRecord(NOW, "", 0, 0, 1)

    journal.close(record)

    assert ((intent,), (record,)) == (journal.ledger.intents, journal.ledger.applies)


def test_an_intent_that_cannot_be_stored(journal, store):
    """When the ledger cannot be written the intent is not there, and says so before the write."""
    store.space = 0

    with pytest.raises(Unavailable):
        journal.intend(intent_of(A, "update"))

    assert () == journal.ledger.intents


def test_threads_do_not_lose_each_other_s_intents(journal, store):
    """Forty threads, each with an intent and an outcome: every one of them is stored."""
    keys = [Key("InlineHook", f"hook-{n}") for n in range(40)]

    def work(key):
        intent = journal.intend(intent_of(key, "create"))
        journal.done(intent, Managed(key, f"id-of-{key.name}", {}, ""))

    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {A, *keys} == set(journal.ledger.managed)
    assert () == journal.ledger.intents
    assert 80 == len(store.stored) == journal.ledger.serial


VERBS = ("create", "update", "rename", "activate", "deactivate", "bind", "rebind", "unbind")


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ("create", ("activate", "deactivate", "bind", "rebind", "unbind")),
        ("update", ("create", "activate", "deactivate", "bind", "rebind", "unbind")),
        ("rename", ("create", "activate", "deactivate", "bind", "rebind", "unbind")),
        ("activate", tuple(verb for verb in VERBS if verb != "activate")),
        ("deactivate", tuple(verb for verb in VERBS if verb != "deactivate")),
        ("bind", VERBS[:5]),
        ("rebind", VERBS[:5]),
    ],
)
def test_what_a_write_that_is_done_ends(journal, step, left):
    """A whole write makes older ones of its kind meaningless; other keys keep theirs."""
    for verb in VERBS:
        journal.intend(intent_of(A, verb))
    journal.intend(intent_of(C, step))

    journal.done(journal.intend(intent_of(A, step)), MANAGED)

    assert [*(("a", verb) for verb in left), ("c", step)] == steps(journal)


@pytest.mark.parametrize("step", ["delete", "unbind"])
def test_what_a_removal_ends(journal, step):
    """What is gone needs no write any more; a late create of its key may still be ours."""
    for verb in VERBS:
        journal.intend(intent_of(A, verb))
    journal.intend(intent_of(C, "update"))

    journal.deleted(journal.intend(intent_of(A, step)), "calabc0123")

    assert [("a", "create"), ("c", "update")] == steps(journal)
    assert (step == "delete") == bool(journal.ledger.tombstones)
    assert {} == journal.ledger.managed


def test_the_delete_of_what_was_replaced_ends_nothing_of_the_new_hook(journal):
    """The old hook of a replacement is aside; the open rename is about the new one."""
    new = Managed(A, "calabc0999", {}, "2026")
    journal.done(journal.intend(intent_of(A, "create")), new, replaces=True)
    journal.intend(intent_of(A, "rename"))

    journal.deleted(journal.intend(intent_of(A, "delete")), "calabc0123")

    assert ([("a", "rename")], {A: new}) == (steps(journal), journal.ledger.managed)
    assert (Tombstone(A, "calabc0123", MANAGED.compared, NOW),) == journal.ledger.tombstones


def test_ids(journal):
    """The id of what is managed; none of what is not."""
    assert ("calabc0123", "calabc0123", None) == (
        journal.id_of(A),
        journal.find_id(A),
        journal.find_id(B),
    )
    with pytest.raises(KeyError):
        journal.id_of(B)


def test_the_ids_of_intents(journal):
    """Each has the serial of the ledger that it was stored in, so that no two are the same."""
    first, second = (journal.intend(intent_of(key, "create")) for key in (B, C))

    assert ("1-b", "2-c", 2) == (first.id, second.id, journal.ledger.serial)


@pytest.mark.parametrize(
    ("before", "unverified", "after"), [(False, False, False), (False, True, True),
                                        (True, False, True), (True, True, True)],
)  # fmt: skip
def test_an_unknown_update_of_an_unverified_hook(before, unverified, after):
    """A hook is unverified when it was, or when its service has to pass after the write."""
    entry = replace(MANAGED, unverified=before)
    store = MemoryStore(Ledger(URL, managed={A: entry}))
    journal = Journal(store, store.ledger, lambda: NOW)

    journal.unconfirmed(journal.intend(intent_of(A, "update")), unverified=unverified)

    assert after == journal.ledger.managed[A].unverified


def test_a_hook_that_passed():
    """It is verified, stored once; what is verified already, or not managed, stores nothing."""
    other = Managed(B, "calabc0999", {}, "", unverified=True)
    store = MemoryStore(Ledger(URL, managed={A: replace(MANAGED, unverified=True), B: other}))
    journal = Journal(store, store.ledger, lambda: NOW)

    for key in (A, A, C):
        journal.mark_verified(key, verified=True)

    assert {A: MANAGED, B: other} == journal.ledger.managed
    assert 1 == len(store.stored)
