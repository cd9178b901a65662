"""Calls to one org: what is sent again, what is waited for, and the pages of a list."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import stamina

from hookops.model.call import Call
from hookops.model.errors import Unavailable, WriteUnknown
from hookops.model.reporter import Reporter, report_nothing
from hookops.model.resource import Json
from hookops.model.secret import Secret
from hookops.okta.decoding import Answer, api_error, decode, server_time, wait_s
from hookops.okta.encoding import DeferredValues, Request, encode, no_ids
from hookops.okta.pages import MAX_PAGES, Pages
from hookops.okta.transport import Retryable, Transport, open_transport


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long one request is attempted. Units: seconds."""

    attempts: int = 4
    first_wait_s: float = 1.0
    longest_wait_s: float = 90.0
    # Okta counts requests per minute and for all clients together: a few windows may be missed.
    total_s: float = 600.0
    request_s: float = 30.0


class Session:
    """Requests to one org. Safe to share between threads."""

    def __init__(
        self,
        transport: Transport,
        *,
        patience: Patience,
        report: Reporter,
        clock: Callable[[], float],
        stop: Event,
    ) -> None:
        self._transport = transport
        self._patience = patience
        self._report = report
        self._clock = clock
        self._stop = stop
        self._ahead_s = 0.0

    def now_s(self) -> float:
        """Unix time by the org's clock, as its last answer gave it; at first by the local one."""
        # Evidence is compared with times that Okta writes, and local clocks are often wrong.
        return self._clock() + self._ahead_s

    def send(self, call: Call, deferred: DeferredValues) -> Json:
        """The data of the answer.

        Raises: ApiError when Okta refuses; Unavailable when nothing was carried out and no
        answer came; WriteUnknown when a write may or may not have been carried out.
        """
        request = encode(call, deferred)
        return decode(self._exchange_patiently(request), request)

    def send_once(self, call: Call) -> bytes:
        """The body of the answer to a request that is never sent again, whatever comes.

        Raises: ApiError for an answer that is not good; Unavailable when none came, and what was
        asked for may have been done then.
        """
        request = encode(call, DeferredValues(no_ids))
        try:
            answer = self._exchange(request)
        except (Retryable, WriteUnknown) as problem:
            # It is a write to the service that Okta calls, not to the org: exit code 9.
            error = problem.error if isinstance(problem, Retryable) else problem
            raise Unavailable(error.message) from None
        if answer.status >= 300:
            raise api_error(answer, request)
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
            answer = self._exchange_patiently(request)
            page = decode(answer, request)
            yield page
            query = pages.next_query(answer, page)
            if query is None:
                return
            request = replace(first, path=f"{path}?{query}")

    def _exchange_patiently(self, request: Request) -> Answer:
        """The answer, a good one or an error, after as many attempts as patience allows."""
        patience, last = self._patience, Event()
        try:
            for attempt in stamina.retry_context(
                # stamina asks after the last attempt too, where a wait would be for nothing.
                on=lambda problem: not last.is_set() and self._may_retry(problem),
                attempts=patience.attempts,
                timeout=patience.total_s,
                wait_initial=patience.first_wait_s,
                wait_max=patience.longest_wait_s,
                # Many jobs that start together must not come back together.
                wait_jitter=patience.first_wait_s,
            ):
                if attempt.num == patience.attempts:
                    last.set()
                with attempt:
                    if attempt.num > 1:
                        number = f"attempt {attempt.num} of {patience.attempts}"
                        self._report(f"{request}: {number}")
                    return self._attempt(request)
        except Retryable as problem:
            raise problem.error from None
        raise AssertionError("unreachable")  # pragma: no cover

    def _may_retry(self, problem: Exception) -> bool | float:
        """Whether to repeat, or after how many seconds, in the form that stamina asks for."""
        if not isinstance(problem, Retryable) or self._stop.is_set():
            return False
        if problem.wait_s is None:
            return True
        wait = min(problem.wait_s, self._patience.longest_wait_s)
        self._report(f"rate limited by Okta: waiting {wait:.0f} s")
        # Waited here, since a signal can end the wait for an event but not stamina's sleep.
        return not self._stop.wait(wait) and 0.001

    def _attempt(self, request: Request) -> Answer:
        answer = self._exchange(request)
        if answer.status == 429:
            # 429 is taken for a request that was not carried out, so a write is repeated as well.
            raise Retryable(api_error(answer, request), wait_s(answer, self._clock()))
        if answer.status >= 500:
            error = api_error(answer, request)
            # A write may have been carried out before the failure: reading proves it later.
            if request.writes:
                raise WriteUnknown(error.message)
            raise Retryable(error)
        return answer

    def _exchange(self, request: Request) -> Answer:
        answer = self._transport.exchange(request)
        self._ahead_s = server_time(answer, self._clock()) - self._clock()
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


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
    monotonic: Callable[[], float] = time.monotonic,
    stop: Event | None = None,
) -> Session:
    """A session over `open_transport`. Once `stop` is set, it waits and retries no more."""
    transport = open_transport(
        url,
        token,
        read_only=read_only,
        execute=execute,
        app=app,
        timeout_s=patience.request_s,
        monotonic=monotonic,
    )
    return Session(transport, patience=patience, report=report, clock=clock, stop=stop or Event())
