"""Registration inline hooks, bound to enrollment rules."""

import pytest
from emulator.answers import REFUSED, code
from emulator.okta.policies.rule_paths import POLICIES, rule_of

from hookops.emulator.control.switches import Switches

HOOKS = "/api/v1/inlineHooks"
REGISTRATION = {"type": "com.okta.user.pre-registration", "version": "1.0.2"}


def changed(rule, **changes):
    """The body of a PUT of the rule with these members of its action; ... leaves one out."""
    action = rule["actions"]["profileEnrollment"] | changes
    kept = {name: value for name, value in action.items() if value is not ...}
    return rule | {"actions": {"profileEnrollment": kept}}


def bound(rule, hook_id, **members):
    return changed(rule, preRegistrationInlineHooks=[{"inlineHookId": hook_id, **members}])


def hook_of(okta, body, name="signup"):
    return okta.post(HOOKS, json=body(name, **REGISTRATION)).json()["id"]


def test_hook_is_bound_and_unbound_by_put(client, http_body):
    """A PUT with an `inlineHookId` binds, `scopes` are added to it; null unbinds.

    Source: recorded by terraform-provider-okta TestAccResourceOktaPolicyRuleProfileEnrollment_crud.
    """
    okta = client()
    path, rule = rule_of(okta)
    hook = hook_of(okta, http_body)

    binding = okta.put(path, json=bound(rule, hook))
    shown = okta.get(path).json()
    unbinding = okta.put(path, json=changed(shown, preRegistrationInlineHooks=None))

    assert binding.json() == shown
    assert [{"inlineHookId": hook, "scopes": ["SELF_SERVICE_REGISTRATION"]}] == shown["actions"][
        "profileEnrollment"
    ]["preRegistrationInlineHooks"]
    assert unbinding.json()["actions"]["profileEnrollment"]["preRegistrationInlineHooks"] is None
    assert rule["actions"] == unbinding.json()["actions"]


def test_scopes_are_kept(client, http_body):
    """Scopes that are given are kept, and reset when a PUT leaves them out.

    Source: terraform-provider-okta, issue 1624.
    """
    okta = client()
    path, rule = rule_of(okta)
    hook = hook_of(okta, http_body)
    scopes = ["SELF_SERVICE_REGISTRATION", "PROGRESSIVE_PROFILING"]

    answers = [okta.put(path, json=bound(rule, hook, **more)) for more in ({"scopes": scopes}, {})]

    shown = [
        answer.json()["actions"]["profileEnrollment"]["preRegistrationInlineHooks"][0]["scopes"]
        for answer in answers
    ]
    assert [scopes, scopes[:1]] == shown


@pytest.mark.parametrize(
    "changes",
    [
        {"uiSchemaId": ...},
        {"uiSchemaId": "uisother"},
        {"access": "DENY"},
        {"preRegistrationInlineHooks": {}},
        {"preRegistrationInlineHooks": [1]},
        {"preRegistrationInlineHooks": [{}]},
        {"preRegistrationInlineHooks": [{"inlineHookId": "a"}, {"inlineHookId": "b"}]},
        {"preRegistrationInlineHooks": [{"inlineHookId": "calnone"}]},
    ],
)
def test_wrong_rule_is_refused(client, changes):
    """A rule without its `uiSchemaId`, denied, or with more or other than one hook is refused.

    Source: terraform-provider-okta, issues 1213 and 1394; Okta Management API,
    ProfileEnrollmentPolicyRuleAction.
    """
    okta = client()
    path, rule = rule_of(okta)

    answer = okta.put(path, json=changed(rule, **changes))

    assert REFUSED == code(answer)
    assert "actions.profileEnrollment" in answer.json()["errorSummary"]


def test_unknown_scope_is_refused(client, http_body):
    """A scope that is none is refused. Emulator choice."""
    okta = client()
    path, rule = rule_of(okta)
    hook = hook_of(okta, http_body)

    assert REFUSED == code(okta.put(path, json=bound(rule, hook, scopes=["ALL"])))


@pytest.mark.parametrize(("value", "expected"), [("refuse", 400), ("unbind", 200)])
def test_empty_registration_hooks(client, value, expected):
    """An empty list is refused or unbinds as the switch says."""
    okta = client(switches=Switches(empty_registration_hooks=value))
    path, rule = rule_of(okta)

    answer = okta.put(path, json=changed(rule, preRegistrationInlineHooks=[]))

    assert expected == answer.status_code


@pytest.mark.parametrize(("value", "expected"), [("refuse", 400), ("drop", 200)])
def test_omitted_progressive_profiling(client, value, expected):
    """A rule without `progressiveProfilingAction` is refused, or the member is gone.

    Source: terraform-provider-okta, issue 1733; recorded before by its test
    TestAccResourceOktaPolicyRuleProfileEnrollment_crud.
    """
    okta = client(switches=Switches(omitted_progressive_profiling=value))
    path, rule = rule_of(okta)

    answer = okta.put(path, json=changed(rule, progressiveProfilingAction=...))

    action = okta.get(path).json()["actions"]["profileEnrollment"]
    assert (expected, value == "refuse") == (
        answer.status_code,
        "progressiveProfilingAction" in action,
    )


@pytest.mark.parametrize(("value", "expected"), [("accept", 200), ("refuse", 400)])
def test_progressive_scope(client, http_body, value, expected):
    """The scope PROGRESSIVE_PROFILING without the action is met as the switch says."""
    okta = client(switches=Switches(progressive_scope=value))
    path, rule = rule_of(okta)
    body = bound(rule, hook_of(okta, http_body), scopes=["PROGRESSIVE_PROFILING"])

    disabled = okta.put(path, json=body)
    enabled = okta.put(path, json=changed(body, progressiveProfilingAction="ENABLED"))

    assert (expected, 200) == (disabled.status_code, enabled.status_code)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("refuse", REFUSED), ("forbid", (403, "E0000006")), ("accept", (200, None))],
)
def test_deactivate_bound_registration(client, http_body, value, expected):
    """A hook that an enrollment policy uses is not deactivated; the text is known.

    Source: terraform-provider-okta, resource_okta_policy_rule_profile_enrollment_test.go.
    """
    okta = client(switches=Switches(deactivate_bound_registration=value))
    path, rule = rule_of(okta)
    hook = hook_of(okta, http_body)
    okta.put(path, json=bound(rule, hook))

    answer = okta.post(f"{HOOKS}/{hook}/lifecycle/deactivate", content=b"")

    text = (
        "This pre-registration inline hook can't be deactivated because it is being used by a"
        " Profile Enrollment policy."
    )
    causes = [{"errorSummary": text}] if expected[1] else None
    assert (expected, causes) == (code(answer), answer.json().get("errorCauses"))


def test_deleting_the_policy_frees_the_hook(client, http_body):
    """Once the policy is deleted, its hook can be deactivated.

    Source: recorded by terraform-provider-okta TestAccResourceOktaPolicyRuleProfileEnrollment_crud.
    """
    okta = client()
    hook = hook_of(okta, http_body)
    policy = okta.post(POLICIES, json={"name": "a", "type": "PROFILE_ENROLLMENT"}).json()
    rules = f"{POLICIES}/{policy['id']}/rules"
    (rule,) = okta.get(rules).json()
    okta.put(f"{rules}/{rule['id']}", json=bound(rule, hook))
    stop = f"{HOOKS}/{hook}/lifecycle/deactivate"

    before = okta.post(stop, content=b"")
    okta.delete(f"{POLICIES}/{policy['id']}")
    after = okta.post(stop, content=b"")

    assert (400, 200) == (before.status_code, after.status_code)
