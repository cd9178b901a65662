"""The claims of an authorization server.

Source: Okta Management API, OAuth2Claim.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hookops.emulator.okta import resources
from hookops.emulator.okta.resources import ACTIVE
from hookops.emulator.okta.servers.parts import Kind, check_value

_TYPES = ("IDENTITY", "RESOURCE")
_VALUE_TYPES = ("EXPRESSION", "GROUPS", "SYSTEM")
_FILTERS = ("CONTAINS", "EQUALS", "REGEX", "STARTS_WITH")

# Names: terraform-provider-okta, resource okta_auth_server_claim_default, which finds them in the
# list. Scopes: Okta, OpenID Connect & OAuth 2.0 API, scope-dependent claims.
_BY_SCOPE = {
    "profile": (
        *("name", "family_name", "given_name", "middle_name", "nickname", "preferred_username"),
        *("profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale"),
        "updated_at",
    ),
    "email": ("email", "email_verified"),
    "address": ("address",),
    "phone": ("phone_number",),
}


def _read(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the body says, complete, in the order of Okta Management API's examples."""
    # Emulator choice: these are required; no document says which are.
    resources.check_texts(body, "name", "claimType", "valueType", "value")
    check_value(body, "claimType", _TYPES)
    check_value(body, "valueType", _VALUE_TYPES)
    check_value(body, "group_filter_type", _FILTERS)
    check_value(body, "alwaysIncludeInToken", (True, False))
    # Always in access tokens. Source: OAuth2Claim, alwaysIncludeInToken.
    always = body["claimType"] == "RESOURCE" or bool(body.get("alwaysIncludeInToken"))
    scopes = resources.read_mapping(body, "conditions").get("scopes")
    read = {
        "name": body["name"],
        "status": resources.read_status(body, ACTIVE),
        "claimType": body["claimType"],
        "valueType": body["valueType"],
        "value": body["value"],
        "conditions": {"scopes": scopes if isinstance(scopes, list) else []},
        "alwaysIncludeInToken": always,
        # Null in every example.
        "apiResourceId": None,
    }
    # Only claims of groups have one, by the examples.
    if body["valueType"] == "GROUPS":
        read["group_filter_type"] = body.get("group_filter_type")
    return read


def _system() -> Iterator[dict[str, Any]]:
    """The bodies of a server's own claims."""
    # Source: Okta Management API, example of listOAuth2Claims.
    yield {
        "name": "sub",
        "claimType": "RESOURCE",
        "valueType": "EXPRESSION",
        "value": "(appuser != null) ? appuser.userName : app.clientId",
    }
    for scope, names in _BY_SCOPE.items():
        for name in names:
            # Emulator choice: a claim that Okta fills in has its own name for its value.
            yield {
                "name": name,
                "claimType": "IDENTITY",
                "valueType": "SYSTEM",
                "value": name,
                "conditions": {"scopes": [scope]},
            }


CLAIMS = Kind(
    path="claims",
    name="OAuth2Claim",
    event="claim",
    prefix="ocl",
    read=_read,
    # An ID token and an access token may both have a claim of one name.
    unique=("name", "claimType"),
    paged=False,
    system=tuple(_system()),
)
