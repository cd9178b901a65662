"""Which members of JSON are secrets, and values without them."""

from collections.abc import Iterator
from typing import Any

# What stands where a secret was.
HIDDEN = "[secret]"

# Secrets of hooks, of OAuth, of users, and the private members of a JWK (RFC 7518, 6.3.2).
_SECRET_MEMBERS = frozenset(
    {"clientSecret", "client_secret", "client_assertion", "access_token", "password", "privateKey"}
    | {"refresh_token", "id_token", "assertion", "pem", "d", "p", "q", "dp", "dq", "qi", "token"}
)

# By their place alone: `value` and `answer` are members of much that is no secret.
_SECRET_PLACES = {("authScheme", "value"), ("recovery_question", "answer")}

# To look for in bytes: parsing each of the many bodies that have no secret is slow.
_IN_TEXT = tuple(f'"{name}"'.encode() for name in sorted(_SECRET_MEMBERS))


def without_secrets(value: Any, name: str = "") -> Any:
    """The value with a marker for each secret; some are secrets by their place."""
    if isinstance(value, dict):
        return {
            # An empty or null member is no secret, and worth seeing: it tells that none was sent.
            key: HIDDEN if item and _is_secret(name, key, item) else without_secrets(item, key)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(item, name) for item in value]
    return value


def secrets_in(value: Any, name: str = "") -> Iterator[str]:
    """The texts that are secrets, in their order."""
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str) and item and _is_secret(name, key, item):
                yield item
            else:
                yield from secrets_in(item, key)
    if isinstance(value, list):
        for item in value:
            yield from secrets_in(item, name)


def may_contain_secret(body: bytes) -> bool:
    """Whether there may be a secret; a backslash may write the name of one in another way."""
    place = any(
        f'"{parent}"'.encode() in body and f'"{name}"'.encode() in body
        for parent, name in _SECRET_PLACES
    )
    return place or b"\\" in body or any(name in body for name in _IN_TEXT)


def _is_secret(parent: str, name: str, value: Any) -> bool:
    """A rule's `actions.token` is a mapping of lifetimes and no token."""
    if name == "token" and isinstance(value, dict):
        return False
    return name in _SECRET_MEMBERS or (parent, name) in _SECRET_PLACES
