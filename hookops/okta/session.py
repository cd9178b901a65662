"""Calls to one org: what is sent again, what is waited for, and the pages of a list."""

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from random import uniform
from ssl import SSLContext
from threading import Event
from typing import Any, TypeVar

from hookops.kinds.inline_hook.existing.hiding import Known, hide
from hookops.model.call import Call
from hookops.model.diagnostic import Reporter, report_nothing
from hookops.model.errors import Unavailable, WriteUnknown
from hookops.model.resource import Json
from hookops.model.secret import Secret
from hookops.network.deadlines import Limits, LookUp
from hookops.network.outside import look_up
from hookops.network.proxies import Proxy
from hookops.network.trace import traced
from hookops.okta.auth.access import open_access
from hookops.okta.auth.credential import Credential
from hookops.okta.auth.scopes import scope_of_call
from hookops.okta.decoding import Answer, api_error, check_repeated, decode, without
from hookops.okta.encoding import DeferredValues, Request, encode, no_ids
from hookops.okta.observed.clock import OrgClock
from hookops.okta.observed.traffic import Traffic, TrafficCount
from hookops.okta.pages import MAX_PAGES, Pages
from hookops.okta.retries import Retryable, check_retry
from hookops.okta.transport import Transport, open_transport

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long one request is attempted. Units: seconds."""

    attempts: int = 4
    first_wait_s: float = 1.0
    longest_wait_s: float = 90.0
    # Okta counts requests per minute and for all clients together: a few windows may be missed.
    total_s: float = 600.0
    call: Limits = field(default_factory=Limits)
    """Of each attempt."""


class Session:
    """Requests to one org. Safe to share between threads."""

    def __init__(
        self,
        transport: Transport,
        *,
        credential: Credential,
        expected: Collection[str],
        note: Callable[[Secret], object],
        patience: Patience,
        report: Reporter,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        stop: Event,
        before_write: Callable[[], object] = lambda: None,
    ) -> None:
        self._transport = transport
        self._patience = patience
        self._report = report
        self._clock = OrgClock(clock)
        # A token request is one exchange of this session: counted, and its date is learnt.
        self._access = open_access(
            credential, transport.url, self._send, self._clock, expected=expected, note=note
        )
        self._monotonic = monotonic
        self._stop = stop
        self._before_write = before_write
        self._count = TrafficCount()
        self.known = Known()
        """Which values of hooks no answer shows, and which it shows whatever they look like."""

    def now_s(self) -> float:
        """Unix time by the org's clock, as its last answer gave it; at first by the local one."""
        # Evidence is compared with times that Okta writes, and local clocks are often wrong.
        return self._clock.now_s()

    def send(
        self,
        call: Call,
        deferred: DeferredValues,
        before_retry: Callable[[], object] = lambda: None,
    ) -> Json:
        """The data of the answer.

        Shape: `before_retry` is called before each further attempt, which it ends by an exception.
        Raises: ApiError when Okta refuses; Unavailable when nothing was carried out and no
        answer came; WriteUnknown when a write may or may not have been carried out.
        """
        request = encode(call, deferred)
        if request.writes:
            self._before_write()
        answer, sent = self._exchange_patiently(request, before_retry)
        data = hide(decode(answer, sent), self.known)
        # A write was carried out, whatever its answer repeats; nothing of it is shown then.
        if sent.writes:
            return without(data, sent.secrets)
        check_repeated(answer, sent)
        return data

    def send_once(self, call: Call) -> bytes:
        """The body of the answer to a request that is never sent again, whatever comes.

        Raises: ApiError for an answer that is not good; Unavailable when none came, and what was
        asked for may have been done then.
        """
        request = encode(call, DeferredValues(no_ids))
        try:
            answer, sent = self._exchange(request)
        except (Retryable, WriteUnknown) as problem:
            # It is a write to the service that Okta calls, not to the org: exit code 9.
            error = problem.error if isinstance(problem, Retryable) else problem
            raise Unavailable(error.message) from None
        if answer.status >= 300:
            raise api_error(answer, sent)
        # A preview shows what its service answered, and whoever wrote that may have seen the token.
        check_repeated(answer, sent)
        return answer.body

    def pages(self, call: Call, *, limit: int | None = MAX_PAGES) -> Iterator[Json]:
        """The data of each page of a list; one page where Okta does not page.

        Raises: as `send`; Unavailable too for a list that does not end within `limit` pages, or
        whose next page cannot be asked for. Whoever stops reading then has an incomplete list.
        """
        first = request = encode(call, DeferredValues(no_ids))
        path = first.path.partition("?")[0]
        pages = Pages(first, self._transport.url, limit=limit)
        while True:
            answer, sent = self._exchange_patiently(request)
            page = hide(decode(answer, sent), self.known)
            check_repeated(answer, sent)
            yield page
            query = pages.next_query(answer, page)
            if query is None:
                return
            request = replace(first, path=f"{path}?{query}")

    def require(self, calls: Collection[Call]) -> None:
        """Okta will let these requests in, as far as that can be known before they are sent.

        Raises: AuthError, which names the scopes that are not granted.
        """
        scopes = {scope for call in calls if (scope := scope_of_call(call))}
        if scopes:
            self._patiently("the scopes of this run", lambda _: self._access.require(scopes))

    def granted(self, scopes: Collection[str]) -> frozenset[str] | None:
        """See `Access.granted`. Raises: AuthError when hookops is let in with none of them."""
        return self._patiently("the scopes of this run", lambda _: self._access.granted(scopes))

    @property
    def is_bound(self) -> bool | None:
        """See `Access.is_bound`."""
        return self._access.is_bound

    @property
    def clock_ahead_s(self) -> float | None:
        """How far the org's clock is ahead of the local one; None before an answer said so."""
        return self._clock.ahead_s if self._clock.is_known else None

    def _exchange_patiently(
        self, request: Request, before_retry: Callable[[], object] = lambda: None
    ) -> tuple[Answer, Request]:
        """The answer, a good one or an error, after as many attempts as patience allows."""
        return self._patiently(
            str(request), lambda n: self._attempt(replace(request, attempt=n)), before_retry
        )

    def _patiently(
        self,
        title: str,
        attempt: Callable[[int], T],
        before_retry: Callable[[], object] = lambda: None,
    ) -> T:
        attempts, end_s = self._patience.attempts, self._monotonic() + self._patience.total_s
        number = 1
        while True:
            try:
                return attempt(number)
            except Retryable as problem:
                wait = self._wait_s(problem, number)
                is_last = number == attempts or self._monotonic() + wait > end_s
                if is_last or not self._wait(wait, problem.why):
                    raise problem.error from None
            number += 1
            self._report(f"{title}: attempt {number} of {attempts}")
            before_retry()

    def _wait_s(self, problem: Retryable, number: int) -> float:
        """How long to wait after that attempt: until the given time, or longer each time."""
        longest, first = self._patience.longest_wait_s, self._patience.first_wait_s
        if problem.wait_s is not None:
            return min(problem.wait_s, longest)
        # Many jobs that start together must not come back together.
        return min(first * 2.0 ** (number - 1), longest) + uniform(0, first)  # noqa: S311

    def _wait(self, wait: float, why: str) -> bool:
        """Returns: whether to go on after the wait, so that no stop came."""
        if why and not self._stop.is_set():
            self._report(f"{why}: waiting {wait:.0f} s")
        # A wait for an event, since a signal would not end a sleep.
        return not self._stop.wait(wait)

    def _attempt(self, request: Request) -> tuple[Answer, Request]:
        answer, sent = self._exchange(request)
        check_retry(answer, sent, self._clock.local_s())
        return answer, sent

    def _exchange(self, request: Request) -> tuple[Answer, Request]:
        """The answer, and the request with what no text of the answer may show."""
        # For each attempt anew: Okta takes no proof twice.
        sent = self._access.authorize(request)
        answer = self._send(sent)
        # Who is not let in has changed nothing, so a write is repeated too; once.
        if self._access.renew(sent, answer):
            sent = self._access.authorize(request)
            answer = self._send(sent)
        return answer, sent

    def _send(self, request: Request) -> Answer:
        self._count.add_request()
        what = (request.method, self._transport.url, request.path, request.attempt)
        with traced(*what, self._monotonic) as note_answer:
            note_answer(**(answer := self._transport.exchange(request)).logged())
        self._count.add_answer(answer)
        self._clock.learn(answer)
        return answer

    @property
    def traffic(self) -> Traffic:
        """What was sent until now."""
        return self._count.now

    def abandon(self) -> None:
        """No thread waits for an answer any more, or sends a request again."""
        self._stop.set()
        self._transport.end_all()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


def open_session(
    url: str,
    credential: Credential,
    *,
    read_only: bool,
    execute: bool = False,
    app: Any = None,
    patience: Patience = Patience(),
    report: Reporter = report_nothing,
    clock: Callable[[], float] = time.time,
    monotonic: Callable[[], float] = time.monotonic,
    stop: Event | None = None,
    look_up: LookUp = look_up,
    before_write: Callable[[], object] = lambda: None,
    trust: SSLContext | None = None,
    proxy: Proxy | None = None,
    expected: Collection[str] = (),
    note: Callable[[Secret], object] = lambda _: None,
) -> Session:
    """A session, which retries no more once `stop` is set. `before_write` is called before each
    write, `note` with each secret that it gets; `expected` are OAuth scopes."""
    stop = stop or Event()
    transport = open_transport(
        url,
        read_only=read_only,
        execute=execute,
        app=app,
        limits=patience.call,
        stop=stop,
        report=report,
        monotonic=monotonic,
        look_up=look_up,
        trust=trust,
        proxy=proxy,
    )
    return Session(
        transport,
        credential=credential,
        expected=expected,
        note=note,
        patience=patience,
        report=report,
        clock=clock,
        monotonic=monotonic,
        stop=stop,
        before_write=before_write,
    )
