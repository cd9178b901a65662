"""The journal: intents before writes, outcomes after them, all of it stored at once."""

import threading

import pytest

from hookops.ledger.journal import Journal
from hookops.model.errors import Unavailable
from hookops.model.resource import (
    Actual,
    ApplyRecord,
    Fingerprint,
    Intent,
    Key,
    Ledger,
    Managed,
    Resource,
    Tombstone,
)
from hookops.model.source import Mark, Origin

URL = "https://acme.okta.com"
A, B, C = (Key("InlineHook", name) for name in "abc")
PRINTS = {"channel.config.authScheme.value": Fingerprint("env:A", "ab", "01")}
MANAGED = Managed(A, "calabc0123", {"name": "a", "status": "ACTIVE"}, "2025", PRINTS)
NOW = "2025-03-13T23:38:58+00:00"


class Home:
    """Keeps every ledger that was stored; can be full."""

    def __init__(self):
        self.stored = []
        self.full = False

    def swap(self, before, after):
        if self.full:
            raise Unavailable("no space")
        assert not self.stored or self.stored[-1] is before
        self.stored.append(
            Ledger(
                URL,
                before.serial + 1,
                after.managed,
                after.intents,
                after.tombstones,
                after.applies,
            )
        )
        return self.stored[-1]


class Spec:
    """As much of a hook as the journal looks at."""

    name, type = "a", "t"

    def __init__(self, status="ACTIVE"):
        self.status = status

    def compared(self):
        return {"name": "a", "status": self.status}

    def fields(self):
        return self.compared()


@pytest.fixture
def ledger_store():
    return Home()


@pytest.fixture
def journal(ledger_store):
    return Journal(ledger_store, Ledger(URL, managed={A: MANAGED}), lambda: NOW)


def intent_of(key, step, compared=(), **members):
    """What is about to be sent, without the id and the time that the journal gives."""
    return Intent("", key, step, "", dict(compared), **members)


def actual(status="ACTIVE", hook_id="calabc0123"):
    return Actual("InlineHook", hook_id, Spec(status), "2024", "2026")


def test_an_intent_is_stored_before_anything_else(journal, ledger_store):
    """The intent is in the stored ledger, with what the write is to lead to."""
    intent = journal.intend(intent_of(B, "create", {"name": "b"}, known_ids=("calabc0123",)))

    assert (intent,) == ledger_store.stored[-1].intents == journal.ledger.intents
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
    """The secrets that a create carries are told by its stored intent."""
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

    journal.unconfirmed(intent)

    assert (intent,) == journal.ledger.intents
    assert [False] == [f.confirmed for f in journal.ledger.managed[A].fingerprints.values()]


@pytest.mark.parametrize(("key", "step"), [(B, "create"), (A, "activate"), (B, "update")])
def test_unconfirmed_without_secrets(journal, key, step):
    """After another unknown write the intent stays, and nothing else changes."""
    intent = journal.intend(intent_of(key, step))

    journal.unconfirmed(intent)

    assert ((intent,), {A: MANAGED}) == (journal.ledger.intents, journal.ledger.managed)


@pytest.mark.parametrize(
    ("step", "status", "open_"),
    [
        ("activate", "ACTIVE", 0),
        ("activate", "INACTIVE", 1),
        ("deactivate", "INACTIVE", 0),
        ("deactivate", "ACTIVE", 1),
        ("update", "ACTIVE", 1),
        ("delete", "ACTIVE", 1),
    ],
)
def test_observe_proves_lifecycle_calls(journal, step, status, open_):
    """A fresh read proves a status, and nothing about an update."""
    journal.intend(intent_of(A, step))

    journal.observe({"calabc0123": actual(status)})

    assert open_ == len(journal.ledger.intents)


def test_observe_takes_over_status_and_time(journal):
    """What was proven is what was applied now."""
    journal.intend(intent_of(A, "deactivate"))

    journal.observe({"calabc0123": actual("INACTIVE")})

    managed = journal.ledger.managed[A]
    assert ("INACTIVE", "2026", PRINTS) == (
        managed.compared["status"],
        managed.last_updated,
        managed.fingerprints,
    )


def test_observe_proves_a_delete(journal):
    """A hook that is gone was deleted."""
    journal.intend(intent_of(A, "delete"))

    journal.observe({})

    assert ({}, 1, ()) == (
        journal.ledger.managed,
        len(journal.ledger.tombstones),
        journal.ledger.intents,
    )


@pytest.mark.parametrize("step", ["create", "activate"])
def test_observe_of_what_is_not_managed(journal, step):
    """An intent about something without an id stays open."""
    journal.intend(intent_of(B, step))

    journal.observe({"calabc0123": actual()})

    assert 1 == len(journal.ledger.intents)


def test_observe_of_an_activation_of_what_is_gone(journal):
    """A hook that is gone proves no activation."""
    journal.intend(intent_of(A, "activate"))

    journal.observe({})

    assert 1 == len(journal.ledger.intents)


def desired(key, *, protect=False):
    resource = Resource(key, Spec(), Origin(Mark("a.yaml", 1, 1)), protect=protect)
    return {key: resource}


def test_learn_adopts_forgets_and_protects(journal, ledger_store):
    """Adoptions, things gone and protection are one store; a create's intent ends by adoption."""
    journal.intend(intent_of(B, "create"))
    adopted = Managed(B, "calabc0999", {}, "2026")

    journal.learn(journal.ledger, (adopted,), (A,), desired(B, protect=True))

    assert {B: Managed(B, "calabc0999", {}, "2026", protected=True)} == journal.ledger.managed
    assert () == journal.ledger.intents
    assert 2 == len(ledger_store.stored)


@pytest.mark.parametrize(
    ("step", "open_"),
    [
        ("activate", 0),
        ("deactivate", 0),
        ("delete", 0),
        ("update", 1),
        ("rename", 1),
        ("create", 1),
    ],
)
def test_learn_drops_what_the_plan_has_looked_at(journal, step, open_):
    """A read shows what became of a status or a delete; not of a body, nor of a late create."""
    journal.intend(intent_of(A, step))

    journal.learn(journal.ledger, (), (), desired(A))

    assert open_ == len(journal.ledger.intents)


def test_learn_drops_the_creates_of_what_was_born_alone(journal):
    """Every create of an adopted key is over; those of other keys are not."""
    journal.intend(intent_of(B, "create", {"n": 1}))
    journal.intend(intent_of(B, "create", {"n": 2}))
    other = journal.intend(intent_of(C, "create"))

    journal.learn(journal.ledger, (Managed(B, "calabc0999", {}, "2026"),), (), desired(B))

    assert (other,) == journal.ledger.intents


def test_learn_puts_what_was_replaced_aside(journal):
    """Where a born hook takes the place of another, that one is kept to be deleted."""
    born = Managed(A, "calabc0999", {}, "2026")

    journal.learn(journal.ledger, (born,), (), desired(A))

    assert {A: born, MANAGED.aside().key: MANAGED.aside()} == journal.ledger.managed
    assert ("InlineHook/a~calabc0123", "calabc0123") == (
        str(MANAGED.aside().key),
        MANAGED.aside().id,
    )


def test_learn_nothing_stores_nothing(journal, ledger_store):
    """Where there is nothing to learn the ledger is not written."""
    journal.learn(journal.ledger, (), (), desired(A))

    assert [] == ledger_store.stored


def test_close_keeps_open_intents(journal):
    """The end of an apply is noted, and open intents are left for the next."""
    intent = journal.intend(intent_of(A, "update"))
    record = ApplyRecord(NOW, "", 0, 0, 1)

    journal.close(record)

    assert ((intent,), (record,)) == (journal.ledger.intents, journal.ledger.applies)


def test_an_intent_that_cannot_be_stored(journal, ledger_store):
    """When the ledger cannot be written the intent is not there, and says so before the write."""
    ledger_store.full = True

    with pytest.raises(Unavailable):
        journal.intend(intent_of(A, "update"))

    assert () == journal.ledger.intents


def test_threads_do_not_lose_each_other_s_intents(journal, ledger_store):
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
    assert 80 == len(ledger_store.stored) == journal.ledger.serial
