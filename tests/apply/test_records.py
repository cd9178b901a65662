"""What the ledger says of a write: its intent before, its entry after."""

from dataclasses import replace

import pytest
from apply.execution import (
    NOW,
    PASSING,
    Execution,
    creation,
    deletion,
    key,
    managed,
    raw,
    replacement,
    resource,
    update,
)

from hookops.model.errors import WriteUnknown
from hookops.model.resource import Fingerprint, Intent

PATH = "channel.config.authScheme.value"
OLD, NEW = ({PATH: Fingerprint("env:A", digest)} for digest in ("aa", "bb"))
LOST = WriteUnknown("lost")


def test_the_intent_of_a_create():
    """It has the evidence by which a later read knows the hook: what was there, what was sent."""
    run = Execution(
        creation(), answers=[LOST], prints={key("a"): NEW}, known_ids=("calold0123",)
    ).go()

    assert [
        Intent(
            "1-a",
            key("a"),
            "create",
            NOW,
            resource().spec.compared(),
            known_ids=("calold0123",),
            fingerprints=NEW,
        )
    ] == list(run.journal.ledger.intents)


def test_the_intent_of_an_update():
    """It names the id that was written, and no evidence of a create."""
    run = Execution(
        update(),
        answers=[LOST],
        entries=[managed()],
        prints={key("a"): NEW},
        known_ids=("calabc0123",),
    ).go()

    assert [
        Intent("1-a", key("a"), "update", NOW, resource().spec.compared(), about="calabc0123")
    ] == list(run.journal.ledger.intents)


def test_the_intent_of_a_delete():
    """It leads to nothing."""
    run = Execution(deletion(), answers=[LOST], entries=[managed()]).go()

    (intent,) = run.journal.ledger.intents
    assert ({}, "calabc0123") == (intent.compared, intent.about)


def test_the_intents_of_a_replacement():
    """The create has the passing name and no id; the rename has the name as declared."""
    run = Execution(replacement(), answers=[LOST], entries=[managed()]).go()
    (create,) = run.journal.ledger.intents
    off = raw(status="INACTIVE", type="com.okta.saml.tokens.transform")
    answers = [raw(PASSING, "calnew0123"), off, None, LOST]
    renamed = Execution(replacement(), answers=answers, entries=[managed()]).go()
    (rename,) = renamed.journal.ledger.intents

    assert (PASSING, "") == (create.compared["name"], create.about)
    assert ("a", "") == (rename.compared["name"], rename.about)


def test_the_entry_after_a_write():
    """It is what was declared, with the secrets that were sent."""
    run = Execution(
        update(), answers=[raw()], entries=[managed(fingerprints=OLD)], prints={key("a"): NEW}
    ).go()

    assert (resource().spec.compared(), NEW) == (
        run.entries["a"].compared,
        run.entries["a"].fingerprints,
    )


def test_the_entry_after_a_lifecycle_call():
    """It is what it was, but for the status and the time."""
    entry = replace(managed(fingerprints=OLD), compared={"name": "old", "status": "INACTIVE"})
    run = Execution(
        update(was="INACTIVE", write=False),
        answers=[raw(lastUpdated="2026")],
        entries=[entry],
        prints={key("a"): NEW},
    ).go()

    assert (
        replace(entry, compared={"name": "old", "status": "ACTIVE"}, last_updated="2026")
        == run.entries["a"]
    )


def test_the_entry_after_a_lifecycle_call_of_what_was_not_managed():
    """Without an older entry it is what is declared."""
    run = Execution(
        update(was="INACTIVE", write=False), answers=[raw()], prints={key("a"): NEW}
    ).go()

    assert (resource().spec.compared(), NEW) == (
        run.entries["a"].compared,
        run.entries["a"].fingerprints,
    )


@pytest.mark.parametrize("protect", [True, False])
def test_protection_is_of_the_manifest(protect):
    """The entry is protected as the manifest says."""
    planned = creation()
    after = replace(planned.after, protect=protect)

    run = Execution(replace(planned, after=after), answers=[raw()]).go()

    assert protect == run.entries["a"].protected
