"""Answers of which Okta does not read what the service meant, and the usual slips by name.

Okta reads three members of an answer. What a service says elsewhere is lost without a sign: all of
it where none of the three is there (`all.15a`), or a part of it (`all.15b`).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from hookops.contracts.reading import MEMBERS, items, mapping
from hookops.contracts.values import Hit, hit
from hookops.model.resource import Json
from hookops.model.source import FieldPath

# What `error` and `commands` are called by people who know another API, by their letters alone.
_COMMANDS = {"command", "commands", "cmd", "cmds"}
_ERRORS = {"error", "errors", "err", "fault", "errormessage", "errordescription", "errorcode"}
_ERROR_TEXTS = {"errormessage", "errordescription"}
_NEAR = 0.85
"""Of difflib's ratio: `comands`, `eror`; not `status` or `commandNames`."""
_OF_A_REQUEST = {"eventType", "eventId", "cloudEventVersion"}
# Values of commands that stand for a decision, whatever their member is called.
_DECISIONS = {
    *("ALLOW", "DENY", "VERIFIED", "UNVERIFIED", "CREATE_USER", "LINK_USER"),
    *("SUCCESSFUL", "FAILED"),
}
_DEEP, _MANY = 5, 2000
"""So deep, and among so many values, an answer is looked for in members that Okta does not read."""
# Objects of requests, which a service may have changed in place and sent back.
_PARTS = {
    *("data", "context", "identity", "access", "assertion", "userProfile", "userProfileUpdate"),
    *("user", "appUser", "messageProfile", "credential"),
}
_LETTERS = re.compile(r"[^a-z]")
_ANSWER = (
    "answer commands, a list of {type, value}, or error; "
    "{} or status 204 where nothing is to change"
)


@dataclass(frozen=True, slots=True)
class _Slip:
    """What an answer looks like, and how to mend it."""

    what: str
    fix: str
    path: FieldPath = ()


def check(value: Json, members: Mapping[str, Json]) -> Iterator[Hit]:
    """What Okta does not read of an answer, and whether it reads anything.

    Shape: `value` is the body, `members` are those of `Body.members`.
    """
    if not isinstance(value, dict):
        # An array or a text is no answer in any case; only a slip adds to that.
        slip = _slip_of_no_object(value)
        yield from [_nothing(slip)] if slip else []
        return
    others = [name for name in value if name not in MEMBERS]
    if others and not any(name in members for name in MEMBERS):
        has = f"it has {', '.join(others[:5])}, and neither commands nor error"
        yield _nothing(_slip_of_object(value) or _Slip(has, _ANSWER))
        return
    # Beside an error that Okta reads nothing else matters: it refuses, and runs no command.
    lost = None if isinstance(members.get("error"), dict) else _lost_part(value, members, others)
    if lost:
        yield hit("all.15b", lost.path, what=lost.what, fix=lost.fix)
    for name in others:
        if not lost or name not in lost.path:
            yield hit("all.7", (name,), name=name)


def _nothing(slip: _Slip) -> Hit:
    return hit("all.15a", slip.path, what=slip.what, fix=slip.fix)


def _slip_of_no_object(value: Json) -> _Slip | None:
    if isinstance(value, str):
        known = isinstance(_parsed(value), dict | list)
        return _Slip("it is JSON inside of a JSON string", "encode it once") if known else None
    if any(_is_command(item) or _is_operation(item) for item in items(value)):
        text = "it is a list of commands without the object around it"
        return _Slip(text, "answer {commands: [...]} with this list in it")
    return None


def _slip_of_object(value: Mapping[str, Json]) -> _Slip | None:
    """The usual slip that an answer is of which Okta reads nothing; the first of several."""
    # First what the object is as a whole; then the members, of which one may hold the answer.
    if value.keys() >= _OF_A_REQUEST or {"eventType", "data"} <= value.keys():
        return _Slip("it is the request, sent back", "answer what Okta should do")
    if _is_command(value) or _is_operation(value):
        return _Slip("it is a command without the list around it", "answer {commands: [this]}")
    if "errorSummary" in value or "errorCauses" in value:
        return _Slip("it is an error without the object around it", "answer {error: this}")
    if _is_of_lambda(value):
        return _LAMBDA
    for name, item in value.items():
        found = _misspelt(name) or _inside(name, item, None)
        if found and item not in (None, "", [], {}):
            return found
    return None


def _lost_part(
    value: Mapping[str, Json], members: Mapping[str, Json], others: list[str]
) -> _Slip | None:
    """What Okta does not read of an answer of which it reads a part."""
    commands = items(members.get("commands"))
    if not commands and value.get("body") and _is_of_lambda(value):
        return _LAMBDA
    for name in others:
        found = _lost_member(name, value[name], commands)
        if found:
            return found
    # The debug context is free: a service may log what it likes there. But commands belong there
    # only as a copy.
    context = members.get("debugContext")
    own = items(mapping(context).get("commands"))
    if not commands and any(map(_is_command, own)):
        return _Slip("the commands stand inside of debugContext", "answer them in commands")
    return None


def _lost_member(name: str, item: Json, commands: list[Json]) -> _Slip | None:
    """What a member that Okta does not read was meant to say, beside the commands that it reads."""
    if item in (None, "", [], {}):
        return None
    # Beside commands that Okta carries out, only what is an answer by its shape or by its very
    # name is one: another text or number may be anything.
    spelt = _misspelt(name)
    is_text = _letters(name) in _ERROR_TEXTS and isinstance(item, str)
    if spelt and (not commands or is_text or isinstance(item, dict | list)):
        return spelt
    found = _inside(name, item, commands)
    return found if found or commands else _decision(name, item) or _part(name, item)


def _misspelt(name: str) -> _Slip | None:
    letters = _letters(name)
    right = "commands" if letters in _COMMANDS else "error" if letters in _ERRORS else ""
    near = [] if right else get_close_matches(letters, ("commands", "error"), 1, _NEAR)
    right = right or (near[0] if near else "")
    return _Slip(f"{name} is meant to be {right}", f"write {right}", (name,)) if right else None


def _letters(name: str) -> str:
    return _LETTERS.sub("", name.lower())


def _inside(name: str, item: Json, commands: list[Json] | None) -> _Slip | None:
    """That a member which Okta does not read holds an answer, which is no copy of `commands`."""
    if name.startswith("com.okta.") and isinstance(item, dict | list):
        text = f"{name} is the type of a command"
        return _Slip(text, "answer {commands: [{type, value}]}", (name,))
    # Wherever it stands: some gateways wrap an answer twice. What is a copy of what Okta reads is
    # a log, and loses nothing.
    whole = _parsed(item) if isinstance(item, str) else item
    if commands and commands in (whole, mapping(whole).get("commands")):
        return None
    for inner in _values(whole):
        found = mapping(inner)
        if found.keys() >= _OF_A_REQUEST and not commands:
            return _Slip(f"{name} holds the request, sent back", _ANSWER, (name,))
        is_error = isinstance(found.get("errorSummary"), str)
        if is_error or _is_command(inner) or (not commands and _is_operation(inner)):
            text = f"the answer stands inside of {name}"
            return _Slip(text, "answer commands, or error, at the top", (name,))
    return None


def _decision(name: str, item: Json) -> _Slip | None:
    """That a member which Okta does not read decides something, where no command does."""
    for inner in _values(item):
        if isinstance(inner, str) and inner in _DECISIONS:
            text = f"{inner} stands in {name}, and not in a command"
            return _Slip(text, "answer {commands: [{type, value}]} with it", (name,))
    return None


def _part(name: str, item: Json) -> _Slip | None:
    """That a member is a part of the request, sent back."""
    if name not in _PARTS or not isinstance(item, dict):
        return None
    return _Slip(f"{name} is a part of the request, sent back", _ANSWER, (name,))


def _is_of_lambda(value: Mapping[str, Json]) -> bool:
    """Source: Amazon API Gateway, Lambda proxy integration: the function answers statusCode and
    body, and only a gateway that knows it takes the body out."""
    return "body" in value and not {"statusCode", "isBase64Encoded"}.isdisjoint(value)


_LAMBDA = _Slip(
    "it is what a Lambda function answers to its gateway, with statusCode and body",
    "let the gateway unwrap it, or answer what body holds",
    ("body",),
)


def _values(value: Json) -> Iterator[Json]:
    """The value and all in it, as far as an answer could stand there."""
    rest, seen = [(value, 0)], 0
    while rest and seen < _MANY:
        item, depth = rest.pop()
        seen += 1
        yield item
        if depth < _DEEP:
            inner = item.values() if isinstance(item, dict) else items(item)
            rest.extend((one, depth + 1) for one in inner)


def _is_command(item: Json) -> bool:
    kind = mapping(item).get("type")
    return isinstance(kind, str) and kind.startswith("com.okta.") and "value" in mapping(item)


def _is_operation(item: Json) -> bool:
    return {"op", "path"} <= mapping(item).keys()


def _parsed(text: str) -> Json:
    """The JSON in a text; None when it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
