"""Authorization servers, their policies, and rules with token inline hooks."""

import pytest

from hookops.emulator.control.switches import Switches

SERVERS = "/api/v1/authorizationServers"
DEFAULT = SERVERS + "/default/policies"
HOOKS = "/api/v1/inlineHooks"
TOKEN = "com.okta.oauth2.tokens.transform"


def code(answer):
    return answer.status_code, answer.json().get("errorCode") if answer.content else None


def rules_of(okta):
    return f"{DEFAULT}/{okta.get(DEFAULT).json()[0]['id']}/rules"


def hook_of(okta, body, **options):
    return okta.post(HOOKS, json=body(**options)).json()["id"]


def bound(rule, hook_id):
    """The body that binds the hook to the rule that was read."""
    body = {name: rule[name] for name in ("name", "type", "conditions", "priority", "status")}
    return body | {"actions": {"token": rule["actions"]["token"] | {"inlineHook": {"id": hook_id}}}}


def test_fresh_org_has_a_default_server(client):
    """A fresh org has the server `default`, whose name is an id too, with one policy and rule.

    Source: Okta, Authorization servers; members of a rule and their order as recorded by
    terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create.
    """
    okta = client()

    (server,) = okta.get(SERVERS).json()
    (policy,) = okta.get(DEFAULT).json()
    (rule,) = okta.get(rules_of(okta)).json()

    assert ("default", ["api://default"], True) == tuple(
        server[name] for name in ("name", "audiences", "default")
    )
    assert "https://acme.okta.example/oauth2/default" == server["issuer"]
    assert server == okta.get(f"{SERVERS}/default").json()
    assert ("Default Policy", False) == (policy["name"], policy["system"])
    assert [
        *("id", "status", "name", "priority", "created", "lastUpdated", "system", "conditions"),
        *("actions", "_links", "type"),
    ] == list(rule)
    assert ("Default Policy Rule", None, None) == (
        rule["name"],
        rule["created"],
        rule["lastUpdated"],
    )
    assert "inlineHook" not in rule["actions"]["token"]


def test_org_without_the_feature_has_no_servers(client):
    """An org without API Access Management answers 401 E0000015.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create,
    classic-00.
    """
    okta = client(switches=Switches(feature_api_access_management="off"))

    answers = [okta.get(SERVERS), okta.get(DEFAULT), okta.get(DEFAULT + "/00p/rules")]

    assert [(401, "E0000015")] * 3 == [code(answer) for answer in answers]


def test_servers_are_listed_in_pages(client):
    """`q` is found in names and audiences; a page leads to the next by its `Link` header.

    Source: Okta Management API, listAuthorizationServers; recorded by terraform-provider-okta
    TestAccDataSourceOktaAuthServer_read.
    """
    okta = client()
    for name in ("one", "two"):
        okta.post(SERVERS, json={"name": name, "audiences": [f"api://{name}/x"]})

    first = okta.get(SERVERS, params={"limit": 2})
    second = okta.get(first.links["next"]["url"])

    assert ["default", "one"] == [server["name"] for server in first.json()]
    assert ["two"] == [server["name"] for server in second.json()]
    assert "next" not in second.links
    assert ["two"] == [server["name"] for server in okta.get(SERVERS + "?q=WO/x").json()]
    assert (400, "E0000029") == code(okta.get(SERVERS + "?after=x"))
    assert (400, "E0000001") == code(okta.get(SERVERS + "?limit=x"))


def test_server_lives_and_ends(client):
    """A server is created with 201, replaced, deactivated and deleted with its policies.

    Source: Okta Management API, createAuthorizationServer and the calls after it.
    """
    okta = client()
    body = {"name": "a", "audiences": ["api://a"]}

    created = okta.post(SERVERS, json=body)
    path = f"{SERVERS}/{created.json()['id']}"
    policy = okta.post(path + "/policies", json={"name": "p"}).json()["id"]
    rule = {"name": "r", "type": "RESOURCE_ACCESS", "conditions": {}}
    okta.post(f"{path}/policies/{policy}/rules", json=rule)
    replaced = okta.put(path, json=body | {"name": "b", "issuerMode": "ORG_URL"}).json()
    stopped = okta.post(path + "/lifecycle/deactivate", content=b"")
    shown = okta.get(path).json()
    started = okta.post(path + "/lifecycle/activate", content=b"")
    deleted = okta.delete(path)

    assert [201, 204, 204, 204] == [
        answer.status_code for answer in (created, stopped, started, deleted)
    ]
    assert ("b", "ORG_URL") == (replaced["name"], replaced["issuerMode"])
    assert ("INACTIVE", True) == (shown["status"], "activate" in shown["_links"])
    assert (404, "E0000007") == code(okta.get(path)) == code(okta.get(path + "/policies"))


@pytest.mark.parametrize(
    "body", [{"name": "a"}, {"audiences": ["x"]}, {"name": 1, "audiences": []}]
)
def test_server_needs_a_name_and_one_audience(client, body):
    """A server without a name or exactly one audience is refused.

    Source: Okta Management API, AuthorizationServer; Okta, Authorization servers.
    """
    assert (400, "E0000001") == code(client().post(SERVERS, json=body))


def test_policy_lives_and_ends(client):
    """A policy is created with 201, replaced, deactivated and deleted; priorities have no gaps.

    Source: Okta Management API, createAuthorizationServerPolicy and the calls after it.
    """
    okta = client()

    created = okta.post(DEFAULT, json={"name": "first", "priority": 1})
    path = f"{DEFAULT}/{created.json()['id']}"
    names = [(one["name"], one["priority"]) for one in okta.get(DEFAULT).json()]
    replaced = okta.put(path, json={"name": "second", "status": "INACTIVE"}).json()
    okta.post(path + "/lifecycle/activate", content=b"")
    active = okta.get(path).json()["status"]
    okta.post(path + "/lifecycle/deactivate", content=b"")
    inactive = okta.get(path).json()["status"]
    okta.post(path + "/rules", json={"name": "r", "type": "RESOURCE_ACCESS", "conditions": {}})
    deleted = okta.delete(path)

    assert (201, 204) == (created.status_code, deleted.status_code)
    assert [("first", 1), ("Default Policy", 2)] == names
    assert ("second", 1, "INACTIVE") == tuple(
        replaced[name] for name in ("name", "priority", "status")
    )
    assert ("ACTIVE", "INACTIVE") == (active, inactive)
    assert [1] == [policy["priority"] for policy in okta.get(DEFAULT).json()]
    assert (404, "E0000007") == code(okta.get(path))
    assert (400, "E0000001") == code(okta.post(DEFAULT, json={}))


def test_hook_is_bound_and_unbound_by_put(client, http_body):
    """A PUT with `inlineHook` binds, one without unbinds: the key is absent then.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create.
    """
    okta = client()
    rules = rules_of(okta)
    rule = okta.get(rules).json()[0]
    path = f"{rules}/{rule['id']}"
    hook = hook_of(okta, http_body)

    binding = okta.put(path, json=bound(rule, hook))
    shown = okta.get(path).json()
    unbinding = okta.put(path, json={name: rule[name] for name in rule if name != "actions"})

    assert {"id": hook} == binding.json()["actions"]["token"]["inlineHook"]
    assert shown == binding.json()
    assert (200, False) == (
        unbinding.status_code,
        "inlineHook" in unbinding.json()["actions"]["token"],
    )


def test_rule_is_created_with_a_hook(client, http_body):
    """A new rule is answered with 201 and its hook.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create.
    """
    okta = client()
    rules = rules_of(okta)
    hook = hook_of(okta, http_body)
    body = {"name": "r", "type": "RESOURCE_ACCESS", "conditions": {"people": {}}}

    answer = okta.post(
        rules,
        json=bound({**body, "priority": None, "status": "ACTIVE", "actions": {"token": {}}}, hook),
    )

    rule = answer.json()
    assert 201 == answer.status_code
    assert {
        "accessTokenLifetimeMinutes": 60,
        "refreshTokenLifetimeMinutes": 0,
        "refreshTokenWindowMinutes": 10080,
        "inlineHook": {"id": hook},
    } == rule["actions"]["token"]
    assert {"people": {}} == rule["conditions"]


def test_priority_of_a_lone_rule_is_one(client):
    """A PUT with priority 2 of the only rule leaves it at 1.

    Source: recorded by okta-sdk-python test_authorization_server_rules_it.
    """
    okta = client()
    rules = rules_of(okta)
    rule = okta.get(rules).json()[0]

    answer = okta.put(f"{rules}/{rule['id']}", json=rule | {"priority": 2})

    assert 1 == answer.json()["priority"]


def test_rules_are_moved_by_their_priority(client):
    """A rule at the priority of another goes before it, and a deleted one leaves no gap.

    Source: Okta Management API, AuthorizationServerPolicyRule, priority.
    """
    okta = client()
    rules = rules_of(okta)
    body = {"type": "RESOURCE_ACCESS", "conditions": {}}
    ids = [okta.post(rules, json={"name": name} | body).json()["id"] for name in "abc"]

    okta.put(f"{rules}/{ids[2]}", json={"name": "c", "priority": 1} | body)
    okta.delete(f"{rules}/{ids[0]}")

    shown = [(rule["name"], rule["priority"]) for rule in okta.get(rules).json()]
    assert [("c", 1), ("Default Policy Rule", 2), ("b", 3)] == shown


def test_rule_is_deactivated_and_activated(client):
    """The lifecycle of a rule is answered with 204, and its link tells what can be done.

    Source: Okta Management API, deactivateAuthorizationServerPolicyRule.
    """
    okta = client()
    path = f"{rules_of(okta)}/{okta.get(rules_of(okta)).json()[0]['id']}"

    answer = okta.post(path + "/lifecycle/deactivate", content=b"")
    inactive = okta.get(path).json()
    okta.post(path + "/lifecycle/activate", content=b"")

    assert (204, "INACTIVE", True) == (
        answer.status_code,
        inactive["status"],
        "activate" in inactive["_links"],
    )
    assert "ACTIVE" == okta.get(path).json()["status"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"type": "SIGN_ON"},
        {"conditions": None},
        {"conditions": []},
        {"actions": {"token": {"inlineHook": {}}}},
        {"actions": {"token": {"inlineHook": {"id": "calnone"}}}},
    ],
)
def test_wrong_rule_is_refused(client, change):
    """A rule without what is required, or with a hook that is none, is refused.

    Source: Okta Management API, AuthorizationServerPolicyRuleRequest; the error for a hook that is
    none is the emulator's choice.
    """
    body = {"name": "r", "type": "RESOURCE_ACCESS", "conditions": {}}
    okta = client()

    assert (400, "E0000001") == code(okta.post(rules_of(okta), json=body | change))


@pytest.mark.parametrize(
    "people",
    [
        [],
        {"users": []},
        {"users": ["00u1"]},
        {"users": "00u1"},
        {"users": {"include": "00u1"}},
        {"users": {"include": [1]}},
        {"users": {"exclude": [None]}},
        {"users": {"exclude": {}}},
        {"groups": ["EVERYONE"]},
        {"groups": {"include": [{}]}},
    ],
)
def test_wrong_people_are_refused(client, people):
    """People are objects with lists of ids, in a create and in a replace; nothing else is stored.

    Source: Okta Management API, AuthorizationServerPolicyPeopleCondition; the error is the
    emulator's choice.
    """
    body = {"name": "r", "type": "RESOURCE_ACCESS", "conditions": {"people": people}}
    okta = client()
    path = rules_of(okta)
    before = okta.get(path).json()

    created = okta.post(path, json=body)
    replaced = okta.put(f"{path}/{before[0]['id']}", json=body)

    assert [(400, "E0000001")] * 2 == [code(created), code(replaced)]
    assert before == okta.get(path).json()


def test_right_people_are_kept(client):
    """People that are ids, or that are left out, are shown as they were given."""
    okta = client()
    people = {"users": {"include": ["00u1"], "exclude": []}, "groups": None}
    body = {"name": "r", "type": "RESOURCE_ACCESS", "conditions": {"people": people}}

    rule = okta.post(rules_of(okta), json=body).json()

    assert {"people": people} == rule["conditions"]


def test_bound_hook_may_be_deleted_and_dangles(client, http_body):
    """A bound token hook is deactivated and deleted; the rule points at nothing until rewritten.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create, four
    times; what a GET shows in between is unknown.
    """
    okta = client()
    rules = rules_of(okta)
    rule = okta.get(rules).json()[0]
    hook = hook_of(okta, http_body)
    okta.put(f"{rules}/{rule['id']}", json=bound(rule, hook))

    stopped = okta.post(f"{HOOKS}/{hook}/lifecycle/deactivate", content=b"")
    deleted = okta.delete(f"{HOOKS}/{hook}")
    dangling = okta.get(rules).json()[0]
    again = okta.put(f"{rules}/{rule['id']}", json=dangling)
    unbinding = okta.put(f"{rules}/{rule['id']}", json=rule)

    assert (200, 204) == (stopped.status_code, deleted.status_code)
    assert {"id": hook} == dangling["actions"]["token"]["inlineHook"]
    assert (400, "E0000001") == code(again)
    assert "inlineHook" not in unbinding.json()["actions"]["token"]


def test_dangling_reference_may_be_hidden(client, http_body):
    """With `hide`, a rule shows no hook once it is deleted."""
    okta = client(switches=Switches(dangling_reference="hide"))
    rules = rules_of(okta)
    rule = okta.get(rules).json()[0]
    hook = hook_of(okta, http_body)
    okta.put(f"{rules}/{rule['id']}", json=bound(rule, hook))
    okta.post(f"{HOOKS}/{hook}/lifecycle/deactivate", content=b"")
    okta.delete(f"{HOOKS}/{hook}")

    assert "inlineHook" not in okta.get(rules).json()[0]["actions"]["token"]


@pytest.mark.parametrize(("value", "expected"), [("accept", 204), ("refuse", 400)])
def test_delete_bound(client, http_body, value, expected):
    """A bound hook is deleted or refused as the switch says."""
    okta = client(switches=Switches(delete_bound=value))
    rules = rules_of(okta)
    rule = okta.get(rules).json()[0]
    hook = hook_of(okta, http_body)
    okta.put(f"{rules}/{rule['id']}", json=bound(rule, hook))
    okta.post(f"{HOOKS}/{hook}/lifecycle/deactivate", content=b"")

    assert expected == okta.delete(f"{HOOKS}/{hook}").status_code


@pytest.mark.parametrize(("value", "expected"), [("refuse", 400), ("accept", 200)])
def test_bad_hook_reference(client, http_body, value, expected):
    """An id that is no token hook's is bound or refused as the switch says."""
    okta = client(switches=Switches(bad_hook_reference=value))
    rules = rules_of(okta)
    rule = okta.get(rules).json()[0]
    other = hook_of(okta, http_body, type="com.okta.import.transform", version="1.0.2")

    answers = [
        okta.put(f"{rules}/{rule['id']}", json=bound(rule, hook)) for hook in ("calnone", other)
    ]

    assert [expected] * 2 == [answer.status_code for answer in answers]


@pytest.mark.parametrize(("value", "expected"), [("refuse", 400), ("accept", 200)])
def test_bind_inactive(client, http_body, value, expected):
    """An INACTIVE hook is bound or refused as the switch says; a bound one may be sent back."""
    okta = client(switches=Switches(bind_inactive=value))
    rules = rules_of(okta)
    rule = okta.get(rules).json()[0]
    hook = hook_of(okta, http_body)
    path = f"{rules}/{rule['id']}"
    okta.put(path, json=bound(rule, hook))
    okta.post(f"{HOOKS}/{hook}/lifecycle/deactivate", content=b"")

    again = okta.put(path, json=bound(rule, hook))
    okta.put(path, json=rule)
    anew = okta.put(path, json=bound(rule, hook))

    assert (200, expected) == (again.status_code, anew.status_code)


@pytest.mark.parametrize(("value", "expected"), [("refuse", 400), ("unbind", 200)])
def test_token_hook_null(client, value, expected):
    """`inlineHook` null is refused or unbinds as the switch says."""
    okta = client(switches=Switches(token_hook_null=value))
    rules = rules_of(okta)
    rule = okta.get(rules).json()[0]
    body = rule | {"actions": {"token": {"inlineHook": None}}}

    assert expected == okta.put(f"{rules}/{rule['id']}", json=body).status_code


@pytest.mark.parametrize(
    ("value", "expected"), [("logged", ["policy.rule.update"]), ("silent", [])]
)
def test_token_rule_events(client, value, expected):
    """A change of a rule is an event, or none, as the switch says; a fresh org's objects are none.

    Source: Okta, Event types, `policy.rule.*`; whether these rules have them is unknown.
    """
    okta = client(switches=Switches(token_rule_events=value))
    rules = rules_of(okta)
    rule = okta.get(rules).json()[0]
    okta.put(f"{rules}/{rule['id']}", json=rule)

    world = okta._transport.app.extensions["hookops.emulator"]

    assert expected == [event["eventType"] for event in world.all("events")]


@pytest.mark.parametrize(
    "path", ["none/policies", "default/policies/00p", "default/policies/00p/rules"]
)
def test_unknown_objects_are_not_found(client, path):
    """What does not exist is answered with 404 E0000007, as hooks are."""
    assert (404, "E0000007") == code(client().get(f"{SERVERS}/{path}"))


def test_system_rule_is_not_deleted(client):
    """A rule of the system stays.

    Source: Okta Management API, AuthorizationServerPolicyRule, system; the error is unknown.
    """
    okta = client()
    world = okta._transport.app.extensions["hookops.emulator"]
    path = rules_of(okta)
    rule = okta.get(path).json()[0]
    server = okta.get(SERVERS).json()[0]["id"]
    collection = f"authorizationServers/{server}/policies/{path.split('/')[-2]}/rules"
    with world.transaction() as records:
        records.save(collection, rule["id"], world.get(collection, rule["id"]) | {"system": True})

    assert (403, "E0000006") == code(okta.delete(f"{path}/{rule['id']}"))


def test_seed_adds_to_the_default_server(client, http_body):
    """A seed binds a hook by its name to a rule that is there, and adds servers."""
    rules = [{"name": "Default Policy Rule", "inlineHook": "enrich"}, {"name": "New"}]
    policies = [{"name": "Default Policy", "rules": rules}, {"name": "Other"}]
    servers = [{"name": "default", "policies": policies}, {"name": "b", "status": "INACTIVE"}]
    okta = client(seed={"hooks": [http_body()], "authorization_servers": servers})

    shown = okta.get(rules_of(okta)).json()

    hook = okta.get(HOOKS).json()[0]["id"]
    assert {"id": hook} == shown[0]["actions"]["token"]["inlineHook"]
    assert ["Default Policy Rule", "New"] == [rule["name"] for rule in shown]
    assert ["ACTIVE", "INACTIVE"] == [server["status"] for server in okta.get(SERVERS).json()]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (1, "an authorization server of a seed is no mapping"),
        ({"name": ""}, "name: The field cannot be left blank"),
        ({"name": "a", "policies": [1]}, "a policy of a seed is no mapping"),
        (
            {"name": "a", "policies": [{"name": "p", "rules": [1]}]},
            "a rule of a seed is no mapping",
        ),
        (
            {
                "name": "default",
                "policies": [{"name": "p", "rules": [{"name": "r", "inlineHook": "x"}]}],
            },
            "is not the id of an inline hook",
        ),
    ],
)
def test_wrong_seed_is_an_error(client, item, message):
    """A seed that the API would refuse is an error that says why."""
    with pytest.raises(ValueError, match=message):
        client(seed={"authorization_servers": [item]})
