"""What a campaign is: cases that are drawn, and a check that holds in each of them.

A campaign is too long for every run of the tests. `make faults` plays all of it and records the
result in `docs/CAMPAIGNS.md`, CI plays a share with a fresh seed, and a test plays a few cases.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """What one case showed."""

    problems: tuple[str, ...] = ()
    in_window: bool = False
    """Whether an edit came in the one round trip between a read and its write, which Okta leaves
    open to every client (`docs/decisions/0019`): such cases are counted apart."""


Draw = Callable[[random.Random, int], Sequence[str]]
"""So many cases as text, or all there are when there are fewer; the text is all that a case is."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One line of `docs/CAMPAIGNS.md`."""

    name: str
    claim: str
    """What holds in each case: a sentence for whoever reads the page."""
    size: int
    """How many cases a whole run has."""
    draw: Draw
    play: Callable[[str], Found]
    """Plays one case. Whatever it raises is a problem of the case."""
    jobs: int = 2
    """So many processes at once."""
    counts_as: int = 1
    """How many inputs one case tries, such as the bytes of a file that are changed in turn."""
