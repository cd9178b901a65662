"""A user import hook: imported people keep the account they have, and get a login that is free.

Run it: HOOK_SECRET=... flask --app user_import_hook run
Source: Okta Management API, createUserImportInlineHook.
"""

from collections.abc import Callable
from typing import Any

from auth import part, protect, read
from flask import Flask
from flask.typing import ResponseReturnValue

TYPE = "com.okta.import.transform"
Find = Callable[[str], str | None]
"""The Okta id of the user with this external id, None for somebody new."""

KNOWN = {"employee-1815": "00uadaLovelace000001"}
"""External id in the application to id in Okta. Put your own here."""


def create_app(secret: str | None = None, find: Find = KNOWN.get) -> Flask:
    """The service; without a secret it takes HOOK_SECRET, and does not start without that."""
    app = Flask(__name__)
    protect(app, secret)

    @app.post("/user-import")
    def user_import() -> ResponseReturnValue:
        commands = answer(read(TYPE), find)
        # 204: the user is imported as Okta would have done without us.
        return {"commands": commands} if commands else ("", 204)

    return app


def answer(data: dict[str, Any], find: Find) -> list[dict[str, Any]]:
    """Link the person to the account they have; else free the login if somebody has it."""
    person = part(data, "appUser", "profile", needed=True)
    known = find(str(person.get("externalId")))
    if known is not None:
        return linked(known)
    conflicts = part(data, "context").get("conflicts")
    login = part(data, "user", "profile").get("login")
    if isinstance(conflicts, list) and "login" in conflicts and isinstance(login, str):
        value = {"login": free(login)}
        return [{"type": "com.okta.user.profile.update", "value": value}]
    return []


def linked(user_id: str) -> list[dict[str, Any]]:
    """The action comes first, as in all of Okta's examples; it needs the id."""
    return [
        {"type": "com.okta.action.update", "value": {"result": "LINK_USER"}},
        {"type": "com.okta.user.update", "value": {"id": user_id}},
    ]


def free(login: str) -> str:
    """A login nobody else has: ada@example.com becomes ada+imported@example.com."""
    name, at, domain = login.rpartition("@")
    return f"{name}+imported{at}{domain}" if at else f"{login}+imported"


if __name__ == "__main__":
    create_app().run()
