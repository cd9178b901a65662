"""The journal: what needs no request is learned from a plan."""

from dataclasses import replace

import pytest
from ledger.journal.entries import (
    MANAGED,
    NOW,
    URL,
    A,
    B,
    C,
    desired,
    intent_of,
    steps,
)
from ledger.memory_store import MemoryStore

from hookops.ledger.journal import Journal
from hookops.model.resource import Ledger, Managed


def test_learn_adopts_forgets_and_protects(journal, store):
    """Adoptions, things gone and protection are one store; a create's intent ends by adoption."""
    journal.intend(intent_of(B, "create"))
    adopted = Managed(B, "calabc0999", {}, "2026")

    journal.learn(journal.ledger, (adopted,), (A,), desired(B, protect=True))

    assert {B: Managed(B, "calabc0999", {}, "2026", protected=True)} == journal.ledger.managed
    assert () == journal.ledger.intents
    assert 2 == len(store.stored)


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


def test_learn_drops_the_creates_of_what_was_adopted_alone(journal):
    """Every create of an adopted key is over; those of other keys are not."""
    journal.intend(intent_of(B, "create", {"n": 1}))
    journal.intend(intent_of(B, "create", {"n": 2}))
    other = journal.intend(intent_of(C, "create"))

    journal.learn(journal.ledger, (Managed(B, "calabc0999", {}, "2026"),), (), desired(B))

    assert (other,) == journal.ledger.intents


def test_learn_puts_what_was_replaced_aside(journal):
    """Where an adopted hook takes the place of another, that one is kept to be deleted."""
    adopted = Managed(A, "calabc0999", {}, "2026")

    journal.learn(journal.ledger, (adopted,), (), desired(A))

    assert {A: adopted, MANAGED.aside().key: MANAGED.aside()} == journal.ledger.managed
    assert ("InlineHook/a~calabc0123", "calabc0123") == (
        str(MANAGED.aside().key),
        MANAGED.aside().id,
    )


def test_learn_nothing_stores_nothing(journal, store):
    """Where there is nothing to learn the ledger is not written."""
    journal.learn(journal.ledger, (), (), desired(A))

    assert [] == store.stored


@pytest.mark.parametrize("protect", [True, False])
def test_learn_protects_as_the_manifest_says(protect):
    """Protection follows Git in both directions; what is not declared keeps it."""
    entries = {A: replace(MANAGED, protected=not protect), B: Managed(B, "calabc0999", {}, "")}
    store = MemoryStore(Ledger(URL, managed=entries))
    journal = Journal(store, store.ledger, lambda: NOW)

    journal.learn(journal.ledger, (), (), desired(A, protect=protect))

    assert {A: replace(MANAGED, protected=protect), B: entries[B]} == journal.ledger.managed


def test_learn_forgets_the_intents_of_what_is_forgotten(journal):
    """Nothing is left of what is gone and not declared, also not an unfinished update."""
    for step in ("create", "update", "activate"):
        journal.intend(intent_of(A, step))
    journal.intend(intent_of(B, "update"))

    journal.learn(journal.ledger, (), (A,), {})

    assert ({}, [("b", "update")]) == (journal.ledger.managed, steps(journal))


def test_learn_adopts_what_is_managed_with_the_same_id(journal):
    """The entry is replaced, and nothing is kept aside."""
    adopted = replace(MANAGED, last_updated="2026")

    journal.learn(journal.ledger, (adopted,), (), desired(A))

    assert {A: adopted} == journal.ledger.managed


def test_learn_follows_a_rename_in_git(journal, store):
    """The entries under their new names are stored."""
    renamed = replace(MANAGED, key=B)

    journal.learn(replace(journal.ledger, managed={B: renamed}), (), (), desired(B))

    assert ({B: renamed}, 1) == (store.ledger.managed, len(store.stored))


def test_learn_stores_intents_that_end_alone(journal, store):
    """Also where no entry changes."""
    journal.intend(intent_of(A, "activate"))

    journal.learn(journal.ledger, (), (), desired(A))

    assert 2 == len(store.stored)
