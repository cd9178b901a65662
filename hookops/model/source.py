"""Where in Git something was written: `Mark`, `FieldPath`, `Origin`. No parsing here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# A place in a document: mapping keys as text, list positions as numbers from 0.
FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One place in one file."""

    file: str
    """Relative to the project, with forward slashes."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a resource was declared, down to each of its fields."""

    start: Mark
    """The resource's first line."""
    places: Mapping[FieldPath, tuple[int, int]] = field(repr=False, default_factory=dict)
    """Line and column (from 1) of each value."""

    def at(self, path: FieldPath) -> Mark:
        """The place of `path`, or of its longest known prefix, or the resource's first line."""
        # An error of Okta's may be about a member that the manifest leaves out.
        for end in range(len(path), 0, -1):
            place = self.places.get(path[:end])
            if place is not None:
                return Mark(self.start.file, *place)
        return self.start

    def below(self, path: FieldPath) -> "Origin":
        """Of what stands at `path`, by itself."""
        inside = {
            known[len(path) :]: place
            for known, place in self.places.items()
            if known[: len(path)] == path
        }
        return Origin(self.at(path), inside)


def dotted(path: FieldPath) -> str:
    """`path` as people write it: `channel.config.headers[0].value`."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")
