"""What `terraform show -json` would print of an org, by the shapes of terraform-provider-okta.

Source: terraform-provider-okta, docs/resources; HashiCorp, JSON output format.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from existing_org import Call

PROVIDER = "registry.terraform.io/okta/okta"


def show_json(call: Call) -> dict[str, Any]:
    """The org's hooks and keys, what binds them, and what leads there; half of it in a module."""
    resources = list(_resources(call))
    half = len(resources) // 2
    inside = [{**one, "address": f"module.hooks.{one['address']}"} for one in resources[half:]]
    child = {"address": "module.hooks", "resources": inside}
    root = {"resources": resources[:half], "child_modules": [child]}
    return {"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": root}}


def raw_state(shown: dict[str, Any]) -> dict[str, Any]:
    """The same as a state file of version 4."""
    root = shown["values"]["root_module"]
    every = [("", one) for one in root["resources"]]
    every += [("module.hooks", one) for one in root["child_modules"][0]["resources"]]
    resources = [
        {
            **({"module": module} if module else {}),
            **{name: one[name] for name in ("mode", "type", "name")},
            "provider": f'provider["{PROVIDER}"]',
            "instances": [{"schema_version": 0, "attributes": one["values"]}],
        }
        for module, one in every
    ]
    return {"version": 4, "terraform_version": "1.9.8", "serial": 7, "resources": resources}


def resource(type_: str, name: str, /, **values: Any) -> dict[str, Any]:
    """One resource of the root module."""
    label = re.sub(r"[^a-z0-9_]+", "_", f"r_{name.lower()}_{values['id'][-8:].lower()}")
    return {
        "address": f"{type_}.{label}",
        "mode": "managed",
        "type": type_,
        "name": label,
        "provider_name": PROVIDER,
        "values": values,
        "sensitive_values": {},
    }


def _resources(call: Call) -> Iterator[dict[str, Any]]:
    for key in call("GET", "hook-keys"):
        yield resource("okta_hook_key", key["name"], **{n: key[n] for n in ("id", "name")})
    for hook in call("GET", "inlineHooks"):
        yield _hook(hook)
    for server in call("GET", "authorizationServers"):
        yield from _rules(call, server)
    for app in call("GET", "apps"):
        hooks = app["settings"].get("signOn", {}).get("inlineHooks") or []
        hook_id = hooks[0]["id"] if hooks else None
        values = {"id": app["id"], "label": app["label"], "inline_hook_id": hook_id}
        yield resource("okta_app_saml", app["label"], **values)
    for policy in call("GET", "policies?type=PROFILE_ENROLLMENT"):
        # The rule is managed where its policy is not, so that the state has no name for it.
        (rule,) = call("GET", f"policies/{policy['id']}/rules")
        found = rule["actions"]["profileEnrollment"]["preRegistrationInlineHooks"] or []
        hook_id = found[0]["inlineHookId"] if found else None
        values = {"id": rule["id"], "policy_id": policy["id"], "inline_hook_id": hook_id}
        yield resource("okta_policy_rule_profile_enrollment", policy["name"], **values)


def _hook(hook: dict[str, Any]) -> dict[str, Any]:
    """As the provider stores it: what it cannot say in attributes is in `channel_json`."""
    common = {name: hook[name] for name in ("id", "name", "type", "version", "status")}
    channel, config = hook["channel"], hook["channel"]["config"]
    if channel["type"] == "OAUTH":
        secret = {**channel, "config": {**config, "clientSecret": "0auth-of-the-state"}}
        return resource("okta_inline_hook", hook["name"], **common, channel_json=json.dumps(secret))
    scheme = config["authScheme"]
    auth = {"key": (scheme or {}).get("key"), "type": "HEADER", "value": "s3cr3t-of-the-state"}
    values = {
        "auth": auth if scheme else None,
        "channel": {
            "type": "HTTP",
            "version": channel["version"],
            "uri": config["uri"],
            "method": "POST",
        },
        "headers": config["headers"],
        "channel_json": None,
    }
    return resource("okta_inline_hook", hook["name"], **common, **values)


def _rules(call: Call, server: dict[str, Any]) -> Iterator[dict[str, Any]]:
    path = f"authorizationServers/{server['id']}/policies"
    yield resource("okta_auth_server", server["name"], id=server["id"], name=server["name"])
    for policy in call("GET", path):
        yield resource(
            "okta_auth_server_policy", policy["name"], id=policy["id"], name=policy["name"]
        )
        for rule in call("GET", f"{path}/{policy['id']}/rules"):
            hook = rule["actions"]["token"].get("inlineHook") or {}
            yield resource(
                "okta_auth_server_policy_rule",
                rule["name"],
                id=rule["id"],
                name=rule["name"],
                auth_server_id=server["id"],
                policy_id=policy["id"],
                inline_hook_id=hook.get("id"),
            )
