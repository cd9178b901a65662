"""The rules of policies: `/api/v1/policies/{id}/rules`.

What an enrollment rule may say is in `enrollment.py`.
"""

from collections.abc import Callable
from typing import Any

from flask import Response

from hookops.emulator.control.seed_members import check_members
from hookops.emulator.http.errors import ApiError
from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import resources
from hookops.emulator.okta.hooks import references
from hookops.emulator.okta.hooks.references import POLICIES, rules
from hookops.emulator.okta.policies import enrollment
from hookops.emulator.okta.priorities import ordered
from hookops.emulator.okta.resources import ACTIVE, INACTIVE, lifecycle_link, link
from hookops.emulator.store.contract import Record
from hookops.emulator.world import SeedError, World

ENROLLMENT = "PROFILE_ENROLLMENT"
# The priority of a `Catch-all Rule`. Source: recorded by salto-io/salto.
_LAST = 99
# Of access policies, actions and conditions are kept like they are.
_SEED = {"": ("name", "type", "priority", "status", "conditions", "actions")}
_ENROLLMENT_SEED = {
    "": (*_SEED[""], "inlineHook"),
    "actions": ("profileEnrollment",),
    **enrollment.MEMBERS,
}
_SIGN_ON = {
    "access": "ALLOW",
    "verificationMethod": {
        "factorMode": "1FA",
        "reauthenticateIn": "PT12H",
        "constraints": [],
        "type": "ASSURANCE",
    },
}
Find = Callable[[World, str], Record]


def register(world: World, policy_path: str, find_policy: Find) -> None:
    """The routes of rules."""

    def show(policy: Record, rule: Record) -> Response:
        return json_answer(_view(world, policy, rule))

    def list_rules(policy_id: str) -> Response:
        """One page: no `Link` header was recorded."""
        return json_answer(shown(world, find_policy(world, policy_id)))

    def get_rule(policy_id: str, rule_id: str) -> Response:
        policy = find_policy(world, policy_id)
        return show(policy, _find(world, policy, rule_id))

    def create_rule(policy_id: str) -> Response:
        policy = find_policy(world, policy_id)
        return show(policy, _create(world, policy, json_body()))

    def replace_rule(policy_id: str, rule_id: str) -> Response:
        policy = find_policy(world, policy_id)
        return show(policy, _replace(world, policy, rule_id, json_body()))

    def delete_rule(policy_id: str, rule_id: str) -> Response:
        _delete(world, find_policy(world, policy_id), rule_id)
        return empty_answer(204)

    def to(status: str) -> Callable[[str, str], Response]:
        def change(policy_id: str, rule_id: str) -> Response:
            _set_status(world, find_policy(world, policy_id), rule_id, status)
            return empty_answer(204)

        return change

    many = policy_path + "/rules"
    one = many + "/<rule_id>"
    world.route("GET", many, list_rules, "listPolicyRules")
    world.route("POST", many, create_rule, "createPolicyRule")
    world.route("GET", one, get_rule, "getPolicyRule")
    world.route("PUT", one, replace_rule, "replacePolicyRule")
    world.route("DELETE", one, delete_rule, "deletePolicyRule")
    world.route("POST", one + "/lifecycle/activate", to(ACTIVE), "activatePolicyRule")
    world.route("POST", one + "/lifecycle/deactivate", to(INACTIVE), "deactivatePolicyRule")


def create_catch_all(world: World, policy: Record) -> None:
    """The policy has its `Catch-all Rule`."""
    if policy["type"] == ENROLLMENT:
        actions = {"profileEnrollment": enrollment.default(world, system=policy["system"])}
    else:
        actions = {"appSignOn": _SIGN_ON}
    own: Record = {"id": world.ids.new("rul"), "created": resources.now(world), "status": ACTIVE}
    own |= {"system": True, "priority": _LAST}
    _save(world, policy, own, {"name": "Catch-all Rule"}, actions, "add")


def seed(world: World, policy: Record, item: Any) -> None:
    """The rule of a seed, or the one that has its name, with its hook. Raises: SeedError.

    What an enrollment rule leaves out is as it was.
    """
    if not isinstance(item, dict):
        raise SeedError("a rule of a seed is no mapping")
    where = f"rule {item.get('name')!r} of policy {policy['name']!r}"
    check_members(where, item, _ENROLLMENT_SEED if policy["type"] == ENROLLMENT else _SEED)
    known = [rule for rule in _all(world, policy) if rule["name"] == item.get("name")]
    if not known:
        _create(world, policy, {"type": policy["type"], **item})
        return
    # A seed says what is different, a PUT says everything.
    body = {"type": policy["type"], **known[0], **item}
    if policy["type"] == ENROLLMENT:
        given = resources.read_mapping(
            resources.read_mapping(item, "actions"), "actions.profileEnrollment"
        )
        action = known[0]["actions"]["profileEnrollment"] | given
        if item.get("inlineHook") is not None:
            hook_id = references.find_hook_id(world, item["inlineHook"])
            action["preRegistrationInlineHooks"] = [{"inlineHookId": hook_id}]
        body["actions"] = {"profileEnrollment": action}
    rule = _replace(world, policy, known[0]["id"], body)
    status = resources.read_status(item, rule["status"])
    # Whatever a PUT does to it, a seed sets what it says.
    if status != rule["status"]:
        with world.transaction() as records:
            records.save(rules(POLICIES, policy["id"]), rule["id"], rule | {"status": status})


def shown(world: World, policy: Record) -> list[dict[str, Any]]:
    """The policy's rules as they are shown, in the order of their priority."""
    return [_view(world, policy, rule) for rule in _all(world, policy)]


def _all(world: World, policy: Record) -> list[Record]:
    return ordered(world.all(rules(POLICIES, policy["id"])))


def _find(world: World, policy: Record, rule_id: str) -> Record:
    return resources.find_record(world, rules(POLICIES, policy["id"]), rule_id, "PolicyRule")


def _create(world: World, policy: Record, body: dict[str, Any]) -> Record:
    """The new rule. Source: Okta Management API, createPolicyRule: not for enrollment policies."""
    if policy["type"] == ENROLLMENT:
        raise resources.member_error("type", "A profile enrollment policy has exactly one rule")
    _check(policy, body)
    # From 0, before the Catch-all Rule. Emulator choice: where a second rule goes is not known.
    place = sum(rule["priority"] < _LAST for rule in _all(world, policy))
    wanted = body.get("priority")
    status = resources.read_status(body, ACTIVE)
    own: Record = {"id": world.ids.new("rul"), "created": resources.now(world), "status": status}
    own |= {"system": False, "priority": wanted if isinstance(wanted, int) else place}
    return _save(world, policy, own, body, resources.read_mapping(body, "actions"), "add")


def _replace(world: World, policy: Record, rule_id: str, body: dict[str, Any]) -> Record:
    """The rule is what the body says; its priority and what the system made of it stay."""
    with world.transaction():
        stored = _find(world, policy, rule_id)
        _check(policy, body)
        actions = resources.read_mapping(body, "actions")
        if policy["type"] == ENROLLMENT:
            # A full replacement: progressiveProfilingAction left out was recorded to disappear.
            given = resources.read_mapping(actions, "actions.profileEnrollment")
            old = stored["actions"]["profileEnrollment"]
            actions = {"profileEnrollment": enrollment.read(world, given, old)}
        stored |= {"status": resources.read_put_status(world, body, stored["status"])}
        return _save(world, policy, stored, body, actions, "update")


def _check(policy: Record, body: dict[str, Any]) -> None:
    resources.check_texts(body, "name")
    if body.get("type", policy["type"]) != policy["type"]:
        raise resources.member_error("type", "The value is not the type of the policy")


def _save(
    world: World,
    policy: Record,
    old: Record,
    body: dict[str, Any],
    actions: dict[str, Any],
    event: str,
) -> Record:
    enrolls = policy["type"] == ENROLLMENT
    record = {
        "id": old["id"],
        "status": old["status"],
        # The Catch-all Rule keeps its name, whatever the body says.
        "name": old["name"] if "name" in old and old["system"] else body["name"],
        "priority": old["priority"],
        "created": old["created"],
        "lastUpdated": resources.now(world),
        "system": old["system"],
        "conditions": None if enrolls else body.get("conditions"),
        "actions": actions,
    }
    with world.transaction() as records:
        records.save(rules(POLICIES, policy["id"]), record["id"], record)
        _log(world, record, event)
    return record


def _set_status(world: World, policy: Record, rule_id: str, status: str) -> None:
    with world.transaction() as records:
        rule = _changeable(_find(world, policy, rule_id))
        rule |= {"status": status, "lastUpdated": resources.now(world)}
        records.save(rules(POLICIES, policy["id"]), rule_id, rule)
        _log(world, rule, "activate" if status == ACTIVE else "deactivate")


def _delete(world: World, policy: Record, rule_id: str) -> None:
    with world.transaction() as records:
        rule = _changeable(_find(world, policy, rule_id))
        records.remove(rules(POLICIES, policy["id"]), rule_id)
        _log(world, rule, "delete")


def _changeable(rule: Record) -> Record:
    """The rule, unless it is the system's: that allows GET and PUT only.

    Source: recorded by terraform-provider-okta TestAccResourceOktaPolicyRuleProfileEnrollment_crud.
    """
    if rule["system"]:
        raise ApiError("E0000006")
    return rule


def _log(world: World, rule: Record, event: str) -> None:
    # Source: Okta, Event types, `policy.rule.*`.
    resources.log(world, f"policy.rule.{event}", "PolicyRule", rule, rule["name"])


def _view(world: World, policy: Record, rule: Record) -> dict[str, Any]:
    """The rule as it is shown.

    Source: recorded by terraform-provider-okta TestAccResourceOktaPolicyRuleProfileEnrollment_crud.
    """
    own = f"{world.base_url}/api/v1/policies/{policy['id']}/rules/{rule['id']}"
    methods = ("GET", "PUT") if rule["system"] else ("GET", "PUT", "DELETE")
    lifecycle = {} if rule["system"] else lifecycle_link(own, rule["status"])
    return {**rule, "_links": {"self": link(own, *methods), **lifecycle}, "type": policy["type"]}
