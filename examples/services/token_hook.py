"""A token hook: both tokens of a sign-in get the region that the user's time zone lies in.

Run it: HOOK_SECRET=... flask --app token_hook run
Source: Okta, Token inline hook guide; Okta Management API, createTokenInlineHook.
"""

from typing import Any

from auth import part, protect, read
from flask import Flask
from flask.typing import ResponseReturnValue

TYPE = "com.okta.oauth2.tokens.transform"
CLAIM = "region"
"""Okta drops the whole answer for a reserved claim such as `iss`, `exp` or `groups`."""
COMMANDS = {"identity": "com.okta.identity.patch", "access": "com.okta.access.patch"}


def create_app(secret: str | None = None) -> Flask:
    """The service; without a secret it takes HOOK_SECRET, and does not start without that."""
    app = Flask(__name__)
    protect(app, secret)

    @app.post("/token")
    def token() -> ResponseReturnValue:
        commands = answer(read(TYPE))
        # 204: the tokens are issued as they are.
        return {"commands": commands} if commands else ("", 204)

    return app


def answer(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The commands for this sign-in; none for a client without a user, or without a time zone."""
    zone = part(data, "context", "user", "profile").get("timeZone")
    if not isinstance(zone, str) or not zone:
        return []
    region = zone.partition("/")[0]
    # A patch of a token that was not asked for is an error, so only those of the request.
    return [
        {"type": command, "value": [operation(part(data, token, "claims"), region)]}
        for token, command in COMMANDS.items()
        if part(data, token)
    ]


def operation(claims: dict[str, Any], region: str) -> dict[str, Any]:
    """`replace` needs a claim that exists, `add` one that does not."""
    op = "replace" if CLAIM in claims else "add"
    return {"op": op, "path": f"/claims/{CLAIM}", "value": region}


if __name__ == "__main__":
    create_app().run()
