"""Enrollment rules without hooks: what a new one says, and what a PUT may change."""

import pytest
from emulator.answers import REFUSED, code
from emulator.okta.policies.rule_paths import POLICIES, new_rule, rule_of

from hookops.emulator.control.switches import Switches


def enrolling(rule, **changes):
    """The body of a PUT of the rule with these members of its action; ... leaves one out."""
    action = rule["actions"]["profileEnrollment"] | changes
    kept = {name: value for name, value in action.items() if value is not ...}
    return rule | {"actions": {"profileEnrollment": kept}}


def action_of(answer):
    return answer.json()["actions"]["profileEnrollment"]


def test_rule_of_a_new_policy_registers(client):
    """The rule of a policy just created registers, profiles progressively and has no UI schema.

    Source: recorded by terraform-provider-okta, 3 orgs.
    """
    _, rule = new_rule(client())

    action = rule["actions"]["profileEnrollment"]
    assert [("firstName", True), ("email", True)] == [
        (attribute["name"], attribute["required"]) for attribute in action["profileAttributes"]
    ]
    assert "Primary email" == action["profileAttributes"][1]["label"]
    assert ("REGISTER", "ENABLED") == (
        action["unknownUserAction"],
        action["progressiveProfilingAction"],
    )
    assert "uiSchemaId" not in action


@pytest.mark.parametrize("value", ["refuse", "accept"])
def test_first_ui_schema_is_taken(client, value):
    """A PUT that brings a `uiSchemaId` to a rule without one answers 200, and the rule has it.

    Source: recorded by terraform-provider-okta, 3 orgs.
    """
    okta = client(switches=Switches(other_ui_schema=value))
    path, rule = new_rule(okta)

    answer = okta.put(path, json=enrolling(rule, uiSchemaId="uis1"))

    assert (200, "uis1") == (answer.status_code, action_of(answer)["uiSchemaId"])


@pytest.mark.parametrize("given", [..., None, ""])
def test_rule_without_ui_schema_needs_none(client, given):
    """A rule without a `uiSchemaId` is sent back without one or an empty one, and has none.

    Source: recorded by terraform-provider-okta for one left out; the rest is the emulator's choice.
    """
    okta = client()
    path, rule = new_rule(okta)

    answer = okta.put(path, json=enrolling(rule, uiSchemaId=given))

    assert (200, False) == (answer.status_code, "uiSchemaId" in action_of(answer))


@pytest.mark.parametrize(("value", "expected"), [("refuse", REFUSED), ("accept", (200, None))])
def test_other_ui_schema(client, value, expected):
    """Another `uiSchemaId` than the rule has is refused or stored, as the switch says."""
    okta = client(switches=Switches(other_ui_schema=value))
    path, rule = rule_of(okta)

    assert expected == code(okta.put(path, json=enrolling(rule, uiSchemaId="uisother")))


@pytest.mark.parametrize("given", [..., None, ""])
@pytest.mark.parametrize("value", ["refuse", "accept"])
def test_ui_schema_is_not_left_out(client, value, given):
    """A PUT without the `uiSchemaId` that the rule has is refused, whatever the switch says.

    Source: terraform-provider-okta, issues 1213 and 1394.
    """
    okta = client(switches=Switches(other_ui_schema=value))
    path, rule = rule_of(okta)

    answer = okta.put(path, json=enrolling(rule, uiSchemaId=given))

    assert REFUSED == code(answer)
    assert "actions.profileEnrollment.uiSchemaId" in answer.json()["errorSummary"]


def test_rule_of_the_default_policy_is_as_documented(client):
    """The org's own enrollment rule asks for three attributes, denies, and has a UI schema.

    Source: Okta Management API, sample list-all-profile-enrollment-policy-rule-response.
    """
    _, rule = rule_of(client())

    action = rule["actions"]["profileEnrollment"]
    names = [attribute["name"] for attribute in action["profileAttributes"]]
    assert (["email", "firstName", "lastName"], "DENY", "DISABLED", True) == (
        names,
        action["unknownUserAction"],
        action["progressiveProfilingAction"],
        action["uiSchemaId"].startswith("uis"),
    )


def test_default_policy_is_found_by_type(client):
    """Exactly one enrollment policy is the system's, also where others were made.

    Source: recorded by salto-io/salto, okta-adapter: `system` is true for the org's own.
    """
    okta = client()
    new_rule(okta)

    policies = okta.get(POLICIES, params={"type": "PROFILE_ENROLLMENT"}).json()

    assert [("Default Policy", True), ("own", False)] == [
        (policy["name"], policy["system"]) for policy in policies
    ]
