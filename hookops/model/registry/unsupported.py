"""What hookops does not understand: enough to name it, and nothing to write it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Unsupported:
    """One thing of the org that no kind can read."""

    kind: str
    """Of the list that it is in."""
    id: str
    # Never printed as it is: it may have members that nobody checked.
    raw: Mapping[str, Any] = field(repr=False, compare=False, default_factory=dict)
    """The whole answer."""

    def text(self, member: str) -> str:
        """Its name, type or status; empty where the answer has no such text."""
        return value if isinstance(value := self.raw.get(member), str) else ""
