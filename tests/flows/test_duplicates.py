"""A create that was carried out twice: named with both ids, and removed with consent."""

from io import BytesIO

import pytest
from conftest import World
from flows.bindings.console import bind
from flows.org import MACHINES, SAML, SEED, TOKEN, hook

from hookops.emulator.control.switches import Switches
from hookops.emulator.world import get_world
from hookops.model.change import Action, Result
from hookops.model.errors import Conflict
from hookops.model.resource import Key


@pytest.fixture
def org(tmp_path):
    """One that takes a second hook of the same name, as no source denies."""
    return World(tmp_path, seed=SEED, switches=Switches(duplicate_name="accept"))


def twice(world, nth=1):
    """That create is carried out twice, and the answer is about the second one."""
    match = {"method": "POST", "path": "/api/v1/inlineHooks", "nth": nth}
    get_world(world.made).control.faults.add({"match": match, "action": {"twice": True}})


def ids(world):
    return sorted(h["id"] for h in world.okta("GET"))


def other_of(world):
    """The id of the hook that is not managed."""
    managed = {m.id for m in world.ledger.managed.values()}
    (other,) = set(ids(world)) - managed
    return other


def test_a_duplicate_is_named_with_both_ids(org):
    """In the plan and in the drift report, with what removes it."""
    org.declare(hook("a", TOKEN, None))
    twice(org)
    applied = org.apply()
    other = other_of(org)

    (conflict,) = org.plan().conflicts
    (drifted,) = org.drift().drifted

    assert applied.exit_code != 0
    assert all(id_ in conflict.message for id_ in ids(org))
    assert f"made {other} as well: hookops apply --remove-duplicates" in conflict.hint
    assert f"--remove-duplicates deletes {other}" in drifted.details[0]


def test_a_duplicate_is_removed(org):
    """The managed one stays, and nothing else is written."""
    org.declare(hook("a", TOKEN, MACHINES))
    twice(org)
    org.apply()
    other = other_of(org)

    applied = org.apply(remove_duplicates=True)

    assert [(Action.DELETE, f"a~{other}")] == [
        (o.change.action, o.change.key.name)
        for o in applied.outcomes
        if o.change.before.id == other
    ]
    assert {Result.DONE} == {o.result for o in applied.outcomes}
    assert (0, [org.ledger.managed[key].id for key in org.ledger.managed if key.name == "a"]) == (
        applied.exit_code,
        ids(org),
    )
    assert () == org.plan().changes


def test_a_duplicate_that_a_flow_calls_stays(org):
    """Somebody has bound it meanwhile: which of the two counts, a person says."""
    org.declare(hook("a", SAML, None))
    twice(org)
    org.apply()
    other = other_of(org)
    bind(org, "Acme Portal", other)

    with pytest.raises(Conflict):
        org.apply(remove_duplicates=True)

    assert other in ids(org)


@pytest.mark.parametrize("edit", ["uri", "time"])
def test_what_is_not_proven_stays(org, edit):
    """A hook of another URL, or made later, is not of that create."""
    org.declare(hook("a", TOKEN, None))
    org.apply()
    raw = org.hook("a")
    body = {name: raw[name] for name in ("name", "type", "version", "channel")}
    body["channel"]["config"]["authScheme"]["value"] = "typed"
    if edit == "uri":
        body["channel"]["config"]["uri"] = "https://other.example.com"
        org.now -= 120
    org.okta("POST", body=body)

    with pytest.raises(Conflict, match="rename or delete all but one"):
        org.apply(remove_duplicates=True)

    assert 2 == len(ids(org))


def test_a_duplicate_under_a_temporary_name(org):
    """The create of a replacement was carried out twice: no apply ends as if nothing was left."""
    org.declare(hook("a", TOKEN, None))
    org.apply()
    org.declare(hook("a", SAML, None))
    twice(org, nth=1)

    applied = org.apply(prune=True)
    other = other_of(org)
    (conflict,) = org.plan().conflicts
    removed = org.apply(remove_duplicates=True)

    assert applied.exit_code == 7
    assert other in conflict.message
    assert (0, 1) == (removed.exit_code, len(ids(org)))


def test_three_copies(org):
    """The oldest stays, whichever of them the ledger has; the others go at once."""
    org.declare(hook("a", TOKEN, None))
    app = org.app

    def thrice(environ, start):
        body = environ["wsgi.input"].read()
        for _ in range(2 if environ["REQUEST_METHOD"] == "POST" else 0):
            list(app({**environ, "wsgi.input": BytesIO(body)}, lambda *_: None))
        return app({**environ, "wsgi.input": BytesIO(body)}, start)

    org.app = thrice
    org.apply()
    org.app = app

    applied = org.apply(remove_duplicates=True)

    assert (0, 1) == (applied.exit_code, len(ids(org)))
    assert ids(org) == [m.id for m in org.ledger.managed.values() if m.key.name == "a"]
    assert () == org.plan().changes


def test_a_hook_that_was_written_since_is_kept(org):
    """Its copy may have the secret of before."""
    org.declare(hook("a", TOKEN, None))
    twice(org)
    org.apply()
    mine = org.ledger.managed[Key("InlineHook", "a")].id
    other = other_of(org)
    org.now += 20
    raw = org.okta("GET", mine)
    raw["channel"]["config"]["authScheme"]["value"] = "rotated"
    org.okta("PUT", mine, raw)

    org.apply(remove_duplicates=True)

    assert mine in ids(org)
    assert other not in ids(org)


def test_a_target_takes_its_copies_along(org):
    """The removal of a copy is a part of what is done to its hook."""
    org.declare(hook("a", TOKEN, None), hook("b", TOKEN, None))
    twice(org)
    org.apply()
    count = len(ids(org))

    applied = org.apply(remove_duplicates=True, targets=("InlineHook/a",))

    assert (0, count - 1) == (applied.exit_code, len(ids(org)))
    assert () == org.plan().conflicts
