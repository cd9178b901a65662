"""JSON in and out of HTTP messages."""

import json
from typing import Any

from flask import Response, request

from hookops.emulator.http.errors import ApiError


def json_body() -> dict[str, Any]:
    """The JSON object in the body of the request being served.

    Raises: ApiError, for another media type, or when the body is no JSON object.
    Source: Okta, Error codes, E0000021 and E0000003.
    """
    # Before the body is looked at: a form with good JSON in it is refused too.
    if request.mimetype != "application/json":
        raise ApiError("E0000021")
    try:
        body = json.loads(request.get_data())
    # A body of very many brackets ends in RecursionError, which must not become a 500.
    except (ValueError, RecursionError):
        raise ApiError("E0000003") from None
    if not isinstance(body, dict):
        raise ApiError("E0000003")
    return body


def json_answer(value: Any, status: int = 200) -> Response:
    """An answer with that value, its members in their order."""
    # Members stay in the order in which Okta was recorded to show them; no white space.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half a character, as a client sent it, is an escape in JSON and nothing in UTF-8.
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        text = json.dumps(value, separators=(",", ":"))
    return Response(text, status, content_type="application/json")


def empty_answer(status: int) -> Response:
    """An answer without a body, and so without a Content-Type.

    Clients that look at the type only would decode the empty text.
    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud, DELETE.
    """
    response = Response(status=status)
    del response.headers["Content-Type"]
    return response
