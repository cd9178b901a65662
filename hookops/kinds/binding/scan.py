"""How attachment points are found: which requests, and what their answers say.

Pure: a `Scan` asks by yielding calls, all of which may be sent at once, and is given the elements
of their answers. It sees every point of its type in the org, so that a hook can be shown to be
bound nowhere.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hookops.kinds.binding.attachment_points import APP, POLICY, RULE, AttachmentPoint
from hookops.kinds.binding.spec import Binding, Selector, read_point
from hookops.model.call import Call
from hookops.model.resource import Actual, Json

Object = Mapping[str, Json]
T = TypeVar("T")
Asking = Generator[tuple[Call, ...], Sequence[Sequence[Object]], T]
Steps = Asking[tuple[Actual, ...] | None]
"""Ends with the attachment points; None when this org has them in its console only."""
Found = list[tuple[tuple[str, ...], tuple[Object, ...]]]
"""Objects: the path of each, and the objects that lead to it, itself included."""

# Source: Okta Management API: at most 200 authorization servers or apps on a page.
_PAGE = (("limit", "200"),)
_SERVERS = ("api", "v1", "authorizationServers")
_POLICIES = ("api", "v1", "policies")
_APPS = ("api", "v1", "apps")


@dataclass(frozen=True, slots=True)
class Scan:
    """How every attachment point of one type is read, and one of them again."""

    steps: Callable[[], Steps]
    get_call: Callable[[str], Call] | None = None
    """Reads the object with that id, since a list may lag behind; None for lists below a policy."""
    read: Callable[[Object], Actual | None] = lambda _: None
    """The attachment point of the object that `get_call` reads."""
    of_engine: bool = False
    """Whether only one of Okta's engines has them, so that the scan first asks which one it is."""


def _rules() -> Steps:
    """The rules of every policy of every authorization server.

    Source: Okta Management API: servers are paged, policies and rules are not.
    """
    servers = yield from _listed(Call("GET", _SERVERS, query=_PAGE))
    policies = yield from _below(servers, "policies")
    rules = yield from _below(policies, "rules")
    return tuple(actual for place, objects in rules if (actual := _point(RULE, place, objects)))


def _enrollments() -> Steps:
    """The one rule of every profile enrollment policy."""
    # Source: Okta Management API, `.well-known/okta-organization`: `pipeline` is `v1` in the
    # Classic Engine, which has no such policies and binds the hook in its console only.
    (org,) = yield (Call("GET", (".well-known", "okta-organization")),)
    if org and org[0].get("pipeline") == "v1":
        return None
    query = (("type", "PROFILE_ENROLLMENT"),)
    policies = yield from _listed(Call("GET", _POLICIES, query=query))
    rules = yield from _below(policies, "rules")
    return tuple(actual for place, objects in rules if (actual := _point(POLICY, place, objects)))


def _apps() -> Steps:
    """Every app: one that cannot hold a hook says why, so that a binding to it has a reason."""
    apps = yield from _listed(Call("GET", _APPS, query=_PAGE))
    return tuple(actual for _, (app,) in apps if (actual := app_point(app)))


def _listed(call: Call) -> Asking[Found]:
    (answer,) = yield (call,)
    return [((*map(str, call.path), raw["id"]), (raw,)) for raw in answer]


def _below(parents: Found, name: str) -> Asking[Found]:
    """What the lists of that name below each parent have; all of them are asked for at once."""
    places = [(*path, name) for path, _ in parents]
    answers = yield tuple(Call("GET", place) for place in places)
    return [
        ((*place, raw["id"]), (*objects, raw))
        for place, (_, objects), answer in zip(places, parents, answers, strict=True)
        for raw in answer
    ]


def app_call(app_id: str) -> Call:
    """The request that reads one app. Source: Okta Management API, Retrieve an application."""
    return Call("GET", (*_APPS, app_id))


def app_point(app: Object) -> Actual | None:
    """The attachment point of an app."""
    # People know an app by its label; its name is that of the template it was made from.
    return _point(APP, (*_APPS, app["id"]), (app,), _trouble(app), name="label")


def _trouble(app: Object) -> str:
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


def _point(
    row: AttachmentPoint,
    place: tuple[str, ...],
    objects: Sequence[Object],
    trouble: str = "",
    name: str = "name",
) -> Actual | None:
    """Shape: `objects` lead to the point, outermost first; the last one holds the hook."""
    # The one rule of an enrollment policy is the policy's: no selector names it.
    leading = objects[: len(row.selector_names)]
    selectors = tuple(Selector(str(o.get(name) or ""), str(o["id"])) for o in leading)
    point = Binding(row.type, selectors, (), None, place, trouble, _inactive(objects, name))
    return read_point(point, objects[-1])


def _inactive(objects: Sequence[Object], name: str) -> str:
    """The outermost object that is INACTIVE: Okta then evaluates nothing below it.

    Source: Okta Management API, `status` of authorization servers, policies, rules and apps.
    """
    names = (str(o.get(name) or o["id"]) for o in objects if o.get("status") == "INACTIVE")
    return next(names, "")


SCANS: Mapping[str, Scan] = {
    RULE.type: Scan(_rules),
    APP.type: Scan(_apps, app_call, app_point),
    POLICY.type: Scan(_enrollments, of_engine=True),
}
"""By type of attachment point."""
