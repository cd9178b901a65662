"""Which org answers: the ledger knows its id, and is suspicious of an org that lacks hooks."""

import pytest
from conftest import manifest

from hookops.emulator.app import create_app
from hookops.emulator.store.memory import MemoryStore
from hookops.model.errors import GuardError

WELL_KNOWN = "/.well-known/okta-organization"


def declare(world, count):
    """So many hooks."""
    world.declare(*(manifest(f"hook-{number}") for number in range(count)))


def delete(world, *names):
    """Somebody deletes these in the console."""
    for name in names:
        hook_id = world.hook(name)["id"]
        world.okta("POST", f"{hook_id}/lifecycle/deactivate")
        world.okta("DELETE", hook_id)


def another_org(world):
    """The same address leads to another org, empty."""
    world.made = create_app(MemoryStore(), token="t0ken", clock=lambda: world.now)
    world.app = world.made


def test_the_first_apply_stores_the_id(world):
    """It is read twice before the first write, since nothing can contradict the first answer."""
    declare(world, 1)
    world.apply()

    org_id = world.ledger.organization_id
    methods = [(method, path) for method, path, _ in world.requests()]
    assert org_id.startswith("00o")
    assert methods.index(("GET", WELL_KNOWN)) < methods.index(("POST", "/api/v1/inlineHooks"))
    assert 2 == methods.count(("GET", WELL_KNOWN))


def test_a_plan_without_changes_asks_nothing_more(world):
    """One request for the list, as ever."""
    declare(world, 3)
    world.apply()
    before = len(world.requests())

    world.plan()
    world.drift()

    assert ["/api/v1/inlineHooks"] * 2 == [path for _, path, _ in world.requests()[before:]]


@pytest.mark.parametrize("command", ["plan", "apply", "drift"])
@pytest.mark.parametrize("count", [1, 9])
def test_another_org_at_the_same_address(world, command, count):
    """Nothing is created there, and no option overrides it."""
    declare(world, count)
    world.apply()
    another_org(world)

    with pytest.raises(GuardError, match="no option overrides this") as error:
        getattr(world, command)()

    assert "is the org 00o" in str(error.value)
    assert [] == world.writes()


def test_an_apply_checks_it_also_where_nothing_is_missing(world):
    """A hook with the same id in another org is not written either."""
    declare(world, 1)
    world.apply()
    document = (world.folder / "ledger.json").read_text()
    mine = world.ledger.organization_id
    (world.folder / "ledger.json").write_text(document.replace(mine, "00oanother0123456789"))
    world.declare(manifest("hook-0", name="Other"))

    with pytest.raises(GuardError, match="that of 00oanother0123456789"):
        world.apply()

    assert ["hook-0"] == [found["name"] for found in world.okta("GET")]


def test_an_older_ledger_learns_the_id(world):
    """One of format 1 has none; the next apply stores it."""
    declare(world, 1)
    world.apply()
    path = world.folder / "ledger.json"
    mine = world.ledger.organization_id
    path.write_text(path.read_text().replace(f'"organization_id": "{mine}",\n', ""))
    path.write_text(path.read_text().replace('"format": 4', '"format": 1'))
    world.declare(manifest("hook-0", name="Other"))

    assert 0 == world.apply().exit_code
    assert mine == world.ledger.organization_id


def test_many_that_are_gone_are_not_made_again(world):
    """Three of nine: more than 30 %, so a person has to say that this is right."""
    declare(world, 9)
    world.apply()
    delete(world, "hook-0", "hook-1", "hook-2")

    planned = world.plan()

    (error,) = planned.guard_errors
    assert "many-gone" == error.code
    assert error.message.startswith("3 of 9 managed hooks are gone from Okta")
    with pytest.raises(GuardError, match="3 of 9 managed hooks are gone"):
        world.apply()
    assert 0 == world.apply(recreate_missing=True).exit_code
    assert 9 == len(world.okta("GET"))


@pytest.mark.parametrize(("count", "gone"), [(1, 1), (2, 1), (9, 2), (10, 3)])
def test_few_that_are_gone_are_made_again(world, count, gone):
    """One is nobody's suspicion, nor is up to 30 %."""
    declare(world, count)
    world.apply()
    delete(world, *(f"hook-{number}" for number in range(gone)))

    assert () == world.plan().guard_errors
    assert 0 == world.apply().exit_code
