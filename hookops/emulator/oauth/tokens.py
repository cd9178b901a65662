"""Access tokens of the org's own authorization server: its key, and what the tokens say.

Who gets one is decided in `area.py`, and what one opens in `bearers.py`. The key is made when it
is first needed: an app starts without it.
Source: claims as recorded by okta-sdk-python test_dpop_it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hookops.emulator import rsa_keys
from hookops.emulator.oauth import jose
from hookops.emulator.oauth import state as oauth_state
from hookops.emulator.world import World

# Source: Okta, Implement OAuth for a service app: an hour, which cannot be changed.
LIFETIME_S = 3600
_TYPE = "application/okta-internal-at+jwt"
_KEY = ("orgKeys", "signing")


class Expired(Exception):
    """A token was good, and is no more."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a token says that was signed here and is in its time."""

    client_id: str
    scopes: frozenset[str]
    thumbprint: str | None
    """Of the key that a DPoP proof must have; None for a bearer's token."""


def make(world: World, client_id: str, scopes: Sequence[str], thumbprint: str | None) -> str:
    """An access token for that client."""
    from joserfc import jwt

    now = int(world.clock())
    key = _signing_key(world)
    claims = {
        "ver": 1,
        "jti": f"AT.{world.ids.text(43)}",
        "iss": world.base_url,
        # The org itself is the audience of its API.
        "aud": world.base_url,
        "sub": client_id,
        "iat": now,
        "exp": now + LIFETIME_S,
        "cid": client_id,
        "scp": list(scopes),
    }
    if thumbprint is not None:
        # RFC 9449, 6.1.
        claims["cnf"] = {"jkt": thumbprint}
    header = {"kid": key.kid, "typ": _TYPE, "alg": "RS256"}
    return str(jwt.encode(header, claims, key, algorithms=["RS256"]))


def read(world: World, text: str) -> AccessToken:
    """What the token says. Raises: jose.BadToken, Expired."""
    header = jose.read_header(text)
    # Before the signature: a client assertion must not pass as an access token.
    if header.get("typ") != _TYPE or world.get(*_KEY) is None:
        raise jose.BadToken("no access token of this org")
    claims = jose.verified(text, _signing_key(world))
    if claims["exp"] <= world.clock():
        raise Expired
    confirmation: Mapping[str, Any] = claims.get("cnf", {})
    return AccessToken(claims["cid"], frozenset(claims["scp"]), confirmation.get("jkt"))


def public_keys(world: World) -> dict[str, Any]:
    """The keys that tokens can be verified with, as a JWKS."""
    return {"keys": [_signing_key(world).as_dict(private=False)]}


def _signing_key(world: World) -> Any:
    """The org's key, with its private part: read from the store once, made at the first need."""
    from joserfc.jwk import import_key

    record = world.get(*_KEY) or _new_key(world)
    # Importing a private key costs as much as checking several tokens.
    keys = oauth_state.get_state(world).keys
    kid = record["kid"]
    if kid not in keys:
        keys[kid] = import_key(record["privateKey"])
    return keys[kid]


def _new_key(world: World) -> dict[str, Any]:
    """The org's key, newly made, or the one that another process has made meanwhile."""
    from joserfc.jwk import RSAKey

    # Made before the transaction: nobody else should wait for it.
    kid = world.ids.text(43)
    private = rsa_keys.load(world.new_pem(), own=True)
    key = RSAKey.import_key(private, {"kid": kid, "use": "sig", "alg": "RS256"})
    made = {"kid": kid, "privateKey": key.as_dict(private=True)}
    with world.transaction() as records:
        found = records.get(*_KEY)
        if found is None:
            records.save(*_KEY, made)
            oauth_state.get_state(world).keys[kid] = key
        return found or made
