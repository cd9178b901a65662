"""Where hooks are attached, and what that means for attaching, deactivating and deleting them.

References to hooks, whatever has them. The objects that have them are in `servers/`, `policies/`
and `apps/`, and hooks in `operations.py`. Other references are not emulated: the flag of a user
whose password is to be imported names no hook, and what `settings.inlineHookId` of an app means is
not proven.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hookops.emulator.http.errors import ApiError
from hookops.emulator.okta.resources import INACTIVE, member_error
from hookops.emulator.store.contract import HookRecord
from hookops.emulator.world import World

TOKEN = "com.okta.oauth2.tokens.transform"
SAML = "com.okta.saml.tokens.transform"
REGISTRATION = "com.okta.user.pre-registration"

SERVERS = "authorizationServers"
POLICIES = "policies"
APPS = "apps"

# Source: terraform-provider-okta, resource_okta_policy_rule_profile_enrollment_test.go.
USED = (
    "This pre-registration inline hook can't be deactivated because it is being used by a Profile"
    " Enrollment policy."
)


@dataclass(frozen=True, slots=True)
class Binding:
    """One place where a hook is bound."""

    kind: str
    """The type of hook that is bound in such places."""
    hook_id: str
    where: tuple[str, ...]
    """Names, from the outermost: server, policy and rule; an app's label; a policy's name."""
    ids: tuple[str, ...]
    """Ids of the same."""


def server_policies(server_id: str) -> str:
    """The collection of an authorization server's policies."""
    return f"{SERVERS}/{server_id}/policies"


def rules(policies: str, policy_id: str) -> str:
    """The collection of a policy's rules; `policies` is the collection that the policy is in."""
    return f"{policies}/{policy_id}/rules"


def bindings(world: World) -> list[Binding]:
    """Every place where a hook is bound, those of deleted hooks too."""
    return [*_tokens(world), *_registrations(world), *_apps(world)]


def check_hook_reference(
    world: World, path: str, hook_id: Any, type_: str, before: tuple[Any, ...] = ()
) -> None:
    """A hook of that id can be bound where hooks of that type are.

    `before` are the ids that are bound there already. Raises: ApiError.
    """
    # A wrong id and a hook of another type are one error, by switch; whether Okta looks at all is
    # unknown. An INACTIVE hook can stay where it is and not be attached anew: rules are sent back
    # whole, with whatever they had.
    if not isinstance(hook_id, str) or not hook_id:
        raise member_error(path, "The field cannot be left blank")
    hook = world.store.get(hook_id)
    if hook is None or hook.type != type_:
        if world.switches.bad_hook_reference == "refuse":
            raise member_error(path, f"The value is not the id of an inline hook of type {type_}")
        return
    new = hook_id not in before
    if new and hook.status == INACTIVE and world.switches.bind_inactive == "refuse":
        raise member_error(path, "The inline hook is not active")


def find_hook_id(world: World, name: Any) -> str:
    """The id of the hook that a seed names, or the name itself, which may be an id."""
    # A seed is written before ids are known, so it names hooks by name.
    ids = [hook.id for hook in world.store.hooks() if hook.name == name]
    return ids[0] if ids else str(name)


def check_deactivation(world: World, hook: HookRecord) -> None:
    """The hook may be deactivated, as far as its bindings are concerned. Raises: ApiError."""
    switches = world.switches
    # Quoted in a test of terraform-provider-okta: the only deactivation that is known to fail.
    # A token hook was recorded as deactivated while attached, so there is no rule for it.
    if hook.type == REGISTRATION and _bound(_registrations(world), hook):
        if switches.deactivate_bound_registration == "forbid":
            raise ApiError("E0000006", causes=[USED])
        if switches.deactivate_bound_registration == "refuse":
            raise ApiError("E0000001", "inlineHook", [USED])
    refused = hook.type == SAML and switches.deactivate_bound_saml == "refuse"
    if refused and _bound(_apps(world), hook):
        raise member_error("status", "The inline hook is used by an application")


def check_deletion(world: World, hook: HookRecord) -> None:
    """The hook may be deleted, as far as its bindings are concerned. Raises: ApiError."""
    if world.switches.delete_bound == "refuse" and _bound(bindings(world), hook):
        raise ApiError("E0000001", "inlineHook", ["The inline hook is in use"])


def _bound(places: Iterable[Binding], hook: HookRecord) -> bool:
    return any(place.hook_id == hook.id for place in places)


def _tokens(world: World) -> Iterator[Binding]:
    for server in world.all(SERVERS):
        policies = server_policies(server["id"])
        for policy in world.all(policies):
            for rule in world.all(rules(policies, policy["id"])):
                # The key is absent where no hook is attached. Recorded by terraform-provider-okta
                # TestAccResourceOktaAuthServerPolicyRule_create.
                hook = rule["actions"]["token"].get("inlineHook")
                if hook:
                    yield _binding(TOKEN, hook["id"], server, policy, rule)


def _registrations(world: World) -> Iterator[Binding]:
    for policy in world.all(POLICIES):
        for rule in world.all(rules(POLICIES, policy["id"])):
            # Access policies have rules too, with actions of another kind.
            enrollment = rule["actions"].get("profileEnrollment") or {}
            for hook in enrollment.get("preRegistrationInlineHooks") or []:
                yield _binding(REGISTRATION, hook["inlineHookId"], policy)


def _apps(world: World) -> Iterator[Binding]:
    for app in world.all(APPS):
        for hook in app["settings"].get("signOn", {}).get("inlineHooks") or []:
            yield _binding(SAML, hook["id"], app)


def _binding(kind: str, hook_id: str, *holders: dict[str, Any]) -> Binding:
    names = tuple(holder.get("name", "") for holder in holders)
    if kind == SAML:
        names = tuple(holder["label"] for holder in holders)
    return Binding(kind, hook_id, names, tuple(holder["id"] for holder in holders))
