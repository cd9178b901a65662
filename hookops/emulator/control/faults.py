"""Trouble as a test scripts it: which request it meets, and what happens then.

Shape of a rule: `{"match": {...}, "action": {...}}`; both are checked when the rule is made.

Match, all of it together: `index` (of the request, from 0), `operation`, `method`, `path` (a
regular expression for all of the path without the query), `nth` (from 1, of the requests that fit
the rest, or a list of them).

Action: `delay_s`; `drop` (`before` or `after` the request is carried out); `status`, `headers`
and `body` (instead of the answer; `carry_out: true` does the request all the same; headers alone
are added to the answer); `error` (one of Okta's codes: its status and text are the answer, if no
`status` is given); `truncate` (the answer's body ends after so many bytes and the
connection breaks); `short` (it ends after so many bytes, and the answer is complete); `drip` (it
comes so many bytes a second); `members` (these are in the answer's object, or in the first of its
list); `elements` (a list shows so many); `stale` (a GET gets the answer that this method and path
had so many answers ago); `twice` (the request is carried out two times); `late_s` (it is carried
out as of so many seconds later, once the next request comes; nobody gets its answer).

Priorities that are being reconciled, for example, at the first write of a rule: `{"match":
{"operation": "replacePolicyRule", "nth": 1}, "action": {"error": "E0000239"}}`. A rate limit:
`{"match": {"method": "PUT", "nth": 1}, "action": {"status": 429, "headers":
{"X-Rate-Limit-Reset": "1700000060"}}}`. Limits that count by themselves are in `http/rates.py`.
"""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hookops.emulator import facts

# Checked by type when a rule is made: a wrong one would else match nothing, silently.
_MATCH: dict[str, tuple[type, ...]] = {
    "index": (int,),
    "operation": (str,),
    "method": (str,),
    "path": (str,),
    "nth": (int, list),
}
_ACTION: dict[str, tuple[type, ...]] = {
    "delay_s": (int, float),
    "drop": (str,),
    "status": (int,),
    "error": (str,),
    "headers": (dict,),
    "body": (object,),
    "carry_out": (bool,),
    "truncate": (int,),
    "stale": (int,),
    "twice": (bool,),
    "short": (int,),
    "drip": (int,),
    "late_s": (int, float),
    "members": (dict,),
    "elements": (int,),
}


class RuleError(ValueError):
    """A rule cannot be understood."""


@dataclass(frozen=True, slots=True)
class IncomingRequest:
    """A request as rules see it."""

    index: int
    method: str
    path: str
    operation: Callable[[], str]


class Match:
    """Which requests a rule meets. Safe to use from several threads."""

    def __init__(self, given: Any) -> None:
        """Raises: RuleError."""
        self._given = checked(given, _MATCH, "match")
        nth = self._given.get("nth")
        self._nth = None if nth is None else set(nth if isinstance(nth, list) else [nth])
        try:
            self._path = re.compile(self._given["path"]) if "path" in self._given else None
        except re.error as problem:
            raise RuleError(f"match.path is no regular expression: {problem}") from None
        self._seen = 0
        self._lock = threading.Lock()

    def meets(self, asked: IncomingRequest) -> bool:
        """Whether the request fits; one that fits is counted for `nth`."""
        given = self._given
        # `operation` comes last: it alone has to match the path with all routes.
        fits = (
            given.get("index", asked.index) == asked.index
            and given.get("method", asked.method) == asked.method
            and (self._path is None or self._path.fullmatch(asked.path) is not None)
            and ("operation" not in given or given["operation"] == asked.operation())
        )
        # Only what fits all the rest is counted: `nth` 2 is the second PUT, not the second request.
        if not fits or self._nth is None:
            return fits
        with self._lock:
            self._seen += 1
            return self._seen in self._nth


class Rule:
    """What happens to the requests that it meets."""

    def __init__(self, given: Any) -> None:
        """Raises: RuleError."""
        parts = checked(given, {"match": (dict,), "action": (dict,)}, "rule")
        self.match = Match(parts.get("match", {}))
        self.action: Mapping[str, Any] = checked(parts.get("action"), _ACTION, "action")
        if self.action.get("drop") not in (None, "before", "after"):
            raise RuleError("action.drop is before or after")
        if self.action.get("drip", 1) < 1:
            raise RuleError("action.drip is at least one byte a second")
        codes = facts.load().errors
        if self.action.get("error", "E0000001") not in codes:
            raise RuleError(f"action.error is none of: {', '.join(codes)}")
        self.shown = {"match": dict(parts.get("match", {})), "action": dict(self.action)}


class Faults:
    """The rules that hold now. Safe to use from several threads."""

    def __init__(self) -> None:
        self._rules: tuple[Rule, ...] = ()
        self._lock = threading.Lock()

    def add(self, *given: Any) -> None:
        """The rules hold, after those before them. Raises: RuleError, and none is added."""
        rules = tuple(Rule(one) for one in given)
        with self._lock:
            self._rules += rules

    def clear(self) -> None:
        """No rule holds."""
        with self._lock:
            self._rules = ()

    def shown(self) -> list[dict[str, Any]]:
        """The rules as JSON."""
        return [rule.shown for rule in self._rules]

    def action(self, asked: IncomingRequest) -> Mapping[str, Any]:
        """What the rules that meet the request say together; of two, the earlier one holds.

        Every rule sees every request, so that `nth` counts what the emulator was asked.
        """
        met = [rule.action for rule in self._rules if rule.match.meets(asked)]
        merged: dict[str, Any] = {}
        for action in met:
            # Rules add up member by member: one may delay what another one answers.
            merged = {**action, **merged}
        return merged


def checked(given: Any, known: Mapping[str, tuple[type, ...]], name: str) -> dict[str, Any]:
    """The members of `given`, of the types of `known`. Raises: RuleError."""
    if not isinstance(given, dict):
        raise RuleError(f"{name} is no object")
    for key, value in given.items():
        if key not in known:
            raise RuleError(f"{name}.{key} is unknown; there are: {', '.join(known)}")
        # In Python, true is an integer; in a rule it is none.
        wrong = isinstance(value, bool) and not {bool, object} & set(known[key])
        if wrong or not isinstance(value, known[key]):
            raise RuleError(f"{name}.{key} has the wrong type")
    return given
