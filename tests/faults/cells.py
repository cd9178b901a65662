"""Cells of the matrix: a scenario, one or two faults, and where each of them comes."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from faults.families import FAMILIES
from faults.wire import Planned, Position

_TEXT = re.compile(
    r"(?P<scenario>[a-z-]+)(?P<app>@app)?(/(?P<set>\d+))?:(?P<families>[a-z0-9+-]+):(?P<at>[\d+]+)"
    r"(:(?P<seed>\d+))?"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One apply with its faults; its text is all that is needed to play it again."""

    scenario: str
    families: tuple[str, ...]
    positions: tuple[int, ...]
    """In the apply without a fault, from 0."""
    switches: int = 0
    """Which set of the emulator's switches; 0 has the defaults."""
    seed: int = 0
    app: bool = False
    """Whether hookops signs in as a service app, and not with an API token."""

    def __str__(self) -> str:
        name = f"{self.scenario}@app" if self.app else self.scenario
        name += f"/{self.switches}" if self.switches else ""
        families, positions = "+".join(self.families), "+".join(map(str, self.positions))
        return f"{name}:{families}:{positions}:{self.seed}"

    def planned(self, positions: Sequence[Position]) -> list[Planned]:
        """Its faults; `positions` are those of its scenario. Raises: IndexError, KeyError."""
        places = zip(self.families, self.positions, strict=True)
        return [Planned(FAMILIES[name], positions[at]) for name, at in places]


def parse(text: str) -> Cell:
    """The cell of that text. Raises: ValueError."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"a cell is SCENARIO[@app][/SET]:FAMILY:POSITION[:SEED], not {text!r}")
    families = tuple(found["families"].split("+"))
    unknown = set(families) - FAMILIES.keys()
    if unknown:
        raise ValueError(f"no such family: {', '.join(sorted(unknown))}")
    positions = tuple(int(at) for at in found["at"].split("+"))
    switches, seed = int(found["set"] or 0), int(found["seed"] or 0)
    return Cell(found["scenario"], families, positions, switches, seed, bool(found["app"]))


def singles(
    scenario: str, positions: Sequence[Position], switches: int = 0, *, app: bool = False
) -> Iterator[Cell]:
    """Every family at every position that it is for."""
    for at, position in enumerate(positions):
        for family in FAMILIES.values():
            if family.fits(position.method, app=app):
                yield Cell(scenario, (family.name,), (at,), switches, app=app)


def doubles(
    scenario: str, positions: Sequence[Position], count: int, source: random.Random
) -> Iterator[Cell]:
    """So many pairs; the second comes at or after the place of the first, in whichever run."""
    for _ in range(count):
        first = source.randrange(len(positions))
        second = source.randrange(first, len(positions))
        names = [
            source.choice([f.name for f in FAMILIES.values() if f.fits(positions[at].method)])
            for at in (first, second)
        ]
        yield Cell(scenario, tuple(names), (first, second), 0, source.randrange(1_000_000))
