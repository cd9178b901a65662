"""Whatever Okta does where nobody knows, an apply that ends with 0 leaves nothing to do."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import World, manifest
from hypothesis import settings
from properties.scenarios import SCENARIOS, Scenario, moves

from hookops.emulator.control import switchboard
from hookops.emulator.control.switches import Switches

NIGHTLY = settings().max_examples > 100
"""Every scenario with every answer; one for each answer where everybody waits."""
pytestmark = pytest.mark.timeout(3600 if NIGHTLY else 120)
SPELLING = moves(
    "spelling",
    [],
    [
        manifest(
            "a",
            config={
                "uri": "https://Hooks.Example.com:443/",
                "headers": [{"key": "X-Env", "value": "A"}],
            },
        )
    ],
)
# Nothing of authorization servers can be read then, nor bound.
WITHOUT = {"feature_api_access_management"}


def answers() -> Iterator[tuple[str, str]]:
    """Each switch with each value that is not its default."""
    for name, values in switchboard.choices().items():
        if name not in WITHOUT:
            yield from ((name, value) for value in values if value != getattr(Switches(), name))


def drawn(name: str) -> list[Scenario]:
    """All, or the same one for each answer, and the one that its spelling is about."""
    spelling = [SPELLING] if name.startswith(("uri_form", "header_names")) else []
    chosen = SCENARIOS if NIGHTLY else [random.Random(name).choice(SCENARIOS)]
    return [*chosen, *spelling]


@pytest.mark.promise("P4", "P5")
@pytest.mark.parametrize(("name", "value"), list(answers()))
def test_nothing_is_left(name: str, value: str, tmp_path: Path) -> None:
    """0 means that a plan has no changes; another code comes with what is left, which a later
    apply does where it can be done at all."""
    wrong = []
    for scenario in drawn(name + value):
        folder = tmp_path / scenario.name
        folder.mkdir()
        switches = switchboard.changed(Switches(), {name: value})
        world = World(folder, seed=scenario.seed, switches=switches)
        scenario.prepare(world)
        code = world.apply(**scenario.limits).exit_code
        if bool(code) != bool(world.plan(**scenario.limits).changes):
            wrong.append(f"{scenario.name}: {code}")

    assert [] == wrong
