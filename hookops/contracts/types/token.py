"""Rules for the patches of token hooks, of which one bad operation spoils all."""

import copy
from collections.abc import Iterator, Mapping

from hookops.contracts import pointer
from hookops.contracts.commands import ACCESS_PATCH, ID_PATCH
from hookops.contracts.patch import shape
from hookops.contracts.reading import at, commands, is_integer, mapping, operations, place, unfit
from hookops.contracts.reserved import Token, lists_with
from hookops.contracts.values import Hit, hit
from hookops.model.resource import Json
from hookops.model.source import FieldPath

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
    tokens = {
        name: {"claims": copy.deepcopy(mapping(at(request, "data", member, "claims")))}
        for name, member in _MEMBER.items()
        if isinstance(at(request, "data", member), Mapping)
    }
    for command in commands(members, ID_PATCH, ACCESS_PATCH):
        yield from shape(command, "token.1b")
        if command.type not in tokens:
            yield hit(_ABSENT[command.type], (*command.path, "type"))
        for path, item in operations(command):
            yield from _operation(path, item, _TOKEN[command.type], tokens.get(command.type))


def _operation(
    path: FieldPath, item: Mapping[str, Json], token: Token, claims: Json
) -> Iterator[Hit]:
    op, text = item.get("op"), item.get("path")
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
