"""The channels of hooks: HTTP, and OAuth 2.0 with a client secret or a private key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from hookops.model.call import Body
from hookops.model.resource import IdOf, Json, Key
from hookops.model.secret import SecretRef
from hookops.model.source import FieldPath

CLIENT_SECRET = "client_secret_post"
PRIVATE_KEY = "private_key_jwt"


@dataclass(frozen=True, slots=True)
class HeaderAuth:
    """Okta sends one header with a secret value.

    Source: Okta Management API, InlineHookChannelConfigAuthScheme; the value is never returned.
    """

    key: str
    value: SecretRef | None
    """None on the actual side."""
    type: str = "HEADER"


@dataclass(frozen=True, slots=True)
class ClientSecretAuth:
    """Okta gets an access token with a client secret. Source: RFC 6749, 4.4.2."""

    token_url: str
    client_id: str
    scope: str | None
    client_secret: SecretRef


@dataclass(frozen=True, slots=True)
class PrivateKeyAuth:
    """Okta gets an access token with a key that never leaves it: nobody else can make the call."""


@dataclass(frozen=True, slots=True)
class HttpChannel:
    """`channel.type: HTTP`."""

    uri: str
    method: str
    headers: tuple[tuple[str, str], ...]
    """(name, value) in the order they were written."""
    auth: HeaderAuth | None
    version: str


@dataclass(frozen=True, slots=True)
class OAuthChannel:
    """`channel.type: OAUTH`."""

    uri: str
    method: str
    headers: tuple[tuple[str, str], ...]
    auth_type: str
    client_id: str
    token_url: str
    scope: str | None
    client_secret: SecretRef | None
    hook_key: IdOf | str | None
    """The key that signs: by its name in Git, or by Okta's id."""
    version: str

    @property
    def auth(self) -> ClientSecretAuth | PrivateKeyAuth:
        """How a declared hook's service knows that Okta calls it; the actual side has no secret."""
        if self.client_secret is None:
            return PrivateKeyAuth()
        return ClientSecretAuth(self.token_url, self.client_id, self.scope, self.client_secret)


Channel = HttpChannel | OAuthChannel


def parse_ref(data: Json) -> SecretRef:
    """`env:NAME`, or the long form `{ref: "env:NAME", version: "3"}`."""
    text, version = (data["ref"], data.get("version", "")) if isinstance(data, dict) else (data, "")
    scheme, _, name = text.partition(":")
    return SecretRef(scheme, name, version)


def parse_channel(data: Mapping[str, Json]) -> Channel:
    """The channel of a manifest that the schema accepts, defaults filled in."""
    config = data["config"]
    auth = config.get("authScheme")
    channel = read_channel(data)
    if isinstance(channel, OAuthChannel):
        ref, name = config.get("clientSecretFrom"), config.get("hookKey")
        key = IdOf(Key("HookKey", name)) if name is not None else channel.hook_key
        secret = parse_ref(ref) if ref is not None else None
        return replace(channel, client_secret=secret, hook_key=key)
    if auth is None or channel.auth is None:
        return channel
    return replace(channel, auth=replace(channel.auth, value=parse_ref(auth["valueFrom"])))


def read_channel(data: Mapping[str, Json]) -> Channel:
    """The channel as the API shows it: the same, without secrets.

    Raises: KeyError, TypeError, AttributeError, ValueError when the shape is not the API's.
    """
    config = data["config"]
    headers = config.get("headers") or []
    if not isinstance(headers, list):
        raise TypeError("headers is no list")
    pairs = tuple((_text(header["key"]), _text(header["value"])) for header in headers)
    method = _text(config.get("method") or "POST")
    version = _text(data.get("version") or "1.0.0")
    if data["type"] == "OAUTH":
        return OAuthChannel(
            uri=_text(config["uri"]),
            method=method,
            headers=pairs,
            auth_type=_text(config.get("authType") or CLIENT_SECRET),
            client_id=_text(config.get("clientId") or ""),
            token_url=_text(config.get("tokenUrl") or ""),
            scope=_text(config.get("scope") or "") or None,
            client_secret=None,
            hook_key=_text(config.get("hookKeyId") or "") or None,
            version=version,
        )
    if data["type"] != "HTTP":
        raise ValueError("an unknown type of channel")
    auth = config.get("authScheme") or None
    scheme = (
        HeaderAuth(_text(auth["key"]), None, _text(auth.get("type") or "HEADER")) if auth else None
    )
    return HttpChannel(_text(config["uri"]), method, pairs, scheme, version)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value


def channel_fields(channel: Channel) -> dict[str, Json]:
    """In Okta's names and nesting; a secret appears as its reference."""
    match channel:
        case HttpChannel():
            return _shape("HTTP", channel, {"authScheme": _auth_fields(channel.auth)})
        case OAuthChannel():
            own: dict[str, Json] = {"authScheme": None, **_oauth(channel)}
            if isinstance(channel.hook_key, IdOf):
                own["hookKey"] = own.pop("hookKeyId").key.name
            if channel.client_secret is not None:
                own["clientSecretFrom"] = str(channel.client_secret)
            return _shape("OAUTH", channel, own)
        case _:
            assert_never(channel)


def channel_aliases(channel: Mapping[str, Json]) -> Iterator[tuple[FieldPath, FieldPath]]:
    """Headers are compared by name and written as a list; secrets are written as references."""
    config = ("channel", "config")
    for index, header in enumerate(channel["config"].get("headers") or ()):
        yield (*config, "headers", header["key"].lower()), (*config, "headers", index, "value")
    yield (*config, "authScheme", "value"), (*config, "authScheme", "valueFrom")
    yield (*config, "clientSecret"), (*config, "clientSecretFrom")
    yield (*config, "hookKeyId"), (*config, "hookKey")


def channel_body(channel: Channel) -> dict[str, Body]:
    """What the API takes, complete, with references where the secrets go.

    Source: Okta Management API, InlineHookReplace: PUT replaces, so members left out are reset.
    """
    match channel:
        case HttpChannel():
            return _shape("HTTP", channel, {"authScheme": _auth_body(channel.auth)})
        case OAuthChannel():
            own: dict[str, Body] = _oauth(channel)
            if channel.client_secret is not None:
                own["clientSecret"] = channel.client_secret
            return _shape("OAUTH", channel, own)
        case _:
            assert_never(channel)


def channel_secrets(channel: Channel) -> dict[str, SecretRef]:
    """The header's value or the client secret, by the dotted path where the API takes it."""
    match channel:
        case HttpChannel(auth=auth) if auth is not None and auth.value is not None:
            return {"channel.config.authScheme.value": auth.value}
        case OAuthChannel(client_secret=ref) if ref is not None:
            return {"channel.config.clientSecret": ref}
        case _:
            return {}


def channel_compared(channel: Channel) -> dict[str, Json]:
    """Normalised: header names in lower case and without order, absent as null."""
    config: dict[str, Json] = {
        "uri": channel.uri,
        "method": channel.method,
        "headers": _combined(channel.headers),
    }
    if isinstance(channel, OAuthChannel):
        return _wrap("OAUTH", channel.version, {**config, **_oauth(channel)})
    auth = channel.auth
    scheme = {"type": auth.type, "key": auth.key.lower()} if auth else None
    return _wrap("HTTP", channel.version, {**config, "authScheme": scheme})


def _combined(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """By lower-case name; lines of one name are one value.

    Source: RFC 9110 5.1 (names are case-insensitive), 5.2 (field lines combine).
    """
    combined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        combined[key] = f"{combined[key]}, {value}" if key in combined else value
    return dict(sorted(combined.items()))


def _oauth(channel: OAuthChannel) -> dict[str, Json]:
    own = {
        "authType": channel.auth_type,
        "clientId": channel.client_id,
        "tokenUrl": channel.token_url,
        "scope": channel.scope,
        "hookKeyId": channel.hook_key,
    }
    return {name: value for name, value in own.items() if value is not None}


def _auth_fields(auth: HeaderAuth | None) -> dict[str, Json] | None:
    if auth is None:
        return None
    shown = {"valueFrom": str(auth.value)} if auth.value else {}
    return {"type": auth.type, "key": auth.key, **shown}


def _auth_body(auth: HeaderAuth | None) -> dict[str, Body] | None:
    return None if auth is None else {"type": auth.type, "key": auth.key, "value": auth.value}


def _shape(kind: str, channel: Channel, own: Mapping[str, Json]) -> dict[str, Json]:
    headers = [{"key": name, "value": value} for name, value in channel.headers]
    config = {"uri": channel.uri, "headers": headers, "method": channel.method, **own}
    return _wrap(kind, channel.version, config)


def _wrap(kind: str, version: str, config: Mapping[str, Json]) -> dict[str, Json]:
    return {"type": kind, "version": version, "config": dict(config)}
