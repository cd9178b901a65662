"""The public half of a hook key."""

import re
from collections.abc import Mapping

from hookops.kinds.hook_key import ROOT, HookKey, HookKeyKind
from hookops.model.call import Call
from hookops.model.errors import Unavailable
from hookops.model.resource import Actual, Json
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.session import Session

_KID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def read_public_key(session: Session, key_id: str) -> tuple[Actual, Mapping[str, Json]]:
    """The key with that id, and its public half as Okta shows it.

    Source: Okta Management API, Retrieve a hook key by ID, Retrieve a public key by key ID; its
    example wraps the key in `_embedded`, its schema and clients have it flat.
    Raises: ApiError; Unavailable when an answer is not a key's.
    """
    kind = HookKeyKind()
    call = kind.get_call(key_id)
    raw = session.send(call, DeferredValues(no_ids))
    actual = kind.read(raw) if isinstance(raw, dict) and raw.get("id") == key_id else None
    if (
        actual is None
        or not isinstance(actual.spec, HookKey)
        or not _KID.fullmatch(actual.spec.key_id)
    ):
        raise Unavailable(f"{call}: the answer is not a hook key")
    asked = Call("GET", (*ROOT, "public", actual.spec.key_id))
    found = session.send(asked, DeferredValues(no_ids))
    found = found.get("_embedded", found) if isinstance(found, dict) else {}
    if found.get("kid") != actual.spec.key_id or not all(
        isinstance(found.get(name), str) for name in ("kty", "n", "e")
    ):
        raise Unavailable(f"{asked}: the answer is not the public key {actual.spec.key_id}")
    return actual, found
