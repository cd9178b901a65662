"""Access tokens for calls of hooks with an OAuth channel.

Okta publishes nowhere how it asks for one: the request follows RFC 6749, 4.4 and 2.3.1.
"""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from hookops.contracts.exchange import Reply
from hookops.contracts.values import Answer, NoAnswer
from hookops.kinds.inline_hook.channel import ClientSecretAuth
from hookops.model.resource import Json
from hookops.model.secret import Secret

HEADERS = (
    ("Accept", "application/json"),
    ("Content-Type", "application/x-www-form-urlencoded"),
)
LONGEST = 16_384
"""Characters of a token; a header with more is refused by most servers."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, and how long it took to get it."""

    value: Secret
    """As the header Authorization has it, with its scheme."""
    elapsed_s: float


def encode_form(auth: ClientSecretAuth, secret: str) -> bytes:
    """The body of the token request. Not to be printed. Source: RFC 6749, 4.4.2 and 2.3.1."""
    fields = {
        "grant_type": "client_credentials",
        "client_id": auth.client_id,
        "client_secret": secret,
    }
    if auth.scope:
        fields["scope"] = auth.scope
    return urlencode(fields).encode("ascii")


def read_token(reply: Reply) -> Token | Reply:
    """The token of the token endpoint's answer, or why the call of the hook fails.

    Source: RFC 6749, 5.1: access_token, and token_type, here Bearer.
    """
    answer = reply.answer
    if isinstance(answer, NoAnswer):
        return _failed(reply, reply.note)
    if answer.status != 200:
        return _failed(reply, f"it answers {answer.status}{_error(answer)}")
    # Then three more ways to fail: no token, one that no header can carry, and one of a type that
    # this caller cannot send. A missing type counts as Bearer: nothing else could be meant here.
    members = _members(answer)
    value, kind = members.get("access_token"), members.get("token_type", "Bearer")
    if not isinstance(value, str) or Secret(value).malformed() or len(value) > LONGEST:
        return _failed(reply, "it answers without a usable access_token")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        return _failed(reply, "it answers with a token of another type than Bearer")
    return Token(Secret(f"Bearer {value}"), answer.elapsed_s or 0.0)


def _failed(reply: Reply, why: str) -> Reply:
    # Okta gives token and call one budget, so a slow token endpoint is a timeout of the hook.
    timeout = isinstance(reply.answer, NoAnswer) and reply.answer.reason == "timeout"
    elapsed_s = reply.answer.elapsed_s
    answer = NoAnswer("timeout" if timeout else "token", elapsed_s)
    return Reply(answer, None, f"the token endpoint gave no token: {why}", elapsed_s or 0.0)


def _error(answer: Answer) -> str:
    """The error's code, if it is one of RFC 6749, 5.2."""
    # Any other text could be the secret of the request, sent back.
    code = _members(answer).get("error")
    return f" ({code})" if code in _CODES else ""


_CODES = (
    *("invalid_request", "invalid_client", "invalid_grant"),
    *("unauthorized_client", "unsupported_grant_type", "invalid_scope"),
)


def _members(answer: Answer) -> dict[str, Json]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
