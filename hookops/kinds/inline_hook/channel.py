"""The channels of hooks: HTTP, and OAuth 2.0 with a client secret or a private key.

A new authentication scheme is added here: the values, the row of its secret, and how the channel is
read, sent, compared and reported.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hookops.kinds.inline_hook.secret_headers import HIDDEN, header_path, header_secrets
from hookops.kinds.inline_hook.secret_places import CONFIG, SECRET_PLACES, plain_url
from hookops.model.resource import IdOf, Json, Key
from hookops.model.secret import SecretRef
from hookops.model.source import FieldPath

CLIENT_SECRET = "client_secret_post"

KEY_FIELD: FieldPath = (*CONFIG, "hookKeyId")
"""Of `Hook.compared()`: the key that signs."""


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
    headers: tuple[tuple[str, str | SecretRef], ...]
    """(name, value) in the order they were written; of a secret its reference."""
    auth: HeaderAuth | None
    """None: Okta sends no authentication at all."""
    version: str


@dataclass(frozen=True, slots=True)
class OAuthChannel:
    """`channel.type: OAUTH`."""

    uri: str
    method: str
    headers: tuple[tuple[str, str | SecretRef], ...]
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


def parse_channel(data: Mapping[str, Json]) -> Channel:
    """The channel of a manifest that the schema accepts, defaults filled in."""
    config, channel = data["config"], _declared(data)
    match channel:
        case HttpChannel(auth=HeaderAuth() as auth):
            value = _parse_ref(config["authScheme"]["valueFrom"])
            return replace(channel, auth=replace(auth, value=value))
        case OAuthChannel():
            ref, name = config.get("clientSecretFrom"), config.get("hookKey")
            # A key that manifests declare goes by its name, any other by its id (`hookKeyId`).
            key = IdOf(Key("HookKey", name)) if name else channel.hook_key
            return replace(channel, client_secret=_parse_ref(ref) if ref else None, hook_key=key)
        case _:
            return channel


def _declared(data: Mapping[str, Json]) -> Channel:
    """The channel of a manifest, where headers may be references."""
    written = data["config"].get("headers") or ()
    # The API's shape has values alone, so that what Okta answers never becomes a reference.
    shown = [{"key": h["key"], "value": h.get("value") or HIDDEN} for h in written]
    channel = read_channel({**data, "config": {**data["config"], "headers": shown}})
    headers = tuple(
        (h["key"], _parse_ref(h["valueFrom"]) if "valueFrom" in h else h["value"]) for h in written
    )
    return replace(channel, headers=headers)


def _parse_ref(data: Json) -> SecretRef:
    """`env:NAME`, or the long form `{ref: "env:NAME", version: "3", prefix: "Bearer "}`."""
    given = data if isinstance(data, dict) else {"ref": data}
    scheme, _, name = given["ref"].partition(":")
    return SecretRef(scheme, name, given.get("version", ""), given.get("prefix", ""))


def read_channel(data: Mapping[str, Json]) -> Channel:
    """The channel as the API shows it: the same, without secrets.

    Raises: KeyError, TypeError, AttributeError, ValueError when the shape is not the API's.
    """
    config, version = data["config"], _text(data, "version", "1.0.0")
    headers = tuple((_text(h, "key"), _text(h, "value")) for h in config.get("headers") or ())
    common = (_text(config, "uri"), _text(config, "method", "POST"), headers)
    # A channel of another type, or a member of another type, is the org's to have: its hook is
    # reported as unsupported and left alone.
    match data["type"]:
        case "HTTP":
            auth = config.get("authScheme")
            scheme = auth and HeaderAuth(_text(auth, "key"), None, _text(auth, "type", "HEADER"))
            return HttpChannel(*common, scheme or None, version)
        case "OAUTH":
            return OAuthChannel(
                *common,
                auth_type=_text(config, "authType", CLIENT_SECRET),
                client_id=_text(config, "clientId", ""),
                token_url=_text(config, "tokenUrl", ""),
                scope=_text(config, "scope", "") or None,
                client_secret=None,
                hook_key=_text(config, "hookKeyId", "") or None,
                version=version,
            )
        case _:
            raise ValueError("an unknown type of channel")


def _text(data: Mapping[str, Json], name: str, default: str | None = None) -> str:
    """A member that must be text; `default` for one that is absent, null or empty."""
    # Okta shows null, or leaves a member out, where the default is meant; so may a manifest.
    value = data[name] if default is None else data.get(name) or default
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value


def channel_body(channel: Channel) -> dict[str, Json]:
    """What the API takes, complete, with references where the secrets go.

    Source: Okta Management API, InlineHookReplace: PUT replaces, so members left out are reset.
    """
    headers = [{"key": name, "value": value} for name, value in channel.headers]
    config: dict[str, Json] = {"uri": channel.uri, "headers": headers, "method": channel.method}
    match channel:
        case HttpChannel(auth=auth):
            scheme = {"type": auth.type, "key": auth.key, "value": auth.value} if auth else None
            # null, since PUT without the member would leave open whether the header is removed.
            own: dict[str, Json] = {"authScheme": scheme}
        case OAuthChannel():
            members = {
                "authType": channel.auth_type,
                # An org that exists may have a channel without one.
                "clientId": channel.client_id or None,
                "tokenUrl": channel.token_url,
                "scope": channel.scope,
                "hookKeyId": channel.hook_key,
                "clientSecret": channel.client_secret,
            }
            own = {name: value for name, value in members.items() if value is not None}
    kind = "HTTP" if isinstance(channel, HttpChannel) else "OAUTH"
    return {"type": kind, "version": channel.version, "config": {**config, **own}}


def channel_secrets(channel: Channel) -> dict[str, SecretRef]:
    """The header's value or the client secret, then those of custom headers, by the dotted path
    where the API takes each."""
    config = channel_body(channel)["config"]
    found = {
        place.path: ref
        for place in SECRET_PLACES
        if (ref := place.parent_in(config).get(place.sent)) is not None
    }
    return found | {header_path(name): ref for name, ref in header_secrets(channel.headers)}


def channel_receivers(channel: Channel) -> dict[str, str]:
    """Where Okta sends each of these secrets: a URL, by the same paths."""
    config = channel_body(channel)["config"]
    found = {
        place.path: str(config[place.receiver])
        for place in SECRET_PLACES
        if place.parent_in(config).get(place.sent) is not None
    }
    return found | {header_path(name): channel.uri for name, _ in header_secrets(channel.headers)}


def channel_fields(channel: Channel) -> dict[str, Json]:
    """In Okta's names and nesting; a secret appears as its reference, and a key by its name."""
    body = channel_body(channel)
    config = body["config"]
    for place in SECRET_PLACES:
        ref = place.parent_in(config).pop(place.sent, None)
        if ref is not None:
            place.parent_in(config)[place.written] = _written(ref)
    config["headers"] = [
        {"key": name, "valueFrom": _written(value)}
        if isinstance(value, SecretRef)
        else {"key": name, "value": value}
        for name, value in channel.headers
    ]
    if isinstance(config.get("hookKeyId"), IdOf):
        config["hookKey"] = config.pop("hookKeyId").key.name
    return {**body, "config": {"authScheme": None, **config}}


def _written(ref: SecretRef) -> Json:
    # A prefix is no secret, and a reader of the plan has to see what is sent.
    return {"ref": str(ref), "prefix": ref.prefix} if ref.prefix else str(ref)


def channel_compared(channel: Channel) -> dict[str, Json]:
    """Normalised: header names in lower case and without order, equal URLs alike, no secrets."""
    body = channel_body(channel)
    config = body["config"]
    for place in SECRET_PLACES:
        place.parent_in(config).pop(place.sent, None)
    if config.get("authScheme"):
        config["authScheme"]["key"] = config["authScheme"]["key"].lower()
    urls = {name: plain_url(config[name]) for name in ("uri", "tokenUrl") if config.get(name)}
    return {**body, "config": {**config, **urls, "headers": _combined(channel.headers)}}


def _combined(headers: Sequence[tuple[str, str | SecretRef]]) -> dict[str, str]:
    """By lower-case name; lines of one name are one value.

    Source: RFC 9110 5.1 (names are case-insensitive), 5.2 (field lines combine).
    """
    combined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        # Two of one name that are hidden are hidden still.
        if isinstance(value, SecretRef) or value == HIDDEN:
            combined[key] = HIDDEN
        else:
            combined[key] = f"{combined[key]}, {value}" if key in combined else value
    return dict(sorted(combined.items()))


def channel_aliases(channel: Mapping[str, Json]) -> Iterator[tuple[FieldPath, FieldPath]]:
    """Headers are compared by name and written as a list; secrets are written as references."""
    for index, header in enumerate(channel["config"].get("headers") or ()):
        member = "valueFrom" if "valueFrom" in header else "value"
        yield (*CONFIG, "headers", header["key"].lower()), (*CONFIG, "headers", index, member)
    for place in SECRET_PLACES:
        parent = (*CONFIG, *place.parent)
        yield (*parent, place.sent), (*parent, place.written)
    yield KEY_FIELD, (*CONFIG, "hookKey")
