"""When somebody is notified: of what is new, of what is over, and never twice of the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify.notify_values import DRIFT, IN_SYNC, OTHER, UNREAD

from hookops.model.errors import AuthError, Unavailable
from hookops.notify.state import (
    EVENTS,
    Remembered,
    Seen,
    Trouble,
    decide,
    dump_state,
    load_state,
    seen_drift,
    seen_error,
)

OK = Seen("in-sync")
A, B = Seen("drift", "a"), Seen("drift", "b")
DOWN, DENIED = Seen("error", "down"), Seen("error", "denied")


def nights(*seen, wanted=EVENTS, lost=()):
    """The event of each night; of those in `lost` the notification is not delivered."""
    state, events = Remembered(), []
    for number, each in enumerate(seen):
        decision = decide(state, each, wanted, f"night {number}")
        events.append(decision.event)
        state = decision.undelivered if number in lost else decision.after
    return events


@pytest.mark.parametrize(
    ("seen", "events"),
    [
        ((OK, OK), [None, None]),
        ((A, A, OK, OK), ["drift", None, "recovered", None]),
        ((A, B, B), ["drift", "drift", None]),
        ((A, OK, A), ["drift", "recovered", "drift"]),
        ((DOWN, DOWN, DENIED), ["error", None, "error"]),
        ((DOWN, OK), ["error", "recovered"]),
        # The drift is still the one that was reported: that the org answers again is the news.
        ((A, DOWN, A, OK), ["drift", "error", "recovered", "recovered"]),
        ((A, DOWN, B), ["drift", "error", "drift"]),
        ((A, DOWN, OK), ["drift", "error", "recovered"]),
    ],
)
def test_every_event(seen, events):
    """The second night is silent, and whoever was notified of something is notified of its end."""
    assert events == nights(*seen)


@pytest.mark.parametrize(
    ("wanted", "seen", "events"),
    [
        (("drift",), (A, OK, DOWN), ["drift", None, None]),
        (("error",), (A, OK, DOWN), [None, None, "error"]),
        # Nobody was notified of the drift, so its end is no news.
        (("recovered",), (A, OK), [None, None]),
        (("drift", "recovered"), (A, OK), ["drift", "recovered"]),
    ],
)
def test_wanted_events(wanted, seen, events):
    """`--notify-on`."""
    assert events == nights(*seen, wanted=wanted)


def test_what_was_not_delivered_comes_again():
    """A service that was down for a night is notified in the next."""
    assert ["drift", "drift", None] == nights(A, A, A, lost=(0,))
    assert ["drift", "recovered", "recovered", None] == nights(A, OK, OK, OK, lost=(1,))


def test_since():
    """Changed drift began when the first of it was seen."""
    first = decide(Remembered(), A, EVENTS, "monday")
    second = decide(first.after, B, EVENTS, "tuesday")

    assert ("monday", "monday") == (first.since, second.since)
    assert "monday" == decide(second.after, OK, EVENTS, "friday").since


@given(st.lists(st.sampled_from([OK, A, B, DOWN]), max_size=12))
def test_an_end_follows_a_beginning(seen):
    """Nobody is notified of an end of what they were not notified of; the last word is right."""
    events = nights(*seen, OK)
    begun = [event for event in events if event in ("drift", "error")]

    assert not begun or events[-1] == "recovered" or "recovered" in events
    assert events.count("recovered") <= len(begun)
    assert [None] == nights(*seen, OK, OK)[-1:]


def test_fingerprints():
    """The same drift is the same, whenever it is looked at; another field is another."""
    assert seen_drift(DRIFT) == seen_drift(replace(DRIFT, title="x", system_log="read"))
    assert seen_drift(DRIFT) != seen_drift(OTHER)
    assert ("in-sync", "error") == (seen_drift(IN_SYNC).what, seen_drift(UNREAD).what)


def test_times_of_objects():
    """An app is written every night; a secret may have been changed by each write."""
    (item,) = DRIFT.drifted
    later = replace(DRIFT, drifted=(replace(item, last_updated="2027"),))
    secret = replace(DRIFT, drifted=(replace(item, what="secret"),))
    again = replace(DRIFT, drifted=(replace(item, what="secret", last_updated="2027"),))

    assert seen_drift(DRIFT) == seen_drift(later)
    assert seen_drift(secret) != seen_drift(again)


def test_errors():
    """Numbers of a message are not another error; its code and words are."""
    assert seen_error(Unavailable("no answer in 10 s")) == seen_error(
        Unavailable("no answer in 9 s")
    )
    assert seen_error(Unavailable("x")) != seen_error(AuthError("x"))


STATE = Remembered(Trouble("monday", "a"), Trouble("tuesday"))


def test_the_file():
    """It says what was remembered, of that organization alone."""
    text = dump_state("https://acme.okta.com", STATE)

    assert STATE == load_state(text, "https://acme.okta.com")
    assert load_state(text, "https://other.okta.com") is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"version": 2}', "[" * 9000, '"x"', "\ufffd"]
    + [
        dump_state("o", STATE).replace('"monday"', bad)
        for bad in ("1", "null", '"' + "x" * 300 + '"')
    ],
)
def test_another_file(text):
    """What hookops has not written is nothing that it remembers."""
    assert load_state(text, "o") is None
