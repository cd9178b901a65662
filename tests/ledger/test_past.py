"""What a ledger remembers besides what is managed: disabled hooks, and bindings of deleted ones."""

import json
from typing import Any

import pytest
from ledger.memory_store import MemoryStore

from hookops.ledger.document import Writer, loads
from hookops.ledger.journal import Journal
from hookops.model.errors import InvalidInput
from hookops.model.history.records import ApplyRecord, Disabled, Tombstone
from hookops.model.resource import Intent, Key, Ledger, Managed

A = Key("InlineHook", "a")
POINT = Key("Binding", "app/Acme Portal")
HOOK_ID, APP_ID = "calabc0123", "0oaabc0123"
DISABLED = Disabled(A, "2025-03-13T23:38:58+00:00", "it fails")
BOUND = Ledger(
    "https://acme.okta.com",
    managed={
        A: Managed(A, HOOK_ID, {"name": "a"}, ""),
        POINT: Managed(POINT, APP_ID, {"app": "Acme Portal", "hook": HOOK_ID}, ""),
    },
    disabled=(DISABLED,),
)

TAKEN = ({"app": "Acme Portal"},)
FULL = Ledger(
    "https://acme.okta.com",
    tombstones=(Tombstone(Key("InlineHook", "c"), "calabc0125", {}, "2025-03-13", TAKEN),),
    applies=(ApplyRecord("2025-03-13", "", 1, 0, 0, command="disable x", because="it fails"),),
    disabled=(Disabled(A, "2025-03-13", "it fails", "alice", deactivated=True, bindings=TAKEN),),
)


def document(**members):
    """The full ledger's, with other members."""
    found: dict[str, Any] = json.loads(Writer().dumps(FULL))
    return found | members


def journal():
    """Of an apply that has the hook, its binding and a note that it is disabled."""
    store = MemoryStore(BOUND)
    return Journal(store, store.read(), lambda: "2025-03-14T00:00:00+00:00")


def test_written_and_read_again():
    """Every part of them survives being written."""
    assert FULL == loads(Writer().dumps(FULL), "p")


def test_a_ledger_of_format_3_has_nothing_disabled():
    """It is read, and written in the format of today."""
    older = document(format=3)
    del older["disabled"], older["tombstones"][0]["bindings"]
    for name in ("command", "because"):
        del older["applies"][0][name]

    found = loads(json.dumps(older), "p")

    assert ((), ()) == (found.disabled, found.tombstones[0].bindings)
    assert ("", "") == (found.applies[0].command, found.applies[0].because)
    assert '"format": 4' in Writer().dumps(found)


@pytest.mark.parametrize(
    "members",
    [
        {"key": "Unheard/of"},
        {"because": 7},
        {"deactivated": "yes"},
        {"enabling": 1},
        {"bindings": {}},
        {"bindings": ["app/x"]},
        {"bindings": [{"app": 7}]},
        {"more": ""},
    ],
)
def test_l01_a_disabled_entry_of_wrong_shape(members):
    """L01: a note of another shape is no whole ledger."""
    entry = document()["disabled"][0] | members

    with pytest.raises(InvalidInput, match="the ledger is not complete"):
        loads(json.dumps(document(disabled=[entry])), "p")


def test_a_tombstone_has_the_bindings_that_the_apply_began_with():
    """Its flows are unbound before it is deleted, and their entries are gone by then."""
    made = journal()
    unbind, delete = Intent("1", POINT, "unbind", ""), Intent("2", A, "delete", "")
    made.deleted(made.intend(unbind), APP_ID)
    made.deleted(made.intend(delete), HOOK_ID)

    (stone,) = made.ledger.tombstones

    assert ({"app": "Acme Portal"},) == stone.bindings


def test_a_deleted_hook_is_not_disabled():
    """What gets its name later is another hook."""
    made = journal()
    made.deleted(made.intend(Intent("1", A, "delete", "")), HOOK_ID)

    assert () == made.ledger.disabled


def test_an_unbound_hook_stays_disabled():
    """Only the end of the hook itself ends that."""
    made = journal()
    made.deleted(made.intend(Intent("1", POINT, "unbind", "")), APP_ID)

    assert (DISABLED,) == made.ledger.disabled


def test_a_forgotten_hook_is_not_disabled():
    """It is gone from Okta and from Git."""
    made = journal()
    made.learn(made.ledger, (), [A], {})

    assert () == made.ledger.disabled
