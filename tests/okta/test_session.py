"""Calls to an org: what is repeated, what is waited for, how a failure is reported."""

import gzip
import json
import ssl
import threading
from typing import Any

import httpx
import pytest
from service.local import Listener, certificate

from hookops import __version__
from hookops.model.call import Call
from hookops.model.errors import ApiError, AuthError, Unavailable, WriteUnknown
from hookops.model.secret import Secret, SecretRef
from hookops.network.deadlines import Limits
from hookops.okta.encoding import DeferredValues, Request, no_ids
from hookops.okta.session import Patience, open_session
from hookops.okta.transport import MAX_BYTES, ReadOnly, ReadOnlyViolation, open_transport

URL = "https://acme.okta.com"
HASTY = Patience(attempts=3, first_wait_s=0.001, longest_wait_s=0.002, total_s=5)
LIST = Call("GET", ("api", "v1", "inlineHooks"))
CREATE = Call("POST", ("api", "v1", "inlineHooks"), {"name": "a"})
ACTIVATE = Call("POST", ("api", "v1", "inlineHooks", "calabc0123", "lifecycle", "activate"))
PUT = Call("PUT", ("api", "v1", "inlineHooks", "calabc0123"), {"name": "a"})
DELETE = Call("DELETE", ("api", "v1", "inlineHooks", "calabc0123"))
WRITES = (CREATE, ACTIVATE, PUT, DELETE)


class Org:
    """Answers a script, one element a request, the last one for ever; records every request.

    An element is a status, (status, headers, body), or an exception to raise.
    """

    def __init__(self, *script):
        self.script = list(script)
        self.seen = []

    def __call__(self, environ, start):
        size = int(environ.get("CONTENT_LENGTH") or 0)
        self.seen.append((environ, environ["wsgi.input"].read(size)))
        found = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(found, Exception):
            raise found
        status, headers, body = (found, {}, b"") if isinstance(found, int) else found
        start(f"{status} Word", list(headers.items()))
        return [body] if isinstance(body, bytes) else body

    @property
    def asked(self):
        """Method, path and query of each request."""
        return [
            " ".join(filter(None, (e["REQUEST_METHOD"], e["PATH_INFO"], e["QUERY_STRING"])))
            for e, _ in self.seen
        ]


def session(org, *, read_only=False, patience=HASTY, **options):
    """A session to the scripted org, whose clock stands still."""
    return open_session(
        URL,
        Secret("00tok3n"),
        read_only=read_only,
        app=org,
        patience=patience,
        **{"clock": lambda: 0.0, "monotonic": lambda: 0.0, **options},
    )


def send(org, call, **options):
    """The data of the answer to one call."""
    return session(org, **options).send(call, DeferredValues(no_ids))


EMPTY = (200, {"content-type": "application/json"}, b"[]")


def page(body, link=""):
    """A page of a list with a link."""
    return (200, {"content-type": "application/json", "link": link}, body)


# what goes out


def test_headers_of_a_read():
    """A read carries the token and the name of the client; it has no body."""
    org = Org(EMPTY)

    send(org, LIST)

    ((environ, body),) = org.seen
    assert b"" == body
    assert "SSWS 00tok3n" == environ["HTTP_AUTHORIZATION"]
    assert "application/json" == environ["HTTP_ACCEPT"]
    assert f"hookops/{__version__}" == environ["HTTP_USER_AGENT"]
    assert {"CONTENT_TYPE", "CONTENT_LENGTH"}.isdisjoint(environ)


def test_a_write_is_json():
    """A body is JSON, with its content type."""
    org = Org((200, {}, b'{"id": "x"}'))

    assert {"id": "x"} == send(org, CREATE)
    ((environ, body),) = org.seen
    assert {"name": "a"} == json.loads(body)
    assert "application/json" == environ["CONTENT_TYPE"]


def test_an_empty_post_has_a_length():
    """A lifecycle call has a length of 0 for its empty body."""
    org = Org((200, {}, b"{}"))

    send(org, ACTIVATE)

    assert "0" == org.seen[0][0]["CONTENT_LENGTH"]


def test_a_delete_has_no_body():
    """A delete has neither a body nor an answer's data."""
    org = Org(204)

    assert send(org, DELETE) is None
    assert ["DELETE /api/v1/inlineHooks/calabc0123"] == org.asked
    assert "CONTENT_LENGTH" not in org.seen[0][0]


# read-only


@pytest.mark.promise("P23")
@pytest.mark.parametrize("call", WRITES, ids=str)
def test_a_read_only_session_cannot_write(call):
    """A write on a read-only session is blocked before anything is sent."""
    org = Org(EMPTY)

    with pytest.raises(ReadOnlyViolation, match="on a read-only session"):
        send(org, call, read_only=True)

    assert [] == org.asked


@pytest.mark.promise("P23")
@pytest.mark.parametrize(
    ("method", "path", "passes"),
    [
        ("POST", "/oauth2/v1/token", True),
        ("PUT", "/oauth2/v1/token", False),
        ("DELETE", "/oauth2/v1/token", False),
        ("POST", "/oauth2/v1/token/", False),
        ("POST", "/oauth2/v1/token?a=b", False),
        ("POST", "/oauth2/v1/tok%65n", False),
        ("POST", "/oauth2%2Fv1/token", False),
        ("POST", "/oauth2/v1/tokens", False),
        ("POST", "/api/v1/inlineHooks/../oauth2/v1/token", False),
        ("POST", "/oauth2/v1/revoke", False),
    ],
)
@pytest.mark.parametrize("execute", [False, True])
def test_of_writes_a_read_only_transport_lets_pass_the_token_request(method, path, passes, execute):
    """Exactly that path, however it is written; it changes nothing in the org."""
    org = Org((200, {}, b"{}"))
    transport = open_transport(URL, read_only=True, execute=execute, app=org)
    request = Request(method, path, b"a=b")

    if passes:
        assert 200 == transport.exchange(request).status
        return
    with pytest.raises(ReadOnlyViolation):
        transport.exchange(request)
    assert [] == org.asked


def test_a_read_only_session_reads():
    """Reads go through, and closing closes what is underneath."""
    org = Org(EMPTY)
    reading = session(org, read_only=True)

    assert [[]] == list(reading.pages(LIST))
    reading.close()
    with pytest.raises(RuntimeError, match="closed"):
        list(reading.pages(LIST))
    assert ["GET /api/v1/inlineHooks"] == org.asked


def test_a_read_only_transport_closes_the_one_below():
    """Its connections do not stay open."""
    closed = []

    class Below(httpx.BaseTransport):
        def close(self):
            closed.append(True)

    ReadOnly(Below()).close()

    assert [True] == closed


# redirects, environment


@pytest.mark.promise("P14", "P19")
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status):
    """The token is not carried to wherever an answer points."""
    org = Org((status, {"location": "https://evil.example.com/"}, b""))

    with pytest.raises(Unavailable, match="redirects are never followed"):
        send(org, LIST)

    assert ["GET /api/v1/inlineHooks"] == org.asked


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_f23_a_redirected_write_is_unknown(call):
    """F23: a write that is answered with a redirect is not repeated, and unknown."""
    org = Org((302, {"location": "/elsewhere"}, b""))

    with pytest.raises(WriteUnknown):
        send(org, call)

    assert 1 == len(org.asked)


@pytest.mark.promise("P19")
def test_e12_nothing_of_the_environment_is_used():
    """E12: the client takes no proxy, certificate or password from the environment."""
    client = open_transport(URL, read_only=False, app=Org(EMPTY)).client

    assert (False, False) == (client.trust_env, client.follow_redirects)
    assert {} == client._mounts


def test_e12_no_certificate_is_trusted_because_the_environment_names_it(tmp_path, monkeypatch):
    """E12: SSL_CERT_FILE, with the very certificate of the server, opens no connection."""
    # Its name is right: with the certificate trusted there would be an answer.
    context, path = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    listener = Listener(context=context)
    url = f"https://localhost:{listener.port}"
    asking = open_session(url, Secret("00tok3n"), read_only=True, patience=HASTY)

    with pytest.raises(Unavailable, match="is not trusted"):
        asking.send(LIST, DeferredValues(no_ids))
    listener.close()

    assert [] == listener.requests


@pytest.mark.parametrize(("url", "trusts"), [(URL, True), ("http://127.0.0.1:9", False)])
def test_who_is_trusted(url, trusts):
    """The public authorities for an org; nobody where no certificate is ever looked at.

    Looked up inside of httpx, since no test has a server that those authorities vouch for.
    """
    transport: Any = open_transport(url, read_only=False)
    context = transport.client._transport.connections.trust
    transport.close()

    assert trusts == (context.cert_store_stats()["x509_ca"] > 0)
    assert (ssl.CERT_REQUIRED, True) == (context.verify_mode, context.check_hostname)


# what is repeated


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


def test_an_untrusted_certificate(tmp_path):
    """F3: an untrusted certificate is named as such, once, with no way around it.

    A real handshake, since the error's cause decides and the libraries between may lose it.
    """
    context, _ = certificate(tmp_path)
    listener = Listener(context=context)
    url = f"https://127.0.0.1:{listener.port}"
    asking = open_session(url, Secret("00tok3n"), read_only=True, patience=HASTY)

    with pytest.raises(Unavailable) as problem:
        asking.send(LIST, DeferredValues(no_ids))
    listener.close()

    assert f"the certificate of {url}/ is not trusted" in problem.value.message
    assert "nothing was sent" in problem.value.message
    assert "HOOKOPS_CA_BUNDLE" in problem.value.hint
    assert (1, []) == (listener.connections, listener.requests)


def test_a_library_s_text_is_shown_escaped():
    """A library's message is text from outside."""
    with pytest.raises(Unavailable) as problem:
        send(Org(httpx.ConnectError("\x1b[2J")), LIST)

    assert r"\x1b[2J" in problem.value.message


# rate limits


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


@pytest.mark.promise("P14")
def test_the_token_in_an_answer():
    """An answer that quotes the token of the org is not shown."""
    quoting = (403, {"www-authenticate": "SSWS the-token-of-the-org"}, b"")
    asking = open_session(URL, Secret("the-token-of-the-org"), read_only=True, app=Org(quoting))

    with pytest.raises(ApiError) as problem:
        asking.send(LIST, DeferredValues(no_ids))

    assert "the-token-of-the-org" not in str(problem.value)


@pytest.mark.promise("P14")
def test_a_secret_in_an_answer():
    """An answer that quotes a secret of the request is not shown, nor one of another request."""
    ref, secret = SecretRef("env", "HOOKOPS_SECRET_A"), Secret("s3cret-of-a-hook")
    deferred = DeferredValues(no_ids, {ref: secret})
    quoting = Org((500, {}, b'{"errorSummary": "bad value: s3cret-of-a-hook"}'))

    with pytest.raises(WriteUnknown) as problem:
        session(quoting).send(CREATE, deferred)

    assert "s3cret-of-a-hook" not in str(problem.value)


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


def test_the_clock_of_the_org():
    """An answer of the org sets it; until then the local one counts."""
    org = Org((200, {"date": "Thu, 01 Jan 1970 00:01:40 GMT"}, b"[]"))
    asking = session(org, clock=lambda: 40.0)
    before = asking.now_s()
    asking.send(LIST, DeferredValues(no_ids))

    assert (40.0, 100.0) == (before, asking.now_s())


# bodies


@pytest.mark.promise("P22")
def test_a_body_that_is_too_long():
    """F24: an answer longer than the cap is not read to its end."""
    chunk = b" " * 1024 * 1024
    org = Org((200, {}, [chunk] * (MAX_BYTES // len(chunk) + 1)))

    with pytest.raises(Unavailable, match="GET /api/v1/inlineHooks: no usable answer: ReadError"):
        send(org, LIST, patience=Patience(attempts=1))


def test_a_body_of_the_longest_length():
    """As long as an answer may be, it is read."""
    assert [] == send(Org((200, {}, b"[" + b" " * (MAX_BYTES - 2) + b"]")), LIST)


@pytest.mark.promise("P22")
def test_a_compression_bomb_is_too_long_as_well():
    """F24: the cap is on the decoded body."""
    bomb = gzip.compress(b" " * (MAX_BYTES + 1))
    org = Org((200, {"content-encoding": "gzip"}, bomb))

    with pytest.raises(Unavailable, match="no usable answer: ReadError"):
        send(org, LIST, patience=Patience(attempts=1))


@pytest.mark.promise("P26")
def test_a_body_that_drips():
    """F22: an answer that goes on and on ends at the deadline, though no single read is slow."""
    now, drip = dripping()
    hasty = Patience(attempts=1, call=Limits(call_s=30))

    with pytest.raises(Unavailable) as problem:
        send(Org((200, {}, drip)), LIST, patience=hasty, monotonic=now)

    text = "GET /api/v1/inlineHooks: hookops waited 30 s for an answer from acme.okta.com"
    assert (text, 30) == (problem.value.message, now())


def dripping():
    """A clock, and a body with a byte a second that never ends."""
    passed = []
    return lambda: len(passed), (passed.append(1) or b" " for _ in iter(int, 1))


def test_a_write_whose_answer_drips_is_unknown():
    """F22: a write whose answer does not end may have been carried out."""
    now, drip = dripping()

    with pytest.raises(WriteUnknown, match="waited 30 s .*; it may or may not have been carried"):
        send(Org((200, {}, drip)), CREATE, monotonic=now)


def test_r10_an_encoding_that_lies():
    """R10: a body that does not fit its `Content-Encoding` is no usable answer."""
    lie = (200, {"content-encoding": "gzip"}, b"[]")

    with pytest.raises(Unavailable, match="no usable answer: DecodingError"):
        send(Org(lie), LIST)
    with pytest.raises(WriteUnknown, match="no usable answer: DecodingError"):
        send(Org(lie), CREATE)


def test_r10_an_encoding_nobody_knows():
    """R10: a body in an unknown encoding is taken as it is, and here is no JSON."""
    with pytest.raises(Unavailable, match="not valid JSON"):
        send(Org((200, {"content-encoding": "rot13"}, b"\x00\x01")), LIST)


# the rest


def test_many_threads_share_a_session():
    """Eight threads get each their own answer."""
    shared, answers = session(Org(EMPTY)), []
    threads = [
        threading.Thread(target=lambda: answers.append(shared.send(LIST, DeferredValues(no_ids))))
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [[]] * 8 == answers


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "https://acme.okta.com"])
def test_a_session_to_a_real_address_opens_and_closes(url):
    """A session over the network is made without a request, and cannot write."""
    made = open_session(url, Secret("t"), read_only=True)

    with pytest.raises(ReadOnlyViolation):
        made.send(CREATE, DeferredValues(no_ids))
    made.close()


@pytest.mark.promise("P14")
def test_the_token_is_not_in_an_error():
    """No failure shows the token."""
    with pytest.raises((ApiError, AuthError)) as problem:
        send(Org(401), LIST)

    assert "00tok3n" not in f"{problem.value!r} {problem.value}"
