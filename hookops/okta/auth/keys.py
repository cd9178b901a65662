"""A private key of a service app in the memory of this process: read, checked, used."""

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from hookops.model.errors import InvalidInput
from hookops.model.secret import Secret
from hookops.network.credential_names import EMPTY
from hookops.okta.encoding import plain

_ALGORITHMS = {"RSA": "RS256", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
# Source: RFC 7518, 3.3: a key of 2048 bits or larger.
_SMALLEST_RSA = 2048
_HIDDEN = "its value is not shown"
_IS_EMPTY = "is empty"
_NO_KEY = "is neither a PEM (-----BEGIN PRIVATE KEY-----) nor a JWK ({...})"
_NO_LINES = r"has \n as two characters where line breaks should be"
_FIXES = MappingProxyType(
    {
        _IS_EMPTY: EMPTY,
        _NO_KEY: "its value is not shown; a path of a file begins with /, ./, ../ or ~/, or ends "
        "with .pem, .key, .json or .jwk",
        _NO_LINES: "export it with its line breaks, or give the path of a file with it",
    }
)
"""What to do, where it is more than to give another key."""
# Source: RFC 7518, 6.2.2 and 6.3.2.
_PRIVATE = ("d", "p", "q", "dp", "dq", "qi")
_MEMBERS = frozenset({"kty", "kid", "crv", "x", "y", "n", "e", *_PRIVATE})


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that is here."""

    key: Any = field(repr=False)
    """Of joserfc."""
    algorithm: str
    key_id: str
    secrets: tuple[Secret, ...] = field(repr=False)
    """What of it no text may hold."""


def read_key(secret: Secret, place: str, key_id: str = "") -> PrivateKey:
    """The key: PEM or JWK, RSA or EC.

    Shape: `place` is where it comes from, for messages; `key_id` names it where its text does not,
    and is the same where both do.
    Raises: InvalidInput, which says what is wrong and quotes nothing.
    """
    text = plain(secret).strip()
    is_jwk = text.startswith("{")
    if wrong := _form(text):
        raise InvalidInput(f"{place} {wrong}", _FIXES.get(wrong, _HIDDEN))
    key = _import_jwk(text, place) if is_jwk else _import_pem(text, place)
    kid = _key_id(key, key_id, place, is_jwk=is_jwk)
    private = key.as_dict(private=True)
    members = (str(private[name]) for name in _PRIVATE if name in private)
    found = (*members, *(() if is_jwk else _pem_parts(text)))
    secrets = (secret, *map(Secret, found))
    return PrivateKey(key, _algorithm(key, place), kid, secrets)


def _form(text: str) -> str:
    """What is wrong with the text before anything is read of it; empty when nothing is."""
    if not text:
        return _IS_EMPTY
    if text.startswith("{"):
        return ""
    if "-----BEGIN" not in text:
        return _NO_KEY
    # Variables of CI systems often have it so, and no library reads it.
    if "\\n" in text:
        return _NO_LINES
    if "ENCRYPTED" in text:
        return "is encrypted: give the key without a passphrase (openssl pkey -in KEY.pem)"
    # What tools export together: the key, and the certificate of its public half.
    if "PRIVATE KEY-----" in text:
        return ""
    if "CERTIFICATE-----" in text:
        return "is a certificate, not a private key"
    return "is a public key, not a private one" if "PUBLIC KEY-----" in text else ""


def _import_pem(text: str, place: str) -> Any:
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, RSAKey

    for kind in (RSAKey, ECKey):
        try:
            # Too small a key is complained about below, in our words.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return kind.import_key(text)
        except JoseError:
            # A key of another type: the next kind may take it.
            continue
        except (ValueError, TypeError):
            # Its text says how the library was called.
            raise InvalidInput(f"{place} is no whole PEM: a part is missing", _HIDDEN) from None
    raise InvalidInput(f"{place} is neither an RSA nor an EC key, and Okta takes no other", _HIDDEN)


def _import_jwk(text: str, place: str) -> Any:
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput(f"{place} is no whole JWK: it is not valid JSON", _HIDDEN) from None
    if "keys" in found:
        raise InvalidInput(f"{place} is a set of keys: give one of them", _HIDDEN)
    if found.get("kty") not in ("RSA", "EC"):
        raise InvalidInput(f"{place} has a kty that is neither RSA nor EC", _HIDDEN)
    if "d" not in found:
        raise InvalidInput(f"{place} is a public key, not a private one", _HIDDEN)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # What it says it is for, as `use: enc`, would keep the library from signing with it.
            return import_key({name: found[name] for name in found if name in _MEMBERS})
    except (JoseError, ValueError, TypeError, KeyError):
        raise InvalidInput(
            f"{place} is no whole JWK: a member is missing or wrong", _HIDDEN
        ) from None


def _algorithm(key: Any, place: str) -> str:
    if key.key_type == "RSA":
        bits = key.raw_value.key_size
        if bits < _SMALLEST_RSA:
            text = (
                f"{place} is an RSA key of {bits} bits, and Okta takes none below {_SMALLEST_RSA}"
            )
            raise InvalidInput(text, "make a new one: openssl genrsa -out KEY.pem 2048")
        return _ALGORITHMS["RSA"]
    if key.curve_name not in _ALGORITHMS:
        raise InvalidInput(f"{place} is an EC key of a curve that Okta does not take", _HIDDEN)
    return _ALGORITHMS[key.curve_name]


def _key_id(key: Any, named: str, place: str, *, is_jwk: bool) -> str:
    # A PEM has no name of its own, and an app with one key needs none.
    own = key.kid if is_jwk and isinstance(key.kid, str) else ""
    if is_jwk and not (own or named):
        hint = "give it as keyId: the Admin Console shows it beside the app's public keys"
        raise InvalidInput(f"{place} is a JWK without a kid", hint)
    if own and named and own != named:
        text = f"keyId is not the kid of the JWK in {place}"
        raise InvalidInput(text, "leave keyId out: a JWK has its own")
    return own or named


def _pem_parts(text: str) -> Iterator[str]:
    """The lines of its body, and all of them as one: texts are looked through without breaks."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and "-----" not in line]
    yield from lines
    yield "".join(lines)
