"""One HTTP request to a hook's service, as Okta sends it: in a given time, without redirects.

Addresses that may be called, deadline, size; what is sent and how often is decided in
`hook_call.py`. Proxy settings of the environment are not looked at.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from hookops.emulator.service.addresses import is_callable, is_loopback

_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; a redirect is an answer like others."""

    status: int
    body: bytes = field(repr=False)


class CallFailed(Exception):
    """A call got no usable answer; the text says why."""


class NoAnswer(CallFailed):
    """There was no connection, or no whole answer in time."""


class NotAllowed(CallFailed):
    """The URL is none that may be called; another attempt would not help."""


class TooLarge(CallFailed):
    """The answer is longer than allowed."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Under which a service is called."""

    loopback: bool
    """This computer may be called, and there plain HTTP."""
    longest: int
    """An answer must have fewer bytes."""


def post(
    url: str, headers: list[tuple[str, str]], body: bytes, deadline_s: float, rules: Rules
) -> Answer:
    """The answer to this POST.

    Units: `deadline_s` is a time of `time.monotonic`, for everything from name to last byte.
    Raises: CallFailed.
    """
    parts = _checked(url, rules)
    try:
        with _connection(parts, deadline_s, rules) as connection:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            # The name of the host as it is written, without a user before it.
            connection.putrequest("POST", path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", parts.netloc.rpartition("@")[2])
            for key, value in headers:
                connection.putheader(key, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            with connection.getresponse() as response:
                answer = Answer(response.status, _read(response, rules.longest))
        # An answer without a length ends where it was cut off.
        _left(deadline_s)
        return answer
    # Apart from other failures: the text says what is wrong with the certificate, and whose it is.
    except ssl.SSLCertVerificationError as problem:
        raise NoAnswer(f"the certificate was not trusted: {problem.verify_message}") from None
    except (OSError, HTTPException, ValueError) as problem:
        # The socket was cut off at the deadline, which looks like a failure of any kind.
        if time.monotonic() >= deadline_s:
            raise NoAnswer("no whole answer came in time") from None
        raise NoAnswer(f"the connection failed: {type(problem).__name__}") from None


def _checked(url: str, rules: Rules) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        known = False
    # http.client would raise in the middle of a request for what is no ASCII.
    if not known or not url.isascii():
        raise NotAllowed("the URL cannot be called")
    if parts.scheme == "http" and not rules.loopback:
        raise NotAllowed(_refused("plain http"))
    return parts


def _refused(what: str) -> str:
    return (
        f"the emulator does not call {what} unless the switch service_addresses is loopback "
        "(--allow-loopback)"
    )


@contextmanager
def _connection(parts: SplitResult, deadline_s: float, rules: Rules) -> Iterator[HTTPConnection]:
    """A connection that is cut off at the deadline, whatever is being waited for."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = HTTPConnection(host, port)
    # Resolved here and not by http.client, which would connect to whatever it finds.
    addresses = _resolve(host, port, deadline_s)
    _check_addresses(parts.scheme, addresses, rules)
    sock = connect(addresses, port, deadline_s)
    try:
        if parts.scheme == "https":
            # The handshake comes later, under the timer: a peer may begin it and never end it.
            sock = ssl.create_default_context().wrap_socket(
                sock, server_hostname=host, do_handshake_on_connect=False
            )
        # A timeout of the socket would start anew with each byte that drips in.
        timer = threading.Timer(_left(deadline_s), _cut, [sock])
        timer.daemon = True
        timer.start()
        try:
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            connection.sock = sock
            yield connection
        finally:
            timer.cancel()
    finally:
        sock.close()


def _cut(sock: socket.socket) -> None:
    """Whoever reads from the socket finds it ended."""
    # Not SSLSocket's own method: that one takes the object away from the reader.
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _left(deadline_s: float) -> float:
    left = deadline_s - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def connect(addresses: list[str], port: int, deadline_s: float) -> socket.socket:
    """A connection to the first address that takes it."""
    # The last one's error is the one that is reported.
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=_left(deadline_s))
    return socket.create_connection((addresses[-1], port), timeout=_left(deadline_s))


def _resolve(host: str, port: int, deadline_s: float) -> list[str]:
    """The addresses to call; checked and then used, so that no second look-up gives another."""
    found: list[str] = []

    def look_up() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(str(info[4][0]) for info in infos)

    # A resolver takes no deadline, so it is left behind when it takes too long.
    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(_left(deadline_s))
    if not found:
        raise NoAnswer("the host name has no address")
    return found


def _check_addresses(scheme: str, addresses: list[str], rules: Rules) -> None:
    """Raises: NotAllowed for the first address that must not be called."""
    # All of them: a name with one public address and one private must not get past.
    for address in addresses:
        if not is_callable(address, loopback=rules.loopback):
            if is_loopback(address):
                raise NotAllowed(_refused("this computer"))
            # No switch helps there, and a message must not say so.
            raise NotAllowed("the emulator never calls an address that is not of the Internet")
        if scheme == "http" and not is_loopback(address):
            raise NotAllowed("the emulator calls plain http on this computer alone")


def _read(response: HTTPResponse, longest: int) -> bytes:
    body = bytearray()
    while chunk := response.read(_CHUNK):
        body += chunk
        # Source: Okta, Inline hooks concept: under 256 KB. Stopped on the way, not after all has
        # come.
        if len(body) >= longest:
            raise TooLarge(f"the answer has {longest} bytes or more")
    # What is left of the announced length: the service ended early.
    if response.length:
        raise HTTPException("the answer is incomplete")
    return bytes(body)
