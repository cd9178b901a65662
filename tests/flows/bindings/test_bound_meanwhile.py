"""Somebody binds a hook while hookops ends it, after it has looked who calls it."""

import pytest
from conftest import World
from flows.bindings.console import edit, rule_path
from flows.org import SEED, TOKEN, hook


class Meanwhile:
    """The org; before the first request with that method and end of path, something happens."""

    def __init__(self, world: World, method: str, end: str, act) -> None:
        self.app, self.method, self.end, self.act = world.app, method, end, act
        self.done = False

    def __call__(self, environ, start):
        path = environ["PATH_INFO"]
        if not self.done and environ["REQUEST_METHOD"] == self.method and path.endswith(self.end):
            self.done = True
            self.act()
        return self.app(environ, start)


def bind(org, id_):
    """The default server's rule calls it."""
    edit(org, rule_path(org), lambda rule: rule["actions"]["token"].update(inlineHook={"id": id_}))


@pytest.fixture
def org(tmp_path):
    return World(tmp_path, seed=SEED)


@pytest.mark.promise("P5", "P11")
@pytest.mark.parametrize("end", ["deactivated", "deleted"])
def test_the_flow_is_named(org, end):
    """No write can be kept from coming in between; the run ends with 7 and names the flow."""
    org.declare(hook("stays", TOKEN), hook("a", TOKEN, None))
    org.apply()
    id_ = org.hook("a")["id"]
    gone = [] if end == "deleted" else [hook("a", TOKEN, None, status="INACTIVE")]
    org.declare(hook("stays", TOKEN), *gone)
    org.app = Meanwhile(org, "POST", "/lifecycle/deactivate", lambda: bind(org, id_))

    applied = org.apply(prune=True)

    (outcome,) = [o for o in applied.outcomes if o.change.key.name == "a"]
    assert 7 == applied.exit_code
    assert "was bound to it while hookops ended it" in outcome.lost_update
    assert "Default Policy Rule" in outcome.lost_update
