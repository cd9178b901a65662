"""How attachment points are found: which requests, and what their answers say.

Pure: a `Scan` asks by yielding calls, all of which may be sent at once, and is given the elements
of their answers. It sees every point of its type in the org, so that a hook can be shown to be
bound nowhere.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

from hookops.kinds.binding.attachment_points import APP, POLICY, RULE, AttachmentPoint
from hookops.kinds.binding.spec import Binding, Selector, read_point
from hookops.model.call import Call
from hookops.model.resource import Actual, Json

Elements = Sequence[Mapping[str, Json]]
Steps = Generator[tuple[Call, ...], Sequence[Elements], tuple[Actual, ...] | None]
"""Ends with the attachment points; None when this org has them in its console only."""

_PAGE = (("limit", "200"),)
"""Source: Okta Management API: at most 200 authorization servers or apps on a page."""
_SERVERS = ("api", "v1", "authorizationServers")
_POLICIES = ("api", "v1", "policies")
_APPS = ("api", "v1", "apps")


@dataclass(frozen=True, slots=True)
class Scan:
    """How every attachment point of one type is read, and one of them again."""

    steps: Callable[[], Steps]
    get_call: Callable[[str], Call] | None = None
    """Reads the object with that id, for lists that lag behind; None where no list is long."""
    read: Callable[[Mapping[str, Json]], Actual | None] = lambda _: None
    """The attachment point of the object that `get_call` reads."""


def _rules() -> Steps:
    """The rules of every policy of every authorization server.

    Source: Okta Management API: servers are paged, policies and rules are not.
    """
    (servers,) = yield (Call("GET", _SERVERS, query=_PAGE),)
    of_servers = yield tuple(Call("GET", (*_SERVERS, s["id"], "policies")) for s in servers)
    pairs = [
        (server, policy)
        for server, policies in zip(servers, of_servers, strict=True)
        for policy in policies
    ]
    places = [
        (*_SERVERS, server["id"], "policies", policy["id"], "rules") for server, policy in pairs
    ]
    of_policies = yield tuple(Call("GET", place) for place in places)
    return tuple(
        actual
        for (server, policy), place, rules in zip(pairs, places, of_policies, strict=True)
        for rule in rules
        if (actual := _point(RULE, place, (server, policy, rule), rule)) is not None
    )


def _apps() -> Steps:
    """Every app: one that cannot hold a hook says why, so that a binding to it has a reason."""
    (apps,) = yield (Call("GET", _APPS, query=_PAGE),)
    return tuple(actual for app in apps if (actual := app_point(app)) is not None)


def app_call(app_id: str) -> Call:
    """The request that reads one app. Source: Okta Management API, Retrieve an application."""
    return Call("GET", (*_APPS, app_id))


def app_point(app: Mapping[str, Json]) -> Actual | None:
    """The attachment point of an app."""
    return _point(APP, _APPS, (app,), app, _trouble(app), "label")


def _trouble(app: Mapping[str, Json]) -> str:
    """Source: Okta Management API, SamlApplicationSettingsSignOn (custom apps only); recorded by
    terraform-provider-okta: custom apps have the member, those of the catalogue do not, and an
    INACTIVE custom app refuses PUT with E0000024."""
    settings = app.get("settings")
    sign_on = settings.get("signOn") if isinstance(settings, Mapping) else None
    if app.get("signOnMode") != "SAML_2_0":
        return "it is no SAML 2.0 app"
    if not isinstance(sign_on, Mapping) or "inlineHooks" not in sign_on:
        return "it is an app of Okta's catalogue, and only custom SAML apps can have a hook"
    if app.get("status") != "ACTIVE":
        return "it is INACTIVE, and Okta changes no INACTIVE custom app (E0000024): activate it"
    return ""


def _enrollments() -> Steps:
    """The one rule of every profile enrollment policy.

    Source: Okta Management API, `.well-known/okta-organization`: `pipeline` is `v1` in the Classic
    Engine, which has no such policies and binds the hook in its console only.
    """
    (org,) = yield (Call("GET", (".well-known", "okta-organization")),)
    if org and org[0].get("pipeline") == "v1":
        return None
    (policies,) = yield (Call("GET", _POLICIES, query=(("type", "PROFILE_ENROLLMENT"),)),)
    places = [(*_POLICIES, policy["id"], "rules") for policy in policies]
    of_policies = yield tuple(Call("GET", place) for place in places)
    return tuple(
        actual
        for policy, place, rules in zip(policies, places, of_policies, strict=True)
        for rule in rules
        if (actual := _point(POLICY, place, (policy,), rule)) is not None
    )


def _point(
    row: AttachmentPoint,
    place: tuple[str, ...],
    objects: Sequence[Mapping[str, Json]],
    raw: Mapping[str, Json],
    trouble: str = "",
    name: str = "name",
) -> Actual | None:
    """Shape: `objects` lead to the point, outermost first; `raw` is the one that holds it."""
    selectors = tuple(Selector(str(o.get(name) or ""), str(o["id"])) for o in objects)
    return read_point(Binding(row.type, selectors, (), None, (*place, raw["id"]), trouble), raw)


SCANS: Mapping[str, Scan] = {
    RULE.type: Scan(_rules),
    APP.type: Scan(_apps, app_call, app_point),
    POLICY.type: Scan(_enrollments),
}
"""By type of attachment point."""
