"""Another version of a hook: nobody knows whether Okta takes it, so nothing depends on it."""

import pytest
from conftest import World, manifest
from flows.org import APP, SAML, SEED, hook

from hookops.emulator.control.switches import Switches

KEY = b"k" * 32


def versions(world):
    """As Okta has them, by name."""
    return {found["name"]: found["version"] for found in world.okta("GET")}


def several(**spec):
    """A hook with these members, among others that change as well."""
    return [
        manifest("a", **spec),
        manifest("b", config={"uri": "https://hooks.example.com/b2"}),
        manifest("new"),
    ]


@pytest.fixture
def applied(world):
    """Hooks of the older version."""
    world.key = KEY
    world.declare(manifest("a", version="1.0.0"), manifest("b"), manifest("gone"))
    world.apply()
    return world


def test_nothing_waits_for_it(applied):
    """By default the emulator takes none: everything else is done, also the deletion."""
    applied.declare(*several(version="1.0.1"))

    found = applied.apply(prune=True)

    results = {o.change.key.name: o.result.value for o in found.outcomes}
    assert {"a": "failed", "b": "done", "new": "done", "gone": "done"} == results
    assert 7 == found.exit_code
    assert "1.0.0" == versions(applied)["a"]
    assert ["a"] == [change.key.name for change in applied.plan(prune=True).changes]


def test_the_plan_marks_it(applied):
    """It says that nobody knows, that it comes last, and what to do instead."""
    applied.declare(*several(version="1.0.1"))

    (change,) = [c for c in applied.plan().changes if c.key.name == "a"]

    assert ["set-version"] == [step.verb for step in change.steps]
    assert change.may_be_refused.startswith("nobody knows whether Okta changes the version")
    assert "--replace NAME --prune" in change.may_be_refused
    assert (
        "set-version"
        == max((s for c in applied.plan().changes for s in c.steps), key=lambda s: s.phase).verb
    )


def test_what_else_changes_of_the_hook_is_done(applied):
    """The rest is a write of its own, before, under the version that the hook has."""
    applied.declare(*several(version="1.0.1", name="Other", status="INACTIVE"))

    applied.apply()

    found = applied.hook("Other")
    assert ("1.0.0", "INACTIVE") == (found["version"], found["status"])
    assert "1.0.0" == next(
        m.compared["version"] for k, m in applied.ledger.managed.items() if k.name == "a"
    )
    assert [("set-version",)] == [tuple(s.verb for s in c.steps) for c in applied.plan().changes]


@pytest.mark.promise("P5")
@pytest.mark.parametrize("how", ["accept", "ignore"])
def test_where_okta_answers_otherwise(tmp_path, how):
    """Where it is taken, all is as declared; where it is ignored, the change has failed."""
    world = World(tmp_path, switches=Switches(version_change=how))
    world.key = KEY
    world.declare(manifest("a", version="1.0.0"))
    world.apply()
    world.declare(manifest("a", version="1.0.1"))

    found = world.apply()

    assert (0 if how == "accept" else 6) == found.exit_code
    assert {"a": "1.0.1" if how == "accept" else "1.0.0"} == versions(world)


def test_a_replacement_instead(tmp_path):
    """Asked for by name, a new hook takes its place, and its flow has it."""
    world = World(tmp_path, seed=SEED)
    world.key = KEY
    world.declare(hook("a", SAML, APP))
    world.apply()
    old = world.hook("a")["id"]

    refused = world.plan(replace=("a",))
    found = world.apply(replace=("a",), prune=True)

    assert ["replace"] == [error.code for error in refused.guard_errors]
    assert 0 == found.exit_code
    (app,) = [app for app in world.api("GET", "apps") if app["label"] == "Acme Portal"]
    new = world.hook("a")["id"]
    assert [{"id": new}] == [
        {"id": bound["id"]} for bound in app["settings"]["signOn"]["inlineHooks"]
    ]
    assert new != old
    assert () == world.plan(prune=True).changes


def test_a_replacement_says_what_it_leaves_behind(world):
    """A new hook has none of the members that hookops does not know."""
    world.key = KEY
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", timeoutSeconds=5)

    (change,) = world.plan(replace=("a",), prune=True).changes

    assert change.reason.endswith(
        "without channel.config.timeoutSeconds, which hookops does not know"
    )


@pytest.mark.promise("P6")
def test_one_per_org_is_not_replaced(world):
    """A second one cannot stand beside it."""
    world.declare(manifest("a", type="com.okta.user.credential.password.import", version="1.0.0"))
    world.apply()

    planned = world.plan(replace=("a",), prune=True)

    assert ["one-per-org"] == [conflict.code for conflict in planned.conflicts]
