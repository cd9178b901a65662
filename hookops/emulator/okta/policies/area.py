"""The area of policies: `/api/v1/policies`, and what a fresh org or a seed has of them.

Their rules are in `rules.py`; the policies of authorization servers are in `servers/policies.py`.
Source: Okta Management API, Policies.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from hookops.emulator.http.errors import ApiError, not_found
from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import resources
from hookops.emulator.okta.hooks.references import POLICIES, rules
from hookops.emulator.okta.policies import rules as policy_rules
from hookops.emulator.okta.priorities import ordered
from hookops.emulator.okta.resources import ACTIVE, INACTIVE, lifecycle_link, link
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

PATH = "/api/v1/policies"
_POLICY = PATH + "/<policy_id>"
# What the error for a missing policy calls it. Source: recorded by terraform-provider-okta.
_KIND = "RuleSetEntity"
# Those that an app names in its links; hooks are attached in PROFILE_ENROLLMENT alone.
_TYPES = ("PROFILE_ENROLLMENT", "ACCESS_POLICY")
# Source: Okta Management API, PolicyType.
_OTHER_TYPES = (
    *("OKTA_SIGN_ON", "PASSWORD", "MFA_ENROLL", "IDP_DISCOVERY", "POST_AUTH_SESSION"),
    *("ENTITY_RISK", "SESSION_VIOLATION_DETECTION", "DEVICE_SIGNAL_COLLECTION"),
    *("CLIENT_UPDATE", "IDENTITY_CLAIM_SOURCING"),
)


def register(world: World) -> None:
    """Policies and their rules."""

    def show(policy: Record) -> dict[str, Any]:
        return _view(policy, world.base_url)

    def list_policies() -> Response:
        return _list(world, show)

    def get_policy(policy_id: str) -> Response:
        # Source: Okta, Policies (2023): `expand=rules` embeds up to 20 rules.
        policy = find(world, policy_id)
        shown = show(policy)
        if request.args.get("expand") == "rules":
            shown["_embedded"] = {"rules": policy_rules.shown(world, policy)[:20]}
        return json_answer(shown)

    def create_policy() -> Response:
        return json_answer(show(create(world, json_body())))

    def replace_policy(policy_id: str) -> Response:
        return json_answer(show(_replace(world, policy_id, json_body())))

    def delete_policy(policy_id: str) -> Response:
        _delete(world, policy_id)
        return empty_answer(204)

    def to(status: str) -> Callable[[str], Response]:
        def change(policy_id: str) -> Response:
            _set_status(world, policy_id, status)
            return empty_answer(204)

        return change

    world.route("GET", PATH, list_policies, "listPolicies")
    world.route("POST", PATH, create_policy, "createPolicy")
    world.route("GET", _POLICY, get_policy, "getPolicy")
    world.route("PUT", _POLICY, replace_policy, "replacePolicy")
    world.route("DELETE", _POLICY, delete_policy, "deletePolicy")
    world.route("POST", _POLICY + "/lifecycle/activate", to(ACTIVE), "activatePolicy")
    world.route("POST", _POLICY + "/lifecycle/deactivate", to(INACTIVE), "deactivatePolicy")
    policy_rules.register(world, _POLICY, find)


def fresh(world: World) -> None:
    """A `Default Policy` of each type, with its `Catch-all Rule`.

    Source: recorded by salto-io/salto, okta-adapter.
    """
    for type_ in _TYPES:
        create(world, {"name": "Default Policy", "type": type_}, system=True)


def seed(world: World, items: list[Any]) -> None:
    """Policies as the body of a create; `rules` as well, each with `actions`.

    What has the type and name of a policy that is there is added to; so are the rules of the same
    name. An enrollment rule binds by `inlineHook`: a hook's name or id.
    """
    known = {"": ("name", "type", "description", "priority", "status", "rules")}
    resources.seed_each("a policy", items, lambda item: _seed_one(world, item), known)


def find(world: World, policy_id: str) -> Record:
    """The policy of that id. Raises: ApiError; the Classic Engine has none of these types."""
    # Source: Okta Management API, PROFILE_ENROLLMENT: Identity Engine only.
    if world.switches.engine == "classic":
        raise not_found(policy_id, _KIND)
    return resources.find_record(world, POLICIES, policy_id, _KIND)


def find_default(world: World, type_: str) -> str | None:
    """The id of the org's own policy of that type, if it has one."""
    if world.switches.engine == "classic":
        return None
    own = [policy for policy in world.all(POLICIES) if policy["type"] == type_]
    return next((str(policy["id"]) for policy in own if policy["system"]), None)


def create(world: World, body: dict[str, Any], *, system: bool = False) -> Record:
    """The new policy, with its `Catch-all Rule`. Raises: ApiError."""
    resources.check_texts(body, "name", "type")
    if not system:
        _check_type(world, body["type"])
    own: Record = {"id": world.ids.new("rst"), "created": resources.now(world), "system": system}
    own |= {"type": body["type"], "status": resources.read_status(body, ACTIVE)}
    with world.transaction():
        policy = _save(world, own, body, "create")
        policy_rules.create_catch_all(world, policy)
    return policy


def _list(world: World, show: Callable[[Record], dict[str, Any]]) -> Response:
    # Source: Okta Management API, listPolicies; pages as recorded by salto-io/salto.
    type_, status = request.args.get("type"), request.args.get("status")
    # Source: Okta Management API, listPolicies: type is required.
    if not type_:
        raise ApiError("E0000028")
    _check_type(world, type_)
    found = [
        policy
        for policy in ordered(world.all(POLICIES))
        if policy["type"] == type_
        and status in (None, policy["status"])
        and resources.matches_start(request.args.get("q"), policy["name"])
    ]
    if request.args.get("sortBy") == "name":
        found.sort(key=lambda policy: str(policy["name"]))
    # Recorded for policies by salto-io/salto, so on by default here.
    spurious = world.switches.spurious_next != "none"
    return resources.answer_page(world, found, show, default=1000, most=1000, spurious=spurious)


def _check_type(world: World, type_: str) -> None:
    # 501: Okta has them, the emulator has not.
    if type_ in _OTHER_TYPES:
        raise ApiError("E0000060", f"policies of type {type_}")
    if type_ not in _TYPES or world.switches.engine == "classic":
        raise resources.member_error("type", "The value is not a supported policy type")


def _replace(world: World, policy_id: str, body: dict[str, Any]) -> Record:
    with world.transaction():
        stored = find(world, policy_id)
        resources.check_texts(body, "name", "type")
        if body["type"] != stored["type"]:
            raise resources.member_error("type", "The type cannot be changed")
        status = _status_after_put(world, stored, body)
        return _save(world, stored | {"status": status}, body, "update")


def _status_after_put(world: World, stored: Record, body: dict[str, Any]) -> str:
    """The status of the policy once it is replaced.

    Source: recorded by terraform-provider-okta (3 orgs): a PROFILE_ENROLLMENT policy keeps its own.
    """
    status = str(stored["status"])
    if stored["type"] == "PROFILE_ENROLLMENT":
        return status
    return resources.read_put_status(world, body, status)


def _save(world: World, old: Record, body: dict[str, Any], event: str) -> Record:
    record = {
        "id": old["id"],
        "status": old["status"],
        "name": body["name"],
        "description": body.get("description"),
        "priority": old.get("priority"),
        "system": old["system"],
        # Null in every recorded PROFILE_ENROLLMENT policy.
        "conditions": None,
        "created": old["created"],
        "lastUpdated": resources.now(world),
        "type": old["type"],
    }
    if record["description"] is None:
        del record["description"]
    with world.transaction() as records:
        saved = _placed(record, body.get("priority"))
        records.save(POLICIES, saved["id"], saved)
        _log(world, saved, event)
    return saved


def _placed(record: Record, wanted: Any) -> Record:
    """The policy with its priority, which counts within its type.

    Source: recorded by salto-io/salto: every PROFILE_ENROLLMENT policy has priority 1.
    """
    if record["type"] == "PROFILE_ENROLLMENT":
        return record | {"priority": 1}
    return record | {"priority": wanted if isinstance(wanted, int) else record["priority"] or 1}


def _set_status(world: World, policy_id: str, status: str) -> None:
    with world.transaction() as records:
        policy = _changeable(find(world, policy_id))
        policy |= {"status": status, "lastUpdated": resources.now(world)}
        records.save(POLICIES, policy_id, policy)
        _log(world, policy, "activate" if status == ACTIVE else "deactivate")


def _delete(world: World, policy_id: str) -> None:
    """The policy and its rules are gone: hooks that they bound are free.

    Source: recorded by terraform-provider-okta TestAccResourceOktaPolicyRuleProfileEnrollment_crud.
    """
    with world.transaction() as records:
        policy = _changeable(find(world, policy_id))
        # Rules go with their policy, and with them what attached a hook: it can then be
        # deactivated.
        for rule in world.all(rules(POLICIES, policy_id)):
            records.remove(rules(POLICIES, policy_id), rule["id"])
        records.remove(POLICIES, policy_id)
        _log(world, policy, "delete")


def _changeable(policy: Record) -> Record:
    if policy["system"]:
        raise ApiError("E0000006")
    return policy


def _log(world: World, policy: Record, event: str) -> None:
    # Source: Okta, Event types, `policy.lifecycle.*`.
    event_type = f"policy.lifecycle.{event}"
    resources.log(world, event_type, "PolicyEntity", policy, policy["name"])


def _view(policy: Record, base_url: str) -> dict[str, Any]:
    """The policy as it is shown; its own deletion is offered unless it is the org's."""
    own = f"{base_url}{PATH}/{policy['id']}"
    # The org's own policy cannot be deleted or deactivated.
    methods = ("GET", "PUT") if policy["system"] else ("GET", "PUT", "DELETE")
    lifecycle = {} if policy["system"] else lifecycle_link(own, policy["status"])
    shown = {name: value for name, value in policy.items() if name != "type"}
    links = {
        "self": link(own, *methods),
        **lifecycle,
        "mappings": link(own + "/mappings", "GET", "POST"),
        "rules": link(own + "/rules", "GET", "POST"),
    }
    return {**shown, "_links": links, "type": policy["type"]}


def _seed_one(world: World, item: dict[str, Any]) -> None:
    # The type that seeds are about; another may be given.
    body = {"type": "PROFILE_ENROLLMENT", **item}
    known = [
        policy
        for policy in world.all(POLICIES)
        if (policy["name"], policy["type"]) == (body.get("name"), body["type"])
    ]
    policy = known[0] if known else create(world, body)
    # A seed says what is different, a PUT says everything.
    if known and set(item) - {"name", "type", "rules"}:
        status = resources.read_status(item, policy["status"])
        _save(world, policy | {"status": status}, {**policy, **item}, "update")
    for rule in item.get("rules") or []:
        policy_rules.seed(world, policy, rule)
