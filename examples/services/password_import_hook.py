"""A password import hook: is this the password that the user has in the old directory?

Run it: HOOK_SECRET=... flask --app password_import_hook run
Without an answer in time the user cannot sign in, and Okta asks again at the next attempt.
Source: Okta, Password import inline hook guide; Okta Management API,
createPasswordImportInlineHook.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from auth import part, protect, read
from flask import Flask, abort
from flask.typing import ResponseReturnValue

TYPE = "com.okta.user.credential.password.import"
Check = Callable[[str, str], bool]
"""Whether this user has this password."""

OLD_DIRECTORY = {
    "ada@example.com": (
        "7f0c2d31c5a94be08d1e6a57f3b2c49d",
        "34d859a6cd9f9c41c92ff7cb21fd36c4953535f021e864ad451a9f8ad1c4a3fa",
    ),
}
"""User name to salt and scrypt digest, in hexadecimal. Put your own export here."""


def create_app(secret: str | None = None, check: Check | None = None) -> Flask:
    """The service; without a secret it takes HOOK_SECRET, and does not start without that."""
    app = Flask(__name__)
    protect(app, secret)
    right = check or in_directory(OLD_DIRECTORY)

    @app.post("/password-import")
    def password_import() -> ResponseReturnValue:
        verdict = "VERIFIED" if right(*credential(read(TYPE))) else "UNVERIFIED"
        return {"commands": [{"type": "com.okta.action.update", "value": {"credential": verdict}}]}

    return app


def credential(data: dict[str, Any]) -> tuple[str, str]:
    """The user name and the password in clear. Neither may get into a log or an answer."""
    given = part(data, "context", "credential", needed=True)
    username, password = given.get("username"), given.get("password")
    if not isinstance(username, str) or not isinstance(password, str):
        abort(400, "data.context.credential must have username and password")
    return username, password


def in_directory(directory: Mapping[str, tuple[str, str]]) -> Check:
    """A check against salted digests; it takes as long for users who are not there."""
    nobody = ("00" * 16, "00" * 32)

    def check(username: str, password: str) -> bool:
        salt, expected = directory.get(username.lower(), nobody)
        return hmac.compare_digest(digest(password, salt), bytes.fromhex(expected))

    return check


def digest(password: str, salt: str) -> bytes:
    """Source: RFC 7914; N, r and p as the password storage guide of OWASP has them."""
    # surrogatepass: JSON can hold half a character, and that is a wrong password, not a crash.
    clear = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        clear, salt=bytes.fromhex(salt), n=2**15, r=8, p=3, maxmem=2**26, dklen=32
    )


if __name__ == "__main__":
    create_app().run()
