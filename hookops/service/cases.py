"""Cases as text: a request to a hook's service, and what is expected of the answer."""

import json
from collections.abc import Mapping

from hookops.contracts.confidential import invent
from hookops.contracts.exchange import Case
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.errors import InvalidInput
from hookops.model.resource import Json
from hookops.model.text import show

LONGEST = 1_000_000
"""Bytes of a file."""


def read_payload(text: str, place: str, hook_type: str) -> Mapping[str, Json]:
    """The request of a file: as Okta sends it, or a whole case.

    Shape: `place` names the file in messages. Raises: InvalidInput; nothing of it is quoted.
    """
    data = _object(text, place)
    # A request always has an eventType, so what has only a request is a case around one.
    if "request" in data and "eventType" not in data:
        return read_case(text, place, hook_type).request
    _check_type(data.get("eventType"), place, hook_type, "eventType")
    return data


def read_type(text: str, place: str) -> str:
    """The hook type that a case is for. Raises: InvalidInput."""
    found = _object(text, place).get("type")
    if not isinstance(found, str) or found not in HOOK_TYPES:
        raise InvalidInput(
            f"{show(place, 200)} is not a case: its type is not a hook type",
            f"it is one of {', '.join(HOOK_TYPES)}",
        )
    return found


def read_case(text: str, place: str, hook_type: str) -> Case:
    """The case of a file. Raises: InvalidInput; nothing of it is quoted."""
    data = _object(text, place)
    _check_type(data.get("type"), place, hook_type, "type")
    request, name = data.get("request"), data.get("name", place)
    if not isinstance(request, dict):
        raise InvalidInput(f"{show(place, 200)} is not a case: request is not an object")
    if not isinstance(name, str) or not name:
        raise InvalidInput(f"{show(place, 200)} is not a case: name is not a text")
    _check_type(request.get("eventType"), place, hook_type, "request.eventType")
    # No `expect`, or none of its status, means that any status of a good answer passes.
    expect = data.get("expect", {})
    status = expect.get("status") if isinstance(expect, dict) else ""
    if status is not None and (not isinstance(status, int) or not 100 <= status <= 599):
        raise InvalidInput(f"{show(place, 200)} is not a case: expect.status is not an HTTP status")
    error = expect.get("error") if isinstance(expect, dict) else None
    if error is not None and not isinstance(error, bool):
        raise InvalidInput(f"{show(place, 200)} is not a case: expect.error is not true or false")
    return Case(name, hook_type, request, status, error)


def dump_case(case: Case, status: int, *, error: bool = False) -> str:
    """The text of a case that expects this answer, with an invented password and code in it."""
    # A copy all the way down: the case may be sent again, with the real values.
    request = json.loads(json.dumps(case.request))
    invent(request)
    data = {
        "type": case.hook_type,
        "name": case.name,
        "request": request,
        "expect": {"status": status, "error": True} if error else {"status": status},
    }
    return json.dumps(data, indent=2) + "\n"


def _object(text: str, place: str) -> dict[str, Json]:
    shown = show(place, 200)
    if len(text) > LONGEST:
        raise InvalidInput(f"{shown} is longer than {LONGEST:,} characters")
    try:
        data = json.loads(text)
    except RecursionError:
        raise InvalidInput(f"{shown} is nested too deeply") from None
    except ValueError as problem:
        # The position alone: the parser's own message may quote the text.
        line = f":{problem.lineno}:{problem.colno}" if isinstance(problem, _DECODE) else ""
        raise InvalidInput(f"{shown}{line} is not JSON") from None
    if not isinstance(data, dict):
        raise InvalidInput(f"{shown} has no JSON object")
    return data


_DECODE = json.JSONDecodeError


def _check_type(found: Json, place: str, hook_type: str, name: str) -> None:
    if found != hook_type:
        described = show(found, 80) if isinstance(found, str) else "none"
        raise InvalidInput(
            f"{show(place, 200)} is for another hook: its {name} is {described}, not {hook_type}"
        )
