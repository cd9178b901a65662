"""Plays cells in several processes, and keeps count of what was found."""

import gc
import multiprocessing
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from faults.cells import Cell, doubles, parse, singles
from faults.known_bad import CAUGHT_IN, KNOWN_BAD
from faults.scenarios import ALL
from faults.stage import Played, Stage
from faults.switch_sets import switch_sets
from faults.verdicts import why_excused

CHUNK = 150
"""So many cells go to a process at once."""


@dataclass(slots=True)
class Tally:
    """What a run of the matrix found."""

    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many were played, by scenario and family."""
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many of them show a violation."""
    problems: list[tuple[str, str]] = field(default_factory=list)
    """(cell, what is wrong) of each violation."""
    excused: list[tuple[str, str]] = field(default_factory=list)
    """(cell, why a person has to look)."""
    unmet: int = 0
    """Cells of which the second fault never came."""
    skipped: int = 0
    """Cells that were drawn, and not played for want of time."""
    impossible: dict[str, str] = field(default_factory=dict)
    """Scenarios that end otherwise than with 0 without any fault, by name and set of switches."""

    def add(self, other: "Tally") -> None:
        """Both together."""
        self.cells += other.cells
        self.wrong += other.wrong
        self.problems += other.problems
        self.excused += other.excused
        self.unmet += other.unmet
        self.skipped += other.skipped
        self.impossible |= other.impossible

    @property
    def count(self) -> int:
        return sum(self.cells.values())


@dataclass(frozen=True, slots=True)
class Draw:
    """Cells that the process which plays them draws: making all stages in one would take long."""

    scenario: str
    switches: int
    count: int
    seed: str
    app: bool = False

    def cells(self) -> list[Cell]:
        """So many single faults. Raises: AssertionError."""
        positions = stage_of(self.scenario, self.switches, app=self.app).positions
        every = list(singles(self.scenario, positions, self.switches, app=self.app))
        return random.Random(self.seed).sample(every, min(self.count, len(every)))


@lru_cache(maxsize=40)
def stage_of(scenario: str, switches: int = 0, *, app: bool = False) -> Stage:
    """The stage, made once in each process. Raises: AssertionError, KeyError."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    return Stage(ALL[scenario], folder, switch_sets()[switches], app=app)


def _stage_for(cell: Cell) -> Stage:
    return stage_of(cell.scenario, cell.switches, app=cell.app)


def play(cell: Cell) -> Played:
    """One cell."""
    stage = _stage_for(cell)
    return stage.play(cell.planned(stage.positions), cell.seed)


def _play_all(task: tuple[Sequence[Cell] | Draw, float]) -> Tally:
    """Cells of one scenario and set, until the time is over."""
    asked, end_s = task
    tally = Tally()
    if time.monotonic() > end_s:
        tally.skipped = asked.count if isinstance(asked, Draw) else len(asked)
        return tally
    try:
        cells = asked.cells() if isinstance(asked, Draw) else asked
    except AssertionError as problem:
        assert isinstance(asked, Draw)
        tally.impossible[f"{asked.scenario}/{asked.switches}"] = str(problem)[:200]
        return tally
    for number, cell in enumerate(cells):
        if time.monotonic() > end_s:
            tally.skipped += len(cells) - number
            break
        _count(tally, cell)
    return tally


def _count(tally: Tally, cell: Cell) -> None:
    played = play(cell)
    tally.cells[cell.scenario, "+".join(cell.families)] += 1
    tally.unmet += not played.met
    if not played.problems:
        return
    positions = _stage_for(cell).positions
    excused = why_excused(cell, positions, played)
    if excused:
        tally.excused.append((str(cell), excused))
        return
    tally.wrong[cell.scenario, "+".join(cell.families)] += 1
    tally.problems.append((str(cell), "; ".join(played.problems)))


def play_together(
    cells: Iterable[Cell], jobs: int, limit_s: float = 1e9, draws: Iterable[Draw] = ()
) -> Tally:
    """All of them, in so many processes, each with cells of one scenario at a time."""
    groups: dict[tuple[str, int, bool], list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[cell.scenario, cell.switches, cell.app].append(cell)
    chunks = [
        group[start : start + CHUNK]
        for group in groups.values()
        for start in range(0, len(group), CHUNK)
    ]
    # What is cut off for want of time is a part of every scenario.
    random.Random(0).shuffle(chunks)
    # The few that are drawn later are played in any case.
    return _in_processes([*draws, *chunks], jobs, limit_s)


def play_switches(count: int, seed: int, jobs: int, limit_s: float = 1e9) -> Tally:
    """So many single faults, spread over scenarios and the sets of switches but the defaults."""
    sets = range(1, len(switch_sets()))
    each = -(-count // (len(sets) * len(ALL)))
    draws = [Draw(name, number, each, f"{seed}{name}{number}") for number in sets for name in ALL]
    return _in_processes(draws, jobs, limit_s)


def draw_signed_in(count: int, source: random.Random, names: Iterable[str] = ALL) -> list[Draw]:
    """So many single faults of runs that sign in as a service app, spread over scenarios."""
    chosen = tuple(names)
    each = -(-count // len(chosen))
    return [Draw(name, 0, each, str(source.random()), app=True) for name in chosen]


def _in_processes(tasks: Sequence[Sequence[Cell] | Draw], jobs: int, limit_s: float) -> Tally:
    end_s = time.monotonic() + limit_s
    tally = Tally()
    # Objects that are there by now are not looked through again in each process.
    gc.collect()
    gc.freeze()
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for part in pool.imap_unordered(_play_all, [(task, end_s) for task in tasks]):
            tally.add(part)
    return tally


def every_single() -> list[Cell]:
    """Every family at every position of every scenario."""
    return [cell for name in ALL for cell in singles(name, stage_of(name).positions)]


def every_double(count: int, source: random.Random) -> list[Cell]:
    """So many pairs, as many of each scenario."""
    each = -(-count // len(ALL))
    pairs = [doubles(name, stage_of(name).positions, each, source) for name in ALL]
    return [cell for cells in pairs for cell in cells][:count]


def play_family(scenario: str, family: str) -> list[tuple[str, tuple[str, ...]]]:
    """(cell, problems) of each position of a scenario at which a family shows any."""
    cells = [c for c in singles(scenario, stage_of(scenario).positions) if family in c.families]
    return [(str(cell), problems) for cell in cells if (problems := play(cell).problems)]


def catch(name: str) -> tuple[str, tuple[str, ...]]:
    """(cell, problems) by which a known-bad executor is noticed; without any when it is not.

    Problems that hookops itself has in the cell prove nothing.
    """
    executor, _ = KNOWN_BAD[name]
    scenario, family = CAUGHT_IN[name]
    stage = stage_of(scenario)
    # By family and not by position, which moves when hookops sends a request more.
    for cell in singles(scenario, stage.positions):
        if family in cell.families:
            played = stage.play(cell.planned(stage.positions), cell.seed, executor)
            if played.problems and not play(cell).problems:
                return str(cell), played.problems
    return "", ()


def describe(text: str) -> str:
    """One cell played: what its faults were, and what came of them."""
    cell = parse(text)
    stage = _stage_for(cell)
    lines = [f"{cell}"]
    for planned in cell.planned(stage.positions):
        lines.append(f"  {planned.family.name} at {planned.position}: {planned.family.fault}")
    played = play(cell)
    lines.append(f"  exit codes {played.codes}; every fault met: {played.met}")
    lines += [f"  wrong: {problem}" for problem in played.problems] or ["  nothing is wrong"]
    return "\n".join(lines)
