"""Where hooks are attached: one row for each type of object that can have one.

A new attachment point is a row here and its scan in `scan.py`; several may serve one hook type.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AttachmentPoint:
    """A type of object that can have one hook, and its one pointer that hookops changes."""

    type: str
    """Its identity, also in the ledger's keys: `Binding/app/Acme Portal`."""
    hook_type: str
    """The hooks that fit, as the API spells their type."""
    noun: str
    """As people call one: `rule`, `app`, `policy`. Two types may share a noun."""
    selector_names: tuple[str, ...]
    """Fields of a binding that name it, outermost first."""
    pointer: tuple[str, ...]
    """Where the object names the hook."""
    member: str
    """What the hook's id is called there."""
    left_out: tuple[tuple[str, ...], ...]
    """Read-only members, which are not sent back."""
    is_list: bool = True
    null_unbinds: bool = False
    """Whether null stands for no hook; an empty list, or nothing at all, otherwise."""
    run_on: bool = False
    """Whether it says on which occasions the hook is called."""
    one_at_a_time: bool = False
    """Whether writes of objects beside it wait for each other. Source: terraform-provider-okta,
    resource_okta_auth_server_policy_rule_test.go: Okta answered rules of one policy that were
    written at once with 500. That enrollment rules need it too is not known; it costs nothing."""

    logged_as: tuple[str, ...] = ()
    """Types of the System Log's events about writes of it. Source: Okta, Event types.

    That rules of authorization servers are logged as `policy.rule.*` is unknown: where they are
    not, an edit that such a write overwrites goes unseen."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Of a binding in a manifest."""
        return (*self.selector_names, "runOn") if self.run_on else self.selector_names


_RULE_EVENTS = tuple(f"policy.rule.{v}" for v in ("update", "activate", "deactivate", "delete"))

# Source: recorded by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create: a
# PUT without those members is answered with 200, and one without the hook unbinds it.
RULE = AttachmentPoint(
    type="rule",
    hook_type="com.okta.oauth2.tokens.transform",
    noun="rule",
    selector_names=("authorizationServer", "policy", "rule"),
    pointer=("actions", "token", "inlineHook"),
    member="id",
    left_out=(("id",), ("created",), ("lastUpdated",), ("system",), ("_links",)),
    is_list=False,
    one_at_a_time=True,
    logged_as=_RULE_EVENTS,
)

# Source: Okta Management API, Replace an application (values of id, status, created and
# lastUpdated are ignored); `[]` unbinds, as recorded by terraform-provider-okta
# TestAccResourceOktaAppSaml_inlineHook for an app without a hook.
APP = AttachmentPoint(
    type="app",
    hook_type="com.okta.saml.tokens.transform",
    noun="app",
    selector_names=("app",),
    pointer=("settings", "signOn", "inlineHooks"),
    member="id",
    left_out=(
        *(("_links",), ("_embedded",), ("id",), ("orn",), ("created",), ("lastUpdated",)),
        *(("status",), ("features",), ("settings", "emOptInStatus")),
    ),
    logged_as=tuple(
        f"application.lifecycle.{v}" for v in ("update", "activate", "deactivate", "delete")
    ),
)

# Source: recorded by terraform-provider-okta TestAccResourceOktaPolicyRuleProfileEnrollment_crud;
# null is what an unbound rule shows. `scopes` are missing from the API's description.
POLICY = AttachmentPoint(
    type="policy",
    hook_type="com.okta.user.pre-registration",
    noun="policy",
    selector_names=("profilePolicy",),
    pointer=("actions", "profileEnrollment", "preRegistrationInlineHooks"),
    member="inlineHookId",
    left_out=(("created",), ("lastUpdated",), ("_links",)),
    null_unbinds=True,
    run_on=True,
    one_at_a_time=True,
    logged_as=_RULE_EVENTS,
)

ATTACHMENT_POINTS: Mapping[str, AttachmentPoint] = {
    point.type: point for point in (POLICY, APP, RULE)
}
"""In the order in which they are read."""

# Of the console's "Run this hook", by what `runOn` says, and `scopes` of the API.
# Source: terraform-provider-okta, examples of okta_policy_rule_profile_enrollment.
OCCASIONS = {
    "new-user": "SELF_SERVICE_REGISTRATION",
    "profile-update": "PROGRESSIVE_PROFILING",
}
