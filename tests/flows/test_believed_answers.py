"""Answers that are not true: what was to go is still there, and stays managed."""

import pytest
from conftest import key_manifest, manifest
from flows.org import MACHINES, SAML, TOKEN, hook, signed

from hookops.emulator.world import get_world
from hookops.model.change import Result

NOW = "2026-01-02T03:04:05.000Z"
GONE = {"error": "E0000007"}
DONE = {"status": 204, "carry_out": False}


def lie(world, method, path, action, nth=1):
    """That request is answered so, and not carried out."""
    match = {"method": method, "path": path, "nth": nth}
    get_world(world.made).control.faults.add({"match": match, "action": action})


def sent(name, type_):
    """A hook of that name as somebody else makes one."""
    config = {"uri": "https://other.example.com", "method": "POST", "headers": []}
    channel = {"type": "HTTP", "version": "1.0.0", "config": config}
    return {"name": name, "type": type_, "version": "1.0.1", "channel": channel}


def results(applied):
    return [(o.change.action.value, o.result) for o in applied.outcomes]


@pytest.mark.parametrize(
    ("method", "action"),
    # A read without a body is no answer, so it says nothing.
    [("DELETE", GONE), ("DELETE", DONE), ("GET", GONE)],
    ids=["delete 404", "delete 204", "read 404"],
)
def test_a_hook_that_is_said_to_be_gone(world, action, method):
    """It has failed, is managed, and is deleted by the next run."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    id_ = world.hook("b")["id"]
    world.declare(manifest("a"))
    # The read just before the delete is the second one, after that before the deactivation.
    lie(world, method, f"/api/v1/inlineHooks/{id_}", action, nth=1 if method == "DELETE" else 2)

    first = world.apply(prune=True)
    managed = [key.name for key in world.ledger.managed]
    again = world.apply(prune=True)

    assert [("delete", Result.FAILED)] == results(first)
    assert "is still there" in first.outcomes[0].error
    assert (7, ["a", "b"]) == (first.exit_code, managed)
    assert (0, ["a"]) == (again.exit_code, [h["name"] for h in world.okta("GET")])
    assert ["b"] == [stone.key.name for stone in world.ledger.tombstones]


@pytest.mark.parametrize("action", [GONE, DONE], ids=["404", "204"])
def test_a_key_that_is_said_to_be_gone(world, action):
    """It has failed, is managed, and is deleted by the next run."""
    world.declare(key_manifest("k"), manifest("a"))
    world.apply()
    world.declare(manifest("a"))
    lie(world, "DELETE", "/api/v1/hook-keys/[^/]+", action)

    first = world.apply(prune=True)
    managed = [key.name for key in world.ledger.managed]
    again = world.apply(prune=True)

    assert [("delete", Result.FAILED)] == results(first)
    assert ["a", "k"] == sorted(managed)
    assert (0, []) == (again.exit_code, world.api("GET", "hook-keys"))


@pytest.mark.parametrize("action", [GONE, DONE], ids=["404", "204"])
def test_a_replaced_hook_that_is_said_to_be_gone(world, action):
    """The new one is there, the old one has not gone, and the next run deletes it."""
    world.declare(hook("a", TOKEN, None))
    world.apply()
    old = world.hook("a")["id"]
    world.declare(hook("a", SAML, None))
    lie(world, "DELETE", f"/api/v1/inlineHooks/{old}", action)

    first = world.apply(prune=True)
    again = world.apply(prune=True)

    assert [("replace", Result.FAILED)] == results(first)
    assert (0, [SAML]) == (again.exit_code, [h["type"] for h in world.okta("GET")])
    assert () == world.plan(prune=True).changes


def test_a_rule_that_is_said_to_be_gone(org):
    """The unbind has failed, and the next run takes the hook from its flow."""
    org.declare(hook("a", TOKEN, MACHINES))
    org.apply()
    org.declare(hook("a", TOKEN))
    lie(org, "PUT", "/api/v1/authorizationServers/.*/rules/.*", GONE)

    first = org.apply()
    again = org.apply()

    assert [("unbind", Result.FAILED)] == results(first)
    assert (6, 0) == (first.exit_code, again.exit_code)
    assert () == org.plan().changes


def test_what_is_gone_is_gone(world):
    """Somebody else has deleted it: that is as wanted."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    id_ = world.hook("b")["id"]
    world.declare(manifest("a"))
    plan = world.plan(prune=True)
    assert plan.changes
    world.okta("POST", f"{id_}/lifecycle/deactivate")

    def vanish(_):
        world.okta("DELETE", id_)
        return True

    # The consent is asked after the plan, and another plan follows: the hook is gone by then.
    with pytest.raises(Exception, match="changed while you were asked"):
        world.apply(prune=True, consent=vanish)
    assert (0, ["a"]) == (world.apply(prune=True).exit_code, [h["name"] for h in world.okta("GET")])


def test_signed_hooks_keep_their_key(world):
    """A key whose hook did not go is not deleted either."""
    world.declare(key_manifest("k"), signed("a", "k"), manifest("b"))
    world.apply()
    id_ = world.hook("a")["id"]
    world.declare(manifest("b"))
    lie(world, "DELETE", f"/api/v1/inlineHooks/{id_}", GONE)

    first = world.apply(prune=True)
    again = world.apply(prune=True)

    assert Result.DONE not in [result for _, result in results(first)]
    assert (0, []) == (again.exit_code, world.api("GET", "hook-keys"))


@pytest.mark.parametrize("status", [400, 409])
def test_a_create_that_was_sent_twice(world, status):
    """The second one meets the name of the first, which is ours all the same."""
    world.declare(manifest("a"), manifest("b"))
    lie(world, "POST", "/api/v1/inlineHooks", {"status": status, "carry_out": True})

    applied = world.apply()

    assert [("create", Result.DONE)] * 2 == results(applied)
    assert (0, ["a", "b"]) == (applied.exit_code, sorted(key.name for key in world.ledger.managed))
    assert ((), ()) == (world.ledger.intents, world.plan().changes)


def test_a_name_that_somebody_else_took(world):
    """What is there is not what was sent, so it is not ours."""
    world.declare(manifest("a"))
    edit = {"method": "POST", "path": "/api/v1/inlineHooks", "body": sent("a", TOKEN)}
    before = {"method": "POST", "path": "/api/v1/inlineHooks", "nth": 1}
    get_world(world.made).control.add_edits({"before": before, "requests": [edit]})

    applied = world.apply()

    assert [("create", Result.FAILED)] == results(applied)
    assert (6, {}, ()) == (applied.exit_code, world.ledger.managed, world.ledger.intents)


def test_a_create_that_is_refused_for_its_values(world):
    """It has failed, and nothing of it is kept."""
    world.declare(manifest("a"))
    body = {"errorCode": "E0000001", "errorCauses": [{"errorSummary": "uri: not reachable"}]}
    lie(world, "POST", "/api/v1/inlineHooks", {"status": 400, "body": body})

    applied = world.apply()

    assert [("create", Result.FAILED)] == results(applied)
    assert (6, ()) == (applied.exit_code, world.ledger.intents)


@pytest.mark.parametrize(
    ("links", "bound"), [(True, Result.FAILED), (False, Result.NOT_TRIED)], ids=["links", "none"]
)
def test_a_create_that_is_answered_with_another_id(org, links, bound):
    """No flow is bound to it, and what was created comes under management."""
    org.declare(hook("a", TOKEN, MACHINES))
    another = {"id": "calanother0000000000", "status": "ACTIVE", "created": NOW, "lastUpdated": NOW}
    own = {"self": {"href": "https://acme.okta.com/api/v1/inlineHooks/calanother0000000000"}}
    body = {**sent("a", TOKEN), **another, "_links": own if links else {}}
    lie(org, "POST", "/api/v1/inlineHooks", {"status": 200, "carry_out": True, "body": body})

    first = org.apply()
    again = org.apply()

    assert 0 == again.exit_code
    # Where the link says so, too, only the flow's write shows that there is no such hook.
    assert [("create", Result.DONE), ("bind", bound)] == results(first)
    assert [h["id"] for h in org.okta("GET")] == [
        m.id for k, m in org.ledger.managed.items() if k.kind == "InlineHook"
    ]
    assert () == org.plan().changes
    assert 7 == first.exit_code
