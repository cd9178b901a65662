"""Cases drawn from several groups, as many of each."""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from faults.families import STORE
from faults.matrix import stage_of
from faults.scenarios import ALL


def spread(groups: Iterable[Sequence[str]], source: random.Random) -> Iterator[str]:
    """All of them: one of each group in turn, groups and what is in them in an order by chance."""
    left = [iter(source.sample(group, len(group))) for group in groups if group]
    source.shuffle(left)
    while left:
        for group in list(left):
            found = next(group, None)
            if found is None:
                left.remove(group)
            else:
                yield found


def first(cases: Iterable[str], count: int) -> list[str]:
    """So many of them, each once."""
    return list(islice(dict.fromkeys(cases), count))


def scenarios(source: random.Random, count: int) -> list[str]:
    """Scenarios for so many cases; preparing one of each takes seconds."""
    return source.sample(list(ALL), min(count, len(ALL)))


def requests(scenario: str) -> int:
    """How many its apply sends."""
    return sum(position.method != STORE for position in stage_of(scenario).positions)


def stores(scenario: str) -> int:
    """How often its apply writes the ledger."""
    return sum(position.method == STORE for position in stage_of(scenario).positions)
