"""What reports say of a hook's channel, read from JSON: a saved plan has nothing else."""

from collections.abc import Iterator, Mapping

from hookops.model.resource import Json


def channel_facts(channel: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Where Okta calls, with which headers, and how the service knows that Okta calls it."""
    config = channel.get("config") or {}
    yield "uri", config.get("uri")
    yield "headers", ", ".join(f"{h['key']}: {h['value']}" for h in config.get("headers") or ())
    yield "authentication", _authentication(config) if config else ""


def channel_sensitive(channel: Mapping[str, Json], *, actual: bool) -> Json:
    """Where secrets are that the API never shows: it names a header and hides its value.

    Shape: a declared secret is one that the manifest names; an actual one may just exist.
    """
    config = channel.get("config") or {}
    scheme = config.get("authScheme") or {}
    secrets: dict[str, Json] = {}
    if scheme and (actual or "valueFrom" in scheme):
        secrets["authScheme"] = {"value": True}
    if "clientSecretFrom" in config or (actual and config.get("authType") == "client_secret_post"):
        secrets["clientSecret"] = True
    return {"channel": {"config": secrets}} if secrets else {}


def _authentication(config: Mapping[str, Json]) -> str:
    scheme = config.get("authScheme") or {}
    secret = scheme.get("valueFrom") or config.get("clientSecretFrom")
    parts = ["none"]
    if "authType" in config:
        parts = ["OAuth 2.0", config["authType"], f"client {config.get('clientId')}"]
    elif scheme:
        parts = [f"header {scheme.get('key')}"]
    return ", ".join([*parts, *([f"secret from {secret}"] if secret else [])])
