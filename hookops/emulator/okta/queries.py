"""What lists of groups and of users are asked for: `filter`, `search`, `sortBy` and `sortOrder`.

Source: Okta Management API, listGroups and listUsers.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hookops.emulator.http import filters
from hookops.emulator.http.errors import ApiError
from hookops.emulator.http.filters import BadFilter, Predicate
from hookops.emulator.store.contract import Record

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMPARED = re.compile(rf"([^\s()]+)\s+(?:{'|'.join(filters.OPERATORS)})\b", re.IGNORECASE)


def select(
    items: Sequence[Record],
    query: Mapping[str, str],
    *,
    filtered: tuple[str, ...],
    searched: tuple[str, ...],
) -> list[Record]:
    """Those of the items that `filter` and `search` of the query admit, in the order asked for.

    Shape: `filtered` and `searched` are the attributes that may be compared; one that ends in a
    dot stands for all below it. Raises: ApiError, for an expression that is none or compares
    anything else. Which error: emulator choice, that of a filter of apps.
    """
    found = list(items)
    if query.get("filter"):
        admits = _read(query["filter"], filtered)
        found = [item for item in found if admits(item)]
    if query.get("search"):
        # Values are compared in whatever case, names of attributes are not.
        admits = _read(_folded_text(query["search"]), searched)
        found = [item for item in found if admits(_folded(item))]
        if query.get("sortBy"):
            # For searches only; those of one value are in the order of their ids.
            down = query.get("sortOrder", "asc").lower() == "desc"
            found.sort(key=_sorting(query["sortBy"].split(".")), reverse=down)
    return found


def _read(expression: str, attributes: tuple[str, ...]) -> Predicate:
    # The parser takes any attribute, and one that an object does not have is never equal: a client
    # would take the empty list for the answer.
    compared = _COMPARED.findall(_TEXT.sub('""', expression))
    wrong = tuple(name for name in compared if not _is_among(name, attributes))
    try:
        return filters.read(expression, wrong)
    except BadFilter:
        raise ApiError("E0000031") from None


def _is_among(name: str, attributes: tuple[str, ...]) -> bool:
    return name in attributes or any(
        name.startswith(one) for one in attributes if one.endswith(".")
    )


def _folded_text(expression: str) -> str:
    return _TEXT.sub(lambda match: match[0].lower(), expression)


def _folded(value: Any) -> Any:
    """The value with all of its texts in lower case."""
    match value:
        case str():
            return value.lower()
        case dict():
            return {name: _folded(inner) for name, inner in value.items()}
        case list():
            return [_folded(inner) for inner in value]
    return value


def _sorting(path: list[str]) -> Callable[[Record], tuple[str, str]]:
    """What an item is sorted by: the text at the path, and its id."""

    def key(item: Record) -> tuple[str, str]:
        value: Any = item
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return str(value or "").lower(), str(item["id"])

    return key
