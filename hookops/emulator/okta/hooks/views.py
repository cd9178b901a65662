"""How a stored hook is shown: members and links in the order in which Okta shows them.

Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud and
TestAccResourceOktaInlineHook_com_okta_saml_tokens_transform.
"""

import time
from typing import Any

from hookops.emulator.store.contract import HookRecord


def hook(record: HookRecord, base_url: str) -> dict[str, Any]:
    """The hook as the API answers it: without secrets, with absolute links."""
    return {
        "id": record.id,
        "status": record.status,
        "name": record.name,
        "type": record.type,
        "version": record.version,
        "channel": public_channel(record.channel),
        "created": timestamp(record.created),
        "lastUpdated": timestamp(record.last_updated),
        "_links": _links(record, f"{base_url}/api/v1/inlineHooks/{record.id}"),
    }


def organization(org_id: str, base_url: str, engine: str) -> dict[str, Any]:
    """What anybody may know of the org; `idx` is the Identity Engine, `v1` the Classic one.

    Source: Okta Management API, Retrieve the Okta organization metadata.
    """
    return {
        "id": org_id,
        "_links": {"organization": {"href": base_url}},
        "pipeline": "idx" if engine == "identity" else "v1",
    }


def user(actor: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The administrator who owns the API token. Emulator choice: since the start of 2024.

    Source: Okta Management API, Retrieve a user, for the members and their order.
    """
    since = timestamp(1_704_067_200)
    login = actor["alternateId"]
    return {
        "id": actor["id"],
        "status": "ACTIVE",
        "created": since,
        "activated": since,
        "statusChanged": since,
        "lastLogin": None,
        "lastUpdated": since,
        "passwordChanged": since,
        "type": {"id": "otydefault0000000000"},
        "profile": {
            "firstName": "Okta",
            "lastName": "Administrator",
            "mobilePhone": None,
            "secondEmail": None,
            "login": login,
            "email": login,
        },
        "credentials": {
            "password": {},
            "provider": {"type": "OKTA", "name": "OKTA"},
        },
        "_links": {"self": {"href": f"{base_url}/api/v1/users/{actor['id']}"}},
    }


def timestamp(unix_s: int) -> str:
    """The time as Okta writes it for hooks: whole seconds, milliseconds always `.000`."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(unix_s))


def public_channel(channel: dict[str, Any]) -> dict[str, Any]:
    """The channel without `authScheme.value` and `clientSecret`, which no answer contains."""
    config = {name: value for name, value in channel["config"].items() if name != "clientSecret"}
    if config["authScheme"] is not None:
        # Never returned, by no call. Recorded by terraform-provider-okta, in every answer about a
        # hook.
        config["authScheme"] = {name: config["authScheme"][name] for name in ("type", "key")}
    return {**channel, "config": config}


def _links(record: HookRecord, href: str) -> dict[str, Any]:
    # By status, in this order: no activate link on ACTIVE, no execute link on INACTIVE.
    if record.status == "ACTIVE":
        return {
            "self": {"href": href},
            "execute": _link(href + "/execute", "POST"),
            "deactivate": _link(href + "/lifecycle/deactivate", "POST"),
        }
    return {
        "activate": _link(href + "/lifecycle/activate", "POST"),
        "self": {"href": href},
        # Only here, as an ACTIVE hook cannot be deleted.
        "delete": _link(href, "DELETE"),
    }


def _link(href: str, method: str) -> dict[str, Any]:
    return {"href": href, "hints": {"allow": [method]}}
