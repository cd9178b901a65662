"""What an enrollment rule says: where registration inline hooks are attached.

`actions.profileEnrollment`.
Source: Okta Management API, ProfileEnrollmentPolicyRuleAction; recorded by terraform-provider-okta
TestAccResourceOktaPolicyRuleProfileEnrollment_crud.
"""

from typing import Any

from hookops.emulator.okta.hooks import references
from hookops.emulator.okta.hooks.references import REGISTRATION
from hookops.emulator.okta.resources import member_error
from hookops.emulator.world import World

# Source: terraform-provider-okta, okta_policy_rule_profile_enrollment; missing from the API's
# description.
SCOPES = ("SELF_SERVICE_REGISTRATION", "PROGRESSIVE_PROFILING")
_ACTION = "actions.profileEnrollment"
_HOOKS = _ACTION + ".preRegistrationInlineHooks"
_PROGRESSIVE = "progressiveProfilingAction"
# In the order of the recordings.
_NAMES = (
    *("access", "preRegistrationInlineHooks", "profileAttributes", "targetGroupIds"),
    *("unknownUserAction", "activationRequirements", "uiSchemaId", _PROGRESSIVE),
    *("allowedIdentifiers", "enrollAuthenticatorTypes"),
)


def default(world: World) -> dict[str, Any]:
    """The action of a new policy's rule.

    Source: Okta Management API, sample list-all-profile-enrollment-policy-rule-response; members
    and their order as recorded by terraform-provider-okta.
    """
    names = {"email": "Email", "firstName": "First name", "lastName": "Last name"}
    return {
        "access": "ALLOW",
        "preRegistrationInlineHooks": None,
        "profileAttributes": [
            {"name": name, "label": label, "required": True} for name, label in names.items()
        ],
        "targetGroupIds": None,
        "unknownUserAction": "DENY",
        "activationRequirements": {"emailVerification": True},
        "uiSchemaId": world.ids.new("uis"),
        _PROGRESSIVE: "DISABLED",
        "allowedIdentifiers": ["login"],
    }


def read(world: World, given: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """The action that a PUT with `given` makes of `old`: what it leaves out is gone.

    Raises: ApiError.
    """
    _check(world, given, old)
    action = {
        "access": "ALLOW",
        "profileAttributes": [],
        "targetGroupIds": None,
        "unknownUserAction": "DENY",
        "activationRequirements": {"emailVerification": False},
        "allowedIdentifiers": ["login"],
        **given,
        "preRegistrationInlineHooks": _hooks(world, given, old),
    }
    return {name: action[name] for name in _NAMES if name in action}


def _check(world: World, given: dict[str, Any], old: dict[str, Any]) -> None:
    schema = old.get("uiSchemaId")
    if schema and given.get("uiSchemaId") != schema:
        # Source: terraform-provider-okta, issues 1213 and 1394.
        raise member_error(_ACTION + ".uiSchemaId", "The value must be that of the rule")
    if given.get("access") == "DENY" and old.get("access") != "DENY":
        # Source: Okta Management API, ProfileEnrollmentPolicyRuleAction: not after creation.
        raise member_error(_ACTION + ".access", "The value cannot be changed to DENY")
    if given.get(_PROGRESSIVE) is None:
        # Source: terraform-provider-okta, issue 1733.
        if world.switches.omitted_progressive_profiling == "refuse":
            raise member_error(f"{_ACTION}.{_PROGRESSIVE}", "The field cannot be left blank")
        given.pop(_PROGRESSIVE, None)


def _hooks(world: World, given: dict[str, Any], old: dict[str, Any]) -> list[dict[str, Any]] | None:
    hooks = given.get("preRegistrationInlineHooks")
    # Null and left out unbind, which is how GET shows an unbound rule; [] is a switch. A hook that
    # is there already may be INACTIVE: it is not attached anew.
    if hooks is None:
        return None
    if not isinstance(hooks, list) or not all(isinstance(hook, dict) for hook in hooks):
        raise member_error(_HOOKS, "The value is not a list of objects")
    if not hooks:
        if world.switches.empty_registration_hooks == "refuse":
            raise member_error(_HOOKS, "The list must not be empty")
        return None
    if len(hooks) > 1:
        # Source: Okta Management API, ProfileEnrollmentPolicyRuleAction: at most one.
        raise member_error(_HOOKS, "The list must contain at most one value")
    before = tuple(hook["inlineHookId"] for hook in old.get("preRegistrationInlineHooks") or [])
    return [_hook(world, hooks[0], before, given.get(_PROGRESSIVE))]


def _hook(
    world: World, hook: dict[str, Any], before: tuple[str, ...], progressive: Any
) -> dict[str, Any]:
    """The hook as it is stored, with `scopes` whether given or not.

    Source: recorded by terraform-provider-okta TestAccResourceOktaPolicyRuleProfileEnrollment_crud,
    written without `scopes`.
    """
    hook_id = hook.get("inlineHookId")
    references.check_hook_reference(world, _HOOKS + ".inlineHookId", hook_id, REGISTRATION, before)
    # The value that recordings show where none was sent.
    scopes = hook.get("scopes") or [SCOPES[0]]
    if not isinstance(scopes, list) or any(scope not in SCOPES for scope in scopes):
        raise member_error(_HOOKS + ".scopes", f"The values are not among {', '.join(SCOPES)}")
    strict = world.switches.progressive_scope == "refuse"
    if strict and SCOPES[1] in scopes and progressive != "ENABLED":
        raise member_error(_HOOKS + ".scopes", f"{SCOPES[1]} needs {_PROGRESSIVE} ENABLED")
    return {"inlineHookId": hook_id, "scopes": scopes}
