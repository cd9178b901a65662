"""Members of the System Log's events, and the times that a query of it names."""

from collections.abc import Mapping
from datetime import datetime

from hookops.model.resource import Json

PAGE = 1000
"""Events of a page, the most there can be. Source: Okta Management API, listLogEvents, limit."""


def as_object(value: Json) -> Mapping[str, Json]:
    """The object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_text(value: Json) -> str:
    """The text; empty for anything else."""
    return value if isinstance(value, str) else ""


def stamp(time: datetime) -> str:
    """As events have their times: milliseconds, Z."""
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03d}Z"
