"""Answers of which Okta reads nothing, and what each was meant to be.

Okta reads three members of an answer. What a service says in others is lost without a sign, so
the usual slips are looked for and named.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from hookops.contracts.reading import MEMBERS, mapping
from hookops.contracts.values import Hit, hit
from hookops.model.resource import Json
from hookops.model.source import FieldPath

# What `error` and `commands` are called by people who know another API.
_SPELLINGS = {"command": "commands", "errors": "error", "err": "error"}
_LETTERS = re.compile(r"[^a-z]")
_NEAR = 0.8
"""Of difflib's ratio: `comands`, `eror`; not `status` or `result`."""
_OF_A_REQUEST = {"eventType", "eventId", "cloudEventVersion"}
_NOTHING_KNOWN = (
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
    slip = _find_slip(value)
    reads_nothing = not any(name in members for name in MEMBERS)
    if not isinstance(value, dict):
        # An array or a text is no answer in any case; only a slip adds to that.
        yield from [_nothing(slip)] if slip else []
        return
    others = [name for name in value if name not in MEMBERS]
    if reads_nothing and others:
        has = f"it has {', '.join(others[:5])}, and neither commands nor error"
        yield _nothing(slip or _Slip(has, _NOTHING_KNOWN))
        return
    # Beside an error that Okta reads nothing else matters: it refuses, and runs no command.
    lost = slip if slip and not isinstance(members.get("error"), dict) else None
    if lost:
        yield hit("all.15b", lost.path, what=lost.what, fix=lost.fix)
    for name in others:
        if not lost or name not in lost.path:
            yield hit("all.7", (name,), name=name)


def _nothing(slip: _Slip) -> Hit:
    return hit("all.15a", slip.path, what=slip.what, fix=slip.fix)


def _find_slip(value: Json) -> _Slip | None:
    """The usual slip that the answer is, if it is one; the first of several."""
    if isinstance(value, str):
        inner = _parsed(value)
        known = isinstance(inner, dict | list)
        return _Slip("it is JSON inside of a JSON string", "encode it once") if known else None
    if isinstance(value, list):
        bare = any(_is_command(item) for item in value)
        text = "it is a list of commands without the object around it"
        return _Slip(text, "answer {commands: [...]} with this list in it") if bare else None
    return _slip_of_object(mapping(value))


def _slip_of_object(value: Mapping[str, Json]) -> _Slip | None:
    # First what the object is as a whole; then the members, of which one may hold the answer.
    if _OF_A_REQUEST & value.keys():
        return _Slip("it is the request, sent back", "answer what Okta should do")
    if _is_command(value):
        return _Slip("it is a command without the list around it", "answer {commands: [this]}")
    if "errorSummary" in value or "errorCauses" in value:
        return _Slip("it is an error without the object around it", "answer {error: this}")
    for name, item in value.items():
        if name in ("commands", "error") or item in (None, "", [], {}):
            continue
        found = _misspelt(name, item) or _wrapped(name, item, value)
        if found:
            return found
    return None


def _misspelt(name: str, item: Json) -> _Slip | None:
    letters = _LETTERS.sub("", name.lower())
    near = get_close_matches(letters, ("commands", "error"), 1, _NEAR)
    right = _SPELLINGS.get(letters) or (near[0] if near else "")
    # A number or a truth value of such a name is rather a count or a flag of the service's own.
    if not right or not isinstance(item, dict | list | str):
        return None
    return _Slip(f"{name} is meant to be {right}", f"write {right}", (name,))


def _wrapped(name: str, item: Json, value: Mapping[str, Json]) -> _Slip | None:
    # Source: Amazon API Gateway, Lambda proxy integration: the function answers statusCode and
    # body, and only a gateway that knows it takes the body out.
    if name == "body" and "statusCode" in value:
        text = "it is what a Lambda function answers to its gateway, with statusCode and body"
        return _Slip(text, "let the gateway unwrap it, or answer what body holds", (name,))
    inner = mapping(_parsed(item) if isinstance(item, str) else item)
    # In the debug context a request may well stand, for the log.
    if _OF_A_REQUEST <= inner.keys() and name != "debugContext":
        return _Slip(f"{name} holds the request, sent back", "answer what Okta should do", (name,))
    if inner.get("commands") or inner.get("error"):
        return _Slip(f"the answer stands inside of {name}", f"answer what {name} holds", (name,))
    return None


def _is_command(item: Json) -> bool:
    found = mapping(item)
    kind = found.get("type")
    named = isinstance(kind, str) and kind.startswith("com.okta.")
    return "commands" not in found and (named or {"op", "path"} <= found.keys())


def _parsed(text: str) -> Json:
    """The JSON in a text; None when it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
