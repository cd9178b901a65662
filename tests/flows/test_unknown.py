"""A write without an answer: a read of the object itself says whether it was carried out."""

import pytest
from conftest import Faulty, World, manifest
from flows.org import APP, SAML, SEED, hook

from hookops.model.change import Result

KEY = b"k" * 32


class Lost:
    """Requests of a method to a path get no answer, and are not carried out either."""

    def __init__(self, app, method, part, *, carried_out=False):
        self.app, self.wanted, self.carried_out = app, (method, part), carried_out

    def __call__(self, environ, start):
        method, part = self.wanted
        if environ["REQUEST_METHOD"] == method and part in environ["PATH_INFO"]:
            if self.carried_out:
                b"".join(self.app(environ, lambda *_: None))
            start("400 Bad Request" if method == "none" else "502 Bad Gateway", [])
            return [b""]
        return self.app(environ, start)


def prepared(world, verb):
    """A world in which the next apply has one step of that verb, and the request of it."""
    world.key = KEY
    status = "INACTIVE" if verb == "activate" else "ACTIVE"
    world.declare(manifest("a", status=status), manifest("other"))
    world.apply()
    after = {
        "update": [manifest("a", name="Edited"), manifest("other")],
        "secret": [manifest("a"), manifest("other")],
        "activate": [manifest("a"), manifest("other")],
        "deactivate": [manifest("a", status="INACTIVE"), manifest("other")],
        "delete": [manifest("other")],
    }
    if verb == "secret":
        world.env["HOOKOPS_SECRET_A"] = "rotated-long-value"
    world.declare(*after[verb])
    world.now += 3600
    return {
        "update": ("PUT", "/inlineHooks/"),
        "secret": ("PUT", "/inlineHooks/"),
        "activate": ("POST", "/activate"),
        "deactivate": ("POST", "/deactivate"),
        "delete": ("DELETE", "/inlineHooks/"),
    }[verb]


VERBS = ("update", "secret", "activate", "deactivate", "delete")


@pytest.mark.parametrize("verb", VERBS)
def test_what_did_not_happen(world, verb):
    """The read shows the object as it was, so the outcome is not done, and no intent is left."""
    world.app = Lost(world.made, *prepared(world, verb))

    found = world.apply(prune=True)
    world.app = world.made

    (outcome,) = found.outcomes
    assert Result.FAILED is outcome.result
    assert "a read afterwards shows that it was not carried out" in outcome.error
    # A deletion has deactivated the hook before, so something was done.
    assert (7 if verb == "delete" else 9) == found.exit_code
    assert () == world.ledger.intents
    assert 0 == world.apply(prune=True).exit_code
    assert () == world.plan(prune=True).changes


@pytest.mark.promise("P1")
@pytest.mark.parametrize("verb", VERBS)
def test_what_did_happen(world, verb):
    """The read shows it as wanted; only what carried a secret is sent once more by the next run,
    since nobody can read whether that arrived."""
    world.app = Lost(world.made, *prepared(world, verb), carried_out=True)

    found = world.apply(prune=True)
    world.app = world.made

    (outcome,) = found.outcomes
    done = (Result.UNKNOWN, 8) if verb in ("update", "secret") else (Result.DONE, 0)
    assert done == (outcome.result, found.exit_code)
    assert 0 == world.apply(prune=True).exit_code
    assert () == world.plan(prune=True).changes


@pytest.mark.parametrize(("verb", "declared"), [("bind", [APP]), ("unbind", [])])
def test_a_binding_that_did_not_happen(tmp_path, verb, declared):
    """The same of somebody else's object, whose two writes get no answer."""
    org = World(tmp_path, seed=SEED)
    org.declare(hook("a", SAML, *([] if declared else [APP])))
    org.apply()
    org.declare(hook("a", SAML, *declared))
    org.app = Lost(org.made, "PUT", "/apps/")

    found = org.apply()
    org.app = org.made

    assert [(verb, Result.FAILED)] == [(o.change.action.value, o.result) for o in found.outcomes]
    assert (9, ()) == (found.exit_code, org.ledger.intents)
    assert 0 == org.apply().exit_code


def test_a_create_that_may_come_to_light(world):
    """Nothing is there, and that proves nothing: its outcome stays unknown."""
    world.declare(manifest("a"))
    world.app = Lost(world.made, "POST", "/inlineHooks")

    found = world.apply()
    world.app = world.made

    assert (8, ["create"]) == (found.exit_code, [i.step for i in world.ledger.intents])
    assert 0 == world.apply().exit_code


@pytest.mark.promise("P1", "P3")
def test_a_replacement_whose_create_may_come_to_light(world):
    """That the old hook is as it was proves nothing about the new one: the next run goes on with
    the one that was created, and makes no second one."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", type=SAML, version="1.0.2"))
    world.now += 3600
    world.app = Lost(world.made, "POST", "/inlineHooks", carried_out=True)

    found = world.apply(prune=True)
    world.app = world.made
    writes = len(world.writes())
    again = world.apply(prune=True)

    assert (8, 0) == (found.exit_code, again.exit_code)
    assert "/api/v1/inlineHooks" not in [path for _, path, _ in world.writes()[writes:]]
    assert [("a", SAML)] == [(made["name"], made["type"]) for made in world.okta("GET")]


def test_a_write_within_the_second_of_another(world):
    """Okta's times are whole seconds, so an equal one proves nothing then."""
    world.key = KEY
    world.declare(manifest("a"))
    world.apply()
    world.env["HOOKOPS_SECRET_A"] = "rotated-long-value"
    world.now -= 10
    world.app = Lost(world.made, "PUT", "/inlineHooks/")

    assert 8 == world.apply().exit_code


def test_a_read_that_gets_no_answer_either(world):
    """Then nothing proves anything."""
    method, part = prepared(world, "update")
    sent = []

    def rule(asked, path):
        if asked == method and part in path:
            sent.append(path)
            return "html"
        return "refuse" if sent else ""

    world.app = Faulty(world.made, rule)

    found = world.apply()

    assert (8, None) == (found.exit_code, found.left)
