"""Which hosts may get which secrets. Pure: compares what would be called with what was applied."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from hookops.kinds.inline_hook.channel import ClientSecretAuth, HeaderAuth
from hookops.kinds.inline_hook.spec import Hook
from hookops.model.errors import GuardError
from hookops.model.resource import Json, Managed
from hookops.model.secret import SecretRef
from hookops.model.text import show
from hookops.service.target import read_any

_HEADER = "channel.config.authScheme.value"
_CLIENT = "channel.config.clientSecret"


@dataclass(frozen=True, slots=True)
class Carried:
    """A secret and a URL that a call sends it to."""

    ref: SecretRef
    url: str
    role: str
    """The member of the channel that has the URL: `uri` or `tokenUrl`."""
    path: str
    """Where in the hook the secret is, dotted."""


def carried(hook: Hook) -> tuple[Carried, ...]:
    """The secrets that a call of the hook needs, with where each goes."""
    uri = hook.channel.uri
    match hook.channel.auth:
        case HeaderAuth(value=secret) if secret is not None:
            return (Carried(secret, uri, "uri", _HEADER),)
        case ClientSecretAuth(token_url=token_url, client_secret=secret):
            # Until it expires, the access token that goes to `uri` is worth as much as the secret.
            return (
                Carried(secret, token_url, "tokenUrl", _CLIENT),
                Carried(secret, uri, "uri", _CLIENT),
            )
        case _:
            return ()


def is_client(item: Carried) -> bool:
    """Whether it is a client secret, for which a token goes to `uri`."""
    return item.path == _CLIENT


def check_consent(
    hook: Hook,
    applied: Managed | None,
    named: Collection[str],
    roles: Collection[str] = ("uri", "tokenUrl"),
) -> None:
    """Every secret goes to a host that has it already, or that the user has named.

    Shape: `applied` is the hook as it was last applied; `named` are hosts, with or without port;
    `roles` are the members of the channel whose URLs are asked about.
    Raises: GuardError, before anything is sent.
    """
    allowed = {name.lower() for name in named}
    for item in carried(hook):
        if item.role not in roles:
            continue
        # Whether the address may be called at all is checked when it is called.
        target = read_any(item.url)
        place = (target.host, target.port)
        # As users write it: with the port, with brackets around IPv6, or bare.
        if {target.host, f"[{target.host}]", target.authority} & allowed:
            continue
        if reason := _objection(item, place, applied):
            raise GuardError(
                f"hookops does not send {item.ref} to {show(target.authority)}: {reason}",
                f"if it may have it, say --send-secret-to {show(target.host)}; nothing was sent",
            )


def _objection(item: Carried, place: tuple[str, int], applied: Managed | None) -> str:
    # A pull request can change the manifest: only what was applied shows where a secret already
    # goes. Host and port must be equal, for the port can belong to somebody else.
    if applied is None or not applied.compared:
        return "hookops has not applied the hook yet"
    if place not in _places(applied.compared, item.role):
        return f"the applied {item.role} has another host or port"
    # The host has the secret that was applied, not every secret that a manifest may name.
    known = applied.fingerprints.get(item.path)
    if known is None or known.ref != str(item.ref):
        return "hookops has not applied this secret to the hook"
    return ""


def _places(compared: Mapping[str, Json], role: str) -> Iterator[tuple[str, int]]:
    """Host and port of the applied URL in this member; nothing where it has none."""
    url = compared["channel"]["config"].get(role)
    parts = urlsplit(url) if isinstance(url, str) else None
    if parts and parts.hostname:
        # Okta accepts only https, so no port means 443.
        yield parts.hostname, parts.port or 443
