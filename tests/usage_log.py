"""A System Log of any length, and a count of it that is made before there are events."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hookops.emulator.okta import events
from hookops.emulator.store.memory import MemoryStore

DAY_S = 86_400
TYPES = ("inline_hook.executed", "inline_hook.response.processed")
REASONS = ("the service answered status 500", "Connection timed out", "ID Token not present")

Row = tuple[str, str, str, str, str]
"""Day, hook id, type of event, result, reason."""


class LogStore(MemoryStore):
    """A store whose log is written at once and read without a copy."""

    def __init__(self, log: list[dict[str, Any]]) -> None:
        super().__init__(1)
        self.log = log

    def records(self, collection: str) -> list[dict[str, Any]]:
        return self.log if collection == "events" else super().records(collection)


def rows(size: int, hook_ids: list[str], end_s: float, days: float) -> Iterator[tuple[float, Row]]:
    """Time and content of `size` events, evenly over the `days` before `end_s`, oldest first."""
    source = random.Random(size)
    for number in range(size):
        at_s = end_s - days * DAY_S + (number + 0.5) * days * DAY_S / size
        result = source.choices(("SUCCESS", "FAILURE", "UNKNOWN"), (90, 9, 1))[0]
        reason = source.choice(REASONS) if result == "FAILURE" else ""
        day = f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%d}"
        yield at_s, (day, source.choice(hook_ids), source.choice(TYPES), result, reason)


def event(number: int, at_s: float, row: Row) -> dict[str, Any]:
    """The event that says so."""
    _, hook_id, type_, result, reason = row
    return events.event(
        type_,
        uuid=f"{number:08d}-0000-0000-0000-000000000000",
        published_s=at_s,
        actor=events.SYSTEM,
        agent="Okta",
        target=events.target("InlineHook", hook_id, f"Name of {hook_id}"),
        debug={"inlineHookType": "com.okta.oauth2.tokens.transform"},
        outcome=result,
        reason=reason or None,
    )


def filled(size: int, hook_ids: list[str], end_s: float, days: float = 6.9) -> list[dict[str, Any]]:
    """The events."""
    made = enumerate(rows(size, hook_ids, end_s, days))
    return [event(number, at_s, row) for number, (at_s, row) in made]


def counted(size: int, hook_ids: list[str], end_s: float, days: float = 6.9) -> Counter[Row]:
    """How many of each there are, counted before they are events."""
    return Counter(row for _, row in rows(size, hook_ids, end_s, days))
