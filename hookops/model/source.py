"""Where in Git something was written: `Mark`, `FieldPath`, `Origin`. No parsing here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

# A place in a document: mapping keys as text, list positions as numbers from 0.
FieldPath = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One place in one file."""

    file: str
    """Relative to the project, with forward slashes."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""

    def __bool__(self) -> bool:
        """Whether it is a place at all: what a ledger remembers stands in no file."""
        return bool(self.file)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Mark("", 0, 0)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a resource was declared, down to each of its fields."""

    start: Mark
    """The resource's first line."""
    places: Mapping[FieldPath, tuple[int, int]] = field(repr=False, default_factory=dict)
    """Line and column (from 1) of each value."""
    files: Mapping[FieldPath, str] = field(repr=False, default_factory=dict)
    """The file of each value that another file than that of `start` sets: an overlay."""

    def at(self, path: FieldPath) -> Mark:
        """The place of `path`, or of its longest known prefix, or the resource's first line."""
        # An error of Okta's may be about a member that the manifest leaves out.
        for end in range(len(path), 0, -1):
            place = self.places.get(path[:end])
            if place is not None:
                return Mark(self.files.get(path[:end], self.start.file), *place)
        return self.start

    def below(self, path: FieldPath) -> "Origin":
        """Of what stands at `path`, by itself."""
        start = self.at(path)
        inside = below(self.places, path)
        # A file is said for every value that is not in the file of the new start.
        files = {p: self.files.get((*path, *p), self.start.file) for p in inside}
        return Origin(start, inside, {p: file for p, file in files.items() if file != start.file})


def below(values: Mapping[FieldPath, T], path: FieldPath) -> dict[FieldPath, T]:
    """What stands at `path` and below it, by the path from there."""
    depth = len(path)
    return {known[depth:]: value for known, value in values.items() if known[:depth] == path}


def dotted(path: FieldPath) -> str:
    """`path` as people write it: `channel.config.headers[0].value`."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")
