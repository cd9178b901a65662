"""Plays cases of campaigns in several processes, and counts what they show."""

import multiprocessing
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from campaigns.base import Campaign, Found
from campaigns.registry import CAMPAIGNS


@dataclass(slots=True)
class Result:
    """What a run of one campaign found."""

    name: str
    seed: int
    cases: int = 0
    in_window: int = 0
    skipped: int = 0
    """Cases that were drawn, and not played for want of time."""
    seconds: float = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    """(case, what is wrong) of each violation outside the window."""

    @property
    def inputs(self) -> int:
        return self.cases * CAMPAIGNS[self.name].counts_as

    def add(self, case: str, found: Found | None) -> None:
        """One case more; without what was found when there was no time for it."""
        if found is None:
            self.skipped += 1
            return
        self.cases += 1
        self.in_window += found.in_window
        if found.problems and not found.in_window:
            self.problems.append((case, "; ".join(found.problems)))


def play(campaign: Campaign, case: str) -> Found:
    """One case; an exception that gets out is what is wrong with it."""
    try:
        return campaign.play(case)
    except Exception as problem:  # noqa: BLE001
        # Whatever it is, a user would see a traceback.
        return Found((f"{type(problem).__name__}: {problem}",))


def run(campaign: Campaign, count: int, seed: int, limit_s: float = 1e9) -> Result:
    """So many cases, until the time is over."""
    cases = list(campaign.draw(random.Random(f"{campaign.name} {seed}"), count))
    result, begun_s = Result(campaign.name, seed), time.monotonic()
    end_s = begun_s + limit_s
    tasks = [(campaign.name, case, end_s) for case in cases]
    # Forked, so that the campaigns need not be imported once more in each process.
    with multiprocessing.get_context("fork").Pool(campaign.jobs) as pool:
        size = max(1, min(50, len(tasks) // (campaign.jobs * 8)))
        for case, found in pool.imap_unordered(_play_task, tasks, chunksize=size):
            result.add(case, found)
    result.seconds = time.monotonic() - begun_s
    return result


def _play_task(task: tuple[str, str, float]) -> tuple[str, Found | None]:
    name, case, end_s = task
    if time.monotonic() > end_s:
        return case, None
    return case, play(CAMPAIGNS[name], case)


def share(percent: float) -> dict[str, int]:
    """How many cases of each campaign are so many percent of it, and at least one."""
    return {name: max(1, round(c.size * percent / 100)) for name, c in CAMPAIGNS.items()}


def summary(results: Sequence[Result]) -> str:
    """A line for each campaign, and one for each case that is wrong."""
    lines = []
    for result in results:
        window = f", {result.in_window} in the window" if result.in_window else ""
        skipped = f", {result.skipped} not played for want of time" if result.skipped else ""
        lines.append(
            f"{result.name}: {result.inputs} in {result.seconds:.0f} s, "
            f"{len(result.problems)} violations{window}{skipped}"
        )
        lines += [f"  {result.name}:{case}: {text[:400]}" for case, text in result.problems[:20]]
    return "\n".join(lines)
