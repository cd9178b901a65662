"""Rules of authorization servers: order, status, and what they may say."""

import pytest
from emulator.answers import code
from emulator.okta.servers.rule_paths import SERVERS, rules_of

from hookops.emulator.control.switches import Switches


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
