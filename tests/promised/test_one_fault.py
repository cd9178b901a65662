"""Whichever one request of an apply meets trouble, one more apply leads to what is declared."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import World
from hypothesis import settings
from properties.scenarios import SCENARIOS, Scenario

from hookops.model.errors import HookopsError

NIGHTLY = settings().max_examples > 100
"""All cases are tried; a draw for each scenario where everybody waits."""
pytestmark = pytest.mark.timeout(3600 if NIGHTLY else 120)
DRAWN = 2
FAULTS = {
    "refused": (False, httpx.ConnectError("connection refused")),
    "reset before": (False, httpx.ReadError("reset")),
    "reset after": (True, httpx.ReadTimeout("no answer")),
    "500 before": (False, "500 Internal Server Error"),
    "503 after": (True, "503 Service Unavailable"),
    "429": (False, "429 Too Many Requests"),
    "403": (False, "403 Forbidden"),
    "200 with another page": (False, "200 OK"),
    "200 with another page after": (True, "200 OK"),
}
"""Whether the request is carried out, and what is answered instead."""


class OneFault:
    """The org behind a line on which the request of that number meets the fault, once."""

    def __init__(self, inner: Any, number: int, fault: str) -> None:
        self.inner, self.left = inner, number
        self.carried_out, self.answer = FAULTS[fault] if fault else (True, "")

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        self.left -= 1
        if self.left:
            return self.inner(environ, start)
        if self.carried_out:
            list(self.inner(environ, lambda *_: None))
        if isinstance(self.answer, Exception):
            raise self.answer
        start(self.answer, [("content-type", "text/html")])
        return [b"<html>"]


class Stage:
    """A scenario that can be played again and again, each time from the same state."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self.world = World(folder, seed=scenario.seed)
        self.limits = scenario.limits
        scenario.prepare(self.world)
        self.snapshot, self.now = self.world.store.snapshot(), self.world.now
        self.path = folder / "ledger.json"
        self.ledger = self.path.read_bytes() if self.path.exists() else None

    def play(self, number: int = 0, fault: str = "") -> int:
        """The apply from the start, with that fault; how many requests it sent."""
        world = self.world
        world.store.restore(self.snapshot)
        world.now = self.now
        self.path.unlink(missing_ok=True)
        if self.ledger is not None:
            self.path.write_bytes(self.ledger)
        line = OneFault(world.made, number, fault)
        world.app = line
        with suppress(HookopsError):
            world.apply(**self.limits)
        world.app = world.made
        return number - line.left

    def wrong(self) -> list[str]:
        """What is not as declared after one more apply."""
        world = self.world
        world.now += 60
        again = world.apply(**self.limits)
        left = world.plan(**self.limits)
        names = Counter(hook["name"] for hook in world.okta("GET"))
        found = [f"the second apply ends with {again.exit_code}"] if again.exit_code else []
        found += [f"{change.key}: {change.action}" for change in left.changes]
        found += [f"{name} is there {count} times" for name, count in names.items() if count > 1]
        found += [f"open: {intent.key} {intent.step}" for intent in world.ledger.intents]
        declared = {r.spec.name for r in world.desired.values() if r.key.kind == "InlineHook"}
        return found + [f"left over: {name}" for name in names if name not in declared]


def cases(count: int, name: str) -> Iterator[tuple[int, str]]:
    """(number of the request, fault): all, or the same few each time."""
    every = [(number, fault) for number in range(1, count + 1) for fault in FAULTS]
    return iter(every if NIGHTLY else random.Random(name).sample(every, min(DRAWN, len(every))))


@pytest.mark.promise("P1")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_one_more_apply_leads_there(scenario: Scenario, tmp_path: Path) -> None:
    """Everything is as declared, once, and no write is left without an outcome."""
    stage = Stage(scenario, tmp_path)
    count = stage.play()

    wrong = []
    for number, fault in cases(count, scenario.name):
        stage.play(number, fault)
        wrong += [f"{fault} at request {number}: {problem}" for problem in stage.wrong()]

    assert [] == wrong
