"""A registration hook: who may register, and which employee numbers a profile may get.

Run it: HOOK_SECRET=... flask --app registration_hook run
Without an answer in time nobody can register: keep it quick, and keep it up.
Source: Okta, Registration inline hook guide; Okta Management API, create-registration-hook.
"""

import re
from typing import Any

from auth import part, protect, read
from flask import Flask
from flask.typing import ResponseReturnValue

TYPE = "com.okta.user.pre-registration"
USER_TYPES = {"example.com": "Employee", "partner.example.com": "Partner"}
"""Domains whose people may register, and what they become (`userType`)."""


def create_app(secret: str | None = None) -> Flask:
    """The service; without a secret it takes HOOK_SECRET, and does not start without that."""
    app = Flask(__name__)
    protect(app, secret)

    @app.post("/registration")
    def registration() -> ResponseReturnValue:
        # 204: it goes on as the user typed it.
        return answer(read(TYPE)) or ("", 204)

    return app


def answer(data: dict[str, Any]) -> dict[str, Any]:
    """What becomes of a new user, or of a profile that is being completed; empty: no objection.

    Shape: orgs on the Classic Engine send no requestType.
    """
    if data["requestType"] == "progressive.profile":
        return completed(part(data, "userProfileUpdate", needed=True))
    return registered(part(data, "userProfile", needed=True))


def registered(profile: dict[str, Any]) -> dict[str, Any]:
    """People of known domains get their user type, others no account."""
    domain = str(profile.get("email", "")).rpartition("@")[2].lower()
    if domain not in USER_TYPES:
        text = "Only people with an address at example.com can register."
        return denied("data.userProfile.email", "UNKNOWN_DOMAIN", text)
    value = {"userType": USER_TYPES[domain]}
    return {"commands": [{"type": "com.okta.user.profile.update", "value": value}]}


def completed(update: dict[str, Any]) -> dict[str, Any]:
    """An employee number has four digits."""
    number = update.get("employeeNumber")
    if number is None or re.fullmatch("[0-9]{4}", str(number)):
        return {}
    text = "An employee number has four digits."
    return denied("data.userProfileUpdate.employeeNumber", "BAD_EMPLOYEE_NUMBER", text)


def denied(location: str, reason: str, text: str) -> dict[str, Any]:
    """No, and why, shown at the field. Okta's own example has both the command and the error."""
    cause = {
        "errorSummary": text,
        "reason": reason,
        "locationType": "body",
        "location": location,
        "domain": "end-user",
    }
    return {
        "commands": [{"type": "com.okta.action.update", "value": {"registration": "DENY"}}],
        "error": {"errorSummary": "Please check what you typed.", "errorCauses": [cause]},
    }


if __name__ == "__main__":
    create_app().run()
