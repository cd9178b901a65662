"""One POST to a service, as Okta sends it, or a connection alone: in a given time, no redirects.

A name is resolved once; every address that it has is checked, and the connection goes to one of
those, so that no second look-up can lead elsewhere. Where the environment names a proxy, that is
asked for a tunnel to one of them; only where this computer cannot resolve the name, the proxy does.
"""

import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from socket import SHUT_RDWR, socket

from hookops.contracts.exchange import Reply, Tls
from hookops.contracts.values import Answer, NoAnswer
from hookops.model.errors import BlockedAddress
from hookops.model.secret import Secret
from hookops.network.addresses import Networks, is_in, is_loopback, why_blocked
from hookops.network.outside import Network
from hookops.network.proxies import Proxy
from hookops.service.http import exchange
from hookops.service.target import Target
from hookops.service.tunnel import open_tunnel

_DAY_S = 86_400
_EXPIRED = 10
"""Source: OpenSSL, X509_STORE_CTX_get_error, X509_V_ERR_CERT_HAS_EXPIRED."""


class _NoAddress(Exception):
    """The resolver knows no address of the host."""


def proxy_of(target: Target, network: Network) -> Proxy | None:
    """The proxy on the way to a service; plain http, which stays near, goes through none."""
    near = target.scheme == "http"
    return None if near else network.proxies.between(target.host, target.port)


def post(
    target: Target,
    headers: Sequence[tuple[str, str]],
    body: bytes,
    *,
    budget_s: float,
    loopback: bool,
    network: Network,
    networks: Networks = (),
    text_of: Callable[[Secret], str],
) -> Reply:
    """The service's answer to this POST, or why there is none.

    Shape: header values are without line breaks; they are sent as UTF-8. `text_of` turns the
    proxy's own credential into text, which goes to the proxy alone.
    Units: seconds from the name to the last byte of the body.
    Raises: BlockedAddress when an address of the host must not be connected to; nothing was sent.
    """

    def send(connection: HTTPConnection, call: _Call) -> Answer:
        status, found, content = exchange(connection, target, headers, body)
        # An answer without a length ends where the deadline cut it off, and looks complete.
        return Answer(status, found, content, budget_s - call.remaining_s())

    return _connected(
        target,
        send,
        budget_s=budget_s,
        loopback=loopback,
        network=network,
        networks=networks,
        text_of=text_of,
    )


def reach(
    target: Target, *, budget_s: float, network: Network, text_of: Callable[[Secret], str]
) -> Reply:
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
        text_of=text_of,
    )


def _connected(
    target: Target,
    use: Callable[[HTTPConnection, "_Call"], Answer],
    *,
    budget_s: float,
    loopback: bool,
    network: Network,
    networks: Networks,
    text_of: Callable[[Secret], str],
) -> Reply:
    """What `use` makes of a connection to a checked address. Raises: BlockedAddress."""
    proxy = proxy_of(target, network)
    # Before the clock starts: reading the authorities takes time that is not the service's.
    load = network.authorities.trust if proxy else network.trust
    trust = load() if target.scheme == "https" else None
    call = _Call(target, network.clock() + budget_s, network, proxy, text_of)
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

    def __init__(
        self,
        target: Target,
        deadline_s: float,
        network: Network,
        proxy: Proxy | None,
        text_of: Callable[[Secret], str],
    ) -> None:
        self.target = target
        self.network = network
        self._deadline_s = deadline_s
        self._proxy = proxy
        self._text_of = text_of

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
        """All addresses of the host, each of them allowed. Raises: BlockedAddress.

        None where only the proxy knows them.
        """
        addresses = self._look_up(self.target.host, self.target.port)
        if not addresses and not self._proxy:
            raise _NoAddress
        _check_addresses(self.target, addresses, loopback=loopback, networks=networks)
        return addresses

    def _look_up(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a name, in the time that is left; none where there are none."""
        found: list[str] = []

        def look_up() -> None:
            with suppress(OSError, UnicodeError):
                found.extend(self.network.look_up(host, port))

        # getaddrinfo takes no deadline, so its thread is abandoned when it takes too long.
        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(self.remaining_s())
        addresses = tuple(found)
        self.remaining_s()
        return addresses

    @contextmanager
    def connection(
        self, addresses: Sequence[str], trust: ssl.SSLContext | None
    ) -> Iterator[tuple[HTTPConnection, Tls | None]]:
        """A connection that ends at the deadline, whatever is being waited for."""
        sock = self._tunnel(self._proxy, addresses) if self._proxy else self._connect(addresses)
        if trust:
            # The handshake comes later, under the timer, since it has to end in time too.
            sock = trust.wrap_socket(
                sock, server_hostname=self.target.host, do_handshake_on_connect=False
            )
        with sock, self._timer(sock):
            tls = self._handshake(sock) if isinstance(sock, ssl.SSLSocket) else None
            connection = HTTPConnection(self.target.host, self.target.port)
            connection.sock = sock
            yield connection, tls

    @contextmanager
    def _timer(self, sock: socket) -> Iterator[None]:
        """The connection ends at the deadline."""
        # A socket's own timeout would start anew with each byte that drips in.
        timer = threading.Timer(self.remaining_s(), _end_connection, [sock])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _tunnel(self, proxy: Proxy, addresses: Sequence[str]) -> socket:
        """A connection through the proxy, to an address that was checked where there is one."""
        known = self._look_up(proxy.host, proxy.port)
        if not known:
            raise OSError(None, f"the proxy {proxy.shown} has no address")
        sock = self._connect_to(known, proxy.port)
        try:
            with self._timer(sock):
                open_tunnel(sock, proxy, self._place(addresses), self._text_of)
        except BaseException:
            sock.close()
            raise
        return sock

    def _place(self, addresses: Sequence[str]) -> str:
        host = addresses[0] if addresses else self.target.host
        return f"[{host}]:{self.target.port}" if ":" in host else f"{host}:{self.target.port}"

    def _connect(self, addresses: Sequence[str]) -> socket:
        return self._connect_to(addresses, self.target.port)

    def _connect_to(self, addresses: Sequence[str], port: int) -> socket:
        """The first address that answers; each of them gets its share of the time that is left."""
        # Without shares one address that drops packets would use up the time of the others.
        for index, address in enumerate(addresses[:-1]):
            share_s = self.remaining_s() / (len(addresses) - index)
            with suppress(OSError):
                return self.network.connect(address, port, share_s)
        return self.network.connect(addresses[-1], port, self.remaining_s())

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
