"""Processes apply the same manifests to one org at the same time.

A case is `KIND:SCENARIO:COUNT:WHEN`: so many processes that begin `together`, or the others before
a request of the first, from 0. They share a ledger and end at once (`shared`) or wait for the lock
(`waiting`), also for that of a process that is killed (`killed`); or each has a ledger of its own,
as on two machines, where Okta accepts a second hook of a name or does not (`separate-accept`,
`separate-refuse`).
"""

import random
import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from campaigns.base import Campaign, Found
from campaigns.drawing import first, scenarios, spread
from campaigns.places import GRACE_S, Line, Meeting, Place, place_of, port, sent
from campaigns.processes import LIMIT_S, Process, launcher
from faults import state
from faults.matrix import stage_of

from hookops.emulator.control.switches import Switches
from hookops.emulator.world import get_world
from hookops.model.errors import EXIT_CODES

KINDS = ("shared", "waiting", "killed", "separate-accept", "separate-refuse")
MAKING = (
    *("create", "create-inactive", "create-and-bind", "ten-hooks", "create-key", "replace"),
    *("all-at-once", "one-per-org"),
)
"""Scenarios that make hooks: without a shared lock, all depends on these."""
WAIT = ("--lock-timeout", "50")
_TEXT = re.compile(
    rf"(?P<kind>{'|'.join(KINDS)}):(?P<scenario>[a-z-]+):(?P<count>[24]):(?P<when>together|\d+)"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One race."""

    kind: str
    scenario: str
    count: int
    when: str

    @property
    def shares(self) -> bool:
        """Whether there is one ledger."""
        return not self.kind.startswith("separate")


def parse(text: str) -> Case:
    """The case of that text. Raises: ValueError."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"a race is KIND:SCENARIO:COUNT:WHEN, not {text!r}")
    return Case(found["kind"], found["scenario"], int(found["count"]), found["when"])


class Race:
    """The processes of one case."""

    def __init__(self, case: Case, place: Place) -> None:
        self.case, self.place = case, place
        args = place.apply_args(*(WAIT if case.kind in ("waiting", "killed") else ()))
        folders = map(self._folder, range(case.count))
        self.processes = [launcher().prepare(folder, args) for folder in folders]

    def _folder(self, number: int) -> Path:
        """That of the project, or a copy of it with a ledger of its own."""
        folder = self.place.folder
        if self.case.shares or not number:
            return folder
        other = folder.parent / f"{folder.name}-{number}"
        shutil.rmtree(other, ignore_errors=True)
        return Path(shutil.copytree(folder, other))

    def run(self) -> None:
        """All of them, to their end."""
        place, (one, *others) = self.place, self.processes
        at = None if self.case.when == "together" else sent(place)[int(self.case.when)]
        killed = self.case.kind == "killed"

        def arrives() -> None:
            self._begin(others)
            if killed:
                one.kill()
                # What it had sent is to be known by now.
                place.world.now += GRACE_S
                place.watcher.restart()

        meeting = Meeting(at, arrives, served="never" if killed else "now") if at else None
        port().app = line = Line(place.wire, place.watcher, place.world.made, meeting)
        place.start(one)
        if at is None:
            for process in others:
                place.start(process)
        for process in self.processes:
            process.wait()
        line.wait()

    def _begin(self, others: Sequence[Process]) -> None:
        """The others run: to their end, or until they wait."""
        for process in others:
            self.place.start(process)
        for process in others:
            end_s = time.monotonic() + LIMIT_S
            while not process.ended.wait(0.01) and time.monotonic() < end_s:
                if "waiting at most" in process.text:
                    break

    @property
    def codes(self) -> list[int | None]:
        """How each of them ended."""
        return [process.code for process in self.processes]


def play(text: str, plant: str = "") -> Found:
    """One case; with a `plant`, of processes that make a mistake."""
    case = parse(text)
    place = place_of(case.scenario)
    place.plant = plant
    place.begin()
    if not case.shares:
        accepts = case.kind == "separate-accept"
        switches = Switches(duplicate_name="accept" if accepts else "refuse")
        get_world(place.world.made).control.switches = switches
    race = Race(case, place)
    race.run()
    problems = [
        f"exit code {process.code}: {process.text[-300:]}"
        for process in race.processes
        if (process.code not in EXIT_CODES and process.code != -9) or process.code == 1
    ]
    problems += _shared(race) if case.shares else _separate(race)
    return Found(tuple(problems))


def _shared(race: Race) -> list[str]:
    """What is wrong with processes of which one may write at a time."""
    case, place = race.case, race.place
    problems = [*place.watcher.problems]
    one, *others = race.codes
    if case.kind == "waiting":
        allowed = one == 0 and set(others) == {0}
    elif case.kind == "killed":
        allowed = one == -9 and set(others) == {0}
    elif case.when == "together":
        allowed = 0 in race.codes and set(race.codes) <= {0, 6}
    else:
        # Who does not get the lock asks the org nothing.
        allowed = one == 0 and set(others) == {6} and len(place.wire.seen) == len(sent(place))
    if not allowed:
        problems.append(f"exit codes {race.codes}: {race.processes[-1].text[-300:]}")
    # A process that was killed may have written what another one need not write again.
    if case.kind != "killed":
        problems += _differences(place)
    # Who has just taken the lock may not have written its name into it yet.
    words = ["has the lock"] if case.when == "together" else [str(race.processes[0].pid)]
    for process in race.processes:
        if process.code == 6 and not all(word in process.text for word in words):
            problems.append(f"no word of who has the lock: {process.text[-300:]}")
    wrong = state.differences(place.expected(), state.state_of(place.world.store))
    return [*problems, wrong] if wrong else problems


def _differences(place: Place) -> list[str]:
    """Writes of all together that differ from those of one apply."""
    wanted = sorted(str(position) for position in sent(place) if position.method != "GET")
    found = sorted(str(position) for position in place.wire.seen if position.method != "GET")
    return [f"writes {found}, not {wanted}"] if wanted != found else []


def _separate(race: Race) -> list[str]:
    """What is wrong where only the org can keep two processes apart."""
    place = race.place
    ids: dict[str, list[str]] = {}
    for hook in place.world.store.hooks():
        ids.setdefault(hook.name, []).append(hook.id)
    twice = {id_ for same in ids.values() if len(same) > 1 for id_ in same}
    problems = []
    if twice and race.case.kind == "separate-refuse":
        problems.append(f"{twice} have one name")
    if twice and set(race.codes) == {0}:
        problems.append(f"every process ends with 0, and {twice} have one name")
    wrong = state.differences(place.expected(), state.state_of(place.world.store))
    if set(race.codes) == {0} and wrong:
        problems.append(f"every process ends with 0, and not as declared: {wrong}")
    if broken := state.broken(place.world.store):
        problems.append(f"calls of no ACTIVE hook: {sorted(broken)}")
    for process in race.processes if twice else ():
        plan = launcher().prepare(process.folder, ("plan", *place.options))
        place.start(plan)
        code = plan.wait()
        unnamed = {id_ for id_ in twice if id_ not in plan.text}
        if code == 0 or unnamed:
            problems.append(f"the next plan ends with {code}, and does not name {unnamed}")
    return problems


def draw(source: random.Random, count: int) -> list[str]:
    """As many of each kind, half of them of processes that begin together."""
    groups = []
    for kind in KINDS:
        shares = not kind.startswith("separate")
        names = scenarios(source, count // len(KINDS) + 1) if shares else MAKING
        counts = (2, 4) if shares else (2,)
        together = [f"{kind}:{name}:{n}:together" for name in names for n in counts]
        apart = [
            f"{kind}:{name}:{n}:{at}"
            for name in names
            for n in counts
            for at in range(len(sent(stage_of(name))))
        ]
        # Nobody is killed at a request that is not known.
        groups.append(list(spread([apart] if kind == "killed" else [together, apart], source)))
    return first(spread(groups, source), count)


CAMPAIGN = Campaign(
    "races-real",
    "Two or four processes apply at once: with a shared ledger one writes, and the others end with "
    "6 or wait; with two ledgers no duplicate is there without a word",
    60,
    draw,
    play,
)
