"""A call of one hook's service, with the authentication and headers that Okta sends."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hookops import __version__
from hookops.contracts.exchange import Reply
from hookops.contracts.judge import BUDGET_S
from hookops.kinds.inline_hook.channel import (
    Channel,
    ClientSecretAuth,
    HeaderAuth,
    PrivateKeyAuth,
)
from hookops.kinds.inline_hook.secret_headers import header_secrets
from hookops.model.errors import InvalidInput
from hookops.model.resource import Json, value_at
from hookops.model.secret import Secret, SecretRef
from hookops.network.addresses import Networks
from hookops.network.outside import Network
from hookops.service import tokens
from hookops.service.caller import post
from hookops.service.target import read_target
from hookops.service.tokens import Token

AuthHeader = tuple[str, Secret]
"""The name of a header and the secret that is its value."""

OWN_HEADER = "X-Hookops-Version"
"""By which a service's log tells a call of hookops from one of Okta."""

# Services dispatch on Okta's User-Agent, and gateways let nothing else through.
# Source: captured, CruGlobal/okta-hooks (2019), an event of a load balancer with its headers.
_HEADERS = (
    ("Accept", "application/json"),
    ("Content-Type", "application/json"),
    ("User-Agent", "Okta-Integrations"),
    ("Cache-Control", "no-cache"),
    ("Pragma", "no-cache"),
    (OWN_HEADER, __version__),
)
# The id comes from a file where a case does: nothing else of it may become a header.
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.~=+/-]{1,200}", re.ASCII)


def _name_request(request: Mapping[str, Json]) -> list[tuple[str, str]]:
    """The header with the request's id; none for a request without one, as of a user import."""
    found = value_at(request, ("data", "context", "request", "id"))
    if isinstance(found, str) and _REQUEST_ID.fullmatch(found):
        return [("X-Okta-Request-Id", found)]
    return []


def check_direct(channel: Channel) -> None:
    """Check that whoever has the hook's secrets can make its calls.

    Raises: InvalidInput for a private key.
    """
    if isinstance(channel.auth, PrivateKeyAuth):
        raise InvalidInput(
            "the private key of this hook never leaves Okta, so only Okta can call its service",
            "say --through-okta: Okta calls the registered service, with the key",
        )


@dataclass(frozen=True, slots=True)
class Caller:
    """What services are called with."""

    secrets: Mapping[SecretRef, Secret] = field(repr=False)
    text_of: Callable[[Secret], str]
    """The one function that turns a secret into text."""
    network: Network = field(default_factory=Network)
    loopback: bool = False
    """Whether services on this computer may be called, over plain http too."""
    budget_s: float = BUDGET_S
    """How long Okta waits for this hook, its token request included."""
    networks: Networks = ()
    """Private networks whose services may be called; never for a token."""
    token_loopback: bool = False
    """The same for the token endpoint, which a manifest names."""
    note_secret: Callable[[Secret], object] = lambda _: None
    """Is given each access token: nothing that the run writes may have it."""


class HookCall:
    """Calls of one hook; its access token is asked for once."""

    def __init__(self, channel: Channel, caller: Caller) -> None:
        self._channel = channel
        self._caller = caller
        self._token: Token | None = None

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets of the calls so far, the access token too: no answer may repeat them."""
        used = [*self._caller.secrets.values()]
        return (*used, self._token.value) if self._token else tuple(used)

    def send(self, request: Mapping[str, Json]) -> Reply:
        """The reply to a call with the hook's own authentication.

        The time of the token request counts, also when an earlier call got the token: Okta's own
        cache may be empty.
        Raises: BlockedAddress; InvalidInput for a private key.
        """
        check_direct(self._channel)
        match self._channel.auth:
            case HeaderAuth(name, ref) if ref is not None:
                own = (name, self._caller.secrets[ref])
                return self._post(request, [own, *self._secret_headers()], 0.0)
            case ClientSecretAuth() as auth:
                return self._send_with_token(request, auth)
            case _:
                return self._post(request, self._secret_headers(), 0.0)

    def _secret_headers(self) -> list[AuthHeader]:
        found = header_secrets(self._channel.headers)
        return [(name, self._caller.secrets[ref]) for name, ref in found]

    def send_as(self, request: Mapping[str, Json], header: AuthHeader | None) -> Reply:
        """The reply to a call with another authentication than the hook's own, or with none."""
        return self._post(request, [header] if header else [], 0.0)

    def ask_token_as(self, auth: ClientSecretAuth, secret: Secret) -> tuple[Reply, bool]:
        """The token endpoint's answer to a client with this secret, and whether it is a token."""
        body = tokens.encode_form(auth, self._caller.text_of(secret))
        reply = self._send_for_token(auth.token_url, body)
        return reply, isinstance(tokens.read_token(reply), Token)

    def _send_with_token(self, request: Mapping[str, Json], auth: ClientSecretAuth) -> Reply:
        found = self._token or self._get_token(auth)
        if isinstance(found, Reply):
            return found
        # Asked for once: token servers limit requests, and Okta caches tokens as well.
        self._token = found
        own = ("Authorization", found.value)
        return self._post(request, [own, *self._secret_headers()], found.elapsed_s)

    def _get_token(self, auth: ClientSecretAuth) -> Token | Reply:
        secret = self._caller.text_of(self._caller.secrets[auth.client_secret])
        body = tokens.encode_form(auth, secret)
        found = tokens.read_token(self._send_for_token(auth.token_url, body))
        if isinstance(found, Token):
            self._caller.note_secret(found.value)
        return found

    def _post(self, request: Mapping[str, Json], auth: list[AuthHeader], token_s: float) -> Reply:
        headers = [*_HEADERS, *_name_request(request)]
        headers += [(name, self._caller.text_of(secret)) for name, secret in auth]
        # Of a call that is to be refused, no secret of the hook is a part.
        headers += [(n, value) for n, value in self._channel.headers if isinstance(value, str)]
        # ASCII with escapes: that is valid whatever encoding a service assumes.
        body = json.dumps(request).encode()
        reply = self._send(headers, body, token_s)
        elapsed_s = reply.answer.elapsed_s
        # Without an answer there is no time to add to.
        if elapsed_s is None or not token_s:
            return reply
        return replace(
            reply, answer=replace(reply.answer, elapsed_s=elapsed_s + token_s), token_s=token_s
        )

    def _send_for_token(self, url: str, body: bytes) -> Reply:
        # The manifest names this address, and not who runs the command: less is allowed.
        caller = self._caller
        return post(
            read_target(url, loopback=caller.token_loopback),
            tokens.HEADERS,
            body,
            budget_s=caller.budget_s,
            loopback=caller.token_loopback,
            network=caller.network,
            text_of=caller.text_of,
        )

    def _send(self, headers: Sequence[tuple[str, str]], body: bytes, spent_s: float) -> Reply:
        caller = self._caller
        return post(
            read_target(self._channel.uri, loopback=caller.loopback, networks=caller.networks),
            headers,
            body,
            budget_s=caller.budget_s - spent_s,
            loopback=caller.loopback,
            network=caller.network,
            networks=caller.networks,
            text_of=caller.text_of,
        )
