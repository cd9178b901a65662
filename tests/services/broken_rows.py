"""What the broken services need to know of each type of hook, as data."""

import json
from dataclasses import dataclass
from typing import Any

ACCESS = "com.okta.access.patch"
ASSERTION = "com.okta.assertion.patch"
ACTION = "com.okta.action.update"


@dataclass(frozen=True, slots=True)
class Row:
    """One type of hook."""

    short: str
    type: str
    right: list[Any]
    """Commands that a service may always answer."""
    reserved: list[Any]
    """Commands that want what no hook of the type may."""
    other_command: str
    """A command that only another type has."""
    checks: dict[str, tuple[str, ...]]
    """Checks that find what is broken in a way of the type's own."""
    secret: tuple[str, ...] = ()
    """Where in the request a password or code is."""

    def clear_secret(self, body: bytes) -> dict[str, str]:
        """What a request of the type holds in clear, by name."""
        if not self.secret:
            return {}
        value = json.loads(body)
        for name in self.secret:
            value = value[name]
        return {self.secret[-1]: str(value)}


def command(type: str, value: Any) -> list[Any]:
    return [{"type": type, "value": value}]


def operation(op: str, path: str, value: Any) -> list[Any]:
    return [{"op": op, "path": path, "value": value}]


TOKEN = Row(
    "token",
    "com.okta.oauth2.tokens.transform",
    right=command(ACCESS, operation("add", "/claims/region", "Europe")),
    reserved=command(ACCESS, operation("replace", "/claims/iss", "https://evil.example")),
    other_command=ASSERTION,
    checks={
        "reserved": ("token.10a",),
        "wrong-command": ("token.1a",),
    },
)
SAML = Row(
    "saml",
    "com.okta.saml.tokens.transform",
    right=command(ASSERTION, operation("add", "/authentication/sessionLifetime", 3600)),
    reserved=command(ASSERTION, operation("replace", "/issuer", "https://evil.example")),
    other_command=ACCESS,
    checks={
        "reserved": ("saml.4a",),
        "wrong-command": ("saml.1a",),
    },
)
REGISTRATION = Row(
    "registration",
    "com.okta.user.pre-registration",
    right=command(ACTION, {"registration": "ALLOW"}),
    reserved=command("com.okta.user.profile.update", {"password": "chosen by the service"}),
    other_command="com.okta.appUser.profile.update",
    checks={
        "reserved": ("registration.6",),
        "wrong-command": ("all.9a",),
    },
)
PASSWORD_IMPORT = Row(
    "password-import",
    "com.okta.user.credential.password.import",
    right=command(ACTION, {"credential": "VERIFIED"}),
    reserved=command(ACTION, {"credential": "EXEMPT"}),
    other_command="com.okta.user.profile.update",
    checks={
        "reserved": ("password.2",),
        "wrong-command": ("password.1",),
        "echoed-secret": ("password.6", "probe.echo-body"),
    },
    secret=("data", "context", "credential", "password"),
)
USER_IMPORT = Row(
    "user-import",
    "com.okta.import.transform",
    right=command(ACTION, {"result": "CREATE_USER"}),
    reserved=command(ACTION, {"result": "DELETE_USER"}),
    other_command="com.okta.user.progressive.profile.update",
    checks={
        "reserved": ("import.2",),
        "wrong-command": ("import.1",),
    },
)
TELEPHONY = Row(
    "telephony",
    "com.okta.telephony.provider",
    right=command(
        "com.okta.telephony.action",
        [{"status": "SUCCESSFUL", "provider": "acme", "transactionId": "m-1"}],
    ),
    reserved=command("com.okta.telephony.action", [{"status": "SUCCESS", "provider": "acme"}]),
    other_command=ACTION,
    checks={
        "reserved": ("telephony.3b",),
        "wrong-command": ("telephony.1",),
        "echoed-secret": ("telephony.9", "probe.echo-body"),
    },
    secret=("data", "messageProfile", "otpCode"),
)

ROWS = (TOKEN, SAML, REGISTRATION, PASSWORD_IMPORT, USER_IMPORT, TELEPHONY)


def row_of(type_name: str) -> Row:
    """The row of a type, by its short name or by Okta's."""
    return next(row for row in ROWS if type_name in (row.short, row.type))
