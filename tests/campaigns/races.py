"""Campaign: two or four applies of one project at the same time.

A case is SCENARIO:MODE:COUNT:doubles|unique:SEED. The modes `memory` and `file` have one ledger
whose lock ends all applies but one, `waiting` one whose lock is waited for, and `separate` a ledger
for each apply, as two machines that share nothing.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import product
from typing import get_args

import checkers
from campaigns.base import Campaign, Found
from campaigns.racing.stage import STICKY, Mode, Race, RaceStage, Runner, stage_of
from campaigns.racing.turns import Turns
from faults import state
from faults.stage import Executor

SCENARIOS = (
    *("create", "create-and-bind", "create-key", "ten-hooks", "update", "rename", "rebind"),
    *("delete-two", "replace", "all-at-once"),
)


CREATING = ("create", "create-and-bind", "create-key", "ten-hooks", "replace", "all-at-once")
"""Those that can leave a hook twice where nobody keeps the applies apart."""
KINDS: tuple[tuple[str, Mode, int, bool], ...] = (
    *product(SCENARIOS, get_args(Mode), (2, 4), (False,)),
    # Where most goes wrong there are most cases.
    *(4 * tuple(product(CREATING, get_args(Mode)[-1:], (2, 4), (True,)))),
)


def draw(source: random.Random, count: int) -> Sequence[str]:
    """As many of each scenario, mode and number of applies, each with a seed of its own."""
    kinds = list(KINDS)
    source.shuffle(kinds)
    seeds = source.sample(range(1_000_000), count)
    return [str(Race(*kinds[n % len(kinds)], seed)) for n, seed in enumerate(seeds)]


def parse(text: str) -> Race:
    """The case of that text. Raises: ValueError."""
    scenario, mode, count, names, seed = text.split(":")
    for known in get_args(Mode):
        if known == mode and scenario in SCENARIOS:
            return Race(scenario, known, int(count), names == "doubles", int(seed))
    raise ValueError(f"no such race: {text!r}")


def play(text: str) -> Found:
    """One case."""
    return Found(tuple(play_with(parse(text), Executor())[0]))


def play_with(race: Race, executor: Executor) -> tuple[list[str], list[str]]:
    """What is wrong in one case with that executor, and who had the turn each time."""
    stage = stage_of(race.scenario, doubles=race.doubles)
    source = random.Random(f"{race}")
    turns = Turns(source, source.choice(STICKY))
    runners = stage.begin(race)
    stage.race(runners, turns, executor, race.mode)
    problems = [*_of_any(stage, runners)]
    if race.mode == "separate":
        problems += _of_separate(stage, runners)
        turns.source = random.Random(f"{race} remove")
        stage.race(runners, turns, executor, race.mode, remove=True)
        problems += _of_removal(stage, runners)
    else:
        problems += _of_shared(stage, race, runners)
    return problems, turns.order


def _of_any(stage: RaceStage, runners: Sequence[Runner]) -> Iterator[str]:
    """Nobody crashes, and no flow is left without its hook."""
    for runner in runners:
        if runner.error:
            yield f"{runner.name}: {runner.error}"
        if runner.ended.code in (3, 5, 6, 9) and runner.commits:
            yield f"{runner.name}: exit code {runner.ended.code} and {runner.commits} writes"
    history, ours = stage.world.history, stage.world.ours
    yield from (f"a flow calls no hook: {one}" for one in checkers.broken_bindings(history, ours))


def _of_shared(stage: RaceStage, race: Race, runners: Sequence[Runner]) -> Iterator[str]:
    """Each write has the lease; who does not get it writes nothing, or waits and ends well."""
    for runner in runners:
        if not runner.alone:
            yield f"{runner.name} has written without the lease"
        allowed = (0,) if race.mode == "waiting" else (0, 6)
        if runner.ended.code not in allowed:
            yield f"{runner.name} ends with {runner.ended.code}: {runner.ended.text}"
        if runner.ended.code == 6 and (runner.commits or runner.requests):
            yield f"{runner.name} ends with 6 after {runner.requests} requests"
    if all(runner.ended.code for runner in runners):
        yield "no apply ends with 0"
    wrong = state.differences(stage.wanted, state.state_of(stage.world.store))
    if wrong:
        yield f"the org is not as declared: {wrong}"


def _of_separate(stage: RaceStage, runners: Sequence[Runner]) -> Iterator[str]:
    """Whoever has seen a hook twice says so, and so does the next plan of everybody."""
    twice = stage.twice()
    for runner in runners:
        if runner.seen and not runner.ended.code:
            yield f"{runner.name} ends with 0 and has seen {sorted(runner.seen)}"
        said = stage.said_next(runner) if twice else ""
        if any(id_ not in said for id_ in twice):
            yield f"the next plan of {runner.name} does not name all of {sorted(twice)}: {said}"
    codes = [runner.ended.code for runner in runners]
    if twice and not any(codes):
        yield f"all end with 0, and there are {sorted(twice)}"
    wrong = state.differences(stage.wanted, state.state_of(stage.world.store))
    if wrong and not any(codes):
        yield f"all end with 0, and the org is not as declared: {wrong}"


def _of_removal(stage: RaceStage, runners: Sequence[Runner]) -> Iterator[str]:
    """Of what was there twice one is left, whoever removes the other."""
    yield from _of_any(stage, runners)
    missing = stage.missing()
    if missing:
        yield f"--remove-duplicates of everybody has left none of {sorted(missing)}"


CAMPAIGN = Campaign(
    name="races",
    claim="Two and four applies at the same time, in any order of their requests: with one ledger "
    "one runs and the others end with 6 or wait; with a ledger for each nobody is silent about a "
    "duplicate, and of two copies one stays.",
    size=300,
    draw=draw,
    play=play,
)
