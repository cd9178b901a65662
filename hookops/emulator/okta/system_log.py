"""The area of the System Log: everything that was done, as events in pages.

The query; what an event looks like is in `events.py`, and each area writes its own.
Source: Okta Management API, listLogEvents; Okta, System Log query.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, request

from hookops.emulator.http import filters, links
from hookops.emulator.http.errors import ApiError
from hookops.emulator.http.responses import json_answer
from hookops.emulator.okta import events
from hookops.emulator.store.contract import Record
from hookops.emulator.world import EVENTS, World

_PATH = "/api/v1/logs"
_DEFAULT_LIMIT = 100
_LONGEST_LIMIT = 1000
_DAY_S = 86_400
_DEFAULT_DAYS = 7
_OLDEST_DAYS = 180
_KEYWORDS = 10
# Emulator choice; see `Switches.log_lag`.
_LAG_S = 10
_KEYWORD_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for."""

    since: str
    """As `published` is written, so that times compare as texts."""
    until: str | None
    """None in a query that polls: it has no end."""
    descending: bool
    limit: int
    after: str | None
    test: filters.Predicate
    keywords: tuple[str, ...]

    @property
    def polls(self) -> bool:
        """There is always a next page, for what will have happened by then."""
        return self.until is None and not self.descending

    def fits(self, event: Record) -> bool:
        """The event is one that was asked for."""
        # `since` is included and `until` is not: two queries that follow on each other share no
        # event.
        if event["published"] < self.since:
            return False
        if self.until is not None and event["published"] >= self.until:
            return False
        if not self.test(event):
            return False
        # Keywords are looked for in all of the event, in any case. Only then is it worth the text.
        text = json.dumps(event, ensure_ascii=False).lower() if self.keywords else ""
        return all(keyword in text for keyword in self.keywords)


def register(world: World) -> None:
    """The one call."""

    def list_events() -> Response:
        given = request.args.to_dict()
        query = read_query(given, world.clock())
        page, cursor = _page(_visible(world), query)
        response = json_answer(page)
        for value in links.header(world.base_url, _PATH, given, cursor):
            response.headers.add("Link", value)
        return response

    world.route("GET", _PATH, list_events, "listLogEvents")


def read_query(given: Mapping[str, str], now_s: float) -> Query:
    """The query that the parameters make.

    Raises: ApiError: E0000053 for a filter, E0000031 for anything else.
    Source: Okta, System Log query: `since` is at most 180 days back, and seven days before `until`
    by default; `filter` cannot use `published`.
    """
    until_s = _time(given.get("until"))
    since_s = _time(given.get("since"))
    if since_s is None:
        since_s = (now_s if until_s is None else until_s) - _DEFAULT_DAYS * _DAY_S
    # Older is not refused: the log just has no older events.
    since_s = max(since_s, now_s - _OLDEST_DAYS * _DAY_S, 0)
    return Query(
        since=events.published(since_s),
        until=None if until_s is None else events.published(max(until_s, 0)),
        descending=_choice(given, "sortOrder", ("ASCENDING", "DESCENDING")) == "DESCENDING",
        limit=_limit(given.get("limit")),
        after=given.get("after"),
        test=_test(given.get("filter")),
        keywords=_keywords(given.get("q", "")),
    )


def _visible(world: World) -> list[Record]:
    """The events that the log shows by now."""
    stored = world.all(EVENTS)
    if world.switches.log_lag == "none":
        return stored
    latest = events.published(max(world.clock() - _LAG_S, 0))
    return [event for event in stored if event["published"] <= latest]


def _page(stored: list[Record], query: Query) -> tuple[list[Record], str | None]:
    """The page, and the cursor of the next one. Raises: ApiError."""
    found = [event for event in stored if query.fits(event)]
    if not query.polls:
        # A clock that was moved has written events out of their order.
        found.sort(key=lambda event: event["published"], reverse=query.descending)
    try:
        page, cursor = links.page(
            found, limit=query.limit, after=query.after, key=lambda event: event["uuid"]
        )
    except links.BadCursor:
        raise ApiError("E0000029") from None
    if cursor is None and query.polls:
        # A poll always gives a next link, behind what it has shown. Source: Okta, System Log query,
        # polling requests.
        end = links.cursor(page[-1]["uuid"]) if page else query.after
        cursor = end or links.cursor()
    return page, cursor


def _test(expression: str | None) -> filters.Predicate:
    if not expression:
        return bool
    try:
        return filters.read(expression, forbidden=("published",))
    except filters.BadFilter as problem:
        raise ApiError("E0000053", str(problem)) from None


def _limit(text: str | None) -> int:
    if text is None:
        return _DEFAULT_LIMIT
    # Zero is a limit: no source refuses it.
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or int(text) > _LONGEST_LIMIT:
        raise _bad("limit", f"The value must be a number from 0 to {_LONGEST_LIMIT}")
    return int(text)


def _choice(given: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = given.get(name, allowed[0])
    if value not in allowed:
        raise _bad(name, f"The value must be {' or '.join(allowed)}")
    return value


def _keywords(text: str) -> tuple[str, ...]:
    # Source: Okta Management API, listLogEvents, q: at most 10 keywords of 40 characters.
    words = tuple(text.lower().split())
    if len(words) > _KEYWORDS or any(len(word) > _KEYWORD_LENGTH for word in words):
        raise _bad("q", f"There can be {_KEYWORDS} keywords of {_KEYWORD_LENGTH} characters")
    return words


def _time(text: str | None) -> float | None:
    """Unix time of an ISO 8601 timestamp; without a zone, it is UTC."""
    if not text:
        return None
    try:
        # A plus sign that was not encoded arrives as a space.
        read = datetime.fromisoformat(text.replace(" ", "+"))
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    except ValueError:
        raise _bad("since and until", "The value must be an ISO 8601 timestamp") from None


def _bad(name: str, message: str) -> ApiError:
    return ApiError("E0000031", causes=[f"{name}: {message}"])
