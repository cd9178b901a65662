"""The journal: what a read proves of intents and entries."""

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
    Spec,
    desired,
    intent_of,
    steps,
)
from ledger.memory_store import MemoryStore

from hookops.ledger.journal import Journal
from hookops.model.resource import Actual, Ledger, Managed


def actual(status="ACTIVE", hook_id="calabc0123"):
    return Actual("InlineHook", hook_id, Spec(status), "2024", "2026")


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


def test_observe_finds_an_entry_by_the_id_that_was_sent(journal):
    """After a rename in Git the intent has the old key, and is still about the same hook."""
    journal.intend(intent_of(B, "deactivate", about="calabc0123"))

    journal.observe({"calabc0123": actual("INACTIVE")})

    assert ("INACTIVE", []) == (journal.ledger.managed[A].compared["status"], steps(journal))


def test_observe_of_the_delete_of_what_is_aside(journal):
    """The new hook is there; the old one, which the delete was about, is not."""
    new = Managed(A, "calabc0999", {}, "2026")
    journal.done(journal.intend(intent_of(A, "create")), new, replaces=True)
    journal.intend(intent_of(A, "delete", about="calabc0123"))

    journal.observe({"calabc0999": actual(hook_id="calabc0999")})

    assert ({A: new}, []) == (journal.ledger.managed, steps(journal))


def test_observe_goes_on_after_what_it_cannot_tell():
    """An intent without an entry, or about what is gone, does not hide what is proven of others."""
    gone = Managed(C, "calabc0999", {}, "")
    store = MemoryStore(Ledger(URL, managed={A: MANAGED, C: gone}))
    journal = Journal(store, store.ledger, lambda: NOW)
    for key in (B, C, A):
        journal.intend(intent_of(key, "activate"))

    journal.observe({"calabc0123": actual()})

    assert [("b", "activate"), ("c", "activate")] == steps(journal)


def test_observe_of_a_create_of_what_is_managed(journal):
    """A status proves a lifecycle call, never that a second hook was created."""
    journal.intend(intent_of(A, "create"))

    journal.observe({"calabc0123": actual()})

    assert [("a", "create")] == steps(journal)


def test_observe_of_what_has_no_status(journal):
    """A kind without a status proves nothing by it."""
    journal.intend(intent_of(A, "activate"))

    journal.observe({"calabc0123": replace(actual(), spec=Bare())})

    assert [("a", "activate")] == steps(journal)


class Bare(Spec):
    """Without a status."""

    def compared(self):
        return {"name": "a"}


def test_a_step_of_a_newer_version(journal):
    """A read proves nothing of it, and a plan that has looked drops it."""
    journal.intend(intent_of(A, "merge"))

    journal.observe({"calabc0123": actual()})
    kept = steps(journal)
    journal.learn(journal.ledger, (), (), desired(A))

    assert ([("a", "merge")], []) == (kept, steps(journal))
