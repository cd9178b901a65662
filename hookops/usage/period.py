"""`--since` and `--until` as a time. Pure: the clock is an argument."""

import re
from datetime import UTC, datetime, timedelta

from hookops.model.errors import InvalidInput
from hookops.model.text import show
from hookops.model.usage import Period

OLDEST_DAYS = 180
"""Source: Okta, System Log query: `since` is at most 180 days back."""
_MARGIN = timedelta(minutes=1)
_DAYS = re.compile(r"([1-9]\d{0,2})d", re.ASCII)


def read_period(since: str, until: str, now: datetime) -> Period:
    """The time that the options name; what is still to come is left out of it.

    Shape: `7d` (before now), a date, or a time in ISO 8601, without a zone in UTC; an empty
    `until` is now. `now` is UTC by Okta's clock.
    Raises: InvalidInput.
    """
    # By Okta's clock, which wrote the events; a wrong clock here would cut off the newest ones.
    end = min(_time("--until", until, now), now) if until else now
    start = _time("--since", since, now)
    if start < now - timedelta(days=OLDEST_DAYS):
        raise InvalidInput(
            f"--since {show(since)}: the System Log goes back {OLDEST_DAYS} days",
            f"the oldest is --since {OLDEST_DAYS}d",
        )
    # The request comes after `now`, when 180 days would be more than that.
    start = max(start, now - timedelta(days=OLDEST_DAYS) + _MARGIN)
    if start >= end:
        raise InvalidInput(
            f"there is no time from {_iso(start)} to {_iso(end)}",
            "--since has to be before --until, and in the past",
        )
    return Period(start, end)


def _time(option: str, text: str, now: datetime) -> datetime:
    # Days first: "7d" is no date in ISO 8601, so nothing can be read in two ways.
    days = _DAYS.fullmatch(text)
    if days:
        return now - timedelta(days=int(days[1]))
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput(
            f"{option} {show(text)}: not a number of days such as 7d, nor a date or time",
            "2026-11-24 and 2026-11-24T08:00:00Z are in UTC",
        ) from None


def _iso(time: datetime) -> str:
    return time.replace(microsecond=0).isoformat()
