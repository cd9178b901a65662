"""Authorization servers and their policies."""

import pytest
from emulator.answers import code
from emulator.okta.servers.rule_paths import DEFAULT, SERVERS, rules_of

from hookops.emulator.control.switches import Switches

HOOKS = "/api/v1/inlineHooks"


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


@pytest.mark.parametrize("default", [True, False])
def test_links_of_a_server(client, default):
    """A server has a link to its keys, and its lists may be added to; `default` links by name.

    Source: recorded by terraform-provider-okta (138 of 138 for the default server).
    """
    okta = client()
    created = okta.post(SERVERS, json={"name": "a", "audiences": ["api://a"]}).json()
    name = "default" if default else created["id"]
    base = f"https://acme.okta.example{SERVERS}/{name}"

    links = okta.get(f"{SERVERS}/{name}").json()["_links"]

    single = [one for one in links.values() if isinstance(one, dict)]
    assert {base} == {one["href"][: len(base)] for one in single}
    assert f"{base}/credentials/keys" == links["keys"]["href"]
    assert [["GET", "POST"]] * 3 == [
        links[one]["hints"]["allow"] for one in ("scopes", "claims", "policies")
    ]


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
    replaced = okta.put(path, json={"name": "second"}).json()
    okta.post(path + "/lifecycle/deactivate", content=b"")
    inactive = okta.get(path).json()["status"]
    okta.post(path + "/lifecycle/activate", content=b"")
    active = okta.get(path).json()["status"]
    okta.post(path + "/rules", json={"name": "r", "type": "RESOURCE_ACCESS", "conditions": {}})
    deleted = okta.delete(path)

    assert (201, 204) == (created.status_code, deleted.status_code)
    assert [("first", 1), ("Default Policy", 2)] == names
    assert ("second", 1) == (replaced["name"], replaced["priority"])
    assert ("ACTIVE", "INACTIVE") == (active, inactive)
    assert [1] == [policy["priority"] for policy in okta.get(DEFAULT).json()]
    assert (404, "E0000007") == code(okta.get(path))
    assert (400, "E0000001") == code(okta.post(DEFAULT, json={}))


@pytest.mark.parametrize(("value", "expected"), [("ignore", "ACTIVE"), ("obey", "INACTIVE")])
def test_put_status(client, value, expected):
    """A PUT with a status sets it, for policies and for rules, as the switch says."""
    okta = client(switches=Switches(put_status=value))
    policy, rule = okta.get(DEFAULT).json()[0], okta.get(rules_of(okta)).json()[0]
    paths = {f"{DEFAULT}/{policy['id']}": policy, f"{rules_of(okta)}/{rule['id']}": rule}

    answers = [okta.put(path, json=one | {"status": "INACTIVE"}) for path, one in paths.items()]

    assert [expected] * 2 == [answer.json()["status"] for answer in answers]


@pytest.mark.parametrize(
    "path", ["none/policies", "default/policies/00p", "default/policies/00p/rules"]
)
def test_unknown_objects_are_not_found(client, path):
    """What does not exist is answered with 404 E0000007, as hooks are."""
    assert (404, "E0000007") == code(client().get(f"{SERVERS}/{path}"))


def test_seed_adds_to_the_default_server(client, http_body):
    """A seed binds a hook by its name to a rule that is there, and adds servers."""
    there = {"name": "Default Policy Rule", "inlineHook": "enrich", "status": "INACTIVE"}
    rules = [there, {"name": "New"}]
    policies = [{"name": "Default Policy", "rules": rules}, {"name": "Other"}]
    servers = [{"name": "default", "policies": policies}, {"name": "b", "status": "INACTIVE"}]
    okta = client(seed={"hooks": [http_body()], "authorization_servers": servers})

    shown = okta.get(rules_of(okta)).json()

    hook = okta.get(HOOKS).json()[0]["id"]
    assert {"id": hook} == shown[0]["actions"]["token"]["inlineHook"]
    assert [("Default Policy Rule", "INACTIVE"), ("New", "ACTIVE")] == [
        (rule["name"], rule["status"]) for rule in shown
    ]
    assert ["ACTIVE", "INACTIVE"] == [server["status"] for server in okta.get(SERVERS).json()]


def test_seed_changes_what_is_there(client):
    """What a seed says of a server or policy that is there, it has; the rest stays."""
    policy = {"name": "Default Policy", "description": "Ours", "status": "INACTIVE"}
    server = {"name": "default", "audiences": ["api://ours"], "policies": [policy]}
    okta = client(seed={"authorization_servers": [server]})

    (shown,), (changed,) = okta.get(SERVERS).json(), okta.get(DEFAULT).json()

    assert (["api://ours"], "DYNAMIC") == (shown["audiences"], shown["issuerMode"])
    assert ("Ours", "INACTIVE", {"clients": {"include": ["ALL_CLIENTS"]}}) == tuple(
        changed[name] for name in ("description", "status", "conditions")
    )


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
