"""Cases as text: a request to a hook's service, and what is expected of the answer."""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field

from hookops.contracts.confidential import invent
from hookops.contracts.exchange import Case
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.errors import InvalidInput
from hookops.model.resource import Json
from hookops.model.text import show

LONGEST = 1_000_000
"""Bytes of a file."""


@dataclass(frozen=True, slots=True)
class Payload:
    """The request of a file."""

    request: Mapping[str, Json] = field(repr=False)
    around: str = ""
    """What the file has around it, as `an event of a load balancer`; empty for nothing."""
    status: int | None = None
    error: bool | None = None
    """What a case expects of the answer; None of another file."""


def read_payload(text: str, place: str, hook_type: str) -> Payload:
    """The request of a file: as Okta sends it, a whole case, or an event of who received it.

    Shape: `place` names the file in messages. Raises: InvalidInput; nothing of it is quoted.
    """
    data = _object(text, place)
    # A request always has an eventType, so what has only a request is a case around one.
    if "request" in data and "eventType" not in data:
        case = read_case(text, place, hook_type)
        # That it is a success is expected of any answer.
        wanted = case.status if case.status is not None and case.status >= 400 else None
        return Payload(case.request, status=wanted, error=case.error)
    around = _receiver(data)
    if around:
        request = _read_body(data, f"{place} is {around}, and its member body")
        _check_type(request.get("eventType"), place, hook_type, "body.eventType")
        return Payload(request, around)
    _check_type(data.get("eventType"), place, hook_type, "eventType")
    return Payload(data)


def _receiver(data: Mapping[str, Json]) -> str:
    """Whose event it is that has the request as its `body`; empty when it is none.

    Source: AWS, Elastic Load Balancing, Lambda functions as targets; Amazon API Gateway, Lambda
    proxy integrations, payload formats 1.0 and 2.0 (function URLs have 2.0).
    """
    # What a function logs is often the whole event, and that is what people have at hand.
    if "eventType" in data or "body" not in data:
        return ""
    context = data.get("requestContext")
    if isinstance(context, dict) and "elb" in context:
        return "an event of a load balancer"
    if isinstance(context, dict) or "httpMethod" in data or "isBase64Encoded" in data:
        return "an event of a Lambda function"
    return ""


def _read_body(event: Mapping[str, Json], place: str) -> dict[str, Json]:
    """The request in an event's body: text, text in base64, or an object already."""
    body = event["body"]
    if isinstance(body, dict):
        return body
    if not isinstance(body, str):
        raise InvalidInput(f"{show(place, 260)} has no request")
    try:
        text = b64decode(body, validate=True).decode() if event.get("isBase64Encoded") else body
    except ValueError:
        raise InvalidInput(f"{show(place, 260)} is not base64") from None
    return _object(text, place)


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
    return Case(name, hook_type, request, *_read_expected(data.get("expect", {}), place))


def _read_expected(expect: Json, place: str) -> tuple[int | None, bool | None]:
    """The status of the answer, and whether it is an error. Raises: InvalidInput."""
    # No `expect`, or none of its status, means that any status of a good answer passes.
    shown = f"{show(place, 200)} is not a case: expect"
    if not isinstance(expect, dict):
        raise InvalidInput(f"{shown} is not an object")
    status, error = expect.get("status"), expect.get("error")
    if status is not None and (not isinstance(status, int) or not 100 <= status <= 599):
        raise InvalidInput(f"{shown}.status is not an HTTP status")
    if error is not None and not isinstance(error, bool):
        raise InvalidInput(f"{shown}.error is not true or false")
    # A slip in a name would expect nothing, in silence.
    unknown = [name for name in expect if name not in ("status", "error")]
    if unknown:
        raise InvalidInput(f"{shown} has {show(unknown[0], 40)}, and can have status and error")
    return status, error


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
        data = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise InvalidInput(f"{shown} is nested too deeply") from None
    except ValueError as problem:
        # The position alone: the parser's own message may quote the text.
        line = f":{problem.lineno}:{problem.colno}" if isinstance(problem, _DECODE) else ""
        raise InvalidInput(f"{shown}{line} is not JSON") from None
    if not isinstance(data, dict):
        raise InvalidInput(f"{shown} has no JSON object")
    return data


def _no_constant(name: str) -> Json:
    """NaN and Infinity, which Python reads, are no JSON."""
    raise ValueError(name)


_DECODE = json.JSONDecodeError


def _check_type(found: Json, place: str, hook_type: str, name: str) -> None:
    if found != hook_type:
        described = show(found, 80) if isinstance(found, str) else "none"
        raise InvalidInput(
            f"{show(place, 200)} is for another hook: its {name} is {described}, not {hook_type}"
        )
