"""The steps of a rotation, as they are reported, and what they ask of whoever runs them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hookops.manifest.edits.files import EditedFile
from hookops.network.addresses import Networks
from hookops.network.outside import Network

State = Literal[
    "done",
    "done already",
    "done at --verify-url",
    "not checked",
    "failed",
    "reverted",
    "left to you",
]

# Frozen in no format: people read them, and exit codes are for scripts.
TITLES = (
    "the service accepts both secrets",
    "the manifest names the new secret, and Okta has it",
    "the service answers with the new secret",
    "retire the old secret",
)
"""In their order. Each leaves a state that users do not notice, and another run goes on from it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one of the steps."""

    number: int
    """From 1."""
    state: State
    lines: tuple[str, ...] = ()
    """What was found or done."""

    def text(self) -> Sequence[str]:
        """For people: the step, then what was found, indented."""
        head = f"{self.number} of {len(TITLES)}  {TITLES[self.number - 1]}: {self.state}"
        return head, *(f"        {line}" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Attended:
    """How a rotation is reported and asked about, and how its service is called."""

    report: Callable[[Step], object]
    ask: Callable[[str], None]
    """Raises GuardError unless somebody agrees to doing this; says nothing with `--yes`."""
    write: Callable[[Sequence[EditedFile]], object]
    """Writes files, and shows what differs. Raises: Conflict, InvalidInput."""
    url: str = field(default="", repr=False)
    """Called instead of the hook's uri; empty for that."""
    loopback: bool = False
    networks: Networks = ()
    named_hosts: tuple[str, ...] = ()
    """Hosts that may be sent the hook's secrets."""
    network: Network | None = None
    """What services are reached by; None for the computer's own."""
