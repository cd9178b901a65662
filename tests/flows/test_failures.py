"""What goes wrong between us and the registry, and what is then true."""

from collections.abc import Callable

import pytest
from conftest import Faulty, World, manifest

from hookops.model.change import Result
from hookops.model.errors import ApiError, Conflict, Unavailable


def after(world: World, rule: Callable[[str, str], str]) -> None:
    """From now on the connection is bad."""
    world.app = Faulty(world.app, rule)


def once(method: str, fault: str) -> Callable[[str, str], str]:
    """The first request with this method meets the fault."""
    left = [fault]
    return lambda m, _: left.pop() if m == method and left else ""


@pytest.mark.promise("P1", "P3")
@pytest.mark.parametrize("fault", ["lost", "broken"])
def test_an_unknown_create_is_proven_by_reading(world, fault):
    """A create whose answer is lost is sent once, and the hook that it made is recognised."""
    world.declare(manifest("a"))
    after(world, once("POST", fault))

    applied = world.apply()

    assert [Result.DONE] == [outcome.result for outcome in applied.outcomes]
    assert 0 == applied.exit_code
    assert ["POST"] == [method for method, _, _ in world.writes()]
    assert () == world.plan().changes


@pytest.mark.promise("P7")
def test_an_unknown_create_stops_later_phases(world):
    """After an unknown outcome nothing destructive is sent; the next run finishes."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    world.declare(manifest("a"), manifest("c"))
    after(world, once("POST", "lost"))

    applied = world.apply(prune=True)
    again = world.apply(prune=True)

    assert 7 == applied.exit_code
    assert "not tried" == applied.outcomes[0].result.value
    assert 0 == again.exit_code
    assert {"a", "c"} == {hook["name"] for hook in world.okta("GET")}


def test_an_unknown_create_that_did_not_happen(world):
    """When the read-back does not find it, the outcome stays unknown, and the exit code is 8."""
    world.declare(manifest("a"))
    after(world, once("POST", "html"))

    applied = world.apply()

    assert (8, Result.UNKNOWN) == (applied.exit_code, applied.outcomes[0].result)
    assert ["create"] == [intent.step for intent in world.ledger.intents]


@pytest.mark.promise("P1")
def test_another_hook_is_not_taken_for_an_unknown_create(world):
    """A hook of the same name that differs in a field is no evidence."""
    world.declare(manifest("a"))
    after(world, once("POST", "html"))
    world.apply()
    spec = manifest("a", config={"uri": "https://elsewhere.example.com/a"})["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "x"}
    world.okta("POST", "", spec)

    assert ["exists"] == [conflict.code for conflict in world.plan().conflicts]


@pytest.mark.promise("P1")
@pytest.mark.parametrize("fault", ["lost", "broken"])
def test_an_unknown_update_is_sent_again(world, fault):
    """A PUT without an answer cannot be proven, for its secret: the next apply sends it again."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", config={"uri": "https://hooks.example.com/new"}))
    after(world, once("PUT", fault))

    applied = world.apply()
    (change,) = world.plan().changes
    again = world.apply()

    assert (8, Result.UNKNOWN) == (applied.exit_code, applied.outcomes[0].result)
    assert "the outcome of an earlier update is not known" == change.reason
    assert (0, ()) == (again.exit_code, world.plan().changes)


@pytest.mark.promise("P1")
def test_an_unknown_deactivation_is_proven_by_reading(world):
    """A lifecycle call whose answer is lost is done when the read-back shows it."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", status="INACTIVE"))
    after(world, once("POST", "lost"))

    applied = world.apply()

    assert (0, Result.DONE) == (applied.exit_code, applied.outcomes[0].result)


@pytest.mark.promise("P1")
def test_an_unknown_delete_is_proven_by_reading(world):
    """A delete whose answer is lost is done when the hook is gone, and has its tombstone."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    world.declare(manifest("a"))
    after(world, once("DELETE", "lost"))

    applied = world.apply(prune=True)

    assert (0, Result.DONE) == (applied.exit_code, applied.outcomes[0].result)
    assert ["b"] == [stone.key.name for stone in world.ledger.tombstones]


def test_a_created_hook_that_stays_active(world):
    """When the deactivation after a create fails, the run says what is done and ends with 7."""
    world.declare(manifest("a", status="INACTIVE"))
    after(world, lambda m, path: "refuse" if path.endswith("deactivate") else "")

    applied = world.apply()

    assert (7, ("create",)) == (applied.exit_code, applied.outcomes[0].done)
    assert ["a"] == [change.key.name for change in applied.left.changes]


def test_unreachable_before_anything(world):
    """An org that cannot be reached: nothing was sent, nothing is written anywhere."""
    world.declare(manifest("a"))
    after(world, lambda *_: "refuse")

    with pytest.raises(Unavailable, match=r"cannot be reached.*nothing was sent"):
        world.apply()
    assert not (world.folder / "ledger.json").exists()


def test_unreachable_in_the_middle(world):
    """When the org goes away in the middle, what is done is known, and the exit code is 7."""
    world.declare(manifest("a"), manifest("b", status="INACTIVE"))
    world.apply()
    world.declare(manifest("a", status="INACTIVE"), manifest("b"))
    after(world, lambda m, path: "refuse" if path.endswith("/deactivate") else "")

    applied = world.apply()

    assert 7 == applied.exit_code
    assert [Result.FAILED, Result.DONE] == [outcome.result for outcome in applied.outcomes]


def test_busy_is_waited_for(world):
    """A 429 is proven not to be carried out: a create is sent again after it."""
    world.declare(manifest("a"))
    after(world, once("POST", "busy"))

    assert 0 == world.apply().exit_code


def test_r01_a_portal_instead_of_okta(world):
    """R01: an answer that is no list of hooks is unusable; nothing is planned on it."""
    world.declare(manifest("a"))
    after(world, lambda *_: "html")

    with pytest.raises(Unavailable, match="unexpected answer"):
        world.plan()


def test_a_wrong_token(world):
    """A token that the org does not know ends with 4 before anything is written."""
    world.declare(manifest("a"))
    world.session = lambda read_only=False: _session_with(world, "wrong")

    with pytest.raises(ApiError, match="E0000011") as problem:
        world.apply()
    assert 4 == problem.value.exit_code


def _session_with(world, token):
    from conftest import HASTY, URL

    from hookops.model.secret import Secret
    from hookops.okta.session import open_session

    return open_session(URL, Secret(token), read_only=False, app=world.app, patience=HASTY)


def test_an_api_error_has_the_line(world):
    """The error of what Okta refuses has its code, and the line that it is about."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", version="1.0.0"))

    applied = world.apply()
    outcome = applied.outcomes[0]

    assert (6, Result.FAILED) == (applied.exit_code, outcome.result)
    assert "E0000001" in outcome.error
    assert "manifests/a.json:10:" in outcome.error


def test_an_independent_change_of_the_phase_is_finished(world):
    """When one create is refused, the others of its phase are done, and it ends with 7."""
    world.declare(manifest("a"), manifest("b"), manifest("c"))
    spec = manifest("b")["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "x"}
    spec["type"] = "com.okta.saml.tokens.transform"
    world.okta("POST", "", spec)

    applied = world.apply()

    assert [Result.DONE, Result.FAILED, Result.DONE] == [o.result for o in applied.outcomes]
    assert 7 == applied.exit_code


def test_stopped_before_it_began(world):
    """A stop that came early sends nothing."""
    world.declare(manifest("a"))
    world.stop.set()

    applied = world.apply()

    assert [Result.NOT_TRIED] == [outcome.result for outcome in applied.outcomes]
    assert [] == world.writes()


@pytest.mark.promise("P12")
def test_c19_a_lock_of_another_apply(world):
    """C19: while one apply has the ledger, another ends with 6 and names the one that has it."""
    world.declare(manifest("a"))

    with world.ledger_store.lease(), pytest.raises(Conflict, match="process .* has the lock"):
        world.apply()
    assert [] == world.writes()
