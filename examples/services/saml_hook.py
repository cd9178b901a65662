"""A SAML hook: assertions get the user's full name, as an attribute that has a URI for its name.

Run it: HOOK_SECRET=... flask --app saml_hook run
Source: Okta, SAML assertion inline hook guide; Okta Management API, createSAMLAssertionInlineHook.
"""

from typing import Any

from auth import part, protect, read
from flask import Flask
from flask.typing import ResponseReturnValue

TYPE = "com.okta.saml.tokens.transform"
CLAIM = "https://example.com/claims/fullName"
FORMAT = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"


def create_app(secret: str | None = None) -> Flask:
    """The service; without a secret it takes HOOK_SECRET, and does not start without that."""
    app = Flask(__name__)
    protect(app, secret)

    @app.post("/saml")
    def saml() -> ResponseReturnValue:
        operations = answer(read(TYPE))
        if not operations:
            return "", 204  # the assertion goes out as it is
        return {"commands": [{"type": "com.okta.assertion.patch", "value": operations}]}

    return app


def answer(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The changes of this assertion; none when Okta does not say what the user is called."""
    profile = part(data, "context", "user", "profile")
    names = [profile.get("firstName"), profile.get("lastName")]
    full_name = " ".join(name for name in names if isinstance(name, str) and name)
    if not full_name:
        return []
    path = f"/claims/{escaped(CLAIM)}"
    there = part(data, "assertion", "claims", CLAIM).get("attributeValues")
    if isinstance(there, list) and len(there) == 1:
        return [{"op": "replace", "path": f"{path}/attributeValues/0/value", "value": full_name}]
    return [{"op": "add", "path": path, "value": attribute(full_name)}]


def escaped(name: str) -> str:
    """The name as one segment of a path. Source: RFC 6901, 3."""
    return name.replace("~", "~0").replace("/", "~1")


def attribute(text: str) -> dict[str, Any]:
    """An attribute statement with one value."""
    value = {"attributes": {"xsi:type": "xs:string"}, "value": text}
    return {"attributes": {"NameFormat": FORMAT}, "attributeValues": [value]}


if __name__ == "__main__":
    create_app().run()
