"""Resources of Terraform's provider for Okta -> hooks, keys and bindings as Okta shows them.

Source: terraform-provider-okta, docs/resources/inline_hook.md, hook_key.md,
auth_server_policy_rule.md, app_saml.md, policy_rule_profile_enrollment.md.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hookops.kinds import BINDINGS, HOOKS
from hookops.kinds.binding.attachment_points import APP, POLICY, RULE, AttachmentPoint
from hookops.kinds.binding.spec import Binding, Selector
from hookops.manifest.terraform.state import StateResource
from hookops.model.resource import Actual, Json

HOOK = "okta_inline_hook"
KEY = "okta_hook_key"


@dataclass(frozen=True, slots=True)
class Holder:
    """A type of resource that holds the id of a hook, and how what it stands for is found."""

    point: AttachmentPoint
    parents: tuple[str, ...] = ()
    """Attributes with the ids of the objects that lead to it, outermost first."""
    name: str = ""
    """The attribute with its own name; empty where nothing names it."""


HOLDERS: Mapping[str, Holder] = {
    "okta_auth_server_policy_rule": Holder(RULE, ("auth_server_id", "policy_id"), "name"),
    "okta_app_saml": Holder(APP, (), "label"),
    # The one rule of an enrollment policy is the policy's.
    "okta_policy_rule_profile_enrollment": Holder(POLICY, ("policy_id",)),
}
_NAMED = frozenset(
    {
        *("okta_auth_server", "okta_auth_server_default", "okta_auth_server_policy"),
        *("okta_policy_profile_enrollment", "okta_policy"),
    }
)
"""Types of resources and data sources with a name and an id that leads to an attachment point."""


def read_things(resources: Sequence[StateResource]) -> Iterator[tuple[StateResource, Json]]:
    """Each hook and key with what Okta would show of it, as far as the state has it."""
    for resource in resources:
        if not resource.managed:
            continue
        if resource.type == HOOK:
            yield resource, hook_answer(resource)
        elif resource.type == KEY:
            yield resource, {**_common(resource), "keyId": resource.text("key_id") or "unknown"}


def hook_answer(resource: StateResource) -> dict[str, Json]:
    """A hook as Okta shows it; with its secret where the state has it in `channel_json`."""
    values = resource.values
    return {
        **_common(resource),
        "type": values.get("type"),
        "version": values.get("version"),
        "status": values.get("status") or "ACTIVE",
        "channel": _channel(values),
    }


def read_point(resource: StateResource, names: Mapping[str, str]) -> Actual | None:
    """The attachment point with the hook that the state has there; None where it has none.

    Shape: `names` are those that the state has of other objects, by their ids.
    """
    holder = HOLDERS.get(resource.type)
    hook = resource.text("inline_hook_id")
    if holder is None or not hook or not resource.managed:
        return None
    ids = [resource.text(attribute) for attribute in holder.parents]
    selectors = [Selector(names.get(id_, ""), id_) for id_ in ids]
    if holder.name:
        selectors.append(Selector(resource.text(holder.name), resource.text("id")))
    spec = Binding(holder.point.type, tuple(selectors), (hook,))
    return Actual(BINDINGS.name, resource.text("id"), spec, "", "")


def names_in(resources: Sequence[StateResource]) -> dict[str, str]:
    """Names of what leads to attachment points, by id."""
    found = {r.text("id"): r.text("name") for r in resources if r.type in _NAMED}
    # Source: Okta Management API: the default server's name is an id as well.
    return {**found, "default": "default"}


def has_secret(resource: StateResource) -> bool:
    """Whether the state has a secret of it."""
    auth = resource.values.get("auth")
    if isinstance(auth, Mapping) and auth.get("value"):
        return True
    raw = {"channel": _channel_json(resource.values)}
    return resource.type == HOOK and bool(HOOKS.secret_paths(raw))


def _common(resource: StateResource) -> dict[str, Json]:
    return {"id": resource.text("id"), "name": resource.values.get("name")}


def _channel(values: Mapping[str, Json]) -> Json:
    # The provider ignores every other attribute of the channel where this one is set.
    if whole := _channel_json(values):
        return whole
    given, auth = values.get("channel") or {}, values.get("auth") or {}
    headers = [{"key": h.get("key"), "value": h.get("value")} for h in values.get("headers") or ()]
    scheme = {"type": auth.get("type") or "HEADER", "key": auth.get("key")} if auth else None
    config = {
        "uri": given.get("uri"),
        "method": given.get("method") or "POST",
        "headers": headers,
        "authScheme": scheme,
    }
    return {
        "type": given.get("type") or "HTTP",
        "version": given.get("version") or "1.0.0",
        "config": config,
    }


def _channel_json(values: Mapping[str, Json]) -> Json:
    text = values.get("channel_json")
    try:
        found = json.loads(text) if isinstance(text, str) and text else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
