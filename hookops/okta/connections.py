"""Connections to one org: those of httpcore, on sockets that keep to the deadline of a call.

Imported only where there is a network: the embedded emulator needs none of it.
"""

import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

import httpcore

from hookops.network.deadlines import (
    Deadlines,
    LookUp,
    OutOfTime,
    connect_in_time,
    look_up_in_time,
    when_ready,
)
from hookops.network.proxies import Proxy
from hookops.network.readiness import Readiness, is_ready
from hookops.okta.encoding import plain

T = TypeVar("T")

ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)
"""Every way an exchange can fail; httpx has the same errors under the same names."""
CONNECTIONS = 10
_KEEP_S = 5.0
"""How long a connection that nobody uses stays open."""


class TimedStream(httpcore.NetworkStream):
    """A connection whose reads and writes are a part of the time of a call.

    The timeouts that httpcore passes are those of single reads, so they are not looked at.
    """

    def __init__(self, sock: socket.socket, deadlines: Deadlines) -> None:
        self._socket = sock
        self._deadlines = deadlines

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """At most so many bytes; none at the end."""
        self._deadlines.current.awaited = "an answer from"
        step = partial(self._socket.recv, max_bytes)
        return self._carry_out(step, "read", httpcore.ReadTimeout, httpcore.ReadError)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """All of it is sent."""
        self._deadlines.current.awaited = "the request to be taken by"
        rest = memoryview(buffer)
        while rest:
            step = partial(self._socket.send, rest)
            sent = self._carry_out(step, "write", httpcore.WriteTimeout, httpcore.WriteError)
            rest = rest[sent:]

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted."""
        self._deadlines.current.awaited = "a TLS connection to"
        try:
            # It takes over the socket, so that closing the new one closes both.
            sock = ssl_context.wrap_socket(
                self._socket, server_hostname=server_hostname, do_handshake_on_connect=False
            )
            self._socket = sock
            step = sock.do_handshake
            self._carry_out(step, "read", httpcore.ConnectTimeout, httpcore.ConnectError)
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Close the socket, whatever is on its way."""
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of an idle connection, and of one that may be HTTP/2."""
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        # An idle connection that has something to read was closed by the server.
        if info == "is_readable":
            return is_ready(self._socket, "read", 0)
        return None

    def _carry_out(
        self,
        step: Callable[[], T],
        event: Readiness,
        late: type[Exception],
        failed: type[Exception],
    ) -> T:
        try:
            return when_ready(self._socket, step, event, self._deadlines.current)
        except OutOfTime:
            raise late from None
        except OSError as problem:
            raise failed(str(problem)) from problem


class TimedBackend(httpcore.NetworkBackend):
    """Opens connections within the time of the call that needs one."""

    def __init__(self, deadlines: Deadlines, look_up: LookUp) -> None:
        self._deadlines = deadlines
        self._look_up = look_up

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """A connection to the first address of the host that takes one."""
        time = self._deadlines.current
        try:
            addresses = look_up_in_time(host, port, self._look_up, time)
            return TimedStream(connect_in_time(addresses, port, time), self._deadlines)
        except OutOfTime:
            raise httpcore.ConnectTimeout from None
        # A name that cannot be encoded is no OSError.
        except (OSError, UnicodeError) as problem:
            raise httpcore.ConnectError(str(problem)) from problem


class Connections:
    """A pool of connections to one org, through the proxy where there is one."""

    errors = ERRORS

    def __init__(
        self,
        trust: ssl.SSLContext,
        deadlines: Deadlines,
        look_up: LookUp,
        proxy: Proxy | None = None,
    ) -> None:
        self.trust = trust
        options: dict[str, Any] = {
            "ssl_context": trust,
            "max_connections": CONNECTIONS,
            "max_keepalive_connections": CONNECTIONS,
            "keepalive_expiry": _KEEP_S,
            "network_backend": TimedBackend(deadlines, look_up),
        }
        self._pool = httpcore.ConnectionPool(**options) if proxy is None else _pool(proxy, options)

    def exchange(
        self,
        method: str,
        url: tuple[bytes, bytes, int | None, bytes],
        headers: Iterable[tuple[bytes, bytes]],
        content: Iterable[bytes],
        extensions: Mapping[str, Any],
    ) -> httpcore.Response:
        """The answer, of which status and headers are there.

        Shape: `url` is scheme, host, port and target. Raises: one of `errors`.
        """
        scheme, host, port, target = url
        place = httpcore.URL(scheme=scheme, host=host, port=port, target=target)
        sent = httpcore.Request(
            method, place, headers=list(headers), content=content, extensions=dict(extensions)
        )
        return self._pool.handle_request(sent)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


def _pool(proxy: Proxy, options: Mapping[str, Any]) -> httpcore.HTTPProxy:
    """Tunnels through a proxy, which gets its own credential and none of the org's."""
    own: dict[bytes | str, bytes | str] = {}
    if proxy.authorization is not None:
        own["Proxy-Authorization"] = plain(proxy.authorization)
    place = httpcore.URL(scheme="http", host=proxy.host, port=proxy.port, target="/")
    return httpcore.HTTPProxy(place, proxy_headers=own, **options)
