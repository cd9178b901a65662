"""Who calls, and with what: all that a hook's service checks before it answers.

Nothing of a request is logged or sent back: it holds people's data, passwords and codes.
"""

import hmac
import os
from typing import Any

from flask import Flask, Response, abort, request

VARIABLE = "HOOK_SECRET"
OLD_VARIABLE = "HOOK_SECRET_OLD"
"""A second secret that is taken too: set while Okta is given another one, and unset afterwards."""
LONGEST = 1024 * 1024
"""Bytes of a request. Okta publishes no limit; its own examples have about 4,000."""


def protect(app: Flask, secret: str | None) -> None:
    """Whoever does not show the secret is answered 401, whatever the path.

    Shape: the secret is the whole value of the header Authorization, as Okta sends it; None takes
    it from the environment, with the old one of a rotation.
    Raises: ValueError when there is none.
    Source: Okta, Inline hooks concept, HTTP header; RFC 9110, 15.5.2, for the challenge.
    """
    names = (VARIABLE, OLD_VARIABLE)
    secrets = [os.environ.get(name, "") for name in names] if secret is None else [secret]
    accepted = [one.encode() for one in secrets if one.strip()]
    if not secrets[0].strip():
        raise ValueError(f"set {VARIABLE}: without a secret the service would answer anybody")
    app.config["MAX_CONTENT_LENGTH"] = LONGEST

    @app.before_request
    def check() -> Response | None:
        # Compared as bytes: compare_digest refuses text that is not ASCII.
        given = request.headers.get("Authorization", "").encode("latin-1")
        if any(hmac.compare_digest(given, one) for one in accepted):
            return None
        return Response("who are you?\n", 401, {"WWW-Authenticate": "Secret"}, "text/plain")


def read(event_type: str) -> dict[str, Any]:
    """The request's `data`; what is no request of this type of hook is answered 400."""
    try:
        event = request.get_json()
    except RecursionError:
        abort(400, "the JSON is nested too deeply")
    if not isinstance(event, dict) or event.get("eventType") != event_type:
        abort(400, f"this is no request for {event_type}")
    # The one member beside `data` that some answers depend on.
    return {**part(event, "data", needed=True), "requestType": event.get("requestType")}


def part(value: dict[str, Any], *path: str, needed: bool = False) -> dict[str, Any]:
    """The object at this path, an empty one if there is none; anything else is answered 400."""
    found: Any = value
    for name in path:
        found = found.get(name)
        if found is None and not needed:
            return {}
        if not isinstance(found, dict):
            abort(400, f"{'.'.join(path)} must be an object")
    return dict(found)
