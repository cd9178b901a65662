"""The token request and its answers: to bytes, and to a token or the reason for none. No I/O.

Source: Okta, OpenID Connect and OAuth 2.0, /token; RFC 6749, 4.4 and 5; RFC 9449, 5.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from hookops.model.errors import Unavailable
from hookops.model.secret import Secret
from hookops.okta.decoding import Answer, decode, json_object, shown
from hookops.okta.encoding import TOKEN_PATH, Request, plain

_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST = 16_384
"""Characters of a token; most servers refuse a header with more."""
_NONCE = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]{1,1024}")
"""Source: RFC 9449, 8.1; the length is ours."""


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token, and what it is good for."""

    token: Secret
    bound: bool
    """Whether it needs a DPoP proof with each request."""
    scopes: frozenset[str]
    authorization: Secret = field(repr=False)
    """The token with its scheme, as a header has it."""


@dataclass(frozen=True, slots=True)
class NoGrant:
    """Why there is no token."""

    status: int
    error: str
    """A code of RFC 6749, 5.2, or RFC 9449; empty where the answer has none."""
    reason: str
    """Okta's own words, safe to print."""


def encode_grant(scopes: Iterable[str], assertion: Secret) -> Request:
    """The token request. RFC 7521, 4.2: the assertion names the client."""
    form = {
        "grant_type": "client_credentials",
        "scope": " ".join(sorted(scopes)),
        "client_assertion_type": _TYPE,
        "client_assertion": plain(assertion),
    }
    return Request("POST", TOKEN_PATH, urlencode(form).encode("ascii"), (assertion,))


def read_grant(answer: Answer, request: Request, asked: frozenset[str]) -> Grant | NoGrant:
    """The token, or why there is none.

    Raises: Unavailable for what is no answer of this endpoint, as a redirect or a 404; ApiError for
    another status.
    """
    if answer.status in (400, 401, 403):
        return _read_reason(answer, request)
    # These say that no token endpoint is there; 429 and 5xx are Okta's, and have retries.
    if 404 <= answer.status < 423:
        text = f"{request}: {answer.status}: nothing gives access tokens there"
        raise Unavailable(text, "is the organization's url right, with no portal in between?")
    data = decode(answer, request)
    body = data if isinstance(data, dict) else {}
    token, kind, scopes = (body.get(name) for name in ("access_token", "token_type", "scope"))
    usable = isinstance(token, str) and not Secret(token).malformed() and len(token) <= _LONGEST
    if not usable or not isinstance(kind, str) or kind.lower() not in ("bearer", "dpop"):
        raise Unavailable(
            f"{request}: unexpected answer: it has no access token that hookops can use",
            "is this the address of an Okta org, with no proxy or portal in between?",
        )
    # RFC 6749, 5.1: left out where it is what was asked for.
    granted = frozenset(scopes.split()) if isinstance(scopes, str) else asked
    bound = kind.lower() == "dpop"
    secret = Secret(str(token))
    return Grant(secret, bound, granted, secret.behind("DPoP " if bound else "Bearer "))


def _read_reason(answer: Answer, request: Request) -> NoGrant:
    """Why there is no token. Source: RFC 6749, 5.2."""
    body = json_object(answer)
    error, reason = body.get("error"), body.get("error_description")
    code = shown(error, request, 40) if isinstance(error, str) else ""
    # What stands before the endpoint answers as the API does, with no member of OAuth's.
    if not isinstance(reason, str):
        reason = f"{body.get('errorCode') or ''} {body.get('errorSummary') or ''}".strip()
    return NoGrant(answer.status, code, shown(reason, request, 200))


def nonce_of(answer: Answer) -> str:
    """The nonce for the next proof; empty where the answer gives none that is one."""
    found = answer.headers.get("dpop-nonce", "")
    return found if _NONCE.fullmatch(found) else ""
