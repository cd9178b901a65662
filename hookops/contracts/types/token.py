"""Token hooks: access and ID tokens, and patches of which one bad operation spoils all.

The requests are in `requests/token.py`.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from hookops.contracts import pointer
from hookops.contracts.data import load
from hookops.contracts.patch import count_operations, shape
from hookops.contracts.reading import at, commands, is_integer, mapping, operations, place, unfit
from hookops.contracts.requests import token as requests
from hookops.contracts.rules import breaks
from hookops.contracts.types.base import Contract
from hookops.contracts.values import Effect, Hit, hit
from hookops.kinds.inline_hook.types import TOKEN
from hookops.model.resource import Json
from hookops.model.source import FieldPath

ID_PATCH = "com.okta.identity.patch"
ACCESS_PATCH = "com.okta.access.patch"

Token = Literal["ID", "access"]

# Five minutes to a day. Source: Okta Management API, createTokenInlineHook.
MIN_LIFETIME_S = 300
MAX_LIFETIME_S = 86_400

_LIFETIME = ("token", "lifetime", "expiration")
_MEMBER = {ID_PATCH: "identity", ACCESS_PATCH: "access"}
_TOKEN: dict[str, Token] = {ID_PATCH: "ID", ACCESS_PATCH: "access"}
_ABSENT = {ID_PATCH: "token.2a", ACCESS_PATCH: "token.2b"}
_OPS = ("add", "replace", "remove")
_MISSES = {"member": "token.8", "index": "token.9b", "end": "token.9c"}


def check(request: Mapping[str, Json], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What is wrong with the operations, each judged after those before it were carried out."""
    # Copies, since operations change them. Claims alone: a lifetime is judged by its range.
    tokens = {
        name: {"claims": copy.deepcopy(mapping(at(request, "data", member, "claims")))}
        for name, member in _MEMBER.items()
        if isinstance(at(request, "data", member), Mapping)
    }
    for command in commands(members, ID_PATCH, ACCESS_PATCH):
        yield from shape(command, "token.1b", "token.15")
        if command.type not in tokens:
            yield hit(_ABSENT[command.type], (*command.path, "type"))
        for path, item in operations(command):
            yield from _operation(path, item, _TOKEN[command.type], tokens.get(command.type))


def _operation(
    path: FieldPath, item: Mapping[str, Json], token: Token, claims: Json
) -> Iterator[Hit]:
    op, text = item.get("op"), item.get("path")
    # Each way a path can be wrong ends here, from the coarsest to the finest. A wrong `op` does
    # not: whoever repairs it wants to know of the path too. A list for `in`: it may have no hash.
    if op not in list(_OPS):
        yield hit("token.3", place(path, item, "op"))
    if not isinstance(text, str) or not text.startswith("/"):
        yield hit("token.4a", place(path, item, "path"))
        return
    if pointer.bad_escape(text):
        yield hit("token.13a", (*path, "path"))
        return
    steps = pointer.steps_of(text)
    if steps == _LIFETIME:
        yield from _lifetime(path, item)
    elif steps[0] != "claims" or not "".join(steps[1:2]):
        yield hit("token.4a", (*path, "path"))
    else:
        yield from _claim(path, item, token, steps)
        if op in list(_OPS) and claims is not None:
            yield from _placed(path, item, steps, claims)


def _lifetime(path: FieldPath, item: Mapping[str, Json]) -> Iterator[Hit]:
    value = item.get("value")
    if item.get("op") != "replace":
        yield hit("token.4b", place(path, item, "op"))
    elif "value" not in item:
        yield hit("token.6a", path, op="replace")
    elif not is_integer(value) or not MIN_LIFETIME_S <= value <= MAX_LIFETIME_S:
        yield hit("token.5", (*path, "value"))


def _claim(
    path: FieldPath, item: Mapping[str, Json], token: Token, steps: tuple[str, ...]
) -> Iterator[Hit]:
    """All that can be said without the claims of the token."""
    if pointer.looks_unescaped(steps):
        yield hit("token.13b", (*path, "path"))
    reserved = lists_with(token, steps[1])
    if reserved:
        # On one list alone it is a warning: Okta's two lists contradict each other.
        check_id = "token.10a" if reserved == 2 else "token.10b"
        yield hit(check_id, (*path, "path"), name=steps[1], token=token)
    op = item.get("op")
    if op == "remove":
        if item.get("value") is not None:
            yield hit("token.7", (*path, "value"))
    elif op in ("add", "replace"):
        yield from _value(path, item, op)


def _value(path: FieldPath, item: Mapping[str, Json], op: str) -> Iterator[Hit]:
    if "value" not in item:
        yield hit("token.6a", path, op=op)
    elif item["value"] is None:
        yield hit("token.6b", (*path, "value"))
    elif unfit(item["value"]):
        yield hit("token.12", (*path, "value"), found=unfit(item["value"]))


def _placed(
    path: FieldPath, item: Mapping[str, Json], steps: tuple[str, ...], claims: Json
) -> Iterator[Hit]:
    """Whether the operation has a place; when it has one, it is carried out."""
    op, value = item["op"], item.get("value")
    miss = pointer.miss(claims, steps, op)
    if miss:
        parent = "token.9a" if op == "add" else "token.8"
        yield hit(_MISSES.get(miss, parent), (*path, "path"), op=op, name=steps[1])
        return
    before = pointer.lookup(claims, steps)
    # In an array, add moves what was there and overwrites nothing.
    into_array = isinstance(pointer.lookup(claims, steps[:-1]), list)
    if op == "add" and not into_array and before is not pointer.MISSING and before != value:
        yield hit("token.11", (*path, "path"))
    pointer.carry_out(claims, steps, op, value)


def lists_with(token: Token, name: str) -> int:
    """How many of Okta's two lists reserve the claim in tokens of this sort.

    The lists differ, so a name is certain only where both have it. `aud` and `sub` of access
    tokens are in neither: hooks may change them. Source: with the lists, in `data/token.json`.
    """
    reserved = load("token")["reserved"]
    return sum(name in reserved[source][token].split() for source in ("reference", "support"))


def _summary(hits: Sequence[Hit], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What one bad operation means for the token, unless an error means more."""
    own = load("token")["rules"]
    refused = isinstance(members.get("error"), dict)
    if not refused and any(breaks(found) and found.check in own for found in hits):
        yield hit("token.14a", ("commands",))


def _applied(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    return "applied", f"the token goes out after {count_operations(members)}"


CONTRACT = Contract(
    row=TOKEN,
    variants={
        "authorization-code": requests.authorization_code,
        "implicit": requests.implicit,
        "client-credentials": requests.client_credentials,
        "refresh-token": requests.refresh_token,
        "password": requests.password,
    },
    commands=(ID_PATCH, ACCESS_PATCH),
    check=check,
    applied=_applied,
    summary=_summary,
    uses_app=True,
    uses_scopes=True,
    uses_claims=True,
    # The one type beside telephony for which Okta documents no second call.
    retried=False,
    unknown_command="token.1a",
)
