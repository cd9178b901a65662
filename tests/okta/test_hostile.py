"""Servers that never end an answer, and a run that is to stop: each call ends at its deadline.

Real sockets of this computer, and clocks that run when a test wants them to. A call that waited for
its server would never end.
"""

import socket
import threading
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from service.local import FINE, Listener, certificate, read_request

from hookops.model.call import Call
from hookops.model.errors import Unavailable, WriteUnknown
from hookops.model.secret import Secret
from hookops.network.deadlines import Deadlines, Limits
from hookops.network.outside import look_up
from hookops.okta.connections import Connections
from hookops.okta.encoding import DeferredValues, Request, no_ids
from hookops.okta.retries import Retryable
from hookops.okta.session import Patience, Session, open_session
from hookops.okta.transport import Network, Transport

GET = Call("GET", ("api", "v1", "inlineHooks"))
PUT = Call("PUT", ("api", "v1", "inlineHooks", "calabc0123"), {"name": "a"})
LARGE = Call("PUT", PUT.path, {"name": "a" * 32_000_000})
SOON = Patience(attempts=1, call=Limits(call_s=0.2))
LOOKS = Patience(attempts=1, call=Limits(call_s=0.5))
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
RECORD = b"\x16\x03\x03\x40\x00"
"""Begins a TLS record of 16 KB."""


@contextmanager
def listening(*script, **options):
    listener = Listener(*script, **options)
    try:
        yield listener
    finally:
        listener.close()


class Looks:
    """A clock that stands still until the listener has a request, or a connection; then each look
    at it takes a tenth of a second. So a busy computer does not end a call too early."""

    def __init__(self, listener, *, connected=False):
        self.begun = (lambda: listener.connections) if connected else (lambda: listener.requests)
        self.looks = 0

    def __call__(self):
        self.looks += bool(self.begun())
        return self.looks / 10


def error_of(call, port, *, scheme="http", patience=SOON, **options):
    """What the call of an org on this port ends with."""
    session = open_session(
        f"{scheme}://localhost:{port}",
        Secret("t0ken"),
        read_only=False,
        patience=patience,
        **{"look_up": lambda host, port: ["127.0.0.1"], **options},
    )
    with pytest.raises((Unavailable, WriteUnknown)) as problem:
        session.send(call, DeferredValues(no_ids))
    session.close()
    return problem.value


NEVER = {
    "silence": (9.0,),
    "half a status line": (b"HTTP/1.1 20", 9.0),
    "a byte of the status line at a time": (b"HTTP/1.1 200 ", (b"O", 0.02)),
    "a byte of a header at a time": (b"HTTP/1.1 200 OK\r\nX-A: ", (b"a", 0.02)),
    "headers, one after another": (b"HTTP/1.1 200 OK\r\n", (b"X-A: a\r\n", 0.02)),
    "early hints, now and then": ((EARLY, 0.02),),
    "early hints without a pause": ((EARLY * 100,),),
    "a byte of a body at a time": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n",
        (b" ", 0.02),
    ),
    "a body without an end": (b"HTTP/1.1 200 OK\r\n\r\n", (b" ", 0.02)),
    "a byte of a chunk's size at a time": (CHUNKED, (b"0", 0.02)),
    "a byte of a chunk's extension at a time": (CHUNKED + b"1;", (b"a", 0.02)),
    "chunks of one byte": (CHUNKED, (b"1\r\n \r\n", 0.02)),
    "trailers": (CHUNKED + b"2\r\n[]\r\n0\r\n", (b"X-A: a\r\n", 0.02)),
    "an answer that lacks its end": (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[]", 9.0),
}


@pytest.mark.promise("P26")
@pytest.mark.parametrize("script", NEVER.values(), ids=NEVER)
def test_an_answer_that_never_ends(script):
    """It ends at the deadline of the call, however the server keeps it up; the exit code is 9."""
    with listening(*script) as listener:
        found = error_of(GET, listener.port, patience=LOOKS, monotonic=Looks(listener))
        place = f"localhost:{listener.port}"

    text = f"{GET}: hookops waited 0.5 s for an answer from {place}"
    assert (9, text) == (found.exit_code, found.message)
    assert "is the network up, and Okta? status.okta.com lists its incidents" == found.hint


def test_a_write_whose_answer_never_ends():
    """Its outcome is unknown."""
    with listening(*NEVER["a byte of a header at a time"]) as listener:
        found = error_of(PUT, listener.port, patience=LOOKS, monotonic=Looks(listener))
        place = f"localhost:{listener.port}"

    text = f"{PUT}: hookops waited 0.5 s for an answer from {place}"
    assert 8 == found.exit_code
    assert f"{text}; it may or may not have been carried out" == found.message


@pytest.mark.promise("P26")
@pytest.mark.parametrize("call", [GET, PUT], ids=str)
@pytest.mark.parametrize("script", [(9.0,), (RECORD, (b"\0", 0.02)), (RECORD[:3], 9.0)])
def test_a_handshake_that_never_ends(call, script):
    """Without TLS nothing was sent, so a write is proven not to be carried out."""
    with listening(*script, greets=True) as listener:
        clock = Looks(listener, connected=True)
        found = error_of(call, listener.port, scheme="https", patience=LOOKS, monotonic=clock)
        place = f"localhost:{listener.port}"

    text = f"{call}: hookops waited 0.5 s for a TLS connection to {place}; nothing was sent"
    assert (9, text) == (found.exit_code, found.message)


def test_an_encrypted_answer_that_never_ends(tmp_path):
    """Also behind TLS, whose own buffers lie in between."""
    context, path = certificate(tmp_path, "localhost")
    trust = httpx.create_ssl_context(verify=False)
    trust.load_verify_locations(path)
    with ExitStack() as stack:
        listener = stack.enter_context(
            listening(b"HTTP/1.1 200 OK\r\nX-A: ", (b"a" * 50, 0.02), context=context)
        )
        deadlines = Deadlines(
            "the org", Limits(call_s=0.5), stop=threading.Event(), monotonic=Looks(listener)
        )
        client = stack.enter_context(
            httpx.Client(
                base_url=f"https://localhost:{listener.port}",
                transport=Network(Connections(trust, deadlines, look_up)),
            )
        )
        with pytest.raises(Retryable) as problem:
            Transport(client, deadlines).exchange(Request("GET", "/"))

    assert "GET /: hookops waited 0.5 s for an answer from the org" == problem.value.error.message


def test_a_server_that_takes_no_request():
    """A body that nobody reads is sent in part, so its outcome is unknown."""
    with listening(9.0, greets=True) as listener:
        # The computer's clock: how many looks it takes until all buffers are full, nobody knows.
        patience = Patience(attempts=1, call=Limits(call_s=1))
        found = error_of(LARGE, listener.port, patience=patience)
        place = f"localhost:{listener.port}"

    text = f"hookops waited 1 s for the request to be taken by {place}"
    assert f"{PUT}: {text}; it may or may not have been carried out" == found.message


@pytest.mark.promise("P26")
@pytest.mark.parametrize("call", [GET, PUT], ids=str)
def test_a_resolver_that_never_answers(call):
    """A name is looked up within the deadline; nothing was sent, and the run can end."""
    never = threading.Event()

    found = error_of(call, 9, look_up=lambda host, port: never.wait() and [])

    text = f"{call}: hookops waited 0.2 s for the address of localhost:9; nothing was sent"
    assert (9, text) == (found.exit_code, found.message)
    (left,) = [thread for thread in threading.enumerate() if thread.name == "look-up localhost"]
    assert left.daemon
    never.set()


@pytest.mark.parametrize("problem", [socket.gaierror(-2, "Name unknown"), UnicodeError("label")])
def test_a_resolver_that_fails(problem):
    """A name without an address is an org out of reach."""

    def fail(host, port):
        raise problem

    found = error_of(GET, 9, look_up=fail)

    assert 9 == found.exit_code
    assert f"{GET}: http://localhost:9/ cannot be reached: {problem}" in found.message


def test_a_name_without_addresses():
    """It is out of reach as well."""
    found = error_of(GET, 9, look_up=lambda host, port: [])

    assert "cannot be reached: the name has no address; nothing was sent" in found.message


def full(address="127.0.0.1", port=0):
    """A port whose connections are never taken, and no more of which fit."""
    server = socket.create_server((address, port), backlog=0)
    waiting = [socket.socket() for _ in range(3)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(server.getsockname())
    return server, waiting


@pytest.mark.promise("P26")
@pytest.mark.parametrize("call", [GET, PUT], ids=str)
def test_a_connection_that_never_comes(call):
    """Packets that are dropped end the call at its deadline; nothing was sent."""
    server, waiting = full()
    port = server.getsockname()[1]

    found = error_of(call, port, look_up=lambda host, port: ["127.0.0.1"] * 2)
    for one in (server, *waiting):
        one.close()

    assert 9 == found.exit_code
    assert found.message.startswith(f"{call}: ")
    assert found.message.endswith("; nothing was sent")


def test_each_address_gets_its_share():
    """One that drops packets, and one that nobody listens at, leave time for the next one."""
    with listening(FINE) as listener:
        server, waiting = full("127.0.0.2", listener.port)
        session = open_session(
            f"http://localhost:{listener.port}",
            Secret("t0ken"),
            read_only=True,
            patience=Patience(attempts=1, call=Limits(call_s=2)),
            look_up=lambda host, port: ["127.0.0.2", "127.0.0.3", "127.0.0.1"],
        )
        answer = session.send(GET, DeferredValues(no_ids))
        session.close()
        for one in (server, *waiting):
            one.close()

    assert {} == answer


def test_every_attempt_has_its_own_deadline():
    """A read is repeated after one that took too long; the second server may be a better one."""
    reported: list[str] = []
    patience = Patience(
        attempts=2, first_wait_s=0.001, longest_wait_s=0.001, call=Limits(call_s=3, notice_s=9)
    )
    with listening(*NEVER["a byte of a header at a time"]) as listener:
        clock = Looks(listener)
        found = error_of(
            GET, listener.port, patience=patience, report=reported.append, monotonic=clock
        )
        connections = listener.connections

    assert (9, 2) == (found.exit_code, connections)
    assert [f"{GET}: attempt 2 of 2"] == reported


class Keeping:
    """A server that answers so many requests on each connection, then closes it unannounced."""

    def __init__(self, answers):
        self.answers = answers
        self.connections = 0
        self.closed = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            taken, _ = self.socket.accept()
            self.connections += 1
            for _ in range(self.answers):
                read_request(taken)
                taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
            taken.close()
            self.closed.set()

    def session(self):
        url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        return open_session(url, Secret("t0ken"), read_only=False, patience=Patience(attempts=1))


def test_a_connection_is_used_again():
    """Connecting and TLS take longer than an answer."""
    server = Keeping(3)
    session = server.session()

    answers = [session.send(PUT, DeferredValues(no_ids)) for _ in range(3)]
    session.close()

    assert ([[], [], []], 1) == (answers, server.connections)


def test_a_connection_that_was_closed_is_not_used_again():
    """A write on it would have an unknown outcome."""
    server = Keeping(1)
    session = server.session()
    answers = []

    for _ in range(3):
        answers.append(session.send(PUT, DeferredValues(no_ids)))
        server.closed.wait()
        server.closed.clear()
    session.close()

    assert ([[], [], []], 3) == (answers, server.connections)


# what is reported, and a stop


def noticing(**limits):
    return Patience(attempts=3, call=Limits(notice_s=0.2, **limits))


def test_what_is_waited_for_is_reported():
    """Once for each call: the request, what it waits for, how long, and until when."""
    reported = []
    patience = Patience(attempts=1, call=Limits(call_s=0.6, notice_s=0.2))
    with listening(9.0) as listener:
        call, clock = Call("GET", GET.path, query=(("filter", "a eq 1"),)), Looks(listener)
        error_of(call, listener.port, patience=patience, report=reported.append, monotonic=clock)
        place = f"localhost:{listener.port}"

    text = f"{GET}: hookops waits for an answer from {place}: 0 s so far, 0.6 s at most"
    assert [text] == reported


@pytest.mark.parametrize("call", [GET, PUT], ids=str)
@pytest.mark.parametrize("name", ["silence", "a byte of a header at a time"])
def test_a_stop_ends_a_call_that_is_under_way(call, name):
    """Long before its deadline; a write may have been carried out, and nothing is sent again."""
    stop = threading.Event()
    with listening(*NEVER[name]) as listener:
        found = error_of(
            call,
            listener.port,
            patience=noticing(call_s=60, stop_s=0.4),
            stop=stop,
            report=lambda _: stop.set(),
            monotonic=Looks(listener),
        )
        place = f"localhost:{listener.port}"

    text = f"{call}: hookops was stopped while it waited for an answer from {place}"
    expected = (9, text) if call is GET else (8, f"{text}; it may or may not have been carried out")
    assert expected == (found.exit_code, found.message)
    assert ("", 1) == (found.hint, listener.connections)


def test_a_stop_before_anything_was_sent():
    """A write that had no connection yet is proven not to be carried out."""
    stop, never = threading.Event(), threading.Event()

    found = error_of(
        PUT,
        9,
        patience=noticing(call_s=60, stop_s=0.1),
        stop=stop,
        report=lambda _: stop.set(),
        look_up=lambda host, port: never.wait() and [],
    )
    never.set()

    text = "hookops was stopped while it waited for the address of localhost:9; nothing was sent"
    assert (9, f"{PUT}: {text}") == (found.exit_code, found.message)


def test_after_a_stop_there_is_time_for_one_more_look():
    """What is asked for after the stop is answered, if that does not take long."""
    stop = threading.Event()
    stop.set()
    with listening(FINE) as listener:
        session = open_session(
            f"http://127.0.0.1:{listener.port}", Secret("t0ken"), read_only=True, stop=stop
        )
        answer = session.send(GET, DeferredValues(no_ids))
        session.close()

    assert {} == answer


def test_an_abandoned_session():
    """Its threads wait for nothing any more, and send nothing again."""
    opened: list[Session] = []
    with listening(9.0) as listener:
        session = open_session(
            f"http://127.0.0.1:{listener.port}",
            Secret("t0ken"),
            read_only=True,
            patience=noticing(call_s=60, stop_s=60),
            report=lambda _: opened[0].abandon(),
            monotonic=Looks(listener),
        )
        opened.append(session)
        with pytest.raises(Unavailable, match="hookops was stopped while it waited"):
            session.send(GET, DeferredValues(no_ids))
        session.close()

    assert 1 == listener.connections
