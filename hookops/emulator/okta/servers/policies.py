"""The policies of an authorization server: `/api/v1/authorizationServers/{id}/policies`.

Their rules are in `rules.py`.
"""

from collections.abc import Callable
from typing import Any

from flask import Response

from hookops.emulator.control.seed_members import check_members
from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import resources
from hookops.emulator.okta.hooks.references import rules, server_policies
from hookops.emulator.okta.priorities import insert, ordered, renumber
from hookops.emulator.okta.resources import ACTIVE, INACTIVE, lifecycle_link, link
from hookops.emulator.okta.servers import rules as server_rules
from hookops.emulator.okta.servers import views
from hookops.emulator.store.contract import Record
from hookops.emulator.world import SeedError, World

KIND = "Policy"
# Conditions may have any member: they are kept like they are.
_SEED = {"": ("name", "type", "description", "priority", "status", "conditions", "rules")}
Find = Callable[[World, str], Record]
Route = Callable[[str, str, Callable[..., Response], str], None]


def register(world: World, server_path: str, find_server: Find, route: Route) -> None:
    """The routes of policies."""

    def href(server: Record) -> str:
        return views.address(server, world.base_url) + "/policies"

    def list_policies(server_id: str) -> Response:
        """One page: no `Link` header was recorded."""
        server = find_server(world, server_id)
        policies = ordered(world.all(server_policies(server["id"])))
        return json_answer([_view(policy, href(server)) for policy in policies])

    def get_policy(server_id: str, policy_id: str) -> Response:
        server = find_server(world, server_id)
        return json_answer(_view(find(world, server, policy_id), href(server)))

    def create_policy(server_id: str) -> Response:
        server = find_server(world, server_id)
        return json_answer(_view(create(world, server, json_body()), href(server)), 201)

    def replace_policy(server_id: str, policy_id: str) -> Response:
        server = find_server(world, server_id)
        policy = _replace(world, server, policy_id, json_body())
        return json_answer(_view(policy, href(server)))

    def delete_policy(server_id: str, policy_id: str) -> Response:
        _delete(world, find_server(world, server_id), policy_id)
        return empty_answer(204)

    def to(status: str) -> Callable[[str, str], Response]:
        def change(server_id: str, policy_id: str) -> Response:
            _set_status(world, find_server(world, server_id), policy_id, status)
            return empty_answer(204)

        return change

    policies = server_path + "/policies"
    policy = policies + "/<policy_id>"
    lifecycle = policy + "/lifecycle/"
    route("GET", policies, list_policies, "listAuthorizationServerPolicies")
    route("POST", policies, create_policy, "createAuthorizationServerPolicy")
    route("GET", policy, get_policy, "getAuthorizationServerPolicy")
    route("PUT", policy, replace_policy, "replaceAuthorizationServerPolicy")
    route("DELETE", policy, delete_policy, "deleteAuthorizationServerPolicy")
    route("POST", lifecycle + "activate", to(ACTIVE), "activateAuthorizationServerPolicy")
    route("POST", lifecycle + "deactivate", to(INACTIVE), "deactivateAuthorizationServerPolicy")


def find(world: World, server: Record, policy_id: str) -> Record:
    """The server's policy of that id. Raises: ApiError."""
    return resources.find_record(world, server_policies(server["id"]), policy_id, KIND)


def create(world: World, server: Record, body: dict[str, Any]) -> Record:
    """The new policy. Raises: ApiError."""
    now = resources.now(world)
    own = {"id": world.ids.new("00p"), "created": now}
    return _save(world, server, own, body, resources.read_status(body, ACTIVE), "create")


def seed(world: World, server: Record, item: Any) -> None:
    """The policy of a seed, or the one that has its name, with its rules. Raises: SeedError."""
    if not isinstance(item, dict):
        raise SeedError("a policy of a seed is no mapping")
    where = f"policy {item.get('name')!r} of authorization server {server['name']!r}"
    check_members(where, item, _SEED)
    policies = world.all(server_policies(server["id"]))
    known = [policy for policy in policies if policy["name"] == item.get("name")]
    policy = known[0] if known else create(world, server, item)
    # A seed says what is different, a PUT says everything.
    if known and set(item) - {"name", "rules"}:
        status = resources.read_status(item, policy["status"])
        _save(world, server, policy, {**policy, **item}, status, "update")
    for rule in item.get("rules") or []:
        server_rules.seed(world, server, policy, rule, where)


def _replace(world: World, server: Record, policy_id: str, body: dict[str, Any]) -> Record:
    with world.transaction():
        stored = find(world, server, policy_id)
        status = resources.read_put_status(world, body, stored["status"])
        return _save(world, server, stored, body, status, "update")


def _save(
    world: World, server: Record, old: Record, body: dict[str, Any], status: str, event: str
) -> Record:
    resources.check_texts(body, "name")
    conditions = resources.read_mapping(body, "conditions")
    record = {
        "id": old["id"],
        "status": status,
        "name": body["name"],
        "description": body.get("description"),
        "priority": old.get("priority"),
        "system": old.get("system", False),
        # No clients, where the body names none. Recorded by terraform-provider-okta.
        "conditions": conditions or {"clients": {"include": []}},
        "created": old["created"],
        "lastUpdated": resources.now(world),
    }
    with world.transaction():
        saved = insert(world, server_policies(server["id"]), record, body.get("priority"))
        _log(world, saved, event)
    return saved


def _set_status(world: World, server: Record, policy_id: str, status: str) -> None:
    with world.transaction() as records:
        policy = find(world, server, policy_id)
        policy |= {"status": status, "lastUpdated": resources.now(world)}
        records.save(server_policies(server["id"]), policy_id, policy)
        _log(world, policy, "activate" if status == ACTIVE else "deactivate")


def _delete(world: World, server: Record, policy_id: str) -> None:
    with world.transaction() as records:
        policy = find(world, server, policy_id)
        policies = server_policies(server["id"])
        for rule in world.all(rules(policies, policy_id)):
            records.remove(rules(policies, policy_id), rule["id"])
        records.remove(policies, policy_id)
        renumber(world, policies)
        _log(world, policy, "delete")


def _log(world: World, policy: Record, event: str) -> None:
    # Source: Okta, Event types, `policy.lifecycle.*`.
    resources.log(world, f"policy.lifecycle.{event}", "PolicyEntity", policy, policy["name"])


def _view(policy: Record, href: str) -> dict[str, Any]:
    """The policy as it is shown; `type` is last, as was recorded for rules."""
    own = f"{href}/{policy['id']}"
    links = {
        "self": link(own, "GET", "PUT", "DELETE"),
        **lifecycle_link(own, policy["status"]),
        "rules": link(own + "/rules", "GET"),
    }
    return {**policy, "_links": links, "type": "OAUTH_AUTHORIZATION_POLICY"}
