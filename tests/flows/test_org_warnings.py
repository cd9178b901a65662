"""Warnings of a plan that depend on what the org has already, and on its engine."""

import pytest
from conftest import World, manifest
from flows.org import REGISTRATION, TOKEN, hook

from hookops.emulator.control.switches import Switches

UNKNOWN = "InlineHook/a: version is not one that {} hooks are known to take"
DEPRECATED = (
    "InlineHook/a: Okta is deprecating registration inline hooks in the Classic Engine, "
    "which this org runs on"
)


def warned(plan, code):
    return [warning.message for warning in plan.warnings if warning.code == code]


@pytest.fixture
def classic(tmp_path):
    return World(tmp_path, switches=Switches(engine="classic"))


def test_a_version_that_okta_is_to_take(world):
    """A new hook of a version that nobody saw accepted is warned of, at its line."""
    world.declare(manifest("a", version="1.0.9"))

    (found,) = [warning for warning in world.plan().warnings if warning.code == "version"]

    assert UNKNOWN.format("token") == found.message
    assert found.mark is not None
    line = (world.folder / found.mark.file).read_text().split("\n")[found.mark.line - 1]
    assert '"version": "1.0.9"' in line


def test_a_version_that_okta_has(world):
    """A hook that exists keeps its version, and no warning is given."""
    world.declare(manifest("a", version="1.0.9"))
    world.apply()

    assert [] == warned(world.plan(), "version")
    assert [] == list(world.plan().changes)


def test_another_version_than_okta_has(world):
    """A change to a version that nobody saw is warned of."""
    world.declare(manifest("a", version="1.0.9"))
    world.apply()
    world.declare(manifest("a", version="1.0.8"))

    assert [UNKNOWN.format("token")] == warned(world.plan(), "version")


@pytest.mark.parametrize("bindings", [[], [None]], ids=["bound nowhere", "not managed"])
def test_registration_hooks_of_the_classic_engine(classic, bindings):
    """Okta's notice is in the plan, of a new hook and of one that exists."""
    classic.declare(hook("a", REGISTRATION, *bindings))

    new = warned(classic.plan(), "deprecated")
    classic.apply()

    assert [DEPRECATED] == new == warned(classic.plan(), "deprecated")


def test_other_hooks_of_the_classic_engine(classic):
    """They go on."""
    classic.declare(hook("a", TOKEN, None))

    assert [] == warned(classic.plan(), "deprecated")


def test_registration_hooks_of_the_identity_engine(world):
    """They go on; the engine costs one request, and only where a registration hook is declared."""
    world.declare(hook("a", TOKEN, None))
    before = len(world.requests())
    world.plan()
    between = len(world.requests())
    world.declare(hook("a", REGISTRATION, None))
    plan = world.plan()

    assert [] == warned(plan, "deprecated")
    assert (1, 2) == (between - before, len(world.requests()) - between)


def test_a_default_of_the_version(world):
    """A manifest that names none means the version that such manifests have always meant."""
    declared = hook("a", REGISTRATION, None)
    del declared["spec"]["version"]
    world.declare(declared)

    (change,) = world.plan().changes

    assert change.after is not None
    assert "1.0.2" == change.after.spec.fields()["version"]
