"""Service apps: clients that get tokens of their own, by seed and by `/_emulator/clients`.

Emulator choice: they come from a seed and are no apps of `/api/v1/apps`, whose registration is
not emulated.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from hookops.emulator.control.middleware import OWN
from hookops.emulator.http.responses import json_answer
from hookops.emulator.oauth import roles
from hookops.emulator.oauth.jose import BadToken, import_public_key
from hookops.emulator.world import SeedError, World

# The collection of service apps.
CLIENTS = "oauthClients"
# Emulator choice: an app's registration and an admin's grants in one object.
_MEMBERS = ("clientId", "jwks", "scopes", "role", "dpop")


@dataclass(frozen=True, slots=True)
class Client:
    """One service app."""

    id: str
    keys: tuple[Mapping[str, Any], ...]
    """Public JWKs."""
    scopes: tuple[str, ...]
    """Those that an admin has granted."""
    role: roles.Role
    """Its admin role, or the permissions of a custom one; without any it may do nothing."""
    dpop: bool
    """Token requests need a DPoP proof."""


def register(world: World) -> None:
    """Clients can be listed and added."""

    def add() -> Response:
        try:
            return json_answer(save(world, json.loads(request.get_data())), 201)
        except (ValueError, RecursionError) as problem:
            return json_answer({"error": str(problem)}, 400)

    world.route("GET", OWN + "clients", lambda: json_answer(world.all(CLIENTS)))
    world.route("POST", OWN + "clients", add)


def save(world: World, given: Any) -> dict[str, Any]:
    """The client is there, in place of one of its id; its id is made up if none is given.

    Source of the default of `dpop`: it is on for new API Services apps, okta-sdk-nodejs issue 424.
    Raises: SeedError.
    """
    # A misspelt member would else be a default that the test does not expect.
    if not isinstance(given, dict) or set(given) - set(_MEMBERS):
        raise SeedError(f"a client is a mapping of {', '.join(_MEMBERS)}")
    record = {
        "clientId": given.get("clientId") or world.ids.new("0oa"),
        "jwks": {"keys": _keys(given.get("jwks"))},
        "scopes": given.get("scopes", []),
        "role": given.get("role"),
        "dpop": given.get("dpop", True),
    }
    _check(record)
    with world.transaction() as records:
        records.save(CLIENTS, record["clientId"], record)
    return record


def find(world: World, id: str) -> Client | None:
    """The client of that id."""
    record = world.get(CLIENTS, id)
    if record is None:
        return None
    keys, scopes = record["jwks"]["keys"], record["scopes"]
    return Client(id, tuple(keys), tuple(scopes), record["role"], record["dpop"])


def _check(record: Mapping[str, Any]) -> None:
    # Checked here and not at the token endpoint: a seed is wrong when it is read.
    scopes = record["scopes"]
    if not isinstance(record["clientId"], str):
        raise SeedError("clientId of a client is no text")
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise SeedError("scopes of a client are no list of texts")
    if wrong := roles.complaint(record["role"]):
        raise SeedError(wrong)
    if not isinstance(record["dpop"], bool):
        raise SeedError("dpop of a client is neither true nor false")


def _keys(jwks: Any) -> list[Any]:
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    # `import_public_key` refuses private members: a seed is a file that gets shared. Of several
    # keys each needs a kid, as an assertion must name the one it was signed with.
    if not isinstance(keys, list) or not keys:
        raise SeedError("jwks of a client is no mapping with a list of keys")
    try:
        for key in keys:
            import_public_key(key)
    except BadToken as problem:
        raise SeedError(f"jwks of a client: {problem}") from None
    if len(keys) > 1 and not all(isinstance(key.get("kid"), str) for key in keys):
        raise SeedError("jwks of a client: one of several keys has no kid")
    return keys


def actor(client: Client) -> dict[str, Any]:
    """The client as events show who did something."""
    return {
        "id": client.id,
        # Emulator choice: no sample of an event by a service app with an inline hook is published.
        "type": "PublicClientApp",
        "alternateId": client.id,
        "displayName": client.id,
        "detailEntry": None,
    }
