"""Public halves of hook keys as token servers take them: a JWK, and a set of them in a file."""

import json
from collections.abc import Mapping

from hookops.model.errors import InvalidInput
from hookops.model.resource import Json


def jwk(answer: Mapping[str, Json]) -> dict[str, Json]:
    """The public key as RFC 7517 has it, of what Okta answers.

    Okta writes `alg: RSA`, which is no algorithm, and `use: null`; it signs with RS256.
    Source: Okta Management API, Retrieve a public key; Okta, Inline hooks (concept), OAuth 2.0;
    RFC 7518 3.1.
    """
    return {
        "kty": answer["kty"],
        "kid": answer["kid"],
        "use": "sig",
        "alg": "RS256",
        "n": answer["n"],
        "e": answer["e"],
    }


def merged(text: str | None, key: Mapping[str, Json], place: str) -> str:
    """The text of a JWK set (RFC 7517 5) with the key in it, others and other members kept.

    Shape: `text` is the file's, None where there is none yet; `place` names it, for messages.
    Raises: InvalidInput when it is no JWK set; it is not touched then.
    """
    document = {"keys": []} if text is None else _load(text, place)
    # Replaced by `kid` and not added twice: publishing a key again must not change the set.
    others = [other for other in document["keys"] if other.get("kid") != key["kid"]]
    return json.dumps({**document, "keys": [*others, dict(key)]}, indent=2) + "\n"


def _load(text: str, place: str) -> dict[str, Json]:
    hint = 'give a new file, or one that has {"keys": [...]}'
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        # Not the parser's own message: it quotes the file.
        raise InvalidInput(f"{place} is not JSON", hint) from None
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise InvalidInput(f"{place} is not a set of JWKs", hint)
    # The whole document, because other members of it are somebody else's.
    return dict(document)
