"""A process gets SIGINT, SIGTERM or two SIGINT while a request of it is under way.

A case is `SCENARIO:SIGNALS:ANSWER:NUMBER`, of requests from 0. The answer comes when the process
has noticed the signal, which came `before` or `after` the request was carried out; or together with
it (`same`); or some time later (`held`, `long`); or never: then the request was carried out
(`lost`), or is when the process has ended (`late`), or is not (`dropped`).
"""

import json
import random
import re
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from campaigns.base import Campaign, Found
from campaigns.drawing import first, scenarios, spread
from campaigns.places import Disturbed, Meeting, Place, Served, place_of, sent
from campaigns.processes import LIMIT_S, Process
from faults.matrix import stage_of

SIGNALS = {
    "int": (signal.SIGINT,),
    "term": (signal.SIGTERM,),
    "twice": (signal.SIGINT, signal.SIGINT),
}
HELD_S = {"held": 0.7, "long": 2.5}
ANSWERED = ("before", "after", "same", "held")
UNANSWERED = ("long", "lost", "late", "dropped")
"""These take seconds, and so there are fewer of them."""
END_S = 5.0
"""A process ends so long after a signal: CI sends the next one soon after that."""
_TEXT = re.compile(
    r"(?P<scenario>[a-z-]+):(?P<signals>int|term|twice):"
    r"(?P<answer>before|after|same|held|long|lost|late|dropped):(?P<number>\d+)"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One stop."""

    scenario: str
    signals: str
    answer: str
    number: int

    @property
    def code(self) -> int:
        """What a shell says of a process that ended by the signal."""
        return 128 + SIGNALS[self.signals][0]

    def disturbed(self, place: Place, process: Process) -> Disturbed:
        """What comes over the process. Raises: IndexError."""

        def arrives() -> None:
            if self.answer in ("before", "late", "dropped"):
                self._send(process)
            if self.answer in ("late", "dropped"):
                process.ended.wait(LIMIT_S)

        def leaves() -> None:
            if self.answer not in ("before", "late"):
                self._send(process)
            if self.answer != "same":
                # What is under way may end; nothing else may begin.
                place.watcher.stopped = True
                self._hold(process)

        served: Served = "late" if self.answer == "late" else "now"
        served = "never" if self.answer == "dropped" else served
        return Disturbed(Meeting(sent(place)[self.number], arrives, leaves, served))

    def _send(self, process: Process) -> None:
        one, *others = SIGNALS[self.signals]
        process.send(one)
        for other in others:
            # Two that come together are one.
            _notices(process)
            process.send(other)

    def _hold(self, process: Process) -> None:
        """The answer does not come yet."""
        if self.answer in ("before", "after"):
            # With the answer at hand a thread may send its next request before Python has run the
            # handler of the signal in another one: milliseconds, in which one more write begins.
            _notices(process)
        else:
            process.ended.wait(HELD_S.get(self.answer, LIMIT_S if self.answer == "lost" else 0))


def _notices(process: Process) -> None:
    """The process has noticed the first signal, or has ended."""
    end_s = time.monotonic() + END_S
    while "hookops stops" not in process.text and not process.ended.wait(0.01):
        if time.monotonic() > end_s:
            return


def parse(text: str) -> Case:
    """The case of that text. Raises: ValueError."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"a stop is SCENARIO:SIGNALS:ANSWER:NUMBER, not {text!r}")
    return Case(found["scenario"], found["signals"], found["answer"], int(found["number"]))


def measure(text: str, plant: str = "", end_s: float = END_S) -> tuple[Found, float]:
    """One case, and how many seconds after the first signal its process ended."""
    case = parse(text)
    place = place_of(case.scenario)
    place.plant = ""
    planned = _planned(case.scenario)
    place.plant = plant
    args = place.apply_args("--format", "json")
    played = place.disturb(lambda process: case.disturbed(place, process), *args)
    process, problems = place.ran[0], list(played.problems)
    if not process.signalled_s:
        return Found(("no signal was sent", *problems)), 0
    seconds = process.ended_s - process.signalled_s
    if seconds > end_s:
        problems.append(f"the process ended {seconds:.1f} s after the signal")
    if played.codes[0] != case.code:
        problems.append(f"exit code {played.codes[0]}, not {case.code}")
    if case.answer == "same" and len(_writes_after(place, case.number)) > 1:
        problems.append(f"writes after the signal: {_writes_after(place, case.number)}")
    if case.signals != "twice":
        problems += report_problems(_results(process), place.committed[0], planned)
    return Found(tuple(problems)), seconds


def _writes_after(place: Place, number: int) -> list[str]:
    """Writes of the first run after a request of that number.

    One is the most: the process may not have known of the signal yet when it sent that.
    """
    run = place.seen[0]
    met = run.index(sent(place)[number])
    return [str(position) for position in run[met + 1 :] if position.method != "GET"]


def report_problems(results: Sequence[Any], committed: int, planned: frozenset[str]) -> list[str]:
    """What is wrong with what a process wrote about its end, after so many writes."""
    if not results:
        # Without a report nothing was begun.
        return [f"no report of {committed} writes"] if committed else []
    problems = []
    if planned != {result["address"] for result in results}:
        problems.append(f"the report is about {sorted(r['address'] for r in results)}")
    begun = [result for result in results if result["done"] or result["result"] == "unknown"]
    if committed and not begun:
        problems.append(f"{committed} writes were carried out, and the report has none")
    if not committed and any(result["done"] for result in results):
        problems.append("nothing was carried out, and the report says that something was")
    return problems


def _results(process: Process) -> Sequence[Any]:
    text = process.out.read_text()
    found: Sequence[Any] = json.loads(text)["results"] if text else []
    return found


@lru_cache(maxsize=40)
def _planned(scenario: str) -> frozenset[str]:
    """What the report of an apply is about that nothing comes over."""
    place = place_of(scenario)
    place.disturb(lambda _: Disturbed(), *place.apply_args("--format", "json"))
    return frozenset(result["address"] for result in _results(place.ran[0]))


def play(text: str) -> Found:
    """One case."""
    return measure(text)[0]


def draw(source: random.Random, count: int) -> list[str]:
    """As many of each scenario and signal; a quarter waits for answers that do not come."""
    groups: list[list[str]] = []
    for scenario in scenarios(source, count):
        requests = sent(stage_of(scenario))
        for signals in SIGNALS:
            quick = [(answer, n) for answer in ANSWERED for n in range(len(requests))]
            slow = [
                (answer, n)
                for answer in UNANSWERED
                for n, request in enumerate(requests)
                if request.method != "GET" or answer == "lost"
            ]
            slow = source.sample(slow, min(len(slow), len(quick) // 3))
            groups.append([f"{scenario}:{signals}:{answer}:{n}" for answer, n in (*quick, *slow)])
    return first(spread(groups, source), count)


CAMPAIGN = Campaign(
    "signals",
    "SIGINT, SIGTERM or two SIGINT at any request, whether it is answered or not: the process ends "
    "within 5 s with 130 or 143, writes nothing more, says what it did, and the next applies go on",
    260,
    draw,
    play,
)
