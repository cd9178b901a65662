"""Rotations of hooks that are called otherwise, or not at all, and reverts that fail."""

import pytest
from conftest import Faulty, World, key_manifest
from flows.oncall.night import disable, enable
from flows.org import APP, RULE, SEED, TOKEN, hook, signed
from flows.rotation.turning import NEW, OLD, VALUES, Service, Turn
from service.local import FINE

VERIFY = {"preview": "required"}


@pytest.fixture
def service(tmp_path):
    made = Service(tmp_path, OLD, NEW)
    yield made
    made.close()


@pytest.fixture
def turn(tmp_path, service):
    """A person who has the new secret, and a service that accepts both."""
    world = World(tmp_path, seed=SEED)
    world.network = service.network(trust=service.trusted)
    world.key = bytes(range(32))
    world.env.update({ref[4:]: value for ref, value in VALUES.items()})
    return Turn(world, service)


def apply(turn, *documents):
    turn.world.declare(*documents)
    assert 0 == turn.world.apply().exit_code
    turn.service.requests.clear()


def test_a_service_that_accepts_anybody(turn, service):
    """What it answers to the new secret is no evidence, and the step says so."""
    apply(turn, hook("a", TOKEN, RULE, verify=VERIFY))
    service.to_others = FINE

    assert 0 == turn.rotate().exit_code
    assert any("accepted as well" in line for line in turn.steps[0].lines)


def test_an_inactive_hook(turn, service):
    """Okta calls no service for it, so nobody does; somebody agrees to that."""
    apply(turn, hook("a", TOKEN, None, status="INACTIVE", verify=VERIFY))

    done = turn.rotate()

    assert (0, [], 1) == (done.exit_code, service.requests, len(turn.asked))
    assert (NEW, "INACTIVE") == (turn.sent(), turn.world.hook("a")["status"])


def test_a_disabled_hook_stays_disabled(turn, service):
    """Its secret is rotated meanwhile, and it comes back with the new one."""
    apply(turn, hook("a", TOKEN, RULE, verify=VERIFY))
    disable(turn.world, "a")

    assert 0 == turn.rotate().exit_code
    assert 1 == len(turn.world.ledger.disabled)
    enable(turn.world, "a")
    assert (NEW, ()) == (turn.sent(), turn.world.plan().changes)


def test_a_hook_that_was_renamed_in_git(turn, service):
    """The ledger knows it by its old name, and the secret that was sent by it."""
    apply(turn, hook("a", TOKEN, RULE, verify=VERIFY))
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": OLD}
    config = {"uri": "https://hooks.example.com/a", "authScheme": scheme}
    metadata = {"previousNames": ["a"]}
    renamed = hook("b", TOKEN, RULE, verify=VERIFY, config=config, metadata=metadata, name="a")
    turn.world.declare(renamed)

    done = turn.rotate(name="b")

    assert (0, NEW) == (done.exit_code, turn.sent("a"))
    assert f"{OLD}: answers correctly" in turn.steps[0].lines
    assert () == turn.world.plan().changes


def test_only_okta_can_call_it(turn, service):
    """A hook that signs with a key of Okta's: somebody agrees, Okta calls, and the emulated one
    gets no answer here, so the header has its old value again."""
    document = signed("a", "first", APP)
    config = document["spec"]["channel"]["config"]
    config["headers"] = [{"key": "X-Api-Key", "valueFrom": OLD}]
    turn.world.declare(key_manifest("first"), document)
    assert 0 == turn.world.apply().exit_code
    document["spec"]["verify"] = {**VERIFY, "throughOkta": True}
    turn.world.declare(key_manifest("first"), document)

    done = turn.rotate()

    assert (10, 1, []) == (done.exit_code, len(turn.asked), service.requests)
    assert ["1 not checked", "2 done", "3 reverted"] == turn.states
    (record,) = turn.world.store.hooks()
    assert [{"key": "X-Api-Key", "value": VALUES[OLD]}] == record.channel["config"]["headers"]


def test_a_revert_that_okta_refuses(turn, service):
    """Okta and the manifest have the new secret, and the next run tries again from there."""
    apply(turn, hook("a", TOKEN, RULE, verify=VERIFY))
    puts = []

    def rule(method, _):
        if method == "PUT":
            puts.append(method)
            service.take(OLD)
        return "busy" if len(puts) > 1 and method == "PUT" else ""

    turn.world.app = Faulty(turn.world.made, rule)
    done = turn.rotate()

    assert 0 != done.exit_code
    assert ["1 done", "2 done", "3 failed"] == turn.states
    assert any("NOT reverted" in line for line in turn.steps[-1].lines)
    assert (NEW, NEW) == (turn.sent(), turn.named())
    turn.world.app = turn.world.made
    assert 0 == turn.rotate(OLD).exit_code
    assert (OLD, OLD) == (turn.sent(), turn.named())


def test_a_commit_is_for_people_to_take_back(turn, service):
    """The manifest named the new secret before the run: it is not edited, and the step says so."""
    apply(turn, hook("a", TOKEN, RULE, verify=VERIFY))
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": NEW}
    config = {"uri": "https://hooks.example.com/a", "authScheme": scheme}
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY, config=config))
    turn.world.app = Faulty(
        turn.world.made, lambda method, _: service.take(OLD) or "" if method == "PUT" else ""
    )

    done = turn.rotate()

    assert (10, OLD, NEW) == (done.exit_code, turn.sent(), turn.named())
    assert "revert that commit" in turn.steps[-1].lines[-1]
