"""One door to the registry: `Session.send`. The only module that imports httpx."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from ssl import PROTOCOL_TLS_CLIENT, SSLContext, SSLError
from threading import Event
from typing import Any

import httpx
import stamina

from hookops import __version__
from hookops.model.call import Call
from hookops.model.errors import HookopsError, Unavailable, WriteUnknown
from hookops.model.reporter import Reporter, report_nothing
from hookops.model.resource import ID, Json
from hookops.model.secret import Secret
from hookops.model.text import show
from hookops.okta.decoding import Answer, api_error, data, next_query, server_time, wait_s
from hookops.okta.encoding import DeferredValues, Request, encode, header, no_ids

MAX_BYTES = 32 * 1024 * 1024
"""Of one decoded body; 5,000 hooks are 4 MiB."""
SAFE = "GET"
EXECUTE = re.compile(rf"/api/v1/inlineHooks/{ID.pattern}/execute", re.ASCII)
"""Source: Okta Management API, Execute an inline hook: for tests; it changes nothing in Okta."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often one request is tried. Units: seconds."""

    attempts: int = 4
    first_wait_s: float = 1.0
    longest_wait_s: float = 90.0
    total_s: float = 600.0
    request_s: float = 30.0


class WriteRefused(Exception):
    """A write on a transport that cannot write: a bug in hookops, so it is not caught."""


class ReadOnly(httpx.BaseTransport):
    """Plan, drift and validate hold this one: a write cannot leave the process."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a GET; anything else is refused before it is sent."""
        if request.method != SAFE:
            raise WriteRefused(f"{request.method} on a read-only session")
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close the inner transport."""
        self._inner.close()


class ReadAndExecute(ReadOnly):
    """A preview through Okta holds this one: besides GET it sends the test of a hook, no more."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a GET, or a POST to exactly the path of a test; refuse anything else."""
        if request.method == "POST" and EXECUTE.fullmatch(request.url.raw_path.decode("ascii")):
            return self._inner.handle_request(request)
        return super().handle_request(request)


class _Again(Exception):
    """A try that may be repeated."""

    def __init__(self, error: HookopsError, wait_s: float | None = None) -> None:
        super().__init__()
        self.error = error
        self.wait_s = wait_s


class Session:
    """Requests to one org. Safe to share between threads."""

    def __init__(
        self,
        client: httpx.Client,
        *,
        patience: Patience,
        report: Reporter,
        clock: Callable[[], float],
        stop: Event,
    ) -> None:
        self._client = client
        self._patience = patience
        self._report = report
        self._clock = clock
        self._stop = stop
        self._ahead_s = 0.0

    def now_s(self) -> float:
        """Unix time by the org's clock, as far as its answers have told it."""
        return self._clock() + self._ahead_s

    def send(self, call: Call, deferred: DeferredValues) -> Json:
        """The data of the answer.

        Raises: ApiError when Okta says no; Unavailable when nothing was carried out and no
        answer came; WriteUnknown when a write may or may not have been carried out.
        """
        request = encode(call, deferred)
        return data(self._patiently(request), request)

    def send_once(self, call: Call) -> bytes:
        """The body of the answer to a request that is never sent again, whatever comes.

        Raises: ApiError for an answer that is not good; Unavailable when none came, and what was
        asked for may have been done then.
        """
        request = encode(call, DeferredValues(no_ids))
        try:
            answer = self._exchange(request)
        except (_Again, WriteUnknown) as problem:
            error = problem.error if isinstance(problem, _Again) else problem
            raise Unavailable(error.message) from None
        if answer.status >= 300:
            raise api_error(answer, request)
        return answer.body

    def pages(self, call: Call) -> Iterator[Json]:
        """The data of each page of a list; one page where Okta does not page."""
        first = request = encode(call, DeferredValues(no_ids))
        path, _, asked = first.path.partition("?")
        seen = {"", asked}
        while True:
            answer = self._patiently(request)
            yield data(answer, request)
            query = next_query(answer, str(self._client.base_url), path)
            if not query:
                return
            if query in seen:
                raise Unavailable(f"{first}: the list leads back to itself")
            seen.add(query)
            request = replace(first, path=f"{path}?{query}")

    def _patiently(self, request: Request) -> Answer:
        """The answer, a good one or a refusal, after as many tries as patience allows."""
        patience, last = self._patience, Event()
        try:
            for attempt in stamina.retry_context(
                on=lambda problem: not last.is_set() and self._again(problem),
                attempts=patience.attempts,
                timeout=patience.total_s,
                wait_initial=patience.first_wait_s,
                wait_max=patience.longest_wait_s,
                wait_jitter=patience.first_wait_s,
            ):
                if attempt.num == patience.attempts:
                    last.set()
                with attempt:
                    if attempt.num > 1:
                        self._report(f"{request}: try {attempt.num} of {patience.attempts}")
                    return self._once(request)
        except _Again as problem:
            raise problem.error from None
        raise AssertionError("unreachable")  # pragma: no cover

    def _again(self, problem: Exception) -> bool | float:
        """For stamina: whether to repeat, or after how many seconds.

        A long wait is waited here, where a signal can end it.
        """
        if not isinstance(problem, _Again) or self._stop.is_set():
            return False
        if problem.wait_s is None:
            return True
        wait = min(problem.wait_s, self._patience.longest_wait_s)
        self._report(f"rate limited by Okta: waiting {wait:.0f} s")
        return not self._stop.wait(wait) and 0.001

    def _once(self, request: Request) -> Answer:
        answer = self._exchange(request)
        if answer.status == 429:
            raise _Again(api_error(answer, request), wait_s(answer, self._clock()))
        if answer.status >= 500:
            error = api_error(answer, request)
            if request.writes:
                raise WriteUnknown(error.message)
            raise _Again(error)
        return answer

    def _exchange(self, request: Request) -> Answer:
        with _our_errors(request, str(self._client.base_url.copy_with(path="/"))):
            deadline = time.monotonic() + self._patience.request_s
            with self._client.stream(
                request.method, request.path, content=request.content, headers=_headers(request)
            ) as response:
                body = b"".join(_limited(response, deadline))
                headers = {name.lower(): value for name, value in response.headers.items()}
                answer = Answer(response.status_code, headers, body)
        self._ahead_s = server_time(answer, self._clock()) - self._clock()
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def open_session(
    url: str,
    token: Secret,
    *,
    read_only: bool,
    execute: bool = False,
    app: Any = None,
    patience: Patience = Patience(),
    report: Reporter = report_nothing,
    clock: Callable[[], float] = time.time,
    stop: Event | None = None,
) -> Session:
    """A session to the org at `url`, or to the WSGI application `app` in this process.

    No redirects, no proxies, certificates or credentials from the environment, ten connections.
    When `stop` is set, no wait goes on and nothing is tried again. With `execute` a read-only
    session can send the test of a hook too.
    """
    limits = httpx.Limits(max_connections=10, max_keepalive_connections=10)
    inner: httpx.BaseTransport
    if app is not None:
        inner = httpx.WSGITransport(app=app)
    else:
        inner = httpx.HTTPTransport(verify=_tls(url), trust_env=False, limits=limits)
    if read_only:
        inner = ReadAndExecute(inner) if execute else ReadOnly(inner)
    client = httpx.Client(
        base_url=url,
        transport=inner,
        headers={
            "Authorization": header(token),
            "Accept": "application/json",
            "User-Agent": f"hookops/{__version__}",
        },
        timeout=httpx.Timeout(patience.request_s, connect=10.0),
        follow_redirects=False,
        trust_env=False,
    )
    return Session(client, patience=patience, report=report, clock=clock, stop=stop or Event())


def _tls(url: str) -> SSLContext | bool:
    """Loading the certificates costs 40 ms, which plain http to loopback does not need.

    The bare context trusts nobody, so it cannot be used by mistake.
    """
    return SSLContext(PROTOCOL_TLS_CLIENT) if url.startswith("http://") else True


def _headers(request: Request) -> dict[str, str]:
    if request.content is not None:
        return {"Content-Type": "application/json"}
    return {} if request.method in (SAFE, "DELETE") else {"Content-Length": "0"}


def _limited(response: httpx.Response, deadline: float) -> Iterator[bytes]:
    """The body, unless it is too long or drips too slowly: httpx's timeout is per read."""
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > MAX_BYTES:
            raise httpx.ReadError(f"the answer is longer than {MAX_BYTES} bytes")
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the answer did not end in time")
        yield chunk


@contextmanager
def _our_errors(request: Request, url: str) -> Iterator[None]:
    """httpx's errors become ours, by whether the request can have been carried out."""
    try:
        yield
    except httpx.ConnectError as problem:
        reason = show(str(problem), 160)
        if _is_caused_by(problem, SSLError):
            # No retry: a certificate does not become trusted within a run.
            text = f"{request}: the certificate of {url} is not trusted: {reason}; nothing was sent"
            raise Unavailable(text, "no option disables this check") from None
        error = Unavailable(
            f"{request}: {url} cannot be reached: {reason}; nothing was sent",
            "is the organization's url right, and the network up?",
        )
        raise _Again(error) from None
    except (httpx.ConnectTimeout, httpx.PoolTimeout):
        raise _Again(
            Unavailable(f"{request}: no connection to {url} in time; nothing was sent")
        ) from None
    except httpx.HTTPError as problem:
        reason = f"{request}: no usable answer: {type(problem).__name__}"
        if request.writes:
            raise WriteUnknown(f"{reason}; it may or may not have been carried out") from None
        raise _Again(Unavailable(reason)) from None


def _is_caused_by(problem: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether a library raised the error because of one of this kind."""
    # httpx wraps httpcore's error, which wraps the one of ssl; each link may be implicit.
    while problem is not None and not isinstance(problem, kind):
        problem = problem.__cause__ or problem.__context__
    return problem is not None
