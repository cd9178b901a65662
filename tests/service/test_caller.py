"""One POST: deadline, sizes, TLS, and why there is no answer."""

import socket
import ssl
import threading

import pytest
from service.local import FINE, PUBLIC, certificate, trusting

from hookops.contracts.exchange import Reply
from hookops.contracts.values import Answer, NoAnswer
from hookops.network.authorities import public_trust
from hookops.network.outside import Network, connect, look_up
from hookops.okta.encoding import plain
from hookops.service.caller import post
from hookops.service.target import read_target

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LIMIT = 262_144


def call(listener, network=None, url="http://127.0.0.1:{port}/hook?a=1", budget_s=60.0, **more):
    options = {"headers": [("X-Own", "ü")], "body": b'{"a": 1}', **more}
    return post(
        read_target(url.format(port=listener.port), loopback=True),
        options["headers"],
        options["body"],
        budget_s=budget_s,
        loopback=True,
        network=network or listener.network("127.0.0.1"),
        text_of=plain,
    )


def secure(listener, network, **more):
    return call(listener, network, "https://hooks.example.com/hook", **more)


def test_what_is_sent(listen):
    """One POST with a length, the host's own name, and the headers that were given, as UTF-8."""
    listener = listen()

    reply = call(listener)

    ((head, body),) = listener.requests
    assert [
        "POST /hook?a=1 HTTP/1.1",
        f"Host: 127.0.0.1:{listener.port}",
        "X-Own: ü",
        "Content-Length: 8",
    ] == head.split("\r\n")
    assert b'{"a": 1}' == body
    assert (200, b"{}") == (reply.answer.status, reply.answer.body)
    assert {"content-type": "application/json", "content-length": "2"} == reply.answer.headers
    assert (None, "") == (reply.tls, reply.note)
    assert 0 < reply.answer.elapsed_s


SLOW = {
    "no answer": [30],
    "half a head": [HEAD, 30],
    "half a body": [HEAD, b"Content-Length: 4\r\n\r\n{}", 30],
    "a body without an end": [HEAD, b"\r\n{}", 30],
    "a byte now and then": [HEAD, b"Content-Length: 99999\r\n\r\n", (b"x", 0.01)],
    "a head without an end": [HEAD, (b"X", 0.01)],
}


@pytest.mark.promise("P26")
@pytest.mark.parametrize("script", SLOW.values(), ids=SLOW)
def test_the_deadline_is_for_everything(listen, script):
    """Whatever drips in, and for ever: after the budget there is no answer, and the call ends."""
    listener = listen(*script)

    reply = call(listener, budget_s=0.05)

    assert Reply(NoAnswer("timeout", 0.05), note="no whole answer came in time") == reply


@pytest.mark.parametrize("script", [[30], SLOW["a byte now and then"]], ids=["silent", "dripping"])
def test_the_deadline_holds_for_tls(listen, tmp_path, script):
    """The handshake, and what comes after."""
    context, path = certificate(tmp_path)
    listener = listen(*script, context=context if len(script) > 1 else None)

    reply = secure(listener, listener.network(PUBLIC, trust=trusting(path)), budget_s=0.1)

    assert NoAnswer("timeout", 0.1) == reply.answer


def test_a_slow_resolver_is_left_behind(listen):
    """Its time counts too."""
    listener, forever = listen(), threading.Event()
    network = Network(look_up=lambda host, port: [str(forever.wait())])

    reply = secure(listener, network, budget_s=0.02)
    forever.set()

    assert NoAnswer("timeout", 0.02) == reply.answer


@pytest.mark.parametrize("problem", [OSError("none"), UnicodeError("label too long")])
def test_a_name_without_an_address(listen, problem):
    """No connection, and the note has the reason."""

    def look_up(host, port):
        raise problem

    reply = secure(listen(), Network(look_up=look_up))

    assert Reply(NoAnswer("connection"), note="the host name has no address") == reply


def test_the_next_address_is_tried(listen):
    """Of several that all are public."""
    listener = listen(b"no TLS here\r\n", greets=True)

    def reach(address, port, timeout_s):
        if address != "8.8.4.4":
            raise ConnectionRefusedError(111, "Connection refused")
        return connect("127.0.0.1", listener.port, timeout_s)

    network = Network(
        look_up=lambda host, port: ["8.8.8.8", "8.8.4.4"],
        connect=reach,
        trust=lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
    )

    assert NoAnswer("tls") == secure(listener, network).answer
    assert 1 == listener.connections


def test_nobody_listens(listen):
    """The system's own words."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"

    reply = call(listen(), Network(), url)

    assert Reply(NoAnswer("connection"), note="Connection refused") == reply


UNREADABLE = {
    "nothing": [b""],
    "no HTTP": [b"SSH-2.0-OpenSSH\r\n\r\n"],
    "half a body": [HEAD, b"Content-Length: 9\r\n\r\n{}"],
    "half a chunk": [HEAD, b"Transfer-Encoding: chunked\r\n\r\n9\r\n{}"],
    "a bad chunk": [HEAD, b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}"],
    "101 headers": [HEAD, b"X-A: b\r\n" * 101, b"\r\n{}"],
    "long headers": [HEAD, b"".join(b"X-A: %b\r\n" % (b"b" * 60_000) for _ in "ab"), b"\r\n{}"],
    "an endless header": [HEAD, b"X-A: ", b"b" * 70_000, b"\r\n\r\n"],
}


@pytest.mark.parametrize("script", UNREADABLE.values(), ids=UNREADABLE)
def test_no_usable_answer(listen, script):
    """Cut off, no HTTP, or headers beyond all measure: there is no answer."""
    reply = call(listen(*script))

    assert NoAnswer("connection") == reply.answer
    assert reply.note


@pytest.mark.parametrize(
    ("script", "size"),
    [
        ([HEAD, b"Content-Length: %d\r\n\r\n" % (LIMIT - 1), b"x" * (LIMIT - 1)], LIMIT - 1),
        ([HEAD, b"Content-Length: %d\r\n\r\n" % LIMIT, b"x" * LIMIT], LIMIT),
        ([HEAD, b"Content-Length: 9999999\r\n\r\n", b"x" * (LIMIT + 500), 30], LIMIT + 1),
        ([HEAD, b"\r\n", *[b"x" * 100_000] * 9, 30], LIMIT + 1),
        ([HEAD, b"\r\n", b"{}"], 2),
        ([HEAD, b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"], 2),
        ([b"HTTP/1.1 100 Continue\r\n\r\n", FINE], 2),
        ([b"HTTP/1.1 204 No\r\n\r\n"], 0),
    ],
)
def test_sizes(listen, script, size):
    """Read to the end, or to one byte more than an answer may have."""
    assert size == len(call(listen(*script)).answer.body)


@pytest.mark.parametrize(("days", "shown"), [(90, 90), (1, 1)])
def test_tls(listen, tmp_path, days, shown):
    """The version, and how many days the certificate is good for."""
    context, path = certificate(tmp_path, days=days)
    listener = listen(context=context)

    reply = secure(listener, listener.network(PUBLIC, trust=trusting(path)))

    assert isinstance(reply.answer, Answer)
    assert ("TLSv1.3", shown) == (reply.tls.version, int(reply.tls.days_left))


def test_an_expired_certificate(listen, tmp_path):
    """No answer; that it has expired is known."""
    context, path = certificate(tmp_path, days=-1)
    listener = listen(context=context)

    reply = secure(listener, listener.network(PUBLIC, trust=trusting(path)))

    assert NoAnswer("tls") == reply.answer
    assert 0 == reply.tls.days_left
    assert "the certificate is not trusted: certificate has expired" == reply.note


@pytest.mark.parametrize("trusted", ["its own", "the public ones"])
def test_a_certificate_that_does_not_count(listen, tmp_path, trusted):
    """Of another name, or of an authority that the public does not know."""
    context, path = certificate(tmp_path, "other.example.com")
    own = trusted == "its own"
    listener = listen(context=context)

    reply = secure(
        listener, listener.network(PUBLIC, trust=trusting(path) if own else public_trust)
    )

    assert (NoAnswer("tls"), None, []) == (reply.answer, reply.tls, listener.requests)
    assert reply.note.startswith("the certificate is not trusted: ")


def test_no_tls_at_all(listen):
    """Plain HTTP where TLS was expected."""
    listener = listen(b"HTTP/1.1 400 Bad\r\n\r\n", greets=True)

    reply = secure(listener, listener.network(PUBLIC))

    assert NoAnswer("tls") == reply.answer
    assert reply.note.startswith("TLS failed: ")


def test_the_real_network():
    """Names are looked up, connections go to addresses as they are, and old TLS is not accepted."""
    assert "127.0.0.1" in look_up("localhost", 80)
    with pytest.raises(OSError):
        connect("127.0.0.1", 1, 0.5)
    with pytest.raises(OSError):
        connect("::1", 1, 0.5)
    context = public_trust()
    assert (ssl.CERT_REQUIRED, True) == (context.verify_mode, context.check_hostname)
    assert ssl.TLSVersion.TLSv1_2 == context.minimum_version
    assert context.keylog_filename is None
