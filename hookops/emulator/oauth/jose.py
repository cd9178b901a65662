"""Signed tokens: read, checked and made, with the errors of the library behind one of ours.

What the claims of a token must be is decided by who reads it.
The library is imported at the first token: an emulator that sees none starts without it.
"""

from typing import Any

# Source: Okta, Implement OAuth for a service app, alg; Okta, DPoP guide.
ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")

_LONGEST_HEADER = 8192
# Private members of RSA, EC and symmetric keys. Source: RFC 7518, 6.
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})


class BadToken(Exception):
    """A text is no signed token, or no key fits it."""


def import_public_key(jwk: Any) -> Any:
    """The key of a public JWK, RSA or EC. Raises: BadToken."""
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    # No `oct`: a symmetric key would let whoever verifies a token make one.
    if not isinstance(jwk, dict) or jwk.get("kty") not in ("RSA", "EC") or _PRIVATE & set(jwk):
        raise BadToken("a key is a public JWK of type RSA or EC")
    try:
        return import_key(jwk)
    except (JoseError, ValueError, TypeError) as problem:
        raise BadToken(str(problem)) from None


def _registry() -> Any:
    """What is read of a token: the library's 512 bytes are too few for a header with an RSA key."""
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    # A proof brings its public key in the header.
    registry.max_header_length = _LONGEST_HEADER
    return registry


def read_header(token: str) -> dict[str, Any]:
    """The header of a token that nobody has verified yet. Raises: BadToken."""
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        # RecursionError: the header of any sender may be JSON of any depth.
        return dict(jws.extract_compact(token.encode(), registry=_registry()).headers())
    except (JoseError, ValueError, TypeError, RecursionError) as problem:
        raise BadToken(str(problem)) from None


def read_claims(token: str) -> dict[str, Any]:
    """The claims of a token that nobody has verified yet. Raises: BadToken."""
    import json

    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        claims = json.loads(jws.extract_compact(token.encode(), registry=_registry()).payload)
    except (JoseError, ValueError, TypeError, RecursionError) as problem:
        raise BadToken(str(problem)) from None
    if not isinstance(claims, dict):
        raise BadToken("the claims are no object")
    return claims


def verified(token: str, key: Any) -> dict[str, Any]:
    """The claims of the token, which that key has signed. Raises: BadToken."""
    from joserfc import jwt
    from joserfc.errors import JoseError

    try:
        claims: Any = jwt.decode(token, key, registry=_registry()).claims
    except (JoseError, ValueError, TypeError, RecursionError) as problem:
        raise BadToken(str(problem)) from None
    if not isinstance(claims, dict):
        raise BadToken("the claims are no object")
    return claims


def seconds(value: Any) -> float | None:
    """A claim that is a time; None when it is none."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
