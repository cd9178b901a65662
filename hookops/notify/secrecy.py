"""What of a notification URL is a secret."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from hookops.model.text import looks_like_token

_PASSWORD = 12


def secret_parts(url: str) -> Iterator[str]:
    """Each part of it that is a token or a password, as texts may have it."""
    try:
        parts = urlsplit(url)
        password, user = parts.password or "", parts.username or ""
    except ValueError:
        return
    # A short password is a word that any report may have, and the run would end for it.
    if len(password) >= _PASSWORD:
        yield from dict.fromkeys((password, unquote(password)))
    words = [user, parts.hostname or "", *parts.path.split("/")]
    words += [pair.partition("=")[2] for pair in parts.query.split("&")]
    # Of many services the token is in the place of the host: case matters, so not `hostname`.
    words.append(parts.netloc.rpartition("@")[2].partition(":")[0])
    yield from dict.fromkeys(word for word in words if looks_like_token(word))
