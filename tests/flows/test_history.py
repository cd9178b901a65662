"""What the ledger keeps of each apply, so that it can be undone."""

from conftest import Faulty, manifest

from hookops.ledger.document import KEPT_APPLIES, Writer

RULE = {"authorizationServer": "default", "policy": "Default Policy", "rule": "Default Policy Rule"}


def changes(world, number=-1):
    """Of one apply: key, action, result and what was there before."""
    return {
        str(c.key): (c.action, c.result, c.before) for c in world.ledger.applies[number].changes
    }


def test_what_was_there_before(world):
    """A create has nothing before it, an update and a delete all that Okta showed; no secrets."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    first = changes(world)
    world.declare(manifest("a", name="Renamed", config={"headers": [{"key": "X-A", "value": "1"}]}))
    hook = world.hook("b")
    world.apply(prune=True)

    second = changes(world)
    update, delete = second["InlineHook/a"], second["InlineHook/b"]

    assert {("create", "done", None)} == set(first.values())
    assert ("update", "a") == (update[0], update[2]["name"])
    assert ("delete", "done") == delete[:2]
    assert hook["channel"]["config"]["uri"] == delete[2]["channel"]["config"]["uri"]
    records = world.ledger.applies[-1].changes
    secrets = {record.secrets["channel.config.authScheme.value"] for record in records}
    assert {"env:HOOKOPS_SECRET_A", "env:HOOKOPS_SECRET_B"} == secrets
    assert "value-of-" not in Writer().dumps(world.ledger)


def test_where_a_hook_was_bound(world):
    """An unbind keeps which flow called which hook."""
    world.declare(manifest("a", bindings=[RULE]))
    world.apply()
    id_ = world.hook("a")["id"]
    world.declare(manifest("a", bindings=[]))
    world.apply()

    ((action, result, before),) = changes(world).values()

    assert ("unbind", "done") == (action, result)
    assert {**RULE, "hook": id_} == before


def test_what_was_not_done(world):
    """What failed is there with its result; what was not begun is not."""
    world.declare(manifest("a"))
    world.apply()
    world.app = Faulty(world.app, lambda method, path: "refuse" if method == "PUT" else "")
    world.declare(manifest("a", name="Renamed"), manifest("b"))
    world.apply()

    found = changes(world)

    assert "failed" == found["InlineHook/a"][1]


def test_the_last_twenty(world):
    """Older ones go, so that the ledger does not grow with every apply."""
    for number in range(KEPT_APPLIES + 2):
        world.declare(manifest("a", name=f"Name {number}"))
        world.apply()

    assert KEPT_APPLIES == len(world.ledger.applies)
    assert "Name 1" == changes(world, 0)["InlineHook/a"][2]["name"]
