"""A hook whose secret is rotated, and its service."""

import pytest
from conftest import World
from flows.org import RULE, SEED, TOKEN, hook
from flows.rotation.turning import NEW, OLD, VALUES, Service, Turn

from hookops.model.resource import Key

VERIFY = {"preview": "required"}
A = Key("InlineHook", "a")


@pytest.fixture
def service(tmp_path):
    made = Service(tmp_path, OLD)
    yield made
    made.close()


@pytest.fixture
def turn(tmp_path, service):
    """A hook that is bound, verified and applied, and a new secret in the environment."""
    world = World(tmp_path, seed=SEED)
    world.network = service.network(trust=service.trusted)
    world.key = bytes(range(32))
    world.declare(hook("a", TOKEN, RULE, verify=VERIFY))
    assert 0 == world.apply().exit_code
    world.env[NEW[4:]] = VALUES[NEW]
    service.requests.clear()
    return Turn(world, service)
