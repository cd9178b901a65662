"""The scopes of an authorization server.

Source: Okta Management API, OAuth2Scope; Okta, OpenID Connect & OAuth 2.0 API, scopes.
"""

from collections.abc import Mapping
from typing import Any

from hookops.emulator.okta import resources
from hookops.emulator.okta.servers.parts import Kind, check_value

_CONSENTS = ("ADMIN", "FLEXIBLE", "IMPLICIT", "REQUIRED")
_PUBLISHED = ("ALL_CLIENTS", "NO_CLIENTS")
# Source: Okta, OpenID Connect & OAuth 2.0 API, reserved scopes of a custom authorization server.
_SYSTEM = ("openid", "profile", "email", "address", "phone", "offline_access", "device_sso")


def _read(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the body says, with the defaults of Okta Management API, OAuth2Scope."""
    resources.check_texts(body, "name")
    check_value(body, "consent", _CONSENTS)
    check_value(body, "metadataPublish", _PUBLISHED)
    for name in ("default", "optional"):
        check_value(body, name, (True, False))
    return {
        "name": body["name"],
        "displayName": body.get("displayName"),
        "description": body.get("description"),
        "metadataPublish": body.get("metadataPublish") or "NO_CLIENTS",
        "consent": body.get("consent") or "IMPLICIT",
        "default": body.get("default") or False,
        "optional": body.get("optional") or False,
    }


SCOPES = Kind(
    path="scopes",
    name="OAuth2Scope",
    event="scope",
    prefix="scp",
    read=_read,
    unique=("name",),
    # Source: Okta Management API, listOAuth2Scopes: q, filter, after and limit.
    paged=True,
    # They are in `scopes_supported` of the server's metadata. Emulator choice: no description.
    system=tuple({"name": name, "metadataPublish": "ALL_CLIENTS"} for name in _SYSTEM),
)
