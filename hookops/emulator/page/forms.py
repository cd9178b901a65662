"""Forms about hooks: from what was typed to a body of the API, and back from a hook.

Values only. A secret goes from a form into a body and never into a `HookForm`, so no page can
show it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from hookops.emulator import facts

# How the hook's service is shown who calls.
AUTHENTICATION = {
    "header": "HTTP header",
    "client_secret_post": "OAuth 2.0, client secret",
    "private_key_jwt": "OAuth 2.0, private key",
    "none": "None",
}

_SPARE_ROWS = 3
# From the path of a cause to the field of the form that it is about.
_FIELDS = {
    "name": "name",
    "type": "type",
    "channel.config.uri": "uri",
    "channel.config.authScheme": "authentication",
    "channel.config.authScheme.key": "auth_key",
    "channel.config.authScheme.value": "auth_value",
    "channel.config.clientId": "client_id",
    "channel.config.clientSecret": "client_secret",
    "channel.config.tokenUrl": "token_url",
    "channel.config.scope": "scope",
    "channel.config.hookKeyId": "hook_key_id",
    "channel.config.headers": "headers",
}
_SECRET_FIELDS = {"header": "auth_value", "client_secret_post": "client_secret"}


@dataclass(frozen=True, slots=True)
class HookForm:
    """What a form about a hook holds, without its secret."""

    type: str
    name: str = ""
    uri: str = ""
    authentication: str = "header"
    auth_key: str = ""
    client_id: str = ""
    token_url: str = ""
    scope: str = ""
    hook_key_id: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    spare: int = _SPARE_ROWS
    """Empty rows for more headers."""
    active: bool = True

    def body(self, secret: str, version: str, channel_version: str = "1.0.0") -> dict[str, Any]:
        """The body of a create or a replace; without a secret there is no member for it."""
        channel = {
            "type": "HTTP" if self.authentication in ("header", "none") else "OAUTH",
            "version": channel_version,
            "config": self._config(secret),
        }
        return {"name": self.name, "type": self.type, "version": version, "channel": channel}

    def _config(self, secret: str) -> dict[str, Any]:
        headers = [{"key": key, "value": value} for key, value in self.headers]
        config: dict[str, Any] = {"uri": self.uri, "method": "POST", "headers": headers}
        match self.authentication:
            case "header":
                value = {"value": secret} if secret else {}
                config["authScheme"] = {"type": "HEADER", "key": self.auth_key, **value}
            case "client_secret_post" | "private_key_jwt":
                config |= {"authType": self.authentication, "clientId": self.client_id}
                config |= {"tokenUrl": self.token_url}
                if self.scope:
                    config["scope"] = self.scope
                if self.authentication == "private_key_jwt":
                    config["hookKeyId"] = self.hook_key_id
                elif secret:
                    config["clientSecret"] = secret
        return config


def read_form(given: MultiDict[str, str], type_: str = "") -> tuple[HookForm, str]:
    """What was typed, and the secret of the authentication that was chosen."""
    # Not strict: a browser sends pairs, and others may send what they like.
    rows = zip(given.getlist("header_key"), given.getlist("header_value"), strict=False)
    authentication = given.get("authentication", "none")
    form = HookForm(
        type=type_ or given.get("type", ""),
        name=given.get("name", ""),
        uri=given.get("uri", ""),
        authentication=authentication,
        auth_key=given.get("auth_key", ""),
        client_id=given.get("client_id", ""),
        token_url=given.get("token_url", ""),
        scope=given.get("scope", ""),
        hook_key_id=given.get("hook_key_id", ""),
        headers=tuple((key, value) for key, value in rows if key or value),
        spare=2 * _SPARE_ROWS if "more" in given else _SPARE_ROWS,
        active="active" in given,
    )
    return form, given.get(_SECRET_FIELDS.get(authentication, ""), "")


def fill_form(hook: Mapping[str, Any]) -> HookForm:
    """The form that says what the hook, as the API shows it, is now."""
    config = hook["channel"]["config"]
    scheme = config["authScheme"]
    # Every member may be missing or null but uri and headers, which Okta always shows; OAUTH has an
    # authType, and of HTTP the authScheme tells whether there is a secret.
    return HookForm(
        type=hook["type"],
        name=hook["name"],
        uri=config["uri"],
        authentication=config.get("authType") or ("header" if scheme else "none"),
        auth_key=scheme["key"] if scheme else "",
        client_id=config.get("clientId") or "",
        token_url=config.get("tokenUrl") or "",
        scope=config.get("scope") or "",
        hook_key_id=config.get("hookKeyId") or "",
        headers=tuple((header["key"], header["value"]) for header in config["headers"]),
        active=hook["status"] == "ACTIVE",
    )


def newest_version(type_: str) -> str:
    """The version that a new hook of the type gets, as the Admin Console gives one unasked."""
    known = facts.load().types.get(type_)
    return known.versions[-1] if known else "1.0.0"


def titles() -> dict[str, str]:
    """What the Admin Console calls each type, in the order of the file of facts."""
    return {name: type_.title for name, type_ in facts.load().types.items()}


def title(type_: str) -> str:
    """The type as people call it."""
    return titles().get(type_, type_)


def problems(error: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The causes of Okta's error, each with the field of the form that it is about, or none."""
    causes = [str(cause.get("errorSummary", "")) for cause in error.get("errorCauses") or []]
    return [(_field(cause), cause) for cause in causes]


def _field(cause: str) -> str:
    # All rows of headers are one field of the form.
    path = re.sub(r"\[\d+\].*", "", cause.partition(": ")[0])
    return _FIELDS.get(path, "")
