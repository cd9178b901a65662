"""How a service app shows who it is: `private_key_jwt`, the only way to Okta's own scopes.

Source: Okta, Implement OAuth for a service app.
"""

from collections.abc import Mapping
from typing import Any

from hookops.emulator.oauth import clients, jose
from hookops.emulator.oauth.clients import Client
from hookops.emulator.oauth.errors import OAuthError
from hookops.emulator.world import World

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Source: Okta, Implement OAuth for a service app: exp is at most an hour ahead.
_LONGEST_S = 3600


def authenticate(world: World, form: Mapping[str, str]) -> Client:
    """The client that signed the assertion; the assertion is used up. Raises: OAuthError.

    Emulator choice: it is used up even if the request is then refused for another reason, as the
    clients that were recorded make a new one for each try.
    """
    if form.get("client_assertion_type") != TYPE or not form.get("client_assertion"):
        raise _invalid(
            "Client Credentials requests to the Org Authorization Server must use the "
            "private_key_jwt token_endpoint_auth_method."
        )
    assertion = form["client_assertion"]
    try:
        # The claims are read unverified to find the client: its key is what verifies them.
        client = _client(world, jose.read_claims(assertion), form.get("client_id"))
        claims = jose.verified(assertion, _key(client, jose.read_header(assertion)))
    except jose.BadToken:
        raise _invalid("The client_assertion signature is invalid.") from None
    _check(world, client, claims)
    return client


def _client(world: World, claims: Mapping[str, Any], named: str | None) -> Client:
    issuer = claims.get("iss")
    # RFC 7523, 3: iss and sub are both the client id; a client_id beside them must be the same.
    if not isinstance(issuer, str) or issuer != claims.get("sub") or named not in (None, issuer):
        raise _invalid("The client_assertion must have the client id as its iss and its sub.")
    client = clients.find(world, issuer)
    if client is None:
        raise _invalid("Invalid value for 'client_id' parameter.")
    return client


def _key(client: Client, header: Mapping[str, Any]) -> Any:
    """The client's key that the header names. Raises: BadToken, OAuthError."""
    kid = header.get("kid")
    # Okta wants kid where an app has several keys; with one there is no doubt.
    if kid is None and len(client.keys) > 1:
        raise _invalid("The client_assertion must name its key in kid: there are several.")
    for key in client.keys:
        # A single key may have been given without a kid.
        if kid is None or key.get("kid", kid) == kid:
            return jose.import_public_key(dict(key))
    raise _invalid("The client_assertion names a key in kid that the client does not have.")


def _check(world: World, client: Client, claims: Mapping[str, Any]) -> None:
    now, ends = world.clock(), jose.seconds(claims.get("exp"))
    audience = claims.get("aud")
    endpoint = f"{world.base_url}/oauth2/v1/token"
    # RFC 7519, 4.1.3: aud may be a text or an array of them.
    if audience != endpoint and audience != [endpoint]:
        raise _invalid("The audience claim for client_assertion must be the token endpoint's URL.")
    if ends is None or ends <= now:
        raise _invalid("The client_assertion token is expired.")
    if ends > now + _LONGEST_S:
        raise _invalid("The client_assertion token has an expiration too far into the future.")
    issued = jose.seconds(claims.get("iat"))
    if issued is not None and issued > now and world.switches.assertion_ahead == "refuse":
        raise _invalid("The client_assertion token was issued in the future.")
    jti = claims.get("jti")
    # Optional, and then the assertion may be used again: only a jti makes it single.
    if jti is None:
        return
    if not world.store.use(f"client {client.id}", str(jti), ends, now):
        raise _invalid("The client_assertion token has already been used.")


def _invalid(description: str) -> OAuthError:
    # 401 and not 400. Source: Okta, OAuth error codes.
    return OAuthError("invalid_client", description, 401)
