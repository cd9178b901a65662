"""One deadline for a whole call: every wait on the network looks at it, however little each takes.

A socket's own timeout begins anew with each byte, and a resolver has none at all. So sockets do not
block here: what is not ready is waited for in slices, and before each the call's time is looked at.
"""

import errno
import math
import os
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread, local
from typing import TypeVar

from hookops.model.diagnostic import Reporter, report_nothing
from hookops.network.readiness import Readiness, is_ready

SLICE_S = 0.25
"""The longest wait without a look at the time and at the signal to stop."""
CONNECT_S = 10.0
"""For all addresses of a host together, so that one that drops packets leaves time for a retry."""
# Windows has a number of its own. EWOULDBLOCK is no such sign elsewhere: Linux has no port left.
_CONNECTING = frozenset({errno.EINPROGRESS, getattr(errno, "WSAEWOULDBLOCK", errno.EINPROGRESS)})

T = TypeVar("T")
LookUp = Callable[[str, int], Sequence[str]]
"""The addresses of a host and port; may take its time. Raises: OSError, UnicodeError."""


class OutOfTime(Exception):
    """The call takes too long, or the run is to stop."""

    # Not a TimeoutError, which is an OSError: the failure of one address of several.


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a call may take, and what comes before that. Units: seconds."""

    call_s: float = 30.0
    notice_s: float = 5.0
    """After so long it is reported what is waited for."""
    # CI kills a job 7.5 s after it asked for the end of it, and the ledger is still to be written.
    stop_s: float = 4.0
    """So long after a stop calls may still end by themselves: three quarters of it those that are
    under way, so that the rest is left for a look at what became of them."""


class Deadlines:
    """The time of all calls of a session; each thread makes one call at a time."""

    def __init__(
        self,
        host: str,
        limits: Limits,
        *,
        stop: Event,
        monotonic: Callable[[], float],
        report: Reporter = report_nothing,
    ) -> None:
        self.host = host
        self.limits = limits
        self.monotonic = monotonic
        self.report = report
        self._stop = stop
        self._stopped_s = math.inf
        self._threads = local()

    @contextmanager
    def call(self, title: str) -> Iterator["CallTime"]:
        """The time of a call that begins now, for this thread to look at."""
        self._threads.current = call = CallTime(self, title)
        yield call

    @property
    def current(self) -> "CallTime":
        """That of the call which this thread makes."""
        # Below an HTTP library there is no other way to know for whom one waits.
        found: CallTime = self._threads.current
        return found

    def stop_end_s(self, start_s: float) -> float:
        """When a call that began then ends since the run is to stop; never, while it is not."""
        if self._stopped_s == math.inf and self._stop.is_set():
            self._stopped_s = self.monotonic()
        share = 0.75 if start_s < self._stopped_s else 1
        return self._stopped_s + self.limits.stop_s * share

    def end_all(self) -> None:
        """No call waits for anything any more."""
        self._stopped_s = -math.inf


class CallTime:
    """The time that one call has left."""

    def __init__(self, of: Deadlines, title: str) -> None:
        self._of = of
        self._title = title
        self._start_s = of.monotonic()
        self._is_reported = False
        self.clock = of.monotonic
        """Seconds, for durations."""
        self.awaited = "an answer from"
        """What is waited for, before the name of the host."""
        self.ended = ""
        """How the call ran out of time; empty while it has some."""
        self.is_stopped = False
        """Whether it ran out of time by a stop."""

    def left_s(self) -> float:
        """How much there is; never none. Raises: OutOfTime."""
        of, now_s = self._of, self.clock()
        spent_s, stop_left_s = now_s - self._start_s, of.stop_end_s(self._start_s) - now_s
        left_s = of.limits.call_s - spent_s
        place = f"{self.awaited} {of.host}"
        if stop_left_s <= 0:
            self.is_stopped = True
            self.ended = f"hookops was stopped while it waited for {place}"
            raise OutOfTime
        if left_s <= 0:
            self.ended = f"hookops waited {of.limits.call_s:g} s for {place}"
            raise OutOfTime
        if spent_s >= of.limits.notice_s and not self._is_reported:
            self._is_reported = True
            limits = f"{spent_s:.0f} s so far, {of.limits.call_s:g} s at most"
            of.report(f"{self._title}: hookops waits for {place}: {limits}")
        return min(left_s, stop_left_s)

    def slice_s(self) -> float:
        """How long to wait now before the next look. Raises: OutOfTime."""
        return min(self.left_s(), SLICE_S)

    def wait_for(self, sock: socket.socket, event: Readiness) -> None:
        """The socket is ready for that. Raises: OutOfTime."""
        while not is_ready(sock, event, self.slice_s()):
            pass


def look_up_in_time(host: str, port: int, look_up: LookUp, time: CallTime) -> Sequence[str]:
    """What `look_up` finds. Raises: OutOfTime; OSError or UnicodeError of it."""
    time.awaited = "the address of"
    found: list[str] = []
    problems: list[Exception] = []
    done = Event()

    def work() -> None:
        try:
            found.extend(look_up(host, port))
        except (OSError, UnicodeError) as problem:
            problems.append(problem)
        finally:
            done.set()

    # getaddrinfo takes no deadline and no signal, so its thread is abandoned when it takes too
    # long; as a daemon it does not keep the process from its end.
    Thread(target=work, name=f"look-up {host}", daemon=True).start()
    while not done.wait(time.slice_s()):
        pass
    for problem in problems:
        raise problem
    return found


def connect_in_time(addresses: Sequence[str], port: int, time: CallTime) -> socket.socket:
    """A connection to the first address that takes one, on a socket that does not block.

    Raises: OutOfTime; OSError when none does.
    """
    time.awaited = "a connection to"
    # Each address gets its share, or one that drops packets would use up the time of the others.
    end_s = time.clock() + min(CONNECT_S, time.left_s())
    failed = OSError("the name has no address")
    for index, address in enumerate(addresses):
        now_s = time.clock()
        share_s = (end_s - now_s) / (len(addresses) - index)
        try:
            return _connect(address, port, time, now_s + share_s)
        except OSError as problem:
            failed = problem
    raise failed


def _connect(address: str, port: int, time: CallTime, end_s: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(0)
        error = made.connect_ex((address, port))
        while error in _CONNECTING:
            if time.clock() >= end_s:
                error = errno.ETIMEDOUT
            elif is_ready(made, "write", min(time.slice_s(), end_s - time.clock())):
                error = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, os.strerror(error))
        # Requests are sent in two parts, and the second would wait for the first's acknowledgement.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        made.close()
        raise
    return made


def when_ready(sock: socket.socket, step: Callable[[], T], event: Readiness, time: CallTime) -> T:
    """What `step` gives on a socket that does not block, once that is ready for it.

    Shape: `event` is what a plain socket is waited for; TLS says itself what it needs.
    Raises: OutOfTime; OSError of the step.
    """
    while True:
        # Before the step too: a peer that always has something to read is never waited for.
        time.slice_s()
        try:
            return step()
        except BlockingIOError:
            time.wait_for(sock, event)
        except ssl.SSLWantReadError:
            time.wait_for(sock, "read")
        except ssl.SSLWantWriteError:
            time.wait_for(sock, "write")
