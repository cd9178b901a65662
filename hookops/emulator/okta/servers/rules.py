"""The rules of an authorization server's policies: where token inline hooks are attached.

`/api/v1/authorizationServers/{id}/policies/{id}/rules`.
Source: Okta Management API, Authorization Server Rules; recorded by terraform-provider-okta
TestAccResourceOktaAuthServerPolicyRule_create.
"""

from collections.abc import Callable
from typing import Any

from flask import Response

from hookops.emulator.control.seed_members import check_members
from hookops.emulator.http.errors import ApiError
from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import resources
from hookops.emulator.okta.hooks import references
from hookops.emulator.okta.hooks.references import TOKEN, rules, server_policies
from hookops.emulator.okta.priorities import insert, ordered, renumber
from hookops.emulator.okta.resources import ACTIVE, INACTIVE, lifecycle_link, link
from hookops.emulator.okta.servers import conditions, views
from hookops.emulator.store.contract import Record
from hookops.emulator.world import SeedError, World

Find = Callable[[World, str], Record]
Route = Callable[[str, str, Callable[..., Response], str], None]

# Source: Okta Management API, sample AuthorizationServerPolicyRule.
_LIFETIMES = {
    "accessTokenLifetimeMinutes": 60,
    "refreshTokenLifetimeMinutes": 0,
    "refreshTokenWindowMinutes": 10080,
}
_HOOK = "actions.token.inlineHook"
# Conditions may have any member: they are kept like they are.
_SEED = {
    "": ("name", "type", "priority", "status", "conditions", "actions", "inlineHook"),
    "actions": ("token",),
    "actions.token": (*_LIFETIMES, "inlineHook"),
    _HOOK: ("id",),
}


def register(world: World, server_path: str, find_server: Find, route: Route) -> None:
    """The routes of rules."""

    def place(server_id: str, policy_id: str) -> tuple[str, str]:
        """The collection of the policy's rules, and the URL of its list."""
        server = find_server(world, server_id)
        policies = server_policies(server["id"])
        resources.find_record(world, policies, policy_id, "Policy")
        href = f"{views.address(server, world.base_url)}/policies/{policy_id}/rules"
        return rules(policies, policy_id), href

    def list_rules(server_id: str, policy_id: str) -> Response:
        """One page: no `Link` header was recorded."""
        collection, href = place(server_id, policy_id)
        return json_answer([_view(world, rule, href) for rule in ordered(world.all(collection))])

    def get_rule(server_id: str, policy_id: str, rule_id: str) -> Response:
        collection, href = place(server_id, policy_id)
        return json_answer(_view(world, _find(world, collection, rule_id), href))

    def create_rule(server_id: str, policy_id: str) -> Response:
        collection, href = place(server_id, policy_id)
        return json_answer(_view(world, _create(world, collection, json_body()), href), 201)

    def replace_rule(server_id: str, policy_id: str, rule_id: str) -> Response:
        collection, href = place(server_id, policy_id)
        return json_answer(_view(world, _replace(world, collection, rule_id, json_body()), href))

    def delete_rule(server_id: str, policy_id: str, rule_id: str) -> Response:
        _delete(world, place(server_id, policy_id)[0], rule_id)
        return empty_answer(204)

    def to(status: str) -> Callable[[str, str, str], Response]:
        def change(server_id: str, policy_id: str, rule_id: str) -> Response:
            _set_status(world, place(server_id, policy_id)[0], rule_id, status)
            return empty_answer(204)

        return change

    many = server_path + "/policies/<policy_id>/rules"
    one = many + "/<rule_id>"
    name = "AuthorizationServerPolicyRule"
    route("GET", many, list_rules, f"list{name}s")
    route("POST", many, create_rule, f"create{name}")
    route("GET", one, get_rule, f"get{name}")
    route("PUT", one, replace_rule, f"replace{name}")
    route("DELETE", one, delete_rule, f"delete{name}")
    route("POST", one + "/lifecycle/activate", to(ACTIVE), f"activate{name}")
    route("POST", one + "/lifecycle/deactivate", to(INACTIVE), f"deactivate{name}")


def create_factory_rule(world: World, server: Record, policy: Record) -> None:
    """The policy has the rule that a fresh org has.

    Its times are null. Source: Okta, knowledge base, update an access policy rule on an
    authorization server to trigger an inline token hook; members as in Okta Management API,
    sample AuthorizationServerPolicyRule.
    """
    grants = ["implicit", "client_credentials", "authorization_code", "password"]
    body = {
        "name": "Default Policy Rule",
        "type": "RESOURCE_ACCESS",
        "conditions": {
            "people": {"users": {"exclude": []}, "groups": {"include": ["EVERYONE"]}},
            "grantTypes": {"include": grants},
            "scopes": {"include": ["*"]},
        },
    }
    collection = rules(server_policies(server["id"]), policy["id"])
    with world.transaction() as records:
        rule = _create(world, collection, body)
        # Not what a client with typed models expects.
        records.save(collection, rule["id"], rule | {"created": None, "lastUpdated": None})


def seed(world: World, server: Record, policy: Record, item: Any, of: str) -> None:
    """The rule of a seed, or the one that has its name, with its hook.

    `of` is what messages call its policy. Raises: SeedError.
    """
    if not isinstance(item, dict):
        raise SeedError("a rule of a seed is no mapping")
    check_members(f"rule {item.get('name')!r} of {of}", item, _SEED)
    collection = rules(server_policies(server["id"]), policy["id"])
    known = [rule for rule in world.all(collection) if rule["name"] == item.get("name")]
    body = {"type": "RESOURCE_ACCESS", "conditions": {}, **(known[0] if known else {}), **item}
    hook = body.pop("inlineHook", None)
    if hook is not None:
        token = resources.read_mapping(resources.read_mapping(body, "actions"), "actions.token")
        body["actions"] = {
            "token": token | {"inlineHook": {"id": references.find_hook_id(world, hook)}}
        }
    if known:
        rule = _replace(world, collection, known[0]["id"], body)
        # Whatever a PUT does to it, a seed sets what it says.
        status = resources.read_status(item, rule["status"])
        with world.transaction() as records:
            records.save(collection, rule["id"], rule | {"status": status})
    else:
        _create(world, collection, body)


def _find(world: World, collection: str, rule_id: str) -> Record:
    return resources.find_record(world, collection, rule_id, "PolicyRule")


def _create(world: World, collection: str, body: dict[str, Any]) -> Record:
    status = resources.read_status(body, ACTIVE)
    own = {"id": world.ids.new("0pr"), "created": resources.now(world), "status": status}
    return _save(world, collection, own, body, "add")


def _replace(world: World, collection: str, rule_id: str, body: dict[str, Any]) -> Record:
    """The rule is what the body says: what it leaves out is gone, the hook too.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create.
    """
    with world.transaction():
        rule = _find(world, collection, rule_id)
        status = resources.read_put_status(world, body, rule["status"])
        return _save(world, collection, rule | {"status": status}, body, "update")


def _save(world: World, collection: str, old: Record, body: dict[str, Any], event: str) -> Record:
    resources.check_texts(body, "name", "type")
    if body["type"] != "RESOURCE_ACCESS":
        raise resources.member_error("type", "The value is not RESOURCE_ACCESS")
    # Required, with name and type. Source: Okta Management API,
    # createAuthorizationServerPolicyRule.
    if body.get("conditions") is None:
        raise resources.member_error("conditions", "The field cannot be left blank")
    with world.transaction():
        record = {
            "id": old["id"],
            "status": old["status"],
            "name": body["name"],
            "priority": old.get("priority"),
            "created": old["created"],
            "lastUpdated": resources.now(world),
            "system": old.get("system", False),
            "conditions": conditions.complete(body),
            "actions": {"token": _token(world, body, old)},
        }
        saved = insert(world, collection, record, body.get("priority"))
        _log(world, saved, event)
    return saved


def _token(world: World, body: dict[str, Any], old: Record) -> dict[str, Any]:
    given = resources.read_mapping(resources.read_mapping(body, "actions"), "actions.token")
    token: dict[str, Any] = {
        name: default if given.get(name) is None else given[name]
        for name, default in _LIFETIMES.items()
    }
    # Leaving it out unbinds, as recorded. No recording has a null: `Switches.token_hook_null`.
    if "inlineHook" not in given:
        return token
    if given["inlineHook"] is None:
        if world.switches.token_hook_null == "refuse":
            raise resources.member_error(_HOOK, "The field cannot be left blank")
        return token
    hook_id = resources.read_mapping(given, _HOOK).get("id")
    # What is sent back unchanged is no new attachment.
    before = old["actions"]["token"].get("inlineHook") if "actions" in old else None
    references.check_hook_reference(
        world, _HOOK + ".id", hook_id, TOKEN, (before["id"],) if before else ()
    )
    return {**token, "inlineHook": {"id": hook_id}}


def _set_status(world: World, collection: str, rule_id: str, status: str) -> None:
    with world.transaction() as records:
        rule = _find(world, collection, rule_id)
        rule |= {"status": status, "lastUpdated": resources.now(world)}
        records.save(collection, rule_id, rule)
        _log(world, rule, "activate" if status == ACTIVE else "deactivate")


def _delete(world: World, collection: str, rule_id: str) -> None:
    # Source: Okta Management API, deleteAuthorizationServerPolicyRule; `system` as documented.
    with world.transaction() as records:
        rule = _find(world, collection, rule_id)
        if rule["system"]:
            raise ApiError("E0000006")
        records.remove(collection, rule_id)
        renumber(world, collection)
        _log(world, rule, "delete")


def _log(world: World, rule: Record, event: str) -> None:
    # Source: Okta, Event types, `policy.rule.*`.
    # That these rules share the event of policy rules is a guess.
    if world.switches.token_rule_events == "logged":
        resources.log(world, f"policy.rule.{event}", "PolicyRule", rule, rule["name"])


def _view(world: World, rule: Record, href: str) -> dict[str, Any]:
    """The rule as it is shown.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create.
    """
    own = f"{href}/{rule['id']}"
    hook = rule["actions"]["token"].get("inlineHook")
    hidden = world.switches.dangling_reference == "hide"
    # What a GET shows of a deleted hook was not recorded: `Switches.dangling_reference`.
    if hook and hidden and world.store.get(hook["id"]) is None:
        del rule["actions"]["token"]["inlineHook"]
    links = {
        "self": link(own, "GET", "PUT", "DELETE"),
        **lifecycle_link(own, rule["status"]),
    }
    return {**rule, "_links": links, "type": "RESOURCE_ACCESS"}
