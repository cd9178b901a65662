"""Two machines that apply the same manifests to one org, each with a ledger of its own."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import World, manifest

from hookops.emulator.control.switches import Switches
from hookops.model.errors import HookopsError


class Interrupting:
    """The org; before the request of that number, once, something else happens."""

    def __init__(self, inner: Any, number: int, act: Callable[[], object]) -> None:
        self.inner, self.left, self.act = inner, number, act
        self.lock = threading.RLock()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        # The other apply sends its requests past this.
        with self.lock:
            self.left -= 1
            if self.left == 0:
                self.act()
        return self.inner(environ, start)


def code_of(world: World) -> int:
    """How an apply of that machine ends."""
    try:
        return world.apply().exit_code
    except HookopsError as problem:
        return problem.exit_code


@pytest.mark.promise("P2", "P12")
@pytest.mark.parametrize("duplicates", ["refuse", "accept"])
@pytest.mark.parametrize("number", range(1, 9))
def test_no_duplicate_without_a_word(duplicates: str, number: int, tmp_path: Path) -> None:
    """Whenever the other one comes in between: who ends with 0 left no second hook behind, and
    the next plan of both names every id of hooks that are there twice."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = World(tmp_path / "one", switches=Switches(duplicate_name=duplicates))  # type: ignore[arg-type]
    two = World(tmp_path / "two", app=one.made)
    for world in (one, two):
        world.declare(manifest("a"), manifest("b"))
    codes = []
    one.app = Interrupting(one.made, number, lambda: codes.append(code_of(two)))

    codes.append(code_of(one))

    ids: dict[str, list[str]] = {}
    for hook in one.okta("GET"):
        ids.setdefault(hook["name"], []).append(hook["id"])
    twice = {hook_id for same in ids.values() if len(same) > 1 for hook_id in same}
    assert not twice or codes.count(0) < 2
    for world in (one, two):
        said = " ".join(conflict.message for conflict in world.plan().conflicts)
        assert twice == {hook_id for hook_id in twice if hook_id in said}
