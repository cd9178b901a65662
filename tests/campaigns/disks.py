"""A call of the disk fails: of the ledger, its lock and folder, a plan file, or a report.

A case is `SCENARIO:RUN:CALL:NUMBER:ERROR`, of calls from 1. The run is an `apply` or a `plan` with
a report in JSON, or a plan that is saved in a new file (`save`) or in the place of another
(`resave`). With `-on` after the error every later call fails as well; with `-half` a half of the
bytes is written before. `SHORT` is no error: the half of what is left is written each time.
`output.full` is a standard output that is `/dev/full`.
"""

import errno
import os
import random
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from campaigns.base import Campaign, Found
from campaigns.disk_calls import Fault
from campaigns.drawing import first, scenarios, spread, stores
from campaigns.places import Disturbed, Place, place_of

ERRORS = ("ENOSPC", "EDQUOT", "EIO", "EACCES", "EROFS")
STAYING = ("ENOSPC", "EDQUOT", "EROFS")
HALVED = ("ENOSPC", "EDQUOT", "EIO")
EACH_STORE = (
    *("ledger.open", "ledger.write", "ledger.sync", "ledger.replace"),
    *("folder.sync", "stored.open"),
)
"""The calls of each write of the ledger; all others come once."""
NEW = ("plan.open", "plan.write", "plan.sync")
RUNS = {
    "apply": (*EACH_STORE, "lock.open", "lock.write", "output.write", "output.full"),
    "plan": ("output.write", "output.full"),
    "save": NEW,
    "resave": (*NEW, "plan.replace", "folder.sync"),
}
"""What a run asks of the disk."""
PLAN = "plan.json"
LEDGER = "ledger.json"
NAMES = {
    "plan": PLAN,
    "output": "standard output",
    "ledger": LEDGER,
    "stored": LEDGER,
    "folder": LEDGER,
    "lock": f"{LEDGER}.lock",
}
"""What a message calls what failed."""
_TEXT = re.compile(
    r"(?P<scenario>[a-z-]+):(?P<run>apply|plan|save|resave):(?P<call>[a-z]+\.[a-z]+):(?P<number>\d+)"
    r":(?P<error>[A-Z]+)(-(?P<more>on|half))?"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One fault of the disk."""

    scenario: str
    run: str
    call: str
    number: int
    error: str
    more: str

    @property
    def disturbed(self) -> Disturbed:
        """What comes over the process."""
        if self.call == "output.full":
            return Disturbed(out="/dev/full")
        moment: Literal["before", "half"] = "half" if self.more == "half" else "before"
        fault = Fault(self.call, self.number, moment, self.error, stays=self.more == "on")
        return Disturbed(fault=asdict(fault))

    def args(self, place: Place) -> tuple[str, ...]:
        """Its command line."""
        if self.run == "apply":
            return place.apply_args("--format", "json")
        out = {"plan": ("--format", "json"), "save": ("--out", PLAN)}
        return ("plan", *place.options, *out.get(self.run, ("--out", PLAN, "--force")))

    def wrong_words(self, text: str) -> list[str]:
        """What is wrong with what a process says of the fault."""
        if self.error == "SHORT":
            return []
        name = PLAN if self.run == "resave" else NAMES[self.call.partition(".")[0]]
        reason = os.strerror(getattr(errno, self.error))
        problems = [f"no message says {word!r}" for word in (name, reason) if word not in text]
        # There is no other: whoever reads that would look for it.
        if "by another run" in text:
            problems.append("a message is about another run")
        return problems


def parse(text: str) -> Case:
    """The case of that text. Raises: ValueError."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"a fault is SCENARIO:RUN:CALL:NUMBER:ERROR[-on|-half], not {text!r}")
    parts = found.group("scenario", "run", "call", "error")
    scenario, run, call, error = (str(part) for part in parts)
    return Case(scenario, run, call, int(found["number"]), error, found["more"] or "")


def play(text: str, plant: str = "") -> Found:
    """One case; with a `plant`, of a process that makes a mistake."""
    case = parse(text)
    place = place_of(case.scenario)
    place.plant = plant
    problems = _apply(place, case) if case.run == "apply" else _plan(place, case)
    left = sorted(path.name for path in place.folder.glob(".*.json.*"))
    return Found((*problems, *(f"{name} is left" for name in left)))


def _apply(place: Place, case: Case) -> Sequence[str]:
    played = place.disturb(lambda _: case.disturbed, *case.args(place))
    code, committed = played.codes[0], place.committed[0]
    allowed = {7, 8} if committed else {9}
    if case.error == "SHORT":
        allowed = {0}
    elif case.call.startswith("stored") and not committed:
        # A ledger that cannot be read is not what the project says it is.
        allowed = {3, 9}
    elif case.call in EACH_STORE and committed and (case.more != "on" or _is_record(case)):
        # Reading back proves what was not stored, and then it is; 0 is compared with the org.
        allowed |= {0}
    problems = [*played.problems, *case.wrong_words(place.ran[0].text)]
    if code not in allowed:
        problems.append(f"exit code {code} after {committed} writes")
    return problems


def _is_record(case: Case) -> bool:
    """Whether the fault comes when all is stored but that there was an apply."""
    return case.number == stores(case.scenario)


def _plan(place: Place, case: Case) -> Sequence[str]:
    """A plan that is not saved is as if it had not been made; the next one is saved and applied."""
    place.begin()
    path = place.folder / PLAN
    path.unlink(missing_ok=True)
    before = ""
    if case.run == "resave":
        place.once("plan", *place.options, "--out", PLAN)
        before = path.read_text()
    ended = place.once(*case.args(place), disturbed=case.disturbed)
    problems = [*place.watcher.problems, *case.wrong_words(ended.text)]
    allowed = (0,) if case.error == "SHORT" else (9,) if case.run == "plan" else (3, 9)
    if ended.code not in allowed:
        problems.append(f"exit code {ended.code}")
    # Where the folder fails, the new file is there by then.
    after = path.read_text() if path.exists() else ""
    if after != before and not case.call.startswith("folder") and case.error != "SHORT":
        problems.append(f"the file is not as it was: {after[-80:]!r}")
    if not after or case.run == "plan" or ended.code:
        force = ("--force",) if after else ()
        again = place.once("plan", *place.options, "--out", PLAN, *force)
        problems += [f"then exit code {again.code}: {again.text[-300:]}"] if again.code else []
    applied = place.once("apply", PLAN, "--yes", *place.options)
    if applied.code:
        problems.append(f"the saved plan: exit code {applied.code}: {applied.text[-300:]}")
    return problems


def draw(source: random.Random, count: int) -> list[str]:
    """As many of each call, and of each error of it."""
    # Which scenario it is matters less than the call.
    names = scenarios(source, count // 4 + 1)
    groups = []
    for run, calls in RUNS.items():
        for call in calls:
            places = [
                f"{name}:{run}:{call}:{number + 1}"
                for name in names
                for number in range(stores(name) if run == "apply" and call in EACH_STORE else 1)
            ]
            kinds = [[f"{place}:{error}" for place in places] for error in _errors(call)]
            groups.append(list(spread(kinds, source)))
    return first(spread(groups, source), count)


def _errors(call: str) -> list[str]:
    if call == "output.full":
        return ["ENOSPC"]
    found = list(ERRORS)
    if call.endswith(".write") and not call.startswith("lock"):
        found += [*(f"{error}-half" for error in HALVED), "SHORT"]
    if call in EACH_STORE:
        found += [f"{error}-on" for error in STAYING]
    return found


CAMPAIGN = Campaign(
    "disks",
    "A call of the disk fails for the ledger, its lock, a plan file or a report: no half file, a "
    "message with file and reason, the exit code of what was done, and the next run goes on",
    160,
    draw,
    play,
)
