"""A process is killed at a request, or at a call of the disk for its ledger.

A case is `SCENARIO:MOMENT:NUMBER`, of requests from 0, or `SCENARIO:MOMENT:NUMBER:CALL`, of calls
from 1. With `cold` in place of a call it is a request of `python -m hookops` itself.
"""

import random
import re
from dataclasses import asdict, dataclass
from typing import Literal, cast

from campaigns.base import Campaign, Found
from campaigns.disk_calls import Fault
from campaigns.drawing import first, requests, scenarios, spread, stores
from campaigns.places import Disturbed, Meeting, Place, place_of, sent
from campaigns.processes import Process

STEPS = ("ledger.open", "ledger.write", "ledger.sync", "ledger.replace")
FOLDER = ("folder.sync",)
LOCK = ("lock.open", "lock.write", "lock.remove")
COLD_EVERY = 10
_TEXT = re.compile(
    r"(?P<scenario>[a-z-]+):(?P<moment>before|half|after):(?P<number>\d+)(:(?P<call>[a-z.]+))?"
)

Moment = Literal["before", "half", "after"]


@dataclass(frozen=True, slots=True)
class Case:
    """One kill."""

    scenario: str
    moment: Moment
    number: int
    call: str = ""

    def disturbed(self, place: Place, process: Process) -> Disturbed:
        """What comes over the process. Raises: IndexError."""
        if self.call not in ("", "cold"):
            return Disturbed(fault=asdict(Fault(self.call, self.number, self.moment)))
        at = sent(place)[self.number]
        meeting = Meeting(at, leaves=process.kill)
        if self.moment == "before":
            meeting = Meeting(at, arrives=process.kill, served="never")
        return Disturbed(meeting, cold=bool(self.call))


def parse(text: str) -> Case:
    """The case of that text. Raises: ValueError."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"a kill is SCENARIO:MOMENT:NUMBER[:CALL], not {text!r}")
    moment = cast("Moment", found["moment"])
    return Case(found["scenario"], moment, int(found["number"]), found["call"] or "")


def play(text: str, plant: str = "") -> Found:
    """One case; with a `plant`, of a process that makes a mistake."""
    case = parse(text)
    place = place_of(case.scenario)
    place.plant = plant
    played = place.disturb(lambda process: case.disturbed(place, process))
    if played.codes[:1] != (None,):
        return Found((f"the process was not killed: exit codes {played.codes}", *played.problems))
    return Found(played.problems)


def draw(source: random.Random, count: int) -> list[str]:
    """As many at requests as at the disk, and as many of each scenario."""
    groups: list[list[str]] = []
    for scenario in scenarios(source, count):
        at = range(requests(scenario))
        groups.append([f"{scenario}:{moment}:{n}" for moment in ("before", "after") for n in at])
        calls = [(call, stores(scenario)) for call in (*STEPS, *FOLDER)]
        calls += [(call, 1) for call in LOCK]
        kinds = [
            [f"{scenario}:{moment}:{n + 1}:{call}" for n in range(times)]
            for call, times in calls
            for moment in ("before", *(("half",) if "write" in call else ()), "after")
        ]
        groups.append(list(spread(kinds, source)))
    found = first(spread(groups, source), count)
    asked = [number for number, case in enumerate(found) if case.count(":") == 2]
    for number in asked[::COLD_EVERY]:
        found[number] += ":cold"
    return found


CAMPAIGN = Campaign(
    "kills",
    "SIGKILL of a process at any request or any call for its ledger: the ledger can be read, and "
    "at most two more applies lead to what an apply leaves that nobody killed",
    400,
    draw,
    play,
)
