"""What an org has and hookops does not understand: enough to name it, and nothing to write it."""

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

    @property
    def name(self) -> str:
        """As people know it in Okta; empty where the answer has none."""
        return self._text("name")

    @property
    def type(self) -> str:
        """As the answer has it, else its kind."""
        return self._text("type") or self.kind

    @property
    def status(self) -> str:
        """As the answer has it; empty without one."""
        return self._text("status")

    def _text(self, member: str) -> str:
        # What is wrong with it may be just this member.
        value = self.raw.get(member)
        return value if isinstance(value, str) else ""
