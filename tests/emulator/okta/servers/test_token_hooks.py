"""Token inline hooks, bound to rules of authorization servers."""

import pytest
from emulator.answers import code
from emulator.okta.servers.rule_paths import rules_of

from hookops.emulator.control.switches import Switches

HOOKS = "/api/v1/inlineHooks"


def hook_of(okta, body, **options):
    return okta.post(HOOKS, json=body(**options)).json()["id"]


def bound(rule, hook_id):
    """The body that binds the hook to the rule that was read."""
    body = {name: rule[name] for name in ("name", "type", "conditions", "priority", "status")}
    return body | {"actions": {"token": rule["actions"]["token"] | {"inlineHook": {"id": hook_id}}}}


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
    assert {"users": {"exclude": []}} == rule["conditions"]["people"]


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
