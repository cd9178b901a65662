"""What an access token says of itself. Nobody has verified it: only Okta decides."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping

from hookops.model.resource import Json
from hookops.model.secret import Secret
from hookops.okta.encoding import plain


def scopes_in(token: Secret) -> frozenset[str] | None:
    """Its scopes; None for one that does not say so.

    Source: claim `scp`, recorded by okta-sdk-python test_dpop_it.
    """
    scopes = _claims(token).get("scp")
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        return None
    return frozenset(scopes)


def is_bound(token: Secret) -> bool:
    """Whether it is good only with proofs of a key. Source: RFC 9449, 6.1."""
    return "cnf" in _claims(token)


def _claims(token: Secret) -> Mapping[str, Json]:
    try:
        payload = plain(token).split(".")[1]
        found = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
