"""The time of a call, by a clock of the test."""

import threading
from types import SimpleNamespace

import pytest

from hookops.network.deadlines import SLICE_S, Deadlines, Limits, OutOfTime


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s


def made(**limits):
    """Deadlines with their clock, their signal to stop and what they report."""
    clock, stop, reported = Clock(), threading.Event(), []
    deadlines = Deadlines(
        "acme.okta.com", Limits(**limits), stop=stop, monotonic=clock, report=reported.append
    )
    return SimpleNamespace(all=deadlines, clock=clock, stop=stop, reported=reported)


def test_time_runs_out():
    """However often it is looked at: what counts is when the call began."""
    of = made(call_s=30)
    with of.all.call("GET /a") as call:
        left = []
        for now_s in (100, 129.75, 129.9):
            of.clock.now_s = now_s
            left.append((round(call.left_s(), 6), round(call.slice_s(), 6)))
        of.clock.now_s = 130
        with pytest.raises(OutOfTime):
            call.slice_s()

    assert [(30, SLICE_S), (0.25, SLICE_S), (0.1, 0.1)] == left
    assert "hookops waited 30 s for an answer from acme.okta.com" == call.ended
    assert not call.is_stopped


def test_every_call_begins_anew():
    """One that follows another has all of its time; the thread's call is the last one."""
    of = made(call_s=30)
    with of.all.call("GET /a"):
        of.clock.now_s += 29
    with of.all.call("GET /b") as call:
        current = of.all.current

        assert (30, True) == (call.left_s(), call is current)


def test_each_thread_has_its_own_call():
    """Threads share a session, and each waits for its own answer."""
    of = made()
    found = []

    def work():
        with of.all.call("GET /b"):
            found.append(of.all.current)

    with of.all.call("GET /a") as call:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

        assert of.all.current is call
    assert [True] == [other is not call for other in found]


def test_what_is_waited_for_is_reported_once():
    """After five seconds, with all that a person needs to know what to do."""
    of = made(call_s=30)
    with of.all.call("GET /a") as call:
        call.awaited = "the address of"
        for now_s in (100, 104.9, 105, 106, 120):
            of.clock.now_s = now_s
            call.slice_s()

    text = "GET /a: hookops waits for the address of acme.okta.com: 5 s so far, 30 s at most"
    assert [text] == of.reported


def test_a_stop_leaves_a_little_time():
    """Three quarters of it to the calls under way, the rest to those that begin after it."""
    of = made(call_s=30, stop_s=4)
    with of.all.call("PUT /a") as call:
        of.clock.now_s += 1
        of.stop.set()
        left = [call.left_s()]
        of.clock.now_s += 3
        with pytest.raises(OutOfTime):
            call.left_s()
    with of.all.call("GET /b") as later:
        left.append(later.left_s())
        of.clock.now_s += 1
        with pytest.raises(OutOfTime):
            later.left_s()

    assert [3, 1] == left
    assert "hookops was stopped while it waited for an answer from acme.okta.com" == later.ended
    assert (True, True) == (call.is_stopped, later.is_stopped)


def test_a_stop_does_not_prolong_a_call():
    """What has a second left has no more after it."""
    of = made(call_s=30, stop_s=4)
    with of.all.call("PUT /a") as call:
        of.clock.now_s += 29
        of.stop.set()

        assert 1 == call.left_s()


def test_the_end_of_all_calls():
    """None of them waits any more, nor does one that begins after it."""
    of = made()
    with of.all.call("GET /a") as call:
        of.all.end_all()
        with pytest.raises(OutOfTime):
            call.slice_s()
    with of.all.call("GET /b") as later, pytest.raises(OutOfTime):
        later.slice_s()
