"""What a socket is ready for; the same by poll and, where there is none, by select."""

import socket

import pytest

from hookops.network.readiness import is_ready


@pytest.fixture
def ends():
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def test_something_to_read(ends):
    """Only once there is something, or the end."""
    near, far = ends
    before = is_ready(near, "read", 0)
    far.send(b"a")
    after = is_ready(near, "read", 5)
    near.recv(1)
    far.close()

    assert (False, True, True) == (before, after, is_ready(near, "read", 5))


def test_room_to_write(ends):
    """Until the other side has been sent more than it reads."""
    near, _ = ends
    near.setblocking(False)
    before = is_ready(near, "write", 0)
    with pytest.raises(BlockingIOError):
        while True:
            near.send(b"x" * 65536)

    assert (True, False) == (before, is_ready(near, "write", 0))


def test_a_connection_that_is_refused():
    """It is ready, and says why it failed: nobody waits for it."""
    with socket.socket() as taken, socket.socket() as near:
        taken.bind(("127.0.0.1", 0))
        near.setblocking(False)
        near.connect_ex(taken.getsockname())

        assert is_ready(near, "write", 5)
        assert 0 != near.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
