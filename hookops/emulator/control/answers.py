"""Answers as a rule changes them: other members, fewer elements, a body that ends too early."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.http import HTTP_STATUS_CODES

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Answer:
    """A response, whole."""

    status: int
    headers: Headers
    body: bytes = field(repr=False)

    @property
    def line(self) -> str:
        """The status as WSGI wants it."""
        return f"{self.status} {HTTP_STATUS_CODES.get(self.status, 'Unknown')}"

    def header(self, name: str) -> str:
        """The header of that name; empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def replace_body(self, body: bytes) -> None:
        """The answer is complete with this body."""
        self.body = body
        self.headers = with_headers(self.headers, {"Content-Length": len(body)})


def scripted(action: Mapping[str, Any]) -> Answer:
    """The answer that an action has in place of the real one."""
    given = action.get("body")
    body = b"" if given is None else _bytes(given)
    headers = {"Content-Length": len(body), **action.get("headers", {})}
    if body and "content-type" not in {name.lower() for name in headers}:
        # As a gateway answers that stands before the API; JSON is what the API itself would answer.
        kind = "text/html" if isinstance(given, str) else "application/json"
        headers["Content-Type"] = kind
    return Answer(action["status"], with_headers([], headers), body)


def shape(answer: Answer, action: Mapping[str, Any]) -> None:
    """A real answer has the members, elements and length that the action asks for."""
    if ("members" in action or "elements" in action) and answer.status < 300 and answer.body:
        shown = json.loads(answer.body)
        if isinstance(shown, list):
            shown = shown[: action.get("elements", len(shown))]
        # Of a list the first: one wrong element is harder to notice than a list of them.
        first = shown[0] if isinstance(shown, list) and shown else shown
        if isinstance(first, dict):
            first.update(action.get("members", {}))
        answer.replace_body(_bytes(shown))
    # Last, since it ends whatever came of the others.
    if "short" in action:
        answer.replace_body(answer.body[: action["short"]])


def with_headers(headers: Headers, new: Mapping[str, Any]) -> Headers:
    """The headers with the new ones in place of those of the same name."""
    names = {name.lower() for name in new}
    kept = [pair for pair in headers if pair[0].lower() not in names]
    return kept + [(name, str(value)) for name, value in new.items()]


def _bytes(given: Any) -> bytes:
    return given.encode() if isinstance(given, str) else json.dumps(given).encode()
