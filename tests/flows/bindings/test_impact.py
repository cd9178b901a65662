"""What a change means is what it means once the whole plan is carried out."""

import pytest
from conftest import World
from flows.bindings.console import edit, rule_path
from flows.org import APP, MACHINES, POLICY, REGISTRATION, SAML, SEED, TOKEN, hook


def impacts(plan):
    """(action, level) of each change, by key."""
    return {str(c.key): (c.action.value, c.impact) for c in plan.changes}


@pytest.mark.parametrize(
    ("type_", "point", "name"),
    [
        (REGISTRATION, POLICY, "Binding/policy/Default Policy"),
        (TOKEN, MACHINES, "Binding/rule/payments/Apps/Machines"),
        (SAML, APP, "Binding/app/Acme Portal"),
    ],
)
def test_a_deleted_hook_that_the_plan_unbinds(org, type_, point, name):
    """Its flow goes on without it by the unbinding; the deletion then hurts nobody."""
    org.declare(hook("a", type_, point), hook("other", TOKEN))
    org.apply()
    org.declare(hook("other", TOKEN))

    planned = org.plan(prune=True)

    assert {name: ("unbind", "silent"), "InlineHook/a": ("delete", "permanent")} == impacts(planned)
    (text,) = [c.impact_text for c in planned.changes if str(c.key) == "InlineHook/a"]
    words = "this plan takes it from its flows first; what is deleted cannot be restored"
    assert words == text


def test_a_deactivated_hook_that_the_plan_unbinds(org):
    """The same of a hook that only becomes INACTIVE."""
    org.declare(hook("a", REGISTRATION, POLICY))
    org.apply()
    org.declare(hook("a", REGISTRATION, status="INACTIVE"))

    assert ("deactivate", "safe") == impacts(org.plan())["InlineHook/a"]


def test_a_hook_whose_flow_keeps_it(org):
    """Without an unbinding its users are hurt, as before."""
    org.declare(hook("a", REGISTRATION, POLICY))
    org.apply()
    org.declare(hook("a", REGISTRATION, None, status="INACTIVE"))

    assert ("deactivate", "outage") == impacts(org.plan())["InlineHook/a"]


def deactivate_rule(org):
    """Somebody deactivates the default server's rule."""
    org.api("POST", f"{rule_path(org)}/lifecycle/deactivate")


RULE = {"authorizationServer": "default", "policy": "Default Policy", "rule": "Default Policy Rule"}


def test_a_binding_to_an_inactive_rule(org):
    """No flow comes there, so none calls the hook."""
    deactivate_rule(org)
    org.declare(hook("a", TOKEN, RULE))

    (binding,) = [c for c in org.plan().changes if c.key.kind == "Binding"]

    assert "safe" == binding.impact
    assert '"Default Policy Rule" is INACTIVE, so no flow calls a hook here' == binding.impact_text


def test_a_rule_below_an_inactive_server(tmp_path):
    """Nothing below an INACTIVE object is evaluated."""
    org = World(tmp_path, seed=SEED)
    (server,) = [s for s in org.api("GET", "authorizationServers") if s["name"] == "payments"]
    org.api("POST", f"authorizationServers/{server['id']}/lifecycle/deactivate")
    org.declare(hook("a", TOKEN, MACHINES))

    (binding,) = [c for c in org.plan().changes if c.key.kind == "Binding"]

    assert ("safe", True) == (binding.impact, '"payments" is INACTIVE' in binding.impact_text)


def test_a_hook_that_only_an_inactive_rule_has(org):
    """Its service is called by nobody, whatever changes of it."""
    org.key = b"k" * 32
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    deactivate_rule(org)
    org.declare(hook("a", TOKEN, RULE, config={"headers": [{"key": "X-A", "value": "1"}]}))

    (change,) = org.plan().changes

    assert ("safe", "it is bound to no flow that is ACTIVE") == (change.impact, change.impact_text)


def test_an_edit_elsewhere_in_the_rule_changes_no_impact(org):
    """Only the status counts."""
    edit(org, rule_path(org), lambda raw: raw.update(name="Default Policy Rule"))
    org.declare(hook("a", TOKEN, RULE))

    (binding,) = [c for c in org.plan().changes if c.key.kind == "Binding"]

    assert "silent" == binding.impact
