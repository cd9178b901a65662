"""A telephony hook: one-time codes go out by your own provider of SMS and calls.

Run it: HOOK_SECRET=... flask --app telephony_hook run
As it stands it delivers to nobody (`sandbox`): give `create_app` a function that calls your
provider before Okta calls this service.
Source: Okta, Telephony inline hook guide; Okta Management API, createTelephonyInlineHook.
"""

import uuid
from collections.abc import Callable
from typing import Any

from auth import part, protect, read
from flask import Flask, abort
from flask.typing import ResponseReturnValue

TYPE = "com.okta.telephony.provider"
Send = Callable[[str, str, str], str]
"""Send to this number this text, as `sms` or `call`. Returns: the provider's id of the message.
Raises: NotDelivered."""


class NotDelivered(Exception):
    """The provider did not take the message."""


def sandbox(number: str, text: str, channel: str) -> str:
    """Takes everything and delivers nothing."""
    del number, text, channel
    return f"sandbox-{uuid.uuid4()}"


def create_app(secret: str | None = None, send: Send = sandbox, provider: str = "sandbox") -> Flask:
    """The service; without a secret it takes HOOK_SECRET, and does not start without that."""
    app = Flask(__name__)
    protect(app, secret)
    if send is sandbox:
        app.logger.warning("no provider is set: codes are delivered to nobody")

    @app.post("/telephony")
    def telephony() -> ResponseReturnValue:
        try:
            return sent(provider, send(*message(read(TYPE))))
        except NotDelivered:
            return failed(provider)

    return app


def message(data: dict[str, Any]) -> tuple[str, str, str]:
    """Number, text and channel. The text holds the code: it may get into no log and no answer."""
    profile = part(data, "messageProfile", needed=True)
    number, code = profile.get("phoneNumber"), profile.get("otpCode")
    # Okta's own example has both as numbers.
    if not all(isinstance(value, str | int) and value for value in (number, code)):
        abort(400, "data.messageProfile must have phoneNumber and otpCode")
    if str(profile.get("deliveryChannel")).lower() != "sms":
        return str(number), f"Your code is {', '.join(str(code))}", "call"
    return str(number), str(profile.get("msgTemplate") or f"Your code is {code}"), "sms"


def sent(provider: str, transaction_id: str) -> dict[str, Any]:
    """With anything but this shape Okta sends a second message itself."""
    value = {"status": "SUCCESSFUL", "provider": provider, "transactionId": transaction_id}
    return {"commands": [{"type": "com.okta.telephony.action", "value": [value]}]}


def failed(provider: str) -> dict[str, Any]:
    """Okta sends the code by its own providers; the status stays 200, since the call worked."""
    cause = {"errorSummary": "not delivered", "reason": "refused", "location": provider}
    return {"error": {"errorSummary": "The provider failed.", "errorCauses": [cause]}}


if __name__ == "__main__":
    create_app().run()
