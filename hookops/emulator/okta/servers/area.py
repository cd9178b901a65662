"""The area of authorization servers: the servers, and what a fresh org or a seed has of them.

Their policies and rules are in `policies.py` and `rules.py`, their scopes and claims in `parts.py`.
Source: Okta Management API, Authorization Servers; KB article about token inline hooks.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from hookops.emulator.http.errors import ApiError, not_found
from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import resources
from hookops.emulator.okta.hooks.references import SERVERS, rules
from hookops.emulator.okta.hooks.references import server_policies as policies_of
from hookops.emulator.okta.resources import ACTIVE, INACTIVE
from hookops.emulator.okta.servers import parts, rotation, views
from hookops.emulator.okta.servers import policies as server_policies
from hookops.emulator.okta.servers import rules as server_rules
from hookops.emulator.okta.servers.claims import CLAIMS
from hookops.emulator.okta.servers.scopes import SCOPES
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

_SERVER = views.PATH + "/<server_id>"
_PARTS = (SCOPES, CLAIMS)
_KIND = "an authorization server"
_CHANGED = ("name", "description", "audiences", "issuerMode")


def register(world: World) -> None:
    """Servers, and everything below them."""
    route = _featured(world)

    def list_servers() -> Response:
        # `q` is about name and audiences. Source: Okta Management API, listAuthorizationServers.
        query = (request.args.get("q") or "").lower()
        servers = [server for server in world.all(SERVERS) if _matches(server, query)]
        everywhere = world.switches.spurious_next == "everywhere"
        return resources.answer_page(
            world, servers, show, default=200, most=200, spurious=everywhere
        )

    def show(server: Record) -> dict[str, Any]:
        return views.show(server, world.base_url)

    def get_server(server_id: str) -> Response:
        return json_answer(show(find(world, server_id)))

    def create_server() -> Response:
        # 201 for all that is below authorization servers, as recorded for rules by
        # terraform-provider-okta; hooks and other policies answer 200.
        return json_answer(show(create(world, json_body())), 201)

    def replace_server(server_id: str) -> Response:
        return json_answer(show(_replace(world, server_id, json_body())))

    def delete_server(server_id: str) -> Response:
        _delete(world, server_id)
        return empty_answer(204)

    def to(status: str) -> Callable[[str], Response]:
        def change(server_id: str) -> Response:
            _set_status(world, server_id, status)
            return empty_answer(204)

        return change

    route("GET", views.PATH, list_servers, "listAuthorizationServers")
    route("POST", views.PATH, create_server, "createAuthorizationServer")
    route("GET", _SERVER, get_server, "getAuthorizationServer")
    route("PUT", _SERVER, replace_server, "replaceAuthorizationServer")
    route("DELETE", _SERVER, delete_server, "deleteAuthorizationServer")
    lifecycle = _SERVER + "/lifecycle/"
    route("POST", lifecycle + "activate", to(ACTIVE), "activateAuthorizationServer")
    route("POST", lifecycle + "deactivate", to(INACTIVE), "deactivateAuthorizationServer")
    for kind in _PARTS:
        parts.register(world, kind, _SERVER, find, route)
    for area in (server_policies, server_rules):
        area.register(world, _SERVER, find, route)


def fresh(world: World) -> None:
    """The server `default` with `Default Policy` and `Default Policy Rule`.

    Source: Okta, Authorization servers, default custom authorization server.
    """
    server = create(
        world,
        {
            "name": "default",
            "description": "Default Authorization Server for your Applications",
            "audiences": ["api://default"],
        },
        default=True,
    )
    description = "Default policy for all clients and users"
    everyone = {"clients": {"include": ["ALL_CLIENTS"]}}
    body = {"name": "Default Policy", "description": description, "conditions": everyone}
    policy = server_policies.create(world, server, body)
    server_rules.create_factory_rule(world, server, policy)


def seed(world: World, items: list[Any]) -> None:
    """Servers with `policies` with `rules`, each as the body of a create.

    A server named `default` and its policy are the ones of a fresh org; what has the name of
    something that is there is added to. A rule binds by `inlineHook`: a hook's name or id.
    """
    known = {"": (*_CHANGED, "status", "policies")}
    resources.seed_each(_KIND, items, lambda item: _seed_one(world, item), known)


def find(world: World, server_id: str) -> Record:
    """The server of that id; `default` is an id too. Raises: ApiError.

    Source: Okta, Authorization servers: the default server's name stands for its id in URLs.
    """
    record = world.get(SERVERS, server_id)
    # Only where no server has the id, which is random.
    if record is None and server_id == "default":
        record = next((server for server in world.all(SERVERS) if server["default"]), None)
    if record is None:
        raise not_found(server_id, "AuthorizationServer")
    return record


def create(world: World, body: dict[str, Any], *, default: bool = False) -> Record:
    """The new server, ACTIVE. Raises: ApiError."""
    _check(body)
    now = resources.now(world)
    record = {
        "id": world.ids.new("aus"),
        "name": body["name"],
        "description": body.get("description"),
        "audiences": list(body["audiences"]),
        "issuerMode": body.get("issuerMode") or "DYNAMIC",
        "status": ACTIVE,
        "created": now,
        "lastUpdated": now,
        **rotation.start(world),
        "kid": world.ids.text(43),
        "default": default,
    }
    with world.transaction():
        for kind in _PARTS:
            parts.create_system(world, kind, record)
        return _save(world, record, "created")


def _replace(world: World, server_id: str, body: dict[str, Any]) -> Record:
    with world.transaction():
        record = find(world, server_id)
        _check(body)
        # A full replacement, but for the mode of the issuer.
        changes = {name: body.get(name) for name in _CHANGED}
        changes["issuerMode"] = changes["issuerMode"] or record["issuerMode"]
        changes |= rotation.change(world, record, body)
        return _save(world, record | changes | {"lastUpdated": resources.now(world)}, "updated")


def _set_status(world: World, server_id: str, status: str) -> None:
    with world.transaction():
        changes = {"status": status, "lastUpdated": resources.now(world)}
        event = "activated" if status == ACTIVE else "deactivated"
        _save(world, find(world, server_id) | changes, event)


def _delete(world: World, server_id: str) -> None:
    with world.transaction() as records:
        server = find(world, server_id)
        policies = policies_of(server["id"])
        for policy in world.all(policies):
            for rule in world.all(rules(policies, policy["id"])):
                records.remove(rules(policies, policy["id"]), rule["id"])
            records.remove(policies, policy["id"])
        for kind in _PARTS:
            parts.remove_all(world, kind, server)
        records.remove(SERVERS, server["id"])
        _log(world, server, "deleted")


def _save(world: World, record: Record, event: str) -> Record:
    with world.transaction() as records:
        records.save(SERVERS, record["id"], record)
        _log(world, record, event)
    return record


def _log(world: World, server: Record, event: str) -> None:
    # Source: Okta, Event types, `oauth2.as.*`.
    resources.log(world, f"oauth2.as.{event}", "AuthorizationServer", server, server["name"])


def _check(body: dict[str, Any]) -> None:
    resources.check_texts(body, "name")
    audiences = body.get("audiences")
    texts = isinstance(audiences, list) and all(isinstance(one, str) for one in audiences)
    if not texts or len(audiences or []) != 1:
        # Source: Okta, Authorization servers: exactly one audience.
        raise resources.member_error("audiences", "The list must contain exactly one value")


def _matches(server: Record, query: str) -> bool:
    return any(query in text.lower() for text in (server["name"], *server["audiences"]))


def _featured(world: World) -> Callable[[str, str, Callable[..., Response], str], None]:
    """A function that adds a route for orgs with the feature."""

    def route(method: str, path: str, view: Callable[..., Response], operation: str) -> None:
        world.route(method, path, _with_feature(world, view), operation)

    return route


def _with_feature(world: World, view: Callable[..., Response]) -> Callable[..., Response]:
    """The view, for an org that has API Access Management.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create, in
    an org that has not.
    """

    def checked(**arguments: str) -> Response:
        if "api-access-management" not in world.features:
            raise ApiError("E0000015")
        return view(**arguments)

    return checked


def _seed_one(world: World, item: dict[str, Any]) -> None:
    # By name: a seed adds a policy to `default` without naming its id.
    known = [server for server in world.all(SERVERS) if server["name"] == item.get("name")]
    server = known[0] if known else create(world, {"audiences": ["api://seed"], **item})
    # A seed says what is different, a PUT says everything.
    if known and set(item) & set(_CHANGED[1:]):
        _replace(world, server["id"], {**server, **item})
    if item.get("status") == INACTIVE:
        _set_status(world, server["id"], INACTIVE)
    for policy in item.get("policies") or []:
        server_policies.seed(world, server, policy)
