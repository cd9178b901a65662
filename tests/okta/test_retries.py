"""What is sent again, how long that is waited for, and what ends it."""

import threading

import httpx
import pytest
from okta.sessions import CREATE, EMPTY, LIST, WRITES, Org, send

from hookops.model.errors import ApiError, Unavailable, WriteUnknown
from hookops.okta.session import Patience


@pytest.mark.parametrize(
    "fault", [500, 502, 503, 504, 429, httpx.ReadTimeout(""), httpx.ReadError("")]
)
def test_a_read_is_repeated(fault):
    """A read that met a passing fault is sent again."""
    org = Org(fault, EMPTY)

    assert [] == send(org, LIST)
    assert 2 == len(org.asked)


@pytest.mark.promise("P26")
@pytest.mark.parametrize(
    "fault",
    [500, 503, httpx.ReadTimeout(""), httpx.RemoteProtocolError(""), httpx.ConnectTimeout("")],
)
def test_patience_ends(fault):
    """After as many attempts as patience allows the last failure is reported, with exit code 9."""
    org = Org(fault)

    with pytest.raises((Unavailable, ApiError)) as problem:
        send(org, LIST)

    assert 9 == problem.value.exit_code
    assert 3 == len(org.asked)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 411])
def test_an_error_of_okta_is_not_repeated(status):
    """What Okta refused once it would refuse again."""
    org = Org(status)

    with pytest.raises(ApiError):
        send(org, LIST)

    assert 1 == len(org.asked)


@pytest.mark.promise("P3")
@pytest.mark.parametrize("call", WRITES, ids=str)
@pytest.mark.parametrize(
    "fault",
    [
        500,
        502,
        503,
        504,
        httpx.ReadTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.WriteTimeout("slow"),
        httpx.RemoteProtocolError("no status line"),
    ],
)
def test_a_write_is_never_sent_twice(call, fault):
    """A write that may have been carried out is sent once; its outcome is unknown."""
    org = Org(fault)

    with pytest.raises(WriteUnknown) as problem:
        send(org, call)

    assert 1 == len(org.asked)
    assert 8 == problem.value.exit_code
    assert problem.value.message.startswith(str(call))


@pytest.mark.promise("P3")
@pytest.mark.parametrize("call", WRITES, ids=str)
@pytest.mark.parametrize(
    "fault",
    [429, httpx.ConnectError("refused"), httpx.ConnectTimeout(""), httpx.PoolTimeout("")],
)
def test_a_write_that_was_not_carried_out_is_sent_again(call, fault):
    """A write that was proven not to be carried out is sent again."""
    org = Org(fault, (200, {}, b"{}"))

    assert {} == send(org, call)
    assert 2 == len(org.asked)


def test_the_message_states_that_nothing_was_sent():
    """Without a connection nothing can have been changed, and the message states it."""
    with pytest.raises(Unavailable) as problem:
        send(Org(httpx.ConnectError("[Errno 111] Connection refused")), CREATE)

    assert (
        "POST /api/v1/inlineHooks: https://acme.okta.com/ cannot be reached: "
        "[Errno 111] Connection refused; nothing was sent"
    ) == problem.value.message


@pytest.mark.promise("P26")
def test_r12_a_rate_limit_is_waited_for():
    """R12: the wait until the window opens is announced, and cut at the longest wait."""
    reported = []
    busy = (429, {"x-rate-limit-limit": "600", "x-rate-limit-reset": "60"}, b"")
    org = Org(busy, EMPTY)

    assert [] == send(org, LIST, report=reported.append)

    waits = "rate limited by Okta: waiting 0 s"
    assert [waits, "GET /api/v1/inlineHooks: attempt 2 of 3"] == reported
    assert 2 == len(org.asked)


@pytest.mark.promise("P26")
def test_r12_a_rate_limit_that_does_not_end():
    """R12: after the last attempt it ends with 9, and no further wait is announced."""
    reported = []
    org = Org((429, {"x-rate-limit-limit": "600", "x-rate-limit-reset": "60"}, b""))

    with pytest.raises(ApiError) as problem:
        send(org, LIST, report=reported.append)

    assert (429, 9) == (problem.value.status, problem.value.exit_code)
    assert 3 == len(org.asked)
    assert [
        "rate limited by Okta: waiting 0 s",
        "GET /api/v1/inlineHooks: attempt 2 of 3",
        "rate limited by Okta: waiting 0 s",
        "GET /api/v1/inlineHooks: attempt 3 of 3",
    ] == reported


def test_r12_the_concurrency_limit_backs_off():
    """R12: a limit of 0 is the concurrency limit: no time is believed, so no wait is announced."""
    reported = []
    org = Org((429, {"x-rate-limit-limit": "0", "x-rate-limit-reset": "9999"}, b""), EMPTY)

    assert [] == send(org, LIST, report=reported.append)

    assert ["GET /api/v1/inlineHooks: attempt 2 of 3"] == reported


LOCKED = b'{"errorCode": "E0000239", "errorSummary": "Policy priorities are being reconciled."}'
BUSY = (423, {"x-rate-limit-limit": "600", "x-rate-limit-reset": "60"}, LOCKED)


@pytest.mark.parametrize("call", [LIST, *WRITES], ids=str)
def test_a_change_that_okta_still_works_on(call):
    """423 is waited for and repeated, also a write; what is reported is no rate limit.

    Source: recorded by terraform-provider-okta for rules of groups.
    """
    reported, org = [], Org(BUSY, BUSY, (200, {}, b"{}"))

    assert {} == send(org, call, report=reported.append)

    busy = f"{call}: Okta still works on an earlier change (423): waiting 0 s"
    attempts = [f"{call}: attempt {number} of 3" for number in (2, 3)]
    assert [busy, attempts[0], busy, attempts[1]] == reported
    assert 3 == len(org.asked)


@pytest.mark.parametrize("body", [LOCKED, b"", b"<html>locked</html>"])
def test_a_change_that_okta_works_on_for_long(body):
    """After the last attempt 423 ends with 9, as a rate limit does."""
    org = Org((423, {}, body))

    with pytest.raises(ApiError) as problem:
        send(org, CREATE)

    assert (423, 9) == (problem.value.status, problem.value.exit_code)
    assert 3 == len(org.asked)


class Waited(threading.Event):
    """A signal that never comes; every wait for it is over at once, and known."""

    def __init__(self):
        super().__init__()
        self.waits = []

    def wait(self, timeout=None):
        self.waits.append(timeout)
        return False


def test_waits_grow():
    """Without a time from Okta each wait is twice as long, up to a limit, with chance in it."""
    stop = Waited()

    patience = Patience(attempts=7, first_wait_s=1, longest_wait_s=8, total_s=1000)
    with pytest.raises(ApiError):
        send(Org(503), LIST, patience=patience, stop=stop)

    least = [1, 2, 4, 8, 8, 8]
    assert [True] * 6 == [
        low <= wait <= low + 1 for low, wait in zip(least, stop.waits, strict=True)
    ]


@pytest.mark.promise("P26")
@pytest.mark.parametrize(("total_s", "waits"), [(60, []), (61, [61])])
def test_the_time_for_all_attempts(total_s, waits):
    """No attempt begins after it."""
    stop = Waited()
    org = Org((429, {"x-rate-limit-limit": "600", "x-rate-limit-reset": "60"}, b""))

    with pytest.raises(ApiError):
        send(org, LIST, patience=Patience(attempts=2, total_s=total_s), stop=stop)

    assert (waits, len(waits) + 1) == (stop.waits, len(org.asked))


def test_a_stop_ends_a_wait_between_attempts():
    """Also one that no rate limit is the reason of; nothing is sent after it."""
    stop = threading.Event()
    org = Org(BUSY)

    with pytest.raises(ApiError):
        send(org, CREATE, stop=stop, report=lambda _: stop.set(), patience=Patience())

    assert 1 == len(org.asked)


def test_a_stop_ends_the_retries():
    """A run that was interrupted sends nothing again."""
    stop, org = threading.Event(), Org(503)
    stop.set()

    with pytest.raises(ApiError):
        send(org, LIST, stop=stop)

    assert 1 == len(org.asked)


def test_a_stop_ends_a_wait():
    """A signal that comes during a long wait ends it at once."""
    stop, reported = threading.Event(), []
    org = Org((429, {"x-rate-limit-limit": "600", "x-rate-limit-reset": "60"}, b""))

    def report(text):
        reported.append(text)
        stop.set()

    with pytest.raises(ApiError):
        send(org, LIST, stop=stop, report=report, patience=Patience())

    assert ["rate limited by Okta: waiting 61 s"] == reported
    assert 1 == len(org.asked)
