"""One POST to a service, as Okta sends it, or a connection alone: in a given time, no redirects.

A name is resolved once; every address that it has is checked, and the connection goes to one of
those, so that no second look-up can lead elsewhere. Proxies and credentials of the environment
are never looked at.
"""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from socket import SHUT_RDWR, socket

from hookops.contracts.call import LIMIT_BYTES
from hookops.contracts.exchange import Reply, Tls
from hookops.contracts.values import Answer, NoAnswer
from hookops.model.errors import BlockedAddress
from hookops.network.addresses import Networks, is_in, is_loopback, why_blocked
from hookops.network.outside import Network
from hookops.service.target import Target

MAX_HEADER_BYTES = 64 * 1024
_CHUNK = 65_536
_DAY_S = 86_400
_EXPIRED = 10
"""Source: OpenSSL, X509_STORE_CTX_get_error, X509_V_ERR_CERT_HAS_EXPIRED."""


class _NoAddress(Exception):
    """The resolver knows no address of the host."""


def post(
    target: Target,
    headers: Sequence[tuple[str, str]],
    body: bytes,
    *,
    budget_s: float,
    loopback: bool,
    network: Network,
    networks: Networks = (),
) -> Reply:
    """The service's answer to this POST, or why there is none.

    Shape: header values are without line breaks; they are sent as UTF-8.
    Units: seconds from the name to the last byte of the body.
    Raises: BlockedAddress when an address of the host must not be connected to; nothing was sent.
    """

    def send(connection: HTTPConnection, call: _Call) -> Answer:
        status, found, content = _exchange(connection, target, headers, body)
        # An answer without a length ends where the deadline cut it off, and looks complete.
        return Answer(status, found, content, budget_s - call.remaining_s())

    return _connected(
        target, send, budget_s=budget_s, loopback=loopback, network=network, networks=networks
    )


def reach(target: Target, *, budget_s: float, network: Network) -> Reply:
    """How a connection to the service is secured, or why there is none; nothing is sent in it.

    Units and Raises: as `post`. Returns: an answer with the status 0 where there is a connection.
    """
    return _connected(
        target,
        lambda _, call: Answer(0, {}, b"", budget_s - call.remaining_s()),
        budget_s=budget_s,
        loopback=False,
        network=network,
        networks=(),
    )


def _connected(
    target: Target,
    use: Callable[[HTTPConnection, "_Call"], Answer],
    *,
    budget_s: float,
    loopback: bool,
    network: Network,
    networks: Networks,
) -> Reply:
    """What `use` makes of a connection to a checked address. Raises: BlockedAddress."""
    # Before the clock starts: reading the authorities takes time that is not the service's.
    trust = network.trust() if target.scheme == "https" else None
    call = _Call(target, network.clock() + budget_s, network)
    try:
        addresses = call.resolve(loopback=loopback, networks=networks)
        with call.connection(addresses, trust) as (connection, tls):
            return Reply(use(connection, call), tls)
    except _NoAddress:
        return Reply(NoAnswer("connection"), note="the host name has no address")
    except (OSError, HTTPException, ValueError) as problem:
        return _explain_failure(problem, call, budget_s)


class _Call:
    """One call with its deadline."""

    def __init__(self, target: Target, deadline_s: float, network: Network) -> None:
        self.target = target
        self.network = network
        self._deadline_s = deadline_s

    def remaining_s(self) -> float:
        """Seconds. Raises: TimeoutError when there are none."""
        left = self._deadline_s - self.network.clock()
        if left <= 0:
            raise TimeoutError
        return left

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed."""
        return self.network.clock() >= self._deadline_s

    def resolve(self, *, loopback: bool, networks: Networks) -> Sequence[str]:
        """All addresses of the host, each of them allowed. Raises: BlockedAddress."""
        found: list[str] = []

        def look_up() -> None:
            with suppress(OSError, UnicodeError):
                found.extend(self.network.look_up(self.target.host, self.target.port))

        # getaddrinfo takes no deadline, so its thread is abandoned when it takes too long.
        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(self.remaining_s())
        addresses = tuple(found)
        self.remaining_s()
        if not addresses:
            raise _NoAddress
        _check_addresses(self.target, addresses, loopback=loopback, networks=networks)
        return addresses

    @contextmanager
    def connection(
        self, addresses: Sequence[str], trust: ssl.SSLContext | None
    ) -> Iterator[tuple[HTTPConnection, Tls | None]]:
        """A connection that ends at the deadline, whatever is being waited for."""
        sock = self._connect(addresses)
        if trust:
            # The handshake comes later, under the timer, since it has to end in time too.
            sock = trust.wrap_socket(
                sock, server_hostname=self.target.host, do_handshake_on_connect=False
            )
        with sock:
            # A socket's own timeout would start anew with each byte that drips in.
            timer = threading.Timer(self.remaining_s(), _end_connection, [sock])
            timer.daemon = True
            timer.start()
            try:
                tls = self._handshake(sock) if isinstance(sock, ssl.SSLSocket) else None
                connection = HTTPConnection(self.target.host, self.target.port)
                connection.sock = sock
                yield connection, tls
            finally:
                timer.cancel()

    def _connect(self, addresses: Sequence[str]) -> socket:
        """The first address that answers; each of them gets its share of the time that is left."""
        # Without shares one address that drops packets would use up the time of the others.
        for index, address in enumerate(addresses[:-1]):
            share_s = self.remaining_s() / (len(addresses) - index)
            with suppress(OSError):
                return self.network.connect(address, self.target.port, share_s)
        return self.network.connect(addresses[-1], self.target.port, self.remaining_s())

    def _handshake(self, sock: ssl.SSLSocket) -> Tls:
        sock.do_handshake()
        # Empty when the peer has no certificate, which the context has refused before.
        ends = str((sock.getpeercert() or {}).get("notAfter", ""))
        left_s = ssl.cert_time_to_seconds(ends) - self.network.now_s()
        return Tls(sock.version() or "", left_s / _DAY_S)


def _check_addresses(
    target: Target, addresses: Sequence[str], *, loopback: bool, networks: Networks
) -> None:
    """Raises: BlockedAddress for the first address that must not be connected to."""
    # All of them, though one connection is made: a name that has both a public address and a
    # private one is how DNS rebinding begins.
    for address in addresses:
        complaint = why_blocked(address, loopback=loopback, networks=networks)
        near = is_loopback(address) or is_in(address, networks)
        if not complaint and target.scheme == "http" and not near:
            complaint = f"{address} is not this computer, and plain http goes nowhere else"
        if complaint:
            raise BlockedAddress(
                f"hookops does not call {target.host}: {complaint}",
                "Okta reaches public addresses only; nothing was sent",
            )


def _exchange(
    connection: HTTPConnection, target: Target, headers: Sequence[tuple[str, str]], body: bytes
) -> tuple[int, Mapping[str, str], bytes]:
    # http.client would add a Host with its own idea of the port, and an Accept-Encoding that Okta
    # is not known to send.
    connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", target.authority)
    for name, value in headers:
        connection.putheader(name, value.encode())
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    with connection.getresponse() as response:
        return response.status, _headers(response), _read(response)


def _headers(response: HTTPResponse) -> Mapping[str, str]:
    """By lower-case name; lines of one name are one value. Source: RFC 9110, 5.2."""
    lines = response.getheaders()
    if sum(len(name) + len(value) for name, value in lines) > MAX_HEADER_BYTES:
        raise HTTPException("the headers of the answer are too long")
    found: dict[str, str] = {}
    for name, value in lines:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _read(response: HTTPResponse) -> bytes:
    """The body, up to one byte more than any answer may have, so that a judge sees the excess."""
    body, most = bytearray(), LIMIT_BYTES + 1
    while chunk := _read_part(response, min(_CHUNK, most - len(body))):
        body += chunk
    # http.client does not raise for a body that is shorter than its Content-Length.
    if len(body) < most and response.length:
        raise HTTPException("the answer is incomplete")
    return bytes(body)


def _read_part(response: HTTPResponse, size: int) -> bytes:
    """Some bytes of the body, never more than `size`.

    http.client takes a chunk's size as Python takes a number: `-1` would read without an end.
    """
    part = response.read1(size) if response.chunked else response.read(size)
    if response.chunked and response.chunk_left is not None and response.chunk_left < 0:
        raise HTTPException("a chunk of the answer has no size")
    return part


def _end_connection(sock: socket) -> None:
    """End the connection, so that a thread which reads from it gets its end."""
    # Not SSLSocket.shutdown: it drops the TLS object while the other thread reads through it.
    with suppress(OSError):
        socket.shutdown(sock, SHUT_RDWR)


def _explain_failure(problem: Exception, call: _Call, budget_s: float) -> Reply:
    # The deadline comes first: what it interrupts fails with any of the other errors.
    if call.is_late or isinstance(problem, TimeoutError):
        return Reply(NoAnswer("timeout", budget_s), note="no whole answer came in time")
    if isinstance(problem, ssl.SSLCertVerificationError):
        expired = Tls("", 0.0) if problem.verify_code == _EXPIRED else None
        note = f"the certificate is not trusted: {problem.verify_message}"
        return Reply(NoAnswer("tls"), expired, note)
    # `reason` is OpenSSL's constant; the whole text may quote the peer.
    if isinstance(problem, ssl.SSLError):
        return Reply(NoAnswer("tls"), note=f"TLS failed: {problem.reason}")
    reason = "the answer is not valid HTTP"
    if isinstance(problem, OSError):
        reason = problem.strerror or type(problem).__name__
    return Reply(NoAnswer("connection"), note=reason)
