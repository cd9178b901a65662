"""A flow that names its hook in a way which hookops does not know may call any hook."""

import json
from contextlib import suppress
from typing import Any

import pytest
from conftest import World, manifest
from faults.state import broken

from hookops.model.errors import Conflict, GuardError

RULE = {"authorizationServer": "default", "policy": "Default Policy", "rule": "Default Policy Rule"}
SHAPES = {
    "true": True,
    "text": "cal",
    "nested": {"id": {"id": "cal"}},
    "no id": {"id": "a/b"},
    "empty": {"id": ""},
    "list": [[]],
}


class Org:
    """The org, whose rules name their hooks otherwise once `shape` is set."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.shape: Any = None
        self.reads_left = 0
        """So many reads of rules that are answered as they are before."""

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        body = b"".join(self.app(environ, start))
        if self.shape is None or "/rules" not in environ["PATH_INFO"]:
            return [body]
        if self.reads_left > 0:
            self.reads_left -= 1
            return [body]
        return [_with_shape(body, self.shape)]


def _with_shape(body: bytes, shape: Any) -> bytes:
    found = json.loads(body)
    for rule in found if isinstance(found, list) else [found]:
        rule["actions"]["token"]["inlineHook"] = shape
    return json.dumps(found).encode()


@pytest.fixture
def org(world: World) -> Org:
    """An applied hook that the default rule calls."""
    world.declare(manifest("other"), manifest("a", bindings=[RULE]))
    world.apply()
    world.app = org = Org(world.app)
    return org


@pytest.mark.promise("P6")
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_nothing_that_it_may_call_ends(world, org, shape):
    """Its hook is neither unbound nor deleted, and the ledger does not forget it."""
    world.declare(manifest("other"))
    org.shape = shape

    with pytest.raises((Conflict, GuardError)):
        world.apply(prune=True)
    org.shape = None

    assert "ACTIVE" == world.hook("a")["status"]
    assert 2 + 1 == len(world.ledger.managed)


@pytest.mark.promise("P6")
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_not_even_what_nobody_bound(world, org, shape):
    """A hook without any binding may be the one that it calls."""
    world.declare(manifest("a", bindings=[RULE]))
    org.shape = shape

    errors = world.plan(prune=True).guard_errors

    assert ["unread"] == [error.code for error in errors]
    assert "names its hook in a way that hookops does not know" in errors[0].message


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_binding_of_ours_is_not_forgotten(world, org, shape):
    """The manifest lists no binding any more, and nobody knows whether there is one."""
    world.declare(manifest("other"), manifest("a", bindings=[]))
    org.shape = shape

    (conflict,) = world.plan().conflicts

    assert "still calls the hook is not known" in conflict.message
    assert 2 + 1 == len(world.ledger.managed)


@pytest.mark.promise("P6")
@pytest.mark.parametrize("count", range(2, 12))
def test_it_comes_up_while_an_apply_runs(world, org, count):
    """Whenever it does, no flow is left with a hook that is gone or INACTIVE."""
    world.declare(manifest("other"))
    org.shape, org.reads_left = True, count

    with suppress(Conflict, GuardError):
        world.apply(prune=True)

    assert frozenset() == broken(world.store)
