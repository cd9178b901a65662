"""DPoP: proofs that a token's bearer has the key it was given for, and nonces for them.

For the token endpoint and for the API alike.
Source: Okta, Configure OAuth 2.0 Demonstrating Proof-of-Possession; RFC 9449.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import request

from hookops.emulator.oauth import jose
from hookops.emulator.oauth import state as oauth_state
from hookops.emulator.world import World

# Source: Okta, DPoP guide: iat is at most five minutes old.
_OLDEST_S = 300
_DAY_S = 86_400
# Days for which a nonce still works after its own.
_OLD_NONCES = 3


class BadProof(Exception):
    """A proof is not accepted; its text says why."""


class NonceNeeded(Exception):
    """A proof for the token endpoint has no nonce, or one that is no longer good."""


def thumbprint(world: World, proof: str, *, token: str | None = None) -> str:
    """The thumbprint of the key in the proof, which is good for the request being served.

    Shape: `token` is the access token that the request shows; None at the token endpoint, where a
    nonce is needed instead.
    Raises: BadProof, NonceNeeded.
    """
    try:
        # The proof brings its own key: it proves that the sender has it, not who the sender is.
        header = jose.read_header(proof)
        key = jose.import_public_key(header.get("jwk"))
        claims = jose.verified(proof, key)
    except jose.BadToken:
        raise BadProof("The DPoP proof JWT is invalid.") from None
    # RFC 9449, 4.3, check 4: another JWT by the same key is no proof.
    if header.get("typ") != "dpop+jwt":
        raise BadProof("The DPoP proof JWT must have the type 'dpop+jwt'.")
    _check_request(world, claims)
    if token is not None and claims.get("ath") != _hash(token):
        raise BadProof("The DPoP proof JWT has an 'ath' that is not of the access token.")
    # Source: Okta, DPoP guide: only the token endpoint asks for a nonce.
    if token is None:
        _check_nonce(world, claims.get("nonce"))
    # Last: a proof that fails another check was not used.
    return _use(world, claims, str(key.thumbprint()))


def nonce(world: World) -> str:
    """The nonce that a client shall use from now on."""
    # One nonce for one request is the harder answer; `daily` is the documented one.
    if world.switches.dpop_nonce == "each":
        return oauth_state.get_state(world).nonces.issue(world.ids.text(32))
    return _daily(world, int(world.clock() // _DAY_S))


def _check_request(world: World, claims: Mapping[str, Any]) -> None:
    if claims.get("htm") != request.method:
        raise BadProof("The DPoP proof JWT has an 'htm' that is not the method of the request.")
    if not _same_url(world, claims.get("htu")):
        raise BadProof("The DPoP proof JWT has an 'htu' that is not the URL of the request.")
    issued = jose.seconds(claims.get("iat"))
    # No source says how far a clock may be ahead: as far as it may be behind.
    if issued is None or abs(world.clock() - issued) > _OLDEST_S:
        raise BadProof("The DPoP proof JWT has an 'iat' that is too far from the present.")


def _same_url(world: World, given: Any) -> bool:
    """Whether it is the request's URL without query; the API compares the decoded path.

    Source: reported in okta-sdk-nodejs issues 453 and 521.
    """
    try:
        # Compared in parts: a default port may be written or left out. A wrong port is a
        # ValueError.
        url, own = urlsplit(str(given)), urlsplit(world.base_url)
        places = [(u.scheme, u.hostname, u.port or _port(u.scheme)) for u in (url, own)]
    except ValueError:
        return False
    path = unquote(url.path) if world.switches.dpop_htu == "either" else url.path
    return places[0] == places[1] and path == request.path and not url.query and not url.fragment


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _use(world: World, claims: Mapping[str, Any], owner: str) -> str:
    """The proof is used up; its owner is given back. Raises: BadProof."""
    jti, now = claims.get("jti"), world.clock()
    if not isinstance(jti, str) or not jti:
        raise BadProof("The DPoP proof JWT has no 'jti'.")
    # Kept for twice the window: a proof may be as far ahead of the clock as behind it.
    if not world.store.use(f"key {owner}", jti, now + 2 * _OLDEST_S, now):
        raise BadProof("The DPoP proof JWT has already been used.")
    return owner


def _check_nonce(world: World, given: Any) -> None:
    now = world.clock()
    if world.switches.dpop_nonce == "each":
        if not isinstance(given, str) or not oauth_state.get_state(world).nonces.take(given):
            raise NonceNeeded
        return
    today = int(now // _DAY_S)
    if given not in [_daily(world, today - age) for age in range(_OLD_NONCES + 1)]:
        raise NonceNeeded


def _daily(world: World, day: int) -> str:
    """The nonce of a day; the same in every process on a store. No secret: it only dates proofs."""
    return _base64(hashlib.sha256(f"{world.store.org_id} {day}".encode()).digest())[:32]


def _hash(token: str) -> str:
    return _base64(hashlib.sha256(token.encode()).digest())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
