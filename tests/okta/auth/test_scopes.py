"""The scopes that hookops asks for are those that Okta's description of the API names."""

import json
from pathlib import Path

import pytest

from hookops.model.call import Call
from hookops.model.resource import Key
from hookops.okta.auth.scopes import expected_scopes, scope_of, scope_of_call

FACTS = Path(__file__).parents[3] / "schemas" / "okta" / "scopes.json"
FAMILIES = json.loads(FACTS.read_text())["families"]


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/api/v1/inlineHooks?type=x", "okta.inlineHooks.read"),
        ("GET", "/api/v1/hook-keys/HKY1", "okta.inlineHooks.read"),
        ("POST", "/api/v1/inlineHooks/cal1/execute", "okta.inlineHooks.manage"),
        ("DELETE", "/api/v1/hook-keys/HKY1", "okta.inlineHooks.manage"),
        ("PUT", "/api/v1/apps/0oa1", "okta.apps.manage"),
        ("GET", "/api/v1/logs?filter=a/b", "okta.logs.read"),
        ("GET", "/.well-known/okta-organization", ""),
    ],
)
def test_the_scope_of_a_request(method, path, scope):
    """Source: Okta Management API, security of each operation."""
    assert scope == scope_of(method, path)
    parts = tuple(path.partition("?")[0].strip("/").split("/"))
    assert scope == scope_of_call(Call(method, parts))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family["path"])
def test_no_family_is_spelt_otherwise(family):
    """What hookops asks for a part of the API is what is known of it."""
    assert f"{family['scope']}.read" == scope_of("GET", family["path"])
    assert f"{family['scope']}.manage" == scope_of("PUT", f"{family['path']}/x")


def test_what_manifests_make_hookops_read():
    """Hooks alone need hooks; a binding adds the part of the API where it is."""
    hook, key = Key("InlineHook", "a"), Key("HookKey", "k")
    rule, app = Key("Binding", "rule/a/b/c"), Key("Binding", "app/Acme Portal")

    assert set() == expected_scopes([])
    assert {"okta.inlineHooks.read"} == expected_scopes([hook, key])
    both = {"okta.inlineHooks.read", "okta.authorizationServers.read"}
    assert both == expected_scopes([hook, rule])
    assert {"okta.apps.read"} == expected_scopes([app])
