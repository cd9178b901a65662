"""What commands of an on-call night report: what was applied, and how the hooks are doing."""

from dataclasses import dataclass, field

from hookops.model.history.records import ApplyRecord, Disabled, Tombstone
from hookops.model.resource import Key
from hookops.model.usage import HookUse


@dataclass(frozen=True, slots=True)
class History:
    """What a ledger remembers of applies."""

    organization: str
    applies: tuple[tuple[int, ApplyRecord], ...]
    """The newest first, each with its number: 1 is the last one."""
    deleted: tuple[Tombstone, ...] = ()
    disabled: tuple[Disabled, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedWrite:
    """Somebody wrote a hook, as the System Log has it."""

    at: str
    event: str
    who: str
    agent: str
    """The `User-Agent` of the request; empty where the log has none."""
    about: tuple[str, ...]
    """Names in Okta, or ids, of what was written."""


@dataclass(frozen=True, slots=True)
class HookState:
    """One hook: what calls it, and what became of the calls."""

    use: HookUse
    """With the events of the last hour, where the log could be read."""
    flows: tuple[str, ...] | None
    """What calls it, by name; None when not all that may call it could be read."""
    disabled: Disabled | None = None

    @property
    def key(self) -> Key | None:
        """Its name in Git; None for one that Git does not have."""
        return self.use.hook.key

    @property
    def is_failing(self) -> bool:
        """Whether the log has a failure."""
        return self.use.all.failure > 0


@dataclass(frozen=True, slots=True)
class Incident:
    """All hooks of an organization, and what changed lately."""

    organization: str
    title: str
    at: str
    """RFC 3339, UTC, by Okta's clock."""
    hooks: tuple[HookState, ...]
    """The failing ones first."""
    history: History
    """Applies of the last day."""
    writes: tuple[LoggedWrite, ...] = ()
    """Of the last day, the newest first."""
    unread: tuple[str, ...] = field(default=())
    """What could not be read, and is in none of the above."""
    offered: int = 0
    """The number of the apply that a rollback takes back; 0 where hookops would refuse that."""
