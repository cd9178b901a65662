"""The campaign `races`: a few of its cases, and mistakes that it must notice."""

import random
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

import pytest
from campaigns.races import CAMPAIGN, KINDS, parse, play_with
from campaigns.racing.stage import Race
from campaigns.racing.turns import Turns
from campaigns.runner import play
from faults.known_bad import KNOWN_BAD, Store
from faults.stage import Ended, Executor, carry_out

from hookops.kinds import LISTED
from hookops.model.call import Call
from hookops.model.errors import HookopsError
from hookops.okta.encoding import DeferredValues, no_ids


@pytest.mark.parametrize(
    "text",
    [
        "create:memory:4:unique:1",
        "all-at-once:file:2:unique:2",
        "update:waiting:4:unique:3",
        "rebind:separate:2:unique:4",
        "create-and-bind:separate:4:doubles:5",
    ],
)
def test_some_races(text: str) -> None:
    """One runs and the others end with 6 or wait; without a shared ledger nobody is silent."""
    assert () == play(CAMPAIGN, text).problems
    assert text == str(parse(text))


def test_the_same_seed_is_the_same_race() -> None:
    """Who has the turn at each request is a matter of the text alone."""
    race = Race("create", "separate", 4, True, 11)

    one, other = play_with(race, Executor()), play_with(race, Executor())

    assert one == other
    assert len(set(one[1])) == 4


def test_races_are_spread() -> None:
    """Every combination comes before any comes again, and no case is there twice."""
    cases = CAMPAIGN.draw(random.Random(3), len(KINDS))

    assert len(cases) == len(set(cases))
    assert sorted(map(str, KINDS)) == sorted(
        str((r.scenario, r.mode, r.count, r.doubles)) for r in map(parse, cases)
    )


def test_one_at_a_time() -> None:
    """While one run is at work, every other one waits for its turn."""
    turns, seen = Turns(random.Random(1), 0.5), []

    def act(name: str) -> Any:
        def work() -> None:
            for number in range(20):
                turns.wait(name)
                seen.append((name, number))

        return work

    turns.run({name: act(name) for name in "abc"})

    assert [name for name, _ in seen] == [n for n, begun in _begun(turns.order) if begun]


def _begun(order: list[str]) -> list[tuple[str, bool]]:
    """Who had the turn, and whether it had begun by then: the first turn begins it."""
    return [(name, name in order[:number]) for number, name in enumerate(order)]


class Unleased(Store):
    """A ledger store that gives its lease to everybody."""

    def lease(self) -> AbstractContextManager[None]:
        return nullcontext()


def removes_all(run: Any, limits: Any, stop: Any) -> Ended:
    """Every hook that the own ledger does not have counts as a duplicate."""
    if not limits.remove_duplicates:
        return carry_out(run, limits, stop)
    hooks, nothing = LISTED["InlineHook"], DeferredValues(no_ids)
    own = {entry.id for entry in run.ledger_store.read().managed.values()}
    there = [raw["id"] for page in run.session.pages(hooks.list_call()) for raw in page]
    for id_ in [id_ for id_ in there if id_ not in own]:
        path = hooks.get_call(id_).path
        with suppress(HookopsError):
            run.session.send(Call("POST", (*path, "lifecycle", "deactivate")), nothing)
            run.session.send(Call("DELETE", path), nothing)
    return Ended(7, "")


@pytest.mark.parametrize(
    ("executor", "kind", "noticed_as"),
    [
        (Executor("unleased", store=Unleased), "update:memory:2:unique", "without the lease"),
        (KNOWN_BAD["succeeds-always"][0], "create:separate:2:doubles", "ends with 0 and has seen"),
        (Executor("all", apply=removes_all), "create:separate:2:doubles", "has left none of"),
    ],
)
def test_a_mistake_is_noticed(executor: Executor, kind: str, noticed_as: str) -> None:
    """The checks can fail: in one of a few races they say what is wrong with the executor."""
    found = [play_with(parse(f"{kind}:{seed}"), executor)[0] for seed in range(6)]

    assert any(noticed_as in problem for problems in found for problem in problems), found
