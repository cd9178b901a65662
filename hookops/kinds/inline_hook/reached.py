"""Where a hook calls, and where its secrets get to."""

from collections.abc import Iterator, Mapping

from hookops.kinds.inline_hook.secret_headers import header_path, hidden_names
from hookops.kinds.inline_hook.secret_places import SECRET_PLACES, SecretPlace
from hookops.model.resource import Json


def called_urls(compared: Mapping[str, Json]) -> Iterator[str]:
    """Its service, and the server that gives tokens for it."""
    config = (compared.get("channel") or {}).get("config") or {}
    yield from (url for name in ("uri", "tokenUrl") if isinstance(url := config.get(name), str))


def reached_urls(compared: Mapping[str, Json]) -> Iterator[tuple[str, str, bool]]:
    """Dotted path of a secret, each URL that it gets to, or a token that it is exchanged for, and
    whether it is the secret itself.

    Shape: `compared` is that of a hook, or of the ledger; whether it has a secret at all is not in
    it, only that Okta authenticates in a way which takes one.
    """
    config = (compared.get("channel") or {}).get("config") or {}
    for place in SECRET_PLACES:
        # The access token is worth as much as the secret until it expires, and goes to `uri`.
        for member in dict.fromkeys((place.receiver, "uri")):
            if isinstance(url := config.get(member), str) and _takes(place, config):
                yield place.path, url, member == place.receiver
    if isinstance(url := config.get("uri"), str):
        yield from ((header_path(name), url, True) for name in hidden_names(compared))


def _takes(place: SecretPlace, config: Mapping[str, Json]) -> bool:
    if place.parent:
        return bool(config.get(place.parent[0]))
    return config.get("authType") == "client_secret_post"
