"""Whether a socket has something to read, or takes something: by poll, or select where none is."""

import select
import socket
from typing import Literal

Readiness = Literal["read", "write"]


def is_ready(sock: socket.socket, event: Readiness, timeout_s: float) -> bool:
    """Whether it is within so long; one that failed is ready, and the next step says of what."""
    if hasattr(select, "poll"):
        # Not select.select, which takes no descriptor above 1023 there.
        poller = select.poll()
        poller.register(sock, select.POLLIN if event == "read" else select.POLLOUT)
        return bool(poller.poll(timeout_s * 1000))
    read, write = ([sock], []) if event == "read" else ([], [sock])
    # A connection that failed is neither to Windows: it is among the exceptional ones.
    return any(select.select(read, write, [sock], timeout_s))
