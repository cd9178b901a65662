"""Campaign: whatever happens to an org in whatever order, what must hold holds after each event.

A case is a seed, and with `/` the numbers of the steps that are left of it: fewer steps that show
the same are easier to read.
"""

import random
from collections.abc import Sequence
from typing import Any

from campaigns.base import Campaign, Found
from campaigns.story.actions import ACTIONS, perform
from campaigns.story.story import Story
from faults.stage import Executor

STEPS = 50
_NAMES = tuple(ACTIONS)
_WEIGHTS = [action.weight for action in ACTIONS.values()]


def draw(source: random.Random, count: int) -> Sequence[str]:
    """So many seeds."""
    return [str(seed) for seed in source.sample(range(10_000_000), count)]


def step_of(seed: int, number: int) -> tuple[str, dict[str, Any]]:
    """One step of a case; it does not depend on the steps before it."""
    source = random.Random(f"{seed} {number}")
    (name,) = source.choices(_NAMES, _WEIGHTS)
    choices = ACTIONS[name].choices
    return name, {argument: source.choice(values) for argument, values in choices.items()}


def numbers_of(case: str) -> tuple[int, list[int]]:
    """The seed of a case, and its steps."""
    seed, _, steps = case.partition("/")
    return int(seed), [int(number) for number in steps.split(",")] if steps else list(range(STEPS))


def tell(case: str, executor: Executor = Executor()) -> Story:
    """The story of a case, until something does not hold."""
    seed, numbers = numbers_of(case)
    story = Story(executor)
    for number in numbers:
        # Waits after errors are drawn.
        random.seed(f"{seed} {number}")
        name, arguments = step_of(seed, number)
        perform(story, name, arguments)
        if story.problems:
            break
    else:
        perform(story, "put-in-order", {})
    return story


def play(case: str) -> Found:
    """One case; with what is wrong comes what happened before."""
    story = tell(case)
    if not story.problems:
        return Found()
    return Found((*story.problems, f"after: {'; '.join(story.lines)}"))


CAMPAIGN = Campaign(
    name="states",
    claim="Manifests, applies with faults, kills, an administrator and lost ledgers in any order, "
    "50 events: no duplicate, no lost binding, no write without its intent, exit code 0 only when "
    "all is as declared, and in the end everything is.",
    size=300,
    draw=draw,
    play=play,
)
