"""Access tokens at the API: whether one opens what a request asks for.

It checks `Authorization: Bearer` and `DPoP`; SSWS is checked in `http/gate.py`.
Source: Okta, DPoP guide, requests of a protected resource; failures as reported in
okta-sdk-golang issue 145.
"""

from typing import Any
from urllib.parse import quote

from flask import Response, request

from hookops.emulator.http.errors import ApiError
from hookops.emulator.oauth import clients, dpop, jose, roles, scopes, tokens
from hookops.emulator.oauth.clients import Client
from hookops.emulator.oauth.errors import Challenge
from hookops.emulator.oauth.tokens import AccessToken
from hookops.emulator.world import World

SCHEMES = ("Bearer", "DPoP")


def admit(world: World, authorization: str) -> tuple[dict[str, Any] | None, Response | None]:
    """Who asks, as events show it; or the answer that turns them away.

    Shape: `authorization` starts with one of the schemes.
    Raises: ApiError, for a client whose admin role does not admit it.
    """
    scheme = next(name for name in SCHEMES if authorization.startswith(name))
    # Okta's own Python SDK 3.4 sends the scheme and the token without a space between them.
    text = authorization.removeprefix(scheme).removeprefix(" ")
    # Before the token is read: the challenge names the scope whatever is wrong.
    scope = scopes.load().needed(request.endpoint or "", request.method, request.path)
    try:
        client = _client(world, scheme, text, scope)
    except Challenge as challenge:
        return None, challenge.answer(world.base_url, quote(request.path), scope)
    # Scopes alone open nothing: the app needs an admin role too. Source: Okta, Implement OAuth for
    # a service app. What is no part of the API is for no role.
    if client.role is None or (scope and not roles.admits(client.role, scope)):
        raise ApiError("E0000006")
    return clients.actor(client), None


def _client(world: World, scheme: str, text: str, scope: str) -> Client:
    token = _token(world, scheme, text)
    client = clients.find(world, token.client_id)
    # Tokens are not stored, so one outlives its client.
    if client is None:
        raise Challenge(401, scheme, "invalid_token", "The client of the token is gone.")
    _check_binding(world, scheme, text, token)
    if scope and not _has(world, token, scope):
        message = "The access token provided does not contain the required scopes."
        raise Challenge(403, scheme, "insufficient_scope", message)
    return client


def _token(world: World, scheme: str, text: str) -> AccessToken:
    try:
        return tokens.read(world, text)
    except tokens.Expired:
        raise Challenge(401, scheme, "invalid_token", "The token has expired.") from None
    except jose.BadToken:
        raise Challenge(401, scheme, "invalid_token", "The access token is invalid.") from None


def _check_binding(world: World, scheme: str, text: str, token: AccessToken) -> None:
    """The scheme is the token's, and the proof is of the key it was given for."""
    # RFC 9449, 7.1: a bound token as Bearer is refused, else a thief would not need the key.
    bound = token.thumbprint is not None
    if bound != (scheme == "DPoP"):
        kind = "bound to a DPoP key" if bound else "not bound to a DPoP key"
        raise Challenge(401, scheme, "invalid_token", f"The access token is {kind}.")
    if not bound:
        return
    proof = request.headers.get("DPoP")
    if not proof:
        raise _bad_proof("The DPoP proof JWT header is missing.")
    try:
        if dpop.thumbprint(world, proof, token=text) != token.thumbprint:
            raise _bad_proof("The DPoP proof JWT is of another key than the access token.")
    except dpop.BadProof as problem:
        raise _bad_proof(str(problem)) from None


def _bad_proof(description: str) -> Challenge:
    return Challenge(400, "DPoP", "invalid_dpop_proof", description)


def _has(world: World, token: AccessToken, scope: str) -> bool:
    # `manage` implies `read` only by switch: the API's description names read alone for GETs.
    fitting = {scope}
    if world.switches.manage_scope == "implies-read":
        fitting.add(scope.removesuffix(".read") + ".manage")
    return not fitting.isdisjoint(token.scopes)
