"""What tests and demonstrations set and read: the state of switches, faults, edits and history.

It is carried out in `middleware.py`; its endpoints are in `endpoints.py`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hookops.emulator.control.faults import Faults, IncomingRequest, Match, RuleError, checked
from hookops.emulator.control.history import History
from hookops.emulator.control.requests_log import RequestLog
from hookops.emulator.control.switches import Switches


@dataclass(frozen=True, slots=True)
class Edit:
    """Requests that an administrator sends just before another one, or just after it."""

    match: Match = field(repr=False)
    after: bool
    """Once the other request was carried out, and before its answer is sent."""
    requests: tuple[dict[str, Any], ...]
    shown: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Late:
    """A request that waits until it is carried out; nobody waits for its answer any more."""

    due_s: float
    index: int
    environ: dict[str, Any] = field(repr=False)
    body: bytes = field(repr=False)


class Control:
    """The settings of one application. Safe to use from several threads."""

    def __init__(
        self,
        unseeded: Switches,
        switches: Switches,
        sleep: Callable[[float], None],
        lost: Callable[[], Exception],
    ) -> None:
        """`unseeded` and `switches` are those before and after the seed; `sleep` waits so many
        seconds; `lost` makes what a dropped connection raises.
        """
        self.unseeded = unseeded
        # A reset leads back to the switches of the seed, and a new seed starts from those before
        # it.
        self.initial = self.switches = switches
        self.sleep = sleep
        self.lost = lost
        self.faults = Faults()
        self.history = History()
        self.requests = RequestLog()
        self._edits: list[Edit] = []
        self._late: list[Late] = []
        self._next = 0
        self._lock = threading.Lock()

    def index(self) -> int:
        """The index of a request that has just come."""
        with self._lock:
            self._next += 1
            return self._next - 1

    def add_edits(self, *given: Any) -> None:
        """Each edit is carried out once, at the first request it meets. Raises: RuleError."""
        edits = [_edit(one) for one in given]
        with self._lock:
            # All were read before: a list with one bad edit adds none.
            self._edits += edits

    def due_edits(self, asked: IncomingRequest) -> list[Edit]:
        """The edits that come before or after this request; they are not due again."""
        with self._lock:
            # Both under one lock: two requests that come together must not both carry an edit out.
            due = [edit for edit in self._edits if edit.match.meets(asked)]
            self._edits = [edit for edit in self._edits if edit not in due]
        return due

    def postpone(self, late: Late) -> None:
        """The request is carried out once its time has come."""
        with self._lock:
            self._late.append(late)

    def due_late(self, now_s: float) -> list[Late]:
        """The requests whose time has come, earliest first; they are not due again."""
        with self._lock:
            due = [late for late in self._late if late.due_s <= now_s]
            self._late = [late for late in self._late if late.due_s > now_s]
        return sorted(due, key=lambda late: late.due_s)

    def edits(self) -> list[dict[str, Any]]:
        """The edits still to come, as JSON."""
        with self._lock:
            return [edit.shown for edit in self._edits]

    def clear_edits(self) -> None:
        """None is to come."""
        with self._lock:
            self._edits = []

    def reset(self) -> None:
        """As it was at the start; requests are counted from 0 again."""
        self.switches = self.initial
        self.faults.clear()
        self.clear_edits()
        self.history.clear()
        self.requests.clear()
        with self._lock:
            self._late = []
            self._next = 0


def _edit(given: Any) -> Edit:
    known = {"before": (dict,), "after": (dict,), "requests": (list,)}
    parts = checked(given, known, "edit")
    if {"before", "after"} <= parts.keys():
        raise RuleError("an edit comes before a request or after it, not both")
    members: dict[str, tuple[type, ...]] = {"method": (str,), "path": (str,), "body": (object,)}
    requests = tuple(checked(one, members, "request") for one in parts.get("requests", []))
    for one in requests:
        # Met when the edit is made: a wrong path would else be a 404 in the middle of a test.
        if not one.get("path", "").startswith("/") or not one.get("method"):
            raise RuleError("a request of an edit needs a method, and a path that starts with /")
    after = "after" in parts
    match = Match(parts["after"] if after else parts.get("before", {}))
    return Edit(match, after, requests, dict(parts))
