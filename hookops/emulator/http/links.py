"""Lists in pages: one page of a list, and the `Link` headers that lead to the next.

Which lists have pages is decided by their areas.
Source: Okta API, Core concepts, Pagination: links `self` and `next`, one header each; `after` is
opaque and must be taken from the link.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

Item = TypeVar("Item")


class BadCursor(ValueError):
    """An `after` that no page of the list has given."""


def page(
    items: Sequence[Item], *, limit: int, after: str | None, key: Callable[[Item], str]
) -> tuple[list[Item], str | None]:
    """At most `limit` items behind the cursor, and the cursor of the next page, None at the end.

    Shape: `key` tells the items apart. A page that follows is right though items of the last one
    were removed meanwhile, as a client does that lists and deletes.
    Raises: BadCursor.
    """
    start = 0 if after is None else _start([key(item) for item in items], after)
    shown = list(items[start : start + limit])
    # The cursor names the items on both sides of the cut: if the first of them is gone, the second
    # still marks the place.
    following = items[start + limit : start + limit + 1]
    if not shown or not following:
        return shown, None
    return shown, cursor(key(shown[-1]), key(following[0]))


def cursor(last: str = "", following: str = "") -> str:
    """An `after` behind the item whose key is `last`; behind none, the start of the list."""
    # Base64, so that no client is tempted to make one of its own.
    text = json.dumps([last, following], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def header(base_url: str, path: str, query: Mapping[str, str], cursor: str | None) -> list[str]:
    """The values of the `Link` headers of a page: itself, and the next if there is a cursor."""
    # One header for each link, and not one with commas.
    values = [_link(base_url + path, query, "self")]
    if cursor is not None:
        values.append(_link(base_url + path, {**query, "after": cursor}, "next"))
    return values


def _link(url: str, query: Mapping[str, str], relation: str) -> str:
    return f'<{url}{"?" if query else ""}{urlencode(query)}>; rel="{relation}"'


def _start(keys: list[str], after: str) -> int:
    """The index of the first item behind the cursor."""
    try:
        padded = after + "=" * (-len(after) % 4)
        last, following = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError):
        raise BadCursor(after) from None
    # The cursor of a poll that has found nothing yet.
    if not last:
        return 0
    if last in keys:
        return keys.index(last) + 1
    if following in keys:
        return keys.index(following)
    raise BadCursor(after)
