"""What reports say of a hook's channel, from the JSON that a saved plan has."""

import json
from collections.abc import Iterator, Mapping

from hookops.kinds.inline_hook.channel import CLIENT_SECRET
from hookops.kinds.inline_hook.secret_headers import HIDDEN
from hookops.model.resource import Json


def channel_facts(channel: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Where Okta calls, with which headers, and how the service knows that Okta calls it.

    Shape: JSON as of `channel_fields`, since a saved plan has nothing else.
    """
    config = channel.get("config") or {}
    yield "uri", config.get("uri")
    yield "headers", ", ".join(map(_header, config.get("headers") or ()))
    yield "authentication", _authentication(config) if config else ""


def _header(header: Mapping[str, Json]) -> str:
    if "valueFrom" in header:
        return f"{header['key']}: secret from {_source(header['valueFrom'])}"
    return f"{header['key']}: {header['value']}"


def _source(written: Json) -> str:
    """A reference as manifests have it, in words."""
    if isinstance(written, Mapping):
        return f"{written['ref']} behind {json.dumps(written['prefix'])}"
    return str(written)


def _authentication(config: Mapping[str, Json]) -> str:
    scheme = config.get("authScheme") or {}
    secret = scheme.get("valueFrom") or config.get("clientSecretFrom")
    shown = f", secret from {_source(secret)}" if secret else ""
    if "authType" in config:
        return f"OAuth 2.0, {config['authType']}, client {config.get('clientId')}{shown}"
    return f"header {scheme.get('key')}{shown}" if scheme else "none"


def channel_sensitive(channel: Mapping[str, Json], *, actual: bool) -> Json:
    """Where secrets are that the API never shows, as `Kind.sensitive` answers."""
    config = channel.get("config") or {}
    scheme = config.get("authScheme") or {}
    secrets: dict[str, Json] = {}
    # A declared secret is one that the manifest names. Okta shows the header, or the way of
    # authentication, that an actual one belongs to.
    if scheme and (actual or "valueFrom" in scheme):
        secrets["authScheme"] = {"value": True}
    if "clientSecretFrom" in config or (actual and config.get("authType") == CLIENT_SECRET):
        secrets["clientSecret"] = True
    headers = [
        {"value": True} if "valueFrom" in h or h.get("value") == HIDDEN else {}
        for h in config.get("headers") or ()
    ]
    if any(headers):
        secrets["headers"] = headers
    return {"channel": {"config": secrets}} if secrets else {}
