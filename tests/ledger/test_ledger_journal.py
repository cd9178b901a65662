"""The journal: intents before writes, outcomes after them, all of it stored at once."""

import threading

import pytest

from hookops.ledger.journal import Journal
from hookops.model.errors import Unavailable
from hookops.model.resource import (
    ApplyRecord,
    Fingerprint,
    Key,
    Ledger,
    Live,
    Managed,
    Resource,
    Tombstone,
)
from hookops.model.source import Mark, Origin

URL = "https://acme.okta.com"
A, B = Key("InlineHook", "a"), Key("InlineHook", "b")
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
def home():
    return Home()


@pytest.fixture
def journal(home):
    return Journal(home, Ledger(URL, managed={A: MANAGED}), lambda: NOW)


def live(status="ACTIVE", hook_id="calabc0123"):
    return Live("InlineHook", hook_id, Spec(status), "2024", "2026")


def test_an_intent_is_stored_before_anything_else(journal, home):
    """The intent is in the stored ledger, with what the write is to lead to."""
    intent = journal.intend(B, "create", {"name": "b"}, ("calabc0123",))

    assert (intent,) == home.stored[-1].intents == journal.ledger.intents
    assert (B, "create", NOW, {"name": "b"}, ("calabc0123",)) == (
        intent.key,
        intent.step,
        intent.at,
        intent.compared,
        intent.known_ids,
    )


def test_an_intent_replaces_an_older_one_of_the_same_step(journal):
    """What was left from an earlier run is replaced by the same step of this one, alone."""
    journal.intend(A, "update", {"n": 1})
    journal.intend(A, "activate", {})
    new = journal.intend(A, "update", {"n": 2})

    assert [("activate", {}), ("update", {"n": 2})] == [
        (i.step, i.compared) for i in journal.ledger.intents
    ]
    assert new in journal.ledger.intents


def test_done_closes_the_intent(journal):
    """What was carried out is managed, and no intent is open."""
    intent = journal.intend(B, "create", {})
    made = Managed(B, "calabc0999", {"name": "b"}, "2026")

    journal.done(intent, made)

    assert {A: MANAGED, B: made} == journal.ledger.managed
    assert () == journal.ledger.intents
    assert "calabc0999" == journal.id_of(B)


def test_done_with_another_id_keeps_the_old_one_aside(journal):
    """A replacement's old hook stays managed under a name that nobody declares."""
    intent = journal.intend(A, "create", {})
    made = Managed(A, "calabc0999", {}, "2026")

    journal.done(intent, made)

    aside = Key("InlineHook", "a~calabc0123")
    assert {A, aside} == set(journal.ledger.managed)
    assert ("calabc0123", aside) == (
        journal.ledger.managed[aside].id,
        journal.ledger.managed[aside].key,
    )


def test_deleted_leaves_a_tombstone(journal):
    """What was deleted is no longer managed, and what it was is remembered."""
    journal.deleted(journal.intend(A, "delete", {}), "calabc0123")

    assert {} == journal.ledger.managed
    assert (Tombstone(A, "calabc0123", MANAGED.compared, NOW),) == journal.ledger.tombstones
    assert () == journal.ledger.intents


def test_deleted_of_what_is_not_managed(journal):
    """Without an entry there is nothing to remember."""
    journal.deleted(journal.intend(B, "delete", {}), "calabc0999")

    assert ({A: MANAGED}, ()) == (journal.ledger.managed, journal.ledger.tombstones)


def test_closed_forgets_the_intent_alone(journal):
    """A write that was not carried out leaves no trace but the serial."""
    journal.closed(journal.intend(A, "update", {}))

    assert ({A: MANAGED}, ()) == (journal.ledger.managed, journal.ledger.intents)


@pytest.mark.parametrize("step", ["update", "rename"])
def test_unconfirmed_update(journal, step):
    """After an unknown update the intent stays, and no secret counts as sent."""
    intent = journal.intend(A, step, {})

    journal.unconfirmed(intent)

    assert (intent,) == journal.ledger.intents
    assert [False] == [f.confirmed for f in journal.ledger.managed[A].fingerprints.values()]


@pytest.mark.parametrize(("key", "step"), [(B, "create"), (A, "activate"), (B, "update")])
def test_unconfirmed_without_secrets(journal, key, step):
    """After another unknown write the intent stays, and nothing else changes."""
    intent = journal.intend(key, step, {})

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
    journal.intend(A, step, {})

    journal.observe({"calabc0123": live(status)})

    assert open_ == len(journal.ledger.intents)


def test_observe_takes_over_status_and_time(journal):
    """What was proven is what was applied now."""
    journal.intend(A, "deactivate", {})

    journal.observe({"calabc0123": live("INACTIVE")})

    managed = journal.ledger.managed[A]
    assert ("INACTIVE", "2026", PRINTS) == (
        managed.compared["status"],
        managed.last_updated,
        managed.fingerprints,
    )


def test_observe_proves_a_delete(journal):
    """A hook that is gone was deleted."""
    journal.intend(A, "delete", {})

    journal.observe({})

    assert ({}, 1, ()) == (
        journal.ledger.managed,
        len(journal.ledger.tombstones),
        journal.ledger.intents,
    )


@pytest.mark.parametrize("step", ["create", "activate"])
def test_observe_of_what_is_not_managed(journal, step):
    """An intent about something without an id stays open."""
    journal.intend(B, step, {})

    journal.observe({"calabc0123": live()})

    assert 1 == len(journal.ledger.intents)


def test_observe_of_an_activation_of_what_is_gone(journal):
    """A hook that is gone proves no activation."""
    journal.intend(A, "activate", {})

    journal.observe({})

    assert 1 == len(journal.ledger.intents)


def desired(key, *, protect=False):
    resource = Resource(key, Spec(), Origin(Mark("a.yaml", 1, 1)), protect=protect)
    return {key: resource}


def test_learn_adopts_forgets_and_protects(journal, home):
    """Adoptions, things gone and protection are one store; a create's intent ends by adoption."""
    journal.intend(B, "create", {})
    adopted = Managed(B, "calabc0999", {}, "2026")

    journal.learn(journal.ledger, (adopted,), (A,), desired(B, protect=True))

    assert {B: Managed(B, "calabc0999", {}, "2026", protected=True)} == journal.ledger.managed
    assert () == journal.ledger.intents
    assert 2 == len(home.stored)


def test_learn_nothing_stores_nothing(journal, home):
    """Where there is nothing to learn the ledger is not written."""
    journal.learn(journal.ledger, (), (), desired(A))

    assert [] == home.stored


def test_close_keeps_open_intents(journal):
    """An apply that did not converge leaves its intents for the next."""
    intent = journal.intend(A, "update", {})
    record = ApplyRecord(NOW, "", 0, 0, 1)

    journal.close(record, converged=False)

    assert ((intent,), (record,)) == (journal.ledger.intents, journal.ledger.applies)


def test_close_when_converged(journal):
    """Where everything is as declared no intent means anything any more."""
    journal.intend(A, "update", {})

    journal.close(ApplyRecord(NOW, "", 1, 0, 0), converged=True)

    assert () == journal.ledger.intents


def test_an_intent_that_cannot_be_stored(journal, home):
    """When the ledger cannot be written the intent is not there, and says so before the write."""
    home.full = True

    with pytest.raises(Unavailable):
        journal.intend(A, "update", {})

    assert () == journal.ledger.intents


def test_threads_do_not_lose_each_other_s_intents(journal, home):
    """Forty threads, each with an intent and an outcome: every one of them is stored."""
    keys = [Key("InlineHook", f"hook-{n}") for n in range(40)]

    def work(key):
        intent = journal.intend(key, "create", {})
        journal.done(intent, Managed(key, f"id-of-{key.name}", {}, ""))

    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {A, *keys} == set(journal.ledger.managed)
    assert () == journal.ledger.intents
    assert 80 == len(home.stored) == journal.ledger.serial
