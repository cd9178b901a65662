"""The area of OAuth 2.0 for service apps: the org's own authorization server.

`/oauth2/v1/token`, its keys and its metadata; what a token opens is decided in `bearers.py`.
Source: Okta, Implement OAuth for a service app; OpenID Connect and OAuth 2.0.
"""

from typing import Any

from flask import Response, g, request

from hookops.emulator.http.responses import json_answer
from hookops.emulator.oauth import assertions, clients, dpop, jose, scopes, tokens
from hookops.emulator.oauth import state as oauth_state
from hookops.emulator.oauth.clients import Client
from hookops.emulator.oauth.errors import OAuthError
from hookops.emulator.world import World

_TOKEN = "/oauth2/v1/token"
_KEYS = "/oauth2/v1/keys"


def register(world: World) -> None:
    """Tokens can be had, and verified by anybody."""
    oauth_state.renew(world)

    def token() -> Response:
        try:
            return _grant(world)
        # Not by an error handler of the application: those answer with Okta's envelope, and OAuth
        # has a body of its own (RFC 6749, 5.2).
        except OAuthError as error:
            return error.answer()

    world.route("POST", _TOKEN, token, "token")
    world.route("GET", _KEYS, lambda: json_answer(tokens.public_keys(world)), "oauthKeys")
    world.route(
        "GET",
        "/.well-known/oauth-authorization-server",
        lambda: json_answer(_metadata(world.base_url)),
        "getWellKnownOAuthConfiguration",
    )
    clients.register(world)


def fresh(world: World) -> None:
    """A fresh org has no service apps; no proof and no assertion was used."""
    oauth_state.renew(world)


def seed(world: World, items: list[Any]) -> None:
    """The service apps of a seed. Raises: SeedError."""
    for item in items:
        clients.save(world, item)


def _grant(world: World) -> Response:
    """Emulator choice: the client is checked first, as what it needs to show depends on it."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise OAuthError("invalid_request", "The body must be form-encoded.")
    # okta-sdk-python sends all but the assertion in the query, and Okta takes it.
    form = {**request.args.to_dict(), **request.form.to_dict()}
    if form.get("grant_type") != "client_credentials":
        raise OAuthError("unsupported_grant_type", "The grant type is not supported here.")
    # The assertion is used up even when the proof then lacks a nonce: okta-sdk-python test_dpop_it
    # was recorded making a new one for the second try.
    client = assertions.authenticate(world, form)
    thumbprint = _proof(world, client)
    granted = _granted(client, form.get("scope", "").split())
    _log(world, client, granted)
    answer = json_answer(
        {
            # RFC 9449, 5: the type tells the client that its key is bound to the token.
            "token_type": "Bearer" if thumbprint is None else "DPoP",
            "expires_in": tokens.LIFETIME_S,
            "access_token": tokens.make(world, client.id, granted, thumbprint),
            "scope": " ".join(granted),
        }
    )
    # RFC 6749, 5.1.
    answer.headers["Cache-Control"] = "no-cache, no-store"
    if thumbprint is not None:
        # Recorded with each success, by okta-sdk-python test_dpop_it: clients keep the newest one.
        answer.headers["dpop-nonce"] = dpop.nonce(world)
    return answer


def _log(world: World, client: Client, granted: list[str]) -> None:
    """The grant is in the System Log. Source: Okta, Event types; target and data: emulator's."""
    g.actor = clients.actor(client)
    data = {"grantType": "client_credentials", "grantedScopes": ", ".join(granted)}
    world.log_event(
        "app.oauth2.token.grant.access_token", "access_token", client.id, "Access Token", data
    )


def _proof(world: World, client: Client) -> str | None:
    """The thumbprint of the key that the token will be bound to; None for a bearer's token.

    Source: errors as recorded by okta-sdk-python test_dpop_it.
    """
    proof = request.headers.get("DPoP")
    if not proof:
        # A client that does not need DPoP may use it all the same, and then gets a bound token.
        if client.dpop:
            raise OAuthError("invalid_dpop_proof", "The DPoP proof JWT header is missing.")
        return None
    try:
        return dpop.thumbprint(world, proof)
    except dpop.BadProof as problem:
        raise OAuthError("invalid_dpop_proof", str(problem)) from None
    except dpop.NonceNeeded:
        raise OAuthError(
            "use_dpop_nonce",
            "Authorization server requires nonce in DPoP proof.",
            headers={"dpop-nonce": dpop.nonce(world)},
        ) from None


def _granted(client: Client, asked: list[str]) -> list[str]:
    """Those of the scopes that the client was granted, in the order asked for.

    Source: okta-sdk-golang issue 145 (a part of them), okta-sdk-java issue 822 (none of them).
    """
    if not asked:
        raise OAuthError("invalid_scope", "The 'scope' parameter must be provided.")
    # A scope that does not exist spoils the request; one that was not granted is only left out.
    if not all(scopes.load().is_one(scope) for scope in asked):
        message = "One or more scopes are not configured for the authorization server resource."
        raise OAuthError("invalid_scope", message)
    granted = [scope for scope in dict.fromkeys(asked) if scope in client.scopes]
    if not granted:
        raise OAuthError("consent_required", "You are not allowed any of the requested scopes.")
    return granted


def _metadata(base_url: str) -> dict[str, Any]:
    # Source: Okta, OpenID Connect and OAuth 2.0, /.well-known/oauth-authorization-server.
    algorithms = list(jose.ALGORITHMS)
    return {
        "issuer": base_url,
        "token_endpoint": base_url + _TOKEN,
        "jwks_uri": base_url + _KEYS,
        "response_types_supported": ["token"],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "dpop_signing_alg_values_supported": algorithms,
    }
