"""What more hooks cost, counted in calls and requests, which no busy machine changes."""

import sys
from pathlib import Path
from types import FrameType

import pytest
from conftest import World, manifest


def declared(folder: Path, count: int) -> World:
    """A world of so many hooks that are as declared, of which half were edited in Git."""
    folder.mkdir()
    world = World(folder, hook_limit=count)
    names = [f"hook-{number:04}" for number in range(count)]
    world.declare(*(manifest(name) for name in names))
    assert world.apply().exit_code == 0
    new = {"uri": "https://hooks.example.com/new"}
    world.declare(*(manifest(n, config=new if n[-1] in "02468" else {}) for n in names))
    return world


def calls_of_a_plan(world: World) -> int:
    """How many functions a plan calls."""
    count = 0

    def counted(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        world.plan()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.promise("P28")
def test_ten_times_as_many_hooks(tmp_path: Path) -> None:
    """A plan of ten times as many hooks does at most 13 times as much, with as many requests."""
    few, many = declared(tmp_path / "few", 10), declared(tmp_path / "many", 100)

    calls = [calls_of_a_plan(world) for world in (few, many)]
    requests = []
    for world in (few, many):
        seen = len(world.history)
        world.plan()
        requests.append(len(world.history) - seen)

    assert [1, 1] == requests
    assert 13 > calls[1] / calls[0]
    assert calls[1] > 10_000
