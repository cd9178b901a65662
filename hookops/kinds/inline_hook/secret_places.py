"""Where secrets are in the channel of a hook, and where each of them gets to."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from hookops.model.resource import Json
from hookops.model.source import FieldPath, dotted

CONFIG: FieldPath = ("channel", "config")


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """Where a secret is in the `config` of a channel.

    Shape: `parent` is the object that has it; `sent` its member for the API, which never shows it;
    `written` its member in a manifest; `receiver` the member of `config` with the receiver's URL.
    """

    parent: tuple[str, ...]
    sent: str
    written: str
    receiver: str

    @property
    def path(self) -> str:
        """From the spec's root, dotted."""
        return dotted((*CONFIG, *self.parent, self.sent))

    def parent_in(self, config: dict[str, Json]) -> dict[str, Json]:
        """The parent in that `config`; an empty object where the channel has no such member."""
        for step in self.parent:
            config = config.get(step) or {}
        return config


SECRET_PLACES = (
    SecretPlace(("authScheme",), "value", "valueFrom", "uri"),
    SecretPlace((), "clientSecret", "clientSecretFrom", "tokenUrl"),
)


def with_plain_urls(compared: Mapping[str, Json]) -> Mapping[str, Json]:
    """What was compared of a hook, where URLs were compared as they were written."""
    channel = compared.get("channel") or {}
    config = channel.get("config") or {}
    urls = {n: plain_url(config[n]) for n in ("uri", "tokenUrl") if isinstance(config.get(n), str)}
    if not urls:
        return compared
    return {**compared, "channel": {**channel, "config": {**config, **urls}}}


def plain_url(url: str) -> str:
    """The form that equal URLs share: whichever of them Okta keeps, nothing is to be sent again.

    Source: RFC 3986, 6.2.2.1 (scheme and host are case-insensitive), 6.2.3 (the default port, and
    an empty path is a slash).
    """
    try:
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
            return url
        port = f":{parts.port}" if parts.port not in (None, 443) else ""
    except ValueError:
        # Of the registry: what is no URL is compared as it is.
        return url
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    rest = parts.path if parts.path != "/" or parts.query or parts.fragment else ""
    return urlunsplit(("https", f"{host}{port}", rest, parts.query, parts.fragment))
