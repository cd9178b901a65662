"""The states of one write, by which the executor sends it and the journal stores it.

Each step of a change is one write. Whatever instant a run dies at, the ledger it leaves says what
may have been sent, since it changes in this order only:

    planned ---intend---> intended ---send---> answered ---record---> recorded
    (nothing stored)      (the intent is       (still only the       (the entry as applied, or
                          stored)              intent)               its removal; no intent)

`EVENTS` says what ends a write before it is recorded. `VERBS` says what a recorded write stores,
and what a later read of the org proves about an intent that a dead run or a lost answer left.

A change goes from write to write until one ends it; its result is then that event's. Without such
an event it is done once every step is recorded, skipped when a stop came between two of its
steps, and not tried when a stop or another change's end came before the first. No phase starts
after an event. After an event that aborts, nothing more is sent in the same phase either.

A service that does not pass its verification ends a change, too: failed, with exit code 10, its
steps recorded and then reverted by writes that go through the same states.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Literal

from hookops.model.change import Result
from hookops.model.errors import AuthError, Unavailable, WriteUnknown


class Event(Enum):
    """What ends a write, and the change with it."""

    NOT_INTENDED = auto()
    """The ledger store did not take the intent, so nothing was sent."""
    NOT_AS_ASKED = auto()
    """Okta's answer, or the lack of a request, proves that nothing came of it; or what came of it
    is proven to be something else than was asked for."""
    UNPROVEN = auto()
    """No answer came, or one that proves nothing."""
    REFUSED = auto()
    """A create was refused. A gateway may have sent it twice, and the second one meets the name of
    the first, so that a read decides what came of it."""
    NOT_RECORDED = auto()
    """It was carried out, and the ledger store did not take the outcome."""


class Stored(Enum):
    """What the ledger has of a write after its event."""

    NOTHING = auto()
    """No intent."""
    INTENT = auto()
    """The intent as it was."""
    DOUBT = auto()
    """The intent; and where the verb says so, the entry's secrets do not count as sent."""


@dataclass(frozen=True, slots=True)
class Transition:
    """What an event leads to."""

    result: Result
    """Of the change."""
    stored: Stored
    aborts: frozenset[int] = frozenset()
    """Exit codes with which whatever is sent next would meet the same error."""


# Whoever is not let in, or not answered, is not let in or answered with the next request either.
_MET_AGAIN = frozenset({AuthError.exit_code, Unavailable.exit_code})

EVENTS: Mapping[Event, Transition] = MappingProxyType(
    {
        # There is no intent to close.
        Event.NOT_INTENDED: Transition(Result.FAILED, Stored.NOTHING, _MET_AGAIN),
        Event.NOT_AS_ASKED: Transition(Result.FAILED, Stored.NOTHING, _MET_AGAIN),
        # Independent writes of the phase are still sent: they are as safe as they were.
        Event.UNPROVEN: Transition(Result.UNKNOWN, Stored.DOUBT),
        Event.REFUSED: Transition(Result.UNKNOWN, Stored.INTENT),
        # Every further write would add another outcome that nobody can store.
        Event.NOT_RECORDED: Transition(
            Result.UNKNOWN, Stored.INTENT, frozenset({WriteUnknown.exit_code})
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Verb:
    """What a write of this verb stores once it is recorded, and what proves it without an answer.

    The defaults are those of a verb that this version does not know, in a ledger of a newer one.
    """

    status: str = ""
    """Of the hook afterwards; empty where the write leaves it as it is."""
    ends: tuple[str, ...] = ()
    """Verbs of the same key's open intents that mean nothing any more once it is recorded; those
    of its own verb are replaced by its intent already, but for creates."""
    removes: bool = False
    """Whether the entry goes, instead of being stored as applied."""
    buries: bool = False
    """Whether a tombstone stays of what it removed."""
    doubts_entry: bool = False
    """Whether an unknown outcome leaves it open which secrets the hook of the entry has."""
    proof: Literal["", "status", "absence"] = ""
    """What a later read of the object proves it by; empty: only the next plan can tell."""
    intent_stays: Literal["until planned", "until adopted", "until sent again"] = "until planned"
    """How long an open intent counts. A plan compares everything but secrets, so it tells what
    became of every write but one of a secret, and of a create that may come to light later."""


_BINDS = ("bind", "rebind", "unbind")
_ALL_OF_AN_ENTRY = ("update", "rename", "set-version", "activate", "deactivate", *_BINDS)

VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        # Source: Okta Management API, Create an inline hook: a created hook is ACTIVE.
        "create": Verb("ACTIVE", ends=("create", "update", "rename"), intent_stays="until adopted"),
        "update": Verb(ends=("rename",), doubts_entry=True, intent_stays="until sent again"),
        # The whole hook is sent, under another name.
        "rename": Verb(ends=("update",), doubts_entry=True, intent_stays="until sent again"),
        # The whole hook is sent, with another version.
        "set-version": Verb(
            ends=("update", "rename"), doubts_entry=True, intent_stays="until sent again"
        ),
        # Of what is declared a lifecycle call changes the status alone, so the status proves it.
        "activate": Verb("ACTIVE", proof="status"),
        "deactivate": Verb("INACTIVE", proof="status"),
        "bind": Verb(ends=_BINDS),
        "rebind": Verb(ends=_BINDS),
        "unbind": Verb(ends=_ALL_OF_AN_ENTRY, removes=True),
        "delete": Verb(ends=_ALL_OF_AN_ENTRY, removes=True, buries=True, proof="absence"),
    }
)


def verb_of(step: str) -> Verb:
    """The row of a verb, also of one that another version wrote into an intent."""
    return VERBS.get(step, Verb())
