"""Policies, and their rules without hooks."""

import pytest
from emulator.answers import REFUSED, code
from emulator.okta.policies.rule_paths import POLICIES, policies_of, rule_of

from hookops.emulator.control.switches import Switches

HOOKS = "/api/v1/inlineHooks"
REGISTRATION = {"type": "com.okta.user.pre-registration", "version": "1.0.2"}


def test_fresh_org_has_its_policies(client):
    """A fresh org has a `Default Policy` of the system with one rule, for either type.

    Source: recorded by salto-io/salto, okta-adapter; order of members as recorded by
    terraform-provider-okta TestAccResourceOktaPolicyRuleProfileEnrollment_crud.
    """
    okta = client()

    (policy,) = policies_of(okta)
    _, rule = rule_of(okta)
    (access,) = policies_of(okta, "ACCESS_POLICY")
    (sign_on,) = okta.get(f"{POLICIES}/{access['id']}/rules").json()

    assert ("Default Policy", True, None) == tuple(
        policy[name] for name in ("name", "system", "conditions")
    )
    assert [
        *("id", "status", "name", "priority", "created", "lastUpdated", "system", "conditions"),
        *("actions", "_links", "type"),
    ] == list(rule)
    assert ("Catch-all Rule", 99, True, None) == tuple(
        rule[name] for name in ("name", "priority", "system", "conditions")
    )
    assert ["GET", "PUT"] == rule["_links"]["self"]["hints"]["allow"]
    assert rule["actions"]["profileEnrollment"]["preRegistrationInlineHooks"] is None
    assert ("Default Policy", "Catch-all Rule") == (access["name"], sign_on["name"])
    assert policy == okta.get(f"{POLICIES}/{policy['id']}").json()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", (400, "E0000028")),
        ("?type=NONE", REFUSED),
        ("?type=PASSWORD", (501, "E0000060")),
        ("?type=ACCESS_POLICY&after=x", (400, "E0000029")),
    ],
)
def test_list_needs_a_type(client, query, expected):
    """A list without a type, or with one that is none, is refused.

    Source: Okta Management API, listPolicies; Okta, Error codes, E0000028.
    """
    assert expected == code(client().get(POLICIES + query))


def test_list_is_refined(client):
    """`q` is the start of a name, `status` a status; `sortBy` sorts by name.

    Source: Okta Management API, listPolicies.
    """
    okta = client()
    for name, status in (("Zoo", "INACTIVE"), ("abc", "ACTIVE")):
        body = {"name": name, "type": "PROFILE_ENROLLMENT", "status": status}
        okta.post(POLICIES, json=body)
    path = POLICIES + "?type=PROFILE_ENROLLMENT"

    lists = [okta.get(path + more).json() for more in ("&q=zo", "&status=ACTIVE", "&sortBy=name")]

    assert [["Zoo"], ["Default Policy", "abc"], ["Default Policy", "Zoo", "abc"]] == [
        [policy["name"] for policy in shown] for shown in lists
    ]


@pytest.mark.parametrize(
    ("value", "policies", "groups"),
    [("policies", True, False), ("everywhere", True, True), ("none", False, False)],
)
def test_spurious_next(client, value, policies, groups):
    """A list with a `limit` leads to an empty page as the switch says, and that one to none.

    Source: recorded by salto-io/salto, okta-adapter, for policies; without `limit` there is none.
    """
    okta = client(switches=Switches(spurious_next=value))
    path = POLICIES + "?type=PROFILE_ENROLLMENT"

    shown = okta.get(path + "&limit=200")

    assert (policies, groups) == (
        "next" in shown.links,
        "next" in okta.get("/api/v1/groups?limit=200").links,
    )
    assert "next" not in okta.get(path).links
    if policies:
        last = okta.get(shown.links["next"]["url"])
        assert ([], False) == (last.json(), "next" in last.links)


def test_classic_engine_has_none(client):
    """The Classic Engine has no enrollment policies. The error is the emulator's choice.

    Source: Okta Management API, PROFILE_ENROLLMENT: Identity Engine only.
    """
    okta = client()
    path = f"{POLICIES}/{policies_of(okta)[0]['id']}"
    okta.patch("/_emulator/switches", json={"engine": "classic"})

    assert REFUSED == code(okta.get(POLICIES + "?type=PROFILE_ENROLLMENT"))
    assert (404, "E0000007") == code(okta.get(path)) == code(okta.get(path + "/rules"))


def test_policy_lives_and_ends(client):
    """A policy is created with its rule, replaced, deactivated and deleted.

    Source: Okta Management API, createPolicy and the calls after it; recorded by
    terraform-provider-okta TestAccResourceOktaPolicyRuleProfileEnrollment_crud.
    """
    okta = client()
    body = {"name": "a", "type": "PROFILE_ENROLLMENT"}

    created = okta.post(POLICIES, json=body)
    path = f"{POLICIES}/{created.json()['id']}"
    embedded = okta.get(path + "?expand=rules").json()["_embedded"]["rules"]
    replaced = okta.put(path, json=body | {"name": "b", "description": "d"}).json()
    stopped = okta.post(path + "/lifecycle/deactivate", content=b"")
    inactive = okta.get(path).json()
    okta.post(path + "/lifecycle/activate", content=b"")
    active = okta.get(path).json()
    retyped = okta.put(path, json=body | {"type": "ACCESS_POLICY"})
    deleted = okta.delete(path)

    assert (200, 204, 204) == (created.status_code, stopped.status_code, deleted.status_code)
    assert ["Catch-all Rule"] == [rule["name"] for rule in embedded]
    assert ("b", "d") == (replaced["name"], replaced["description"])
    assert ("INACTIVE", "ACTIVE") == (inactive["status"], active["status"])
    assert ("activate" in inactive["_links"], "deactivate" in active["_links"]) == (True, True)
    assert REFUSED == code(retyped) == code(okta.post(POLICIES, json={"name": "x"}))
    assert (404, "E0000007") == code(okta.get(path))


@pytest.mark.parametrize("value", ["ignore", "obey"])
def test_put_of_an_enrollment_policy_ignores_its_status(client, value):
    """A PUT leaves the status of a PROFILE_ENROLLMENT policy as it is, whatever the switch says.

    Source: recorded by terraform-provider-okta, 3 orgs.
    """
    okta = client(switches=Switches(put_status=value))
    body = {"name": "a", "type": "PROFILE_ENROLLMENT"}
    path = f"{POLICIES}/{okta.post(POLICIES, json=body).json()['id']}"

    answer = okta.put(path, json=body | {"status": "INACTIVE"})

    assert (200, "ACTIVE") == (answer.status_code, answer.json()["status"])


@pytest.mark.parametrize(("value", "expected"), [("ignore", "ACTIVE"), ("obey", "INACTIVE")])
def test_put_status(client, value, expected):
    """A PUT with a status sets it, for other policies and for rules, as the switch says."""
    okta = client(switches=Switches(put_status=value))
    body = {"name": "a", "type": "ACCESS_POLICY"}
    path = f"{POLICIES}/{okta.post(POLICIES, json=body).json()['id']}"
    rule = f"{path}/rules/{okta.post(path + '/rules', json=body).json()['id']}"

    answers = [okta.put(one, json=body | {"status": "INACTIVE"}) for one in (path, rule)]

    assert [expected] * 2 == [answer.json()["status"] for answer in answers]


def test_system_policy_and_rule_stay(client):
    """The org's own policy and its rule allow GET and PUT only. The error is unknown.

    Source: recorded by salto-io/salto and terraform-provider-okta, `hints.allow`.
    """
    okta = client()
    path, _ = rule_of(okta)
    policy = f"{POLICIES}/{policies_of(okta)[0]['id']}"

    answers = [
        okta.delete(policy),
        okta.delete(path),
        okta.post(policy + "/lifecycle/deactivate", content=b""),
        okta.post(path + "/lifecycle/deactivate", content=b""),
    ]

    assert [(403, "E0000006")] * 4 == [code(answer) for answer in answers]


def test_enrollment_policy_has_one_rule(client):
    """A second rule is refused.

    Source: Okta Management API, createPolicyRule.
    """
    okta = client()
    path, rule = rule_of(okta)

    assert REFUSED == code(okta.post(path.rpartition("/")[0], json=rule))


def test_access_policy_has_rules(client):
    """A rule of an access policy is created, replaced, deactivated and deleted.

    Source: Okta Management API, createPolicyRule and the calls after it.
    """
    okta = client()
    rules = f"{POLICIES}/{policies_of(okta, 'ACCESS_POLICY')[0]['id']}/rules"
    body = {"name": "a", "type": "ACCESS_POLICY", "actions": {"appSignOn": {}}}

    path = f"{rules}/{okta.post(rules, json=body).json()['id']}"
    names = [rule["name"] for rule in okta.get(rules).json()]
    okta.put(path, json=body | {"name": "b", "conditions": {"people": {}}})
    stopped = okta.post(path + "/lifecycle/deactivate", content=b"")
    shown = okta.get(path).json()
    okta.post(path + "/lifecycle/activate", content=b"")
    active = okta.get(path).json()["status"]
    deleted = okta.delete(path)

    assert ["a", "Catch-all Rule"] == names
    assert ("b", "INACTIVE", {"people": {}}) == tuple(
        shown[name] for name in ("name", "status", "conditions")
    )
    assert (204, "ACTIVE", 204) == (stopped.status_code, active, deleted.status_code)
    assert REFUSED == code(okta.post(rules, json=body | {"type": "PROFILE_ENROLLMENT"}))
    assert REFUSED == code(okta.post(rules, json={}))
    assert (404, "E0000007") == code(okta.get(path))


def test_changes_are_logged(client):
    """Changes of policies and rules are events.

    Source: Okta, Event types, `policy.lifecycle.*` and `policy.rule.*`.
    """
    okta = client()
    path, rule = rule_of(okta)
    okta.put(path, json=rule)
    made = okta.post(POLICIES, json={"name": "a", "type": "ACCESS_POLICY"}).json()
    okta.delete(f"{POLICIES}/{made['id']}")

    world = okta._transport.app.extensions["hookops.emulator"]

    assert [
        *("policy.rule.update", "policy.lifecycle.create", "policy.rule.add"),
        "policy.lifecycle.delete",
    ] == [event["eventType"] for event in world.all("events")]


def test_seed_adds_policies_and_binds_hooks(client, http_body):
    """A seed binds a hook by its name, and adds policies and rules."""
    rules = [{"name": "Catch-all Rule", "inlineHook": "signup"}]
    action = {"profileEnrollment": {"unknownUserAction": "REGISTER"}}
    seed = {
        "hooks": [http_body("signup", **REGISTRATION)],
        "policies": [
            {"name": "Default Policy", "description": "Ours", "rules": rules},
            {"name": "Other", "rules": [{"name": "Catch-all Rule", "actions": action}]},
            {
                "name": "Access",
                "type": "ACCESS_POLICY",
                "rules": [{"name": "x"}, {"name": "x", "status": "INACTIVE"}],
            },
        ],
    }
    okta = client(seed=seed)

    default, other = policies_of(okta)
    access = policies_of(okta, "ACCESS_POLICY")[1]
    shown = [okta.get(f"{POLICIES}/{one['id']}/rules").json() for one in (default, other, access)]

    hook = okta.get(HOOKS).json()[0]["id"]
    actions = [rules[0]["actions"].get("profileEnrollment") for rules in shown]
    assert hook == actions[0]["preRegistrationInlineHooks"][0]["inlineHookId"]
    assert ("Ours", True) == (default["description"], default["system"])
    assert "REGISTER" == actions[1]["unknownUserAction"]
    assert [("x", "INACTIVE"), ("Catch-all Rule", "ACTIVE")] == [
        (rule["name"], rule["status"]) for rule in shown[2]
    ]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (1, "a policy of a seed is no mapping"),
        ({"type": "NONE", "name": "a"}, "type: The value is not a supported policy type"),
        ({"name": "a", "rules": [1]}, "a rule of a seed is no mapping"),
        ({"name": "a", "rules": [{"name": "b"}]}, "has exactly one rule"),
    ],
)
def test_wrong_seed_is_an_error(client, item, message):
    """A seed that the API would refuse is an error that says why."""
    with pytest.raises(ValueError, match=message):
        client(seed={"policies": [item]})
