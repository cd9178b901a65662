"""Hooks as they are declared, and as Okta shows them."""

from dataclasses import replace

from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.channel import HeaderAuth
from hookops.kinds.inline_hook.spec import Hook, Verify
from hookops.model.change import FieldChange
from hookops.model.resource import Actual, Json, Key
from hookops.model.secret import SecretRef

TOKEN, SAML, REGISTRATION, PASSWORD, IMPORT, TELEPHONY = (
    "com.okta.oauth2.tokens.transform",
    "com.okta.saml.tokens.transform",
    "com.okta.user.pre-registration",
    "com.okta.user.credential.password.import",
    "com.okta.import.transform",
    "com.okta.telephony.provider",
)
KEY = Key("InlineHook", "a")
REF = SecretRef("env", "HOOKOPS_SECRET_A")


def declared(type_: str = TOKEN, status: str = "ACTIVE", **spec: Json) -> Hook:
    scheme = {"key": "Authorization", "valueFrom": str(REF)}
    channel = {"type": "HTTP", "config": {"uri": "https://h.example.com/", "authScheme": scheme}}
    written = {"type": type_, "status": status, "channel": channel, **spec}
    return HOOKS.parse({"metadata": {"name": "a"}, "spec": written})


def actual(spec: Hook, id_: str = "calabc0123") -> Actual:
    """The hook as Okta shows it: without its secret, bindings and verification."""
    channel = spec.channel
    if isinstance(channel.auth, HeaderAuth):
        channel = replace(channel, auth=replace(channel.auth, value=None))
    shown = replace(spec, channel=channel, bindings=None, by_hand=(), verify=Verify())
    return Actual("InlineHook", id_, shown, "", "")


def field(*path: str, secret: bool = False) -> FieldChange:
    return FieldChange(path, None, None, secret="new" if secret else None)


URI = field("channel", "config", "uri")


REQUIRED: Json = {"verify": {"preview": "required"}}
