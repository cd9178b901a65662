"""One connection: its socket is closed whenever it is of no use any more."""

import select
import socket
import ssl
import threading
from contextlib import suppress

import httpcore
import pytest
from service.local import read_request

from hookops.model.call import Call
from hookops.model.secret import Secret
from hookops.network.deadlines import Deadlines, Limits
from hookops.okta.connections import TimedBackend, TimedStream
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.session import open_session


@pytest.fixture
def deadlines():
    """Of a call that has a tenth of a second."""
    found = Deadlines("the org", Limits(call_s=0.1), stop=threading.Event(), monotonic=lambda: 0.0)
    with found.call("GET /a"):
        yield found


def over(deadlines):
    """Its calls have no time left."""
    deadlines.end_all()
    return deadlines


def is_closed(peer):
    """Whether the other end of the connection is closed, whatever it has sent before."""
    peer.setblocking(False)
    poller = select.poll()
    poller.register(peer, select.POLLIN)
    while poller.poll(0):
        # With something unread on the other side, the end is a reset.
        with suppress(ConnectionResetError):
            if peer.recv(65536):
                continue
        return True
    return False


def test_a_stream_that_is_closed(deadlines):
    """Its socket is, at once."""
    near, far = socket.socketpair()
    stream = TimedStream(near, deadlines)
    before = is_closed(far)
    stream.close()

    assert (False, True) == (before, is_closed(far))
    far.close()


@pytest.mark.parametrize(
    ("said", "error"),
    [(b"no TLS at all\r\n", httpcore.ConnectError), (b"", httpcore.ConnectTimeout)],
)
def test_a_handshake_that_fails(deadlines, said, error):
    """It closes the connection, whether the server says something wrong or nothing."""
    near, far = socket.socketpair()
    near.setblocking(False)
    far.sendall(said)
    stream = TimedStream(near, deadlines if said else over(deadlines))

    # The error is held until the end, and with it everything that would else be collected.
    with pytest.raises(error) as problem:
        stream.start_tls(ssl.create_default_context(), "localhost")

    assert (True, True) == (is_closed(far), bool(problem))
    far.close()


@pytest.mark.parametrize("error", [httpcore.ReadTimeout, httpcore.WriteTimeout])
def test_a_call_without_time(deadlines, error):
    """It neither reads nor writes, though it could."""
    near, far = socket.socketpair()
    far.sendall(b"HTTP/1.1 200 OK\r\n")
    stream = TimedStream(near, over(deadlines))

    with pytest.raises(error):
        stream.read(100) if error is httpcore.ReadTimeout else stream.write(b"GET /")

    assert not is_closed(far)
    near.close()
    far.close()


def test_what_httpcore_asks_of_a_stream(deadlines):
    """An idle connection that can be read was closed by the server; and whether there is TLS."""
    near, far = socket.socketpair()
    stream = TimedStream(near, deadlines)
    idle = stream.get_extra_info("is_readable")
    far.close()

    assert (False, True) == (idle, stream.get_extra_info("is_readable"))
    assert (None, None) == (stream.get_extra_info("ssl_object"), stream.get_extra_info("other"))
    stream.close()


def test_no_time_for_a_connection(deadlines):
    """It ends as httpcore's own time for one does."""
    backend = TimedBackend(over(deadlines), lambda host, port: ["127.0.0.1"])

    with pytest.raises(httpcore.ConnectTimeout):
        backend.connect_tcp("localhost", 9)


def test_a_session_that_is_closed():
    """It closes the connections that it kept for the next request."""
    server, closed = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve():
        taken, _ = server.accept()
        read_request(taken)
        taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
        if not taken.recv(1):
            closed.set()

    threading.Thread(target=serve, daemon=True).start()
    url = f"http://127.0.0.1:{server.getsockname()[1]}"
    session = open_session(url, Secret("t0ken"), read_only=True)
    session.send(Call("GET", ("a",)), DeferredValues(no_ids))
    session.close()

    assert closed.wait(10)
    server.close()
