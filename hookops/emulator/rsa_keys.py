"""RSA keys: made, shown as public JWKs, and signed with.

2048 bits and RS256, the only ones that hook keys have. Private keys are PEM texts; they stay in
the store.
"""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

# Recorded by terraform-provider-okta TestAccResourceOktaHookKey_crud: n has 256 bytes.
_BITS = 2048
_EXPONENT = 65537


def new_pem() -> str:
    """A new private key. It takes a while: milliseconds, at times a second."""
    key = rsa.generate_private_key(public_exponent=_EXPONENT, key_size=_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")


def public_numbers(pem: str, *, own: bool = False) -> dict[str, str]:
    """`e` and `n` of the key, as a JWK has them. Raises: ValueError when it is no such key."""
    numbers = load(pem, own=own).public_key().public_numbers()
    return {"e": _base64url_int(numbers.e), "n": _base64url_int(numbers.n)}


def sign(pem: str, kid: str, claims: dict[str, Any]) -> str:
    """A JWT with those claims, signed with RS256. Source: RFC 7515, 3.1; RFC 7518, 3.3."""
    parts = [
        _base64url(json.dumps(part, separators=(",", ":")).encode())
        # RS256 is in a comment of Okta's inline hooks concept, and kid is the keyId of the hook
        # key.
        for part in ({"alg": "RS256", "kid": kid}, claims)
    ]
    signed = ".".join(parts)
    signature = load(pem, own=True).sign(
        signed.encode("ascii"), padding.PKCS1v15(), hashes.SHA256()
    )
    return f"{signed}.{_base64url(signature)}"


def load(pem: str, *, own: bool = False) -> rsa.RSAPrivateKey:
    """The key; one of our `own` is not checked again. Raises: ValueError when it is no such key."""
    try:
        # The check costs as much as making a key, and what is in the store was checked before.
        key = serialization.load_pem_private_key(
            pem.encode(), None, unsafe_skip_rsa_key_validation=own
        )
    except TypeError:
        raise ValueError("the key has a password") from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size != _BITS:
        raise ValueError(f"the key is no RSA key of {_BITS} bits")
    return key


def _base64url_int(number: int) -> str:
    return _base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")
