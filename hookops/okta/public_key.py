"""The public half of a hook key."""

import re
from collections.abc import Mapping

from hookops.kinds.hook_key import ROOT, HookKey, HookKeyKind
from hookops.model.call import Call
from hookops.model.errors import Unavailable
from hookops.model.resource import Json, Live
from hookops.okta.encoding import Late, no_ids
from hookops.okta.session import Session

_KID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def read_public_key(session: Session, key_id: str) -> tuple[Live, Mapping[str, Json]]:
    """The key with that id, and its public half as Okta shows it.

    Source: Okta Management API, Retrieve a hook key by ID, Retrieve a public key by key ID; its
    example wraps the key in `_embedded`, its schema and clients have it flat.
    Raises: ApiError; Unavailable when an answer is not a key's.
    """
    kind = HookKeyKind()
    call = kind.get_call(key_id)
    raw = session.send(call, Late(no_ids))
    live = kind.read(raw) if isinstance(raw, dict) and raw.get("id") == key_id else None
    if live is None or not isinstance(live.spec, HookKey) or not _KID.fullmatch(live.spec.key_id):
        raise Unavailable(f"{call}: the answer is not a hook key")
    asked = Call("GET", (*ROOT, "public", live.spec.key_id))
    found = session.send(asked, Late(no_ids))
    found = found.get("_embedded", found) if isinstance(found, dict) else {}
    if found.get("kid") != live.spec.key_id or not all(
        isinstance(found.get(name), str) for name in ("kty", "n", "e")
    ):
        raise Unavailable(f"{asked}: the answer is not the public key {live.spec.key_id}")
    return live, found
