"""The campaign `states`: a few of its cases, and executors that it must notice."""

import random
from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from campaigns.machine import machine
from campaigns.runner import play
from campaigns.states import CAMPAIGN, STEPS, step_of
from campaigns.story.actions import ACTIONS, perform
from campaigns.story.story import Story
from faults.known_bad import KNOWN_BAD, Store
from faults.stage import Executor
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

Event = tuple[str, dict[str, Any]]
ONE: Event = ("apply", {"prune": False, "bold": False})
PRUNE: Event = ("apply", {"prune": True, "bold": False})
FEW = settings(
    max_examples=4,
    stateful_step_count=12,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def fault(family: str, at: int = 0) -> Event:
    """That goes wrong with the first request that it is for, or a later one."""
    return "fault", {"family": family, "at": at, "prune": False, "bold": False}


@pytest.mark.parametrize("seed", [3])
def test_whatever_happens(seed: int) -> None:
    """Fifty events of a seed, and what must hold after each of them holds."""
    assert () == play(CAMPAIGN, str(seed)).problems


def test_rules_of_a_machine() -> None:
    """The same events in an order of Hypothesis', which shrinks what fails."""
    assert len(ACTIONS) >= 16
    run_state_machine_as_test(machine(), settings=FEW)


def test_cases_are_full_of_events() -> None:
    """Every rule comes, and none of them in most of the steps."""
    seeds = CAMPAIGN.draw(random.Random(1), 40)
    names = Counter(step_of(int(seed), number)[0] for seed in seeds for number in range(STEPS))

    assert set(ACTIONS) == set(names)
    assert max(names.values()) < 0.2 * sum(names.values())
    assert 40 == len(set(seeds))


def test_a_case_is_its_text() -> None:
    """The same seed is the same story, to the last line."""
    assert play(CAMPAIGN, "5/1,2,3,4") == play(CAMPAIGN, "5/1,2,3,4")


@pytest.mark.parametrize(
    ("name", "events", "noticed_as"),
    [
        ("repeats-creates", [fault("write-error")], "once more without evidence"),
        ("forgets-intents", [ONE], "without its intent in the ledger"),
        ("stores-last", [ONE], "without its intent in the ledger"),
        ("succeeds-always", [fault("untrusted")], "exit code 0, and users is not there"),
        ("changes-nothing", [("add", {"role": "sms"}), fault("error-409", 1)], "although"),
        ("crashes", [fault("untrusted")], "KeyError"),
        ("leaks-secrets", [ONE], "has a secret outside of its body"),
        (
            "forgets-secrets",
            [ONE, ("edit", {"role": "users", "member": "number", "number": 1}), ONE],
            "the same apply once more ends with",
        ),
        (
            "ignores-unknown",
            [ONE, ("rotate", {"role": "users"}), fault("write-error")],
            "exit code 0, and users: secret",
        ),
        (
            "deletes-first",
            [
                ("bind", {"role": "enrich", "point": "rule"}),
                ONE,
                ("add", {"role": "sms"}),
                ("remove", {"role": "enrich"}),
                PRUNE,
            ],
            "leaves calls of no ACTIVE hook",
        ),
    ],
)
def test_a_mistake_is_noticed(name: str, events: list[Event], noticed_as: str) -> None:
    """The checks can fail: after these events they say what is wrong with a known-bad executor,
    and nothing of hookops."""
    problems = {}
    for executor in (KNOWN_BAD[name][0], None):
        story = Story(executor) if executor else Story()
        for event, arguments in events:
            perform(story, event, arguments)
        problems[executor] = list(story.problems)
    bad, good = problems.values()

    assert [] == good
    assert any(noticed_as in problem for problem in bad), bad


def test_a_machine_fails_with_it() -> None:
    """Hypothesis finds a known-bad executor by itself."""
    asked = settings(FEW, phases=[Phase.generate], max_examples=20)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine(KNOWN_BAD["stores-last"][0]), settings=asked)


class Unleased(Store):
    """A ledger store that gives its lease to everybody."""

    def lease(self) -> AbstractContextManager[None]:
        return nullcontext()


def test_two_leases_are_noticed() -> None:
    """Of two applies that both have the lease, the second one writes."""
    story = Story(Executor("unleased", store=Unleased))

    perform(story, "two-at-once", {"at": 0})

    assert any("two applies had the lease" in problem for problem in story.problems)
