"""What an app is: made of a body, replaced by one, and shown.

Routes are in `area.py`, and what a SAML app says of sign-on in `saml.py`.
"""

import re
from typing import Any

from hookops.emulator.control.seed_members import Known
from hookops.emulator.http.reader import BLANK
from hookops.emulator.okta import resources
from hookops.emulator.okta.apps import assignments, saml
from hookops.emulator.okta.apps.saml import SAML_1_1, SAML_2_0
from hookops.emulator.okta.hooks.references import APPS
from hookops.emulator.okta.resources import ACTIVE
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

# What apps of a sign-on mode are called that name no app of the catalogue; others are custom.
# Source: Okta Management API, Application by sign-on mode.
_NAMED = {
    "BOOKMARK": "bookmark",
    "BASIC_AUTH": "template_basic_auth",
    "BROWSER_PLUGIN": "template_swa",
    "OPENID_CONNECT": "oidc_client",
    "SECURE_PASSWORD_STORE": "template_sps",
    "WS_FEDERATION": "template_wsfed",
}
_SAML = (SAML_1_1, SAML_2_0)
_MODES = (*_NAMED, "AUTO_LOGIN", *_SAML)
_DEFAULTS: dict[str, dict[str, Any]] = {
    "accessibility": {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None},
    "visibility": {
        "autoLaunch": False,
        "autoSubmitToolbar": False,
        "hide": {"iOS": False, "web": False},
    },
}
_NOTIFICATIONS = {"vpn": {"network": {"connection": "DISABLED"}, "message": None, "helpUrl": None}}
_TEMPLATE = {"template": "${source.login}", "type": "BUILT_IN"}
# Source: Okta Management API, ApplicationSettings, and sample Saml2.0PutResponseEx.
_SETTINGS = (
    *("app", "notifications", "manualProvisioning", "implicitAssignment", "notes"),
    *("identityStoreId", "inlineHookId"),
)


def create(world: World, body: dict[str, Any], status: str) -> Record:
    """A new app, not stored yet. Raises: ApiError."""
    _check(body)
    now = resources.now(world)
    name = body.get("name")
    # A body without a name and with a mode that has no template makes a custom app: only that has
    # hooks.
    custom = not name and body["signOnMode"] not in _NAMED
    if custom and body["signOnMode"] == SAML_1_1:
        # Source: Okta Management API, Saml11Application: the catalogue's alone; the error is a
        # choice.
        raise resources.member_error("name", BLANK)
    own = {
        "id": world.ids.new("0oa"),
        "name": name or _NAMED.get(body["signOnMode"]) or _custom_name(world, body["label"]),
        "status": status,
        "created": now,
        "custom": custom,
        "key": world.ids.new("exk"),
        "kid": world.ids.text(43),
        "link": world.ids.new("aln"),
        "policies": {},
        "signOnMode": body["signOnMode"],
    }
    return _record(world, body, own, {})


def read_members(body: dict[str, Any]) -> Known:
    """Which members of such an app are read; an object that is not named keeps any."""
    known = {name: _names(name) for name in _DEFAULTS}
    if body["signOnMode"] not in _SAML:
        return known
    return {
        **known,
        "credentials": ("userNameTemplate", "signing"),
        "credentials.signing": ("kid",),
        "settings": (*_SETTINGS, "signOn"),
        "settings.signOn": saml.sign_on_members(body["signOnMode"], custom=not body.get("name")),
    }


def replace(world: World, body: dict[str, Any], stored: Record) -> Record:
    """What `stored` becomes, not stored yet. Raises: ApiError.

    Source: Okta Management API, replaceApplication: id, name, status, created and lastUpdated in
    the body are ignored.
    """
    _check(body)
    if body["signOnMode"] != stored["signOnMode"]:
        raise resources.member_error("signOnMode", "The value cannot be changed")
    return _record(world, body, stored, stored["settings"])


def view(world: World, app: Record) -> dict[str, Any]:
    """The app as it is shown. Source: Okta Management API, sample Saml2.0PutResponseEx."""
    href = f"{world.base_url}/api/v1/apps/{app['id']}"
    orn = f"orn:okta:idp:{world.store.org_id}:apps:{app['name']}:{app['id']}"
    settings = app["settings"]
    logout = {}
    # Only these have hooks, which are shown with links.
    if is_custom_saml(app):
        settings |= {"signOn": saml.show_sign_on(settings["signOn"], world.base_url)}
        # Recorded by terraform-provider-okta since 2025-06. Source: Okta Management API,
        # ApplicationUniversalLogout: read-only, and Identity Engine only; the values are a choice.
        if world.switches.engine == "identity":
            logout = {"universalLogout": {"status": "DISABLED"}}
    return {
        "id": app["id"],
        "orn": orn,
        "name": app["name"],
        "label": app["label"],
        "status": app["status"],
        "lastUpdated": app["lastUpdated"],
        "created": app["created"],
        "accessibility": app["accessibility"],
        "visibility": app["visibility"],
        # Read-only, and of apps with provisioning, which are not emulated.
        "features": [],
        "signOnMode": app["signOnMode"],
        "credentials": app["credentials"],
        **logout,
        "settings": settings,
        "_links": _links(world, app, href),
    }


def is_custom_saml(app: Record) -> bool:
    """The app is one that SAML inline hooks can be bound to."""
    return bool(app["custom"]) and app["signOnMode"] == SAML_2_0


def _check(body: dict[str, Any]) -> None:
    resources.check_texts(body, "label", "signOnMode")
    if body["signOnMode"] not in _MODES:
        raise resources.member_error("signOnMode", "The value is not a sign-on mode")


def _record(world: World, body: dict[str, Any], own: Record, old: dict[str, Any]) -> Record:
    members = {name: _with_defaults(body, name) for name in _DEFAULTS}
    visibility = members["visibility"]
    visibility["appLinks"] = visibility.get("appLinks") or {_link_name(own): True}
    return own | {
        "label": body["label"],
        "lastUpdated": resources.now(world),
        **members,
        "credentials": _credentials(body, own),
        "settings": _settings(world, body, own, old),
    }


def _credentials(body: dict[str, Any], own: Record) -> dict[str, Any]:
    """The credentials that the body says; of a SAML app these are two members.

    Source: Okta Management API, ApplicationCredentials.
    """
    given = resources.read_mapping(body, "credentials")
    # The body may name another key of the app to sign with.
    signing = resources.read_mapping(given, "credentials.signing")
    kid = {"kid": signing.get("kid") or own["kid"]}
    if own["signOnMode"] in _SAML:
        return {"userNameTemplate": given.get("userNameTemplate") or _TEMPLATE, "signing": kid}
    return {"userNameTemplate": _TEMPLATE} | given | {"signing": signing | kid}


def _link_name(app: Record) -> str:
    """What the app's link to its sign-on is called.

    Source: `login` for apps of the catalogue: recorded by terraform-provider-okta; for others Okta
    Management API, sample Saml2.0PutResponseEx.
    """
    plain = app["custom"] or app["name"] in _NAMED.values()
    return f"{app['name']}_link" if plain else "login"


def _with_defaults(body: dict[str, Any], name: str) -> dict[str, Any]:
    """The member of that name, complete, and without what the API does not have in it."""
    given = resources.read_mapping(body, name)
    known = {key: value for key, value in given.items() if key in _names(name)}
    return {**_DEFAULTS[name], **known}


def _names(name: str) -> tuple[str, ...]:
    return (*_DEFAULTS[name], "appLinks") if name == "visibility" else tuple(_DEFAULTS[name])


def _settings(
    world: World, body: dict[str, Any], own: Record, old: dict[str, Any]
) -> dict[str, Any]:
    """The settings that the body says, complete.

    Of a SAML app, what is no member of them is dropped; those of others are kept as they are given.
    """
    given = resources.read_mapping(body, "settings")
    sign_on = resources.read_mapping(given, "settings.signOn")
    if own["signOnMode"] in _SAML:
        given = {name: value for name, value in given.items() if name in _SETTINGS}
        if own["custom"]:
            given["signOn"] = saml.read_custom(world, sign_on, old.get("signOn", {}))
        else:
            given["signOn"] = saml.read_catalogue(sign_on, own["signOnMode"])
    return {
        "app": {},
        "notifications": _NOTIFICATIONS,
        "manualProvisioning": False,
        "implicitAssignment": False,
        "notes": {"admin": None, "enduser": None},
        **given,
        # Read-only: whatever the body says. Source: Okta Management API, ApplicationSettings.
        "emOptInStatus": "NONE",
    }


def _custom_name(world: World, label: str) -> str:
    """The name that Okta gives a custom app: org, label and a number."""
    org, plain = "emulator", re.sub(r"[^a-z0-9]", "", label.lower())
    names = {app["name"] for app in world.all(APPS)}
    # As recorded by terraform-provider-okta: names such as org_label_1.
    number = 1
    while f"{org}_{plain}_{number}" in names:
        number += 1
    return f"{org}_{plain}_{number}"


def _links(world: World, app: Record, href: str) -> dict[str, Any]:
    """The links; `profileEnrollment` as recorded by salto-io/salto."""
    home = f"{world.base_url}/home/{app['name']}/{app['id']}/{app['link']}"
    verb = "deactivate" if app["status"] == ACTIVE else "activate"
    links: dict[str, Any] = {
        "uploadLogo": resources.link(href + "/logo", "POST"),
        "appLinks": [{"name": _link_name(app), "href": home, "type": "text/html"}],
        **{
            member: {"href": f"{world.base_url}/api/v1/policies/{policy}"}
            for member, policy in assignments.used(world, app).items()
        },
        "groups": {"href": href + "/groups"},
        "logo": [
            {
                "name": "medium",
                "href": f"{world.base_url}/assets/img/logos/default.png",
                "type": "image/png",
            }
        ],
        "users": {"href": href + "/users"},
        verb: {"href": f"{href}/lifecycle/{verb}"},
    }
    if app["signOnMode"] in _SAML:
        links["metadata"] = {"href": href + "/sso/saml/metadata", "type": "application/xml"}
    if is_custom_saml(app):
        links |= _links_of_custom_saml(world, app, href)
    return links


def _links_of_custom_saml(world: World, app: Record, href: str) -> dict[str, Any]:
    """The links that were recorded for these apps by terraform-provider-okta.

    `help` on either engine, `policies` on the Identity Engine. Where they lead and what they allow
    is the emulator's choice.
    """
    path = f"/app/{app['name']}/{app['id']}/setup/help/{app['signOnMode']}/instructions"
    links = {"help": {"href": world.base_url + path, "type": "text/html"}}
    if world.switches.engine == "identity":
        links["policies"] = resources.link(href + "/policies", "PUT")
    return links
