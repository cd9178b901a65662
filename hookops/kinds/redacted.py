"""Answers of Okta's for people to read, without what may be a secret."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit, urlunsplit

from hookops.model.resource import Json

HIDDEN = "(hookops hides this text: it may be a secret)"
"""In the place of a text that nobody checked."""

Known = Mapping[str, "Known | None"]
"""Names of members, each with the names below it; None for what is no object, or known whole."""

PLAIN: Known = MappingProxyType(
    dict.fromkeys(
        ("id", "keyId", "name", "label", "type", "status", "created", "lastUpdated", "isUsed")
    )
)
"""Members that no object of Okta's has a secret in."""

_SECRET = frozenset({"value", "clientSecret"})
# Okta's own links say nothing of the object.
_LEFT_OUT = frozenset({"_links", "_embedded"})
_SHORT = 100_000


def without_secrets(raw: Json, known: Known | None = PLAIN, name: str = "") -> Json:
    """`raw` with a sentence in the place of each text that is not known to be harmless.

    Shape: `known` are the members of objects below `raw` that are; None: no text below it is.
    """
    match raw:
        case Mapping():
            return {
                member: without_secrets(value, _below(known, member), member)
                for member, value in raw.items()
                if member not in _LEFT_OUT
            }
        case list():
            return [without_secrets(item, known, name) for item in raw]
        case _:
            return _shown(raw, is_known=known is not None and name not in _SECRET)


def _shown(value: Json, *, is_known: bool) -> Json:
    """A text, a number or nothing, or the sentence."""
    if isinstance(value, str) and value:
        # Even of a member that hookops knows: behind the path of a URL there may be a password.
        return (_plain_url(value) if "://" in value else value) if is_known else HIDDEN
    # A long number may be a code; a short one is a limit, a port or a count of seconds.
    long = isinstance(value, int | float) and abs(value) >= _SHORT
    return HIDDEN if long and not is_known else value


def _below(known: Known | None, member: str) -> Known | None:
    # Below a name that hookops does not know everything is unknown, also the names that it knows.
    if known is None or member not in known:
        return None
    return known[member] or PLAIN


def _plain_url(url: str) -> str:
    """Without what may be a password: a user, a query, a fragment."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return HIDDEN
    # A user stands before the host, so that the whole of what a browser calls the host goes.
    if "@" in parts.netloc or (port is None and parts.netloc.endswith(":")):
        return HIDDEN
    plain = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return plain if plain == url else f"{plain} {HIDDEN}"
