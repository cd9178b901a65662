"""Which hosts may get which secrets. Pure: compares what would be called with what was applied."""

from collections.abc import Collection
from dataclasses import dataclass

from hookops.kinds.inline_hook.channel import ClientSecretAuth, HeaderAuth
from hookops.kinds.inline_hook.secret_headers import header_path, header_secrets
from hookops.kinds.inline_hook.spec import Hook
from hookops.model.errors import GuardError
from hookops.model.resource import Managed
from hookops.model.secret import SecretRef
from hookops.model.text import show
from hookops.network.hosts import place_of
from hookops.service.target import is_near, read_any

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
    uri, headers = hook.channel.uri, header_secrets(hook.channel.headers)
    custom = tuple(Carried(ref, uri, "uri", header_path(name)) for name, ref in headers)
    return (*_carried_by_auth(hook), *custom)


def _carried_by_auth(hook: Hook) -> tuple[Carried, ...]:
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
    doubt: str = "",
) -> None:
    """Every secret goes to a host that has it already, or that the user has named.

    Shape: `applied` is the hook as it was last applied; `named` are hosts, with a port other than
    443; `roles` are the members of the channel whose URLs are asked about; `doubt` is why nothing
    shows where the hook was applied.
    Raises: GuardError, before anything is sent.
    """
    # An IPv6 address may be written without its brackets.
    names = (f"[{name}]" if name.count(":") > 1 and "[" not in name else name for name in named)
    allowed = {place_of(f"https://{name}") for name in names}
    for item in carried(hook):
        if item.role not in roles:
            continue
        # Whether the address may be called at all is checked when it is called.
        host, place = read_any(item.url).host, place_of(item.url)
        # This computer is one place, whatever the port of a service that is being written.
        bare = f"[{host}]" if ":" in host else host
        if place in allowed or (is_near(host) and bare in allowed):
            continue
        if reason := _objection(item, place, applied, doubt):
            raise GuardError(
                f"hookops does not send {item.ref} to {show(place)}: {reason}",
                f"if it may have it, say --send-secret-to {show(place)}; nothing was sent",
            )


def _objection(item: Carried, place: str, applied: Managed | None, doubt: str) -> str:
    # A pull request can change the manifest: only what was applied shows where a secret already
    # goes. Host and port must be equal, for the port can belong to somebody else.
    if applied is None or not applied.compared:
        return doubt or "hookops has not applied the hook yet"
    url = applied.compared["channel"]["config"].get(item.role)
    if not isinstance(url, str) or place_of(url) != place:
        return f"the applied {item.role} has another host or port"
    # The host has the secret that was applied, not every secret that a manifest may name.
    known = applied.fingerprints.get(item.path)
    if known is None or known.ref != str(item.ref):
        return "hookops has not applied this secret to the hook"
    return ""
