"""The public half of a key pair whose private half never leaves Okta."""

from collections.abc import Mapping
from typing import Any

from hookops.kinds.listed import Listed
from hookops.model.errors import Unavailable
from hookops.model.resource import Actual, Json
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.session import Session

_MEMBERS = ("kty", "n", "e")
"""Of an RSA key. Source: RFC 7517, 4.1; RFC 7518, 6.3.1. Okta makes no other keys."""


def read_public_key(
    session: Session, kind: Listed[Any], id_: str
) -> tuple[Actual, Mapping[str, Json]]:
    """The resource with that id, and the public half of its key as Okta shows it.

    Raises: ApiError; Unavailable when an answer is not what was asked for.
    """
    call = kind.get_call(id_)
    raw = session.send(call, DeferredValues(no_ids))
    actual = kind.read(raw) if isinstance(raw, dict) and raw.get("id") == id_ else None
    public_call = kind.public_key_call(actual) if actual else None
    if actual is None or public_call is None:
        raise Unavailable(f"{call}: the answer is not a {kind.title} with a public half")
    answer = session.send(public_call, DeferredValues(no_ids))
    # Okta's example of this answer wraps the key in `_embedded`; its schema and clients do not.
    found = answer.get("_embedded", answer) if isinstance(answer, dict) else {}
    # People publish what is printed, so the key of another resource must never pass.
    if found.get("kid") != public_call.path[-1] or not all(
        isinstance(found.get(name), str) for name in _MEMBERS
    ):
        raise Unavailable(f"{public_call}: the answer is not that public key")
    return actual, found
