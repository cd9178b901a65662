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
# What a rule asks for at first, and the labels.
_OF_SYSTEM = {"email": "Email", "firstName": "First name", "lastName": "Last name"}
_OF_OTHERS = {"firstName": "First name", "email": "Primary email"}
# In the order of the recordings.
_NAMES = (
    *("access", "preRegistrationInlineHooks", "profileAttributes", "targetGroupIds"),
    *("unknownUserAction", "activationRequirements", "uiSchemaId", _PROGRESSIVE),
    *("allowedIdentifiers", "enrollAuthenticatorTypes"),
)
# What a seed may say of them.
MEMBERS = {_ACTION: _NAMES, _HOOKS: ("inlineHookId", "scopes")}


def default(world: World, *, system: bool) -> dict[str, Any]:
    """The action of the rule of a policy just made; `system` is the org's own policy.

    Source: for the org's own, Okta Management API, sample
    list-all-profile-enrollment-policy-rule-response; for others, recorded by
    terraform-provider-okta, 3 orgs; members and their order as recorded there.
    """
    # The two differ in more than names: a policy just created registers, and has no UI schema.
    names = _OF_SYSTEM if system else _OF_OTHERS
    return {
        "access": "ALLOW",
        "preRegistrationInlineHooks": None,
        "profileAttributes": [
            {"name": name, "label": label, "required": True} for name, label in names.items()
        ],
        "targetGroupIds": None,
        "unknownUserAction": "DENY" if system else "REGISTER",
        "activationRequirements": {"emailVerification": True},
        **({"uiSchemaId": world.ids.new("uis")} if system else {}),
        _PROGRESSIVE: "DISABLED" if system else "ENABLED",
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
    # A rule without a UI schema was recorded without the member, and never with an empty one.
    if not action.get("uiSchemaId"):
        action.pop("uiSchemaId", None)
    return {name: action[name] for name in _NAMES if name in action}


def _check(world: World, given: dict[str, Any], old: dict[str, Any]) -> None:
    _check_schema(world, given.get("uiSchemaId"), old.get("uiSchemaId"))
    if given.get("access") == "DENY" and old.get("access") != "DENY":
        # Source: Okta Management API, ProfileEnrollmentPolicyRuleAction: not after creation.
        raise member_error(_ACTION + ".access", "The value cannot be changed to DENY")
    if given.get(_PROGRESSIVE) is None:
        # Source: terraform-provider-okta, issue 1733.
        if world.switches.omitted_progressive_profiling == "refuse":
            raise member_error(f"{_ACTION}.{_PROGRESSIVE}", "The field cannot be left blank")
        given.pop(_PROGRESSIVE, None)


def _check_schema(world: World, given: Any, old: str | None) -> None:
    """The rule may be sent with that `uiSchemaId`. Raises: ApiError.

    Source: terraform-provider-okta, issues 1213 and 1394, for one left out of a rule that has one;
    recorded there, for the first one of a rule that has none: accepted.
    """
    other = given != old and world.switches.other_ui_schema == "refuse"
    # Whatever the switch says, a rule does not lose the one that it has.
    if old and (not given or other):
        raise member_error(_ACTION + ".uiSchemaId", "The value must be that of the rule")


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
