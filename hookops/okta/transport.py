"""One request to Okta and its whole answer. The only module that imports httpx."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ssl import PROTOCOL_TLS_CLIENT, SSLContext, SSLError
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from hookops import __version__
from hookops.model.diagnostic import Reporter, report_nothing
from hookops.model.errors import Unavailable, WriteUnknown
from hookops.model.resource import ID
from hookops.model.text import show
from hookops.network.authorities import Authorities
from hookops.network.deadlines import CallTime, Deadlines, Limits, LookUp, OutOfTime
from hookops.network.outside import look_up
from hookops.network.proxies import Proxy
from hookops.okta.decoding import Answer
from hookops.okta.encoding import TOKEN_PATH, Request, encode_headers
from hookops.okta.retries import Retryable, not_connected, proxy_error

if TYPE_CHECKING:
    from hookops.okta.connections import Connections

AGENT = "hookops/"
"""How the `User-Agent` of every request begins; its version follows."""
MAX_BYTES = 32 * 1024 * 1024
"""Of one decoded body; 5,000 hooks are 4 MiB."""
EXECUTE = re.compile(rf"/api/v1/inlineHooks/{ID.pattern}/execute", re.ASCII)
"""Source: Okta Management API, Execute an inline hook: for tests; it changes nothing in Okta."""


Errors = tuple[type[Exception], ...]


class ReadOnlyViolation(Exception):
    """A write on a transport that cannot write: a bug in hookops, so nothing catches it."""


class ReadOnly(httpx.BaseTransport):
    """The transport of plan, drift and usage: a write cannot leave the process."""

    # A check in front of the socket also catches the write that a new workflow sends by mistake.

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a GET, or ask for an access token; block anything else before it is sent."""
        # The raw path, since httpx's decoded one makes a slash of `%2F`.
        asks = request.method == "POST" and request.url.raw_path == TOKEN_PATH.encode()
        if request.method != "GET" and not asks:
            raise ReadOnlyViolation(f"{request.method} on a read-only session")
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close the inner transport."""
        self._inner.close()


class ReadAndExecute(ReadOnly):
    """The transport of a preview through Okta: besides GET it sends the test of a hook."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a GET, or a POST to exactly the path of a test; block anything else."""
        if request.method == "POST" and EXECUTE.fullmatch(request.url.raw_path.decode("ascii")):
            return self._inner.handle_request(request)
        return super().handle_request(request)


class Network(httpx.BaseTransport):
    """The transport to an org on the network, each of whose calls has one deadline."""

    # httpx's own transport takes no sockets but httpcore's, whose timeouts are those of one read.

    def __init__(self, connections: "Connections") -> None:
        self.connections = connections

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, of which status and headers are there."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        url = request.url
        errors = self.connections.errors
        with _httpx_errors(errors):
            answer = self.connections.exchange(
                request.method,
                (url.raw_scheme, url.raw_host, url.port, url.raw_path),
                request.headers.raw,
                request.stream,
                request.extensions,
            )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream, errors),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close the connections."""
        self.connections.close()


class _Body(httpx.SyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, parts: Any, errors: Errors) -> None:
        self._parts = parts
        self._errors = errors

    def __iter__(self) -> Iterator[bytes]:
        with _httpx_errors(self._errors):
            yield from self._parts

    def close(self) -> None:
        self._parts.close()


@contextmanager
def _httpx_errors(errors: Errors) -> Iterator[None]:
    """These errors of httpcore become those of httpx, which have the same names."""
    try:
        yield
    except errors as problem:
        same: type[httpx.TransportError] = getattr(httpx, type(problem).__name__)
        raise same(str(problem)) from problem


class Transport:
    """Exchanges with one org, without retries. Safe to share between threads."""

    def __init__(
        self, client: httpx.Client, deadlines: Deadlines, proxy: Proxy | None = None
    ) -> None:
        self.client = client
        self._proxy = proxy
        self.url = str(client.base_url)
        self._deadlines = deadlines

    def exchange(self, request: Request) -> Answer:
        """The answer, whatever its status.

        Raises: Retryable for a failure that cannot have changed anything; WriteUnknown for a
        write that may or may not have been carried out; Unavailable where a retry is no use.
        """
        url = str(self.client.base_url.copy_with(path="/"))
        # Without the query, which is long where it is a filter.
        title = f"{request.method} {request.path.partition('?')[0]}"
        with (
            self._deadlines.call(title) as call,
            _our_errors(request, url, call, self._proxy),
            self.client.stream(
                request.method,
                request.path,
                content=request.content,
                headers=encode_headers(request),
            ) as response,
        ):
            body = b"".join(_limited(response, call))
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, headers, body)

    def end_all(self) -> None:
        """No exchange waits for anything any more."""
        self._deadlines.end_all()

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


def _limited(response: httpx.Response, call: CallTime) -> Iterator[bytes]:
    """The body's chunks, unless it is too long or too slow."""
    # The size is that after decompression. On the network the sockets look at the time as well;
    # an application in this process has none.
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > MAX_BYTES:
            raise httpx.ReadError(f"the answer is longer than {MAX_BYTES} bytes")
        call.left_s()
        yield chunk


def open_transport(
    url: str,
    *,
    read_only: bool,
    execute: bool = False,
    app: Any = None,
    limits: Limits = Limits(),
    stop: Event | None = None,
    report: Reporter = report_nothing,
    monotonic: Callable[[], float] = time.monotonic,
    look_up: LookUp = look_up,
    trust: SSLContext | None = None,
    proxy: Proxy | None = None,
) -> Transport:
    """A transport to the org at `url`, or to the WSGI application `app` in this process.

    No redirects, and nothing that httpx would take from the environment; ten connections.
    With `execute` a read-only transport can send the test of a hook too; `trust` is one of
    `load_trust` for that URL, where several transports share it.
    """
    _silence()
    host = urlsplit(url).netloc
    deadlines = Deadlines(host, limits, stop=stop or Event(), report=report, monotonic=monotonic)
    inner: httpx.BaseTransport
    if app is not None:
        inner = httpx.WSGITransport(app=app)
    else:
        from hookops.okta.connections import Connections

        inner = Network(Connections(trust or load_trust(url), deadlines, look_up, proxy))
    if read_only:
        inner = ReadAndExecute(inner) if execute else ReadOnly(inner)
    client = httpx.Client(
        base_url=url,
        transport=inner,
        headers={"Accept": "application/json", "User-Agent": f"{AGENT}{__version__}"},
        # For a connection that is free; the sockets look at the time themselves.
        timeout=limits.call_s,
        follow_redirects=False,
        trust_env=False,
    )
    return Transport(client, deadlines, proxy)


def _silence() -> None:
    # Whoever listens: URLs and headers, so secrets, are in what these libraries log.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def load_trust(url: str, authorities: Authorities = Authorities()) -> SSLContext:
    """What says which certificates are trusted there; one serves any number of connections.

    Raises: InvalidInput for authorities that cannot be read.
    """
    # Loading the certificates costs 40 ms, which plain http to loopback does not need. The bare
    # context trusts nobody, so using it by mistake cannot lead to an unchecked connection.
    return SSLContext(PROTOCOL_TLS_CLIENT) if url.startswith("http://") else authorities.trust()


@contextmanager
def _our_errors(request: Request, url: str, call: CallTime, proxy: Proxy | None) -> Iterator[None]:
    """httpx's errors become ours, by whether the request can have been carried out."""
    try:
        yield
    except httpx.ProxyError as problem:
        assert proxy is not None
        raise proxy_error(request, url, proxy, str(problem)[:3]) from None
    except httpx.ConnectError as problem:
        reason = show(str(problem), 160)
        if _is_caused_by(problem, SSLError):
            # No retry: a certificate does not become trusted within a run.
            text = f"{request}: the certificate of {url} is not trusted: {reason}; nothing was sent"
            raise Unavailable(text, _UNTRUSTED) from None
        raise not_connected(request, url, proxy, reason) from None
    except (httpx.ConnectTimeout, httpx.PoolTimeout):
        # Unlike the other timeouts these come before the first byte, so a write is safe to repeat.
        reason = call.ended or f"no connection to {url} in time"
        text = f"{request}: {reason}; nothing was sent"
        raise Retryable(Unavailable(text, _hint(call))) from None
    except (httpx.HTTPError, OutOfTime) as problem:
        # The name of its class alone: the text may quote what was sent or received.
        reason = f"{request}: {call.ended or f'no usable answer: {type(problem).__name__}'}"
        if request.writes:
            raise WriteUnknown(f"{reason}; it may or may not have been carried out") from None
        raise Retryable(Unavailable(reason, _hint(call))) from None


_UNTRUSTED = (
    "where a company's proxy signs certificates, HOOKOPS_CA_BUNDLE names the file with its "
    "authority, or says system; no option disables this check"
)


def _hint(call: CallTime) -> str:
    text = "is the network up, and Okta? status.okta.com lists its incidents"
    return "" if call.is_stopped else text


def _is_caused_by(problem: BaseException | None, kind: type[BaseException]) -> bool:
    # httpx wraps httpcore's error, which wraps the one of ssl; each link may be implicit.
    while problem is not None and not isinstance(problem, kind):
        problem = problem.__cause__ or problem.__context__
    return problem is not None
