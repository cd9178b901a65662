"""One value for each sort of thing that a ledger remembers besides what is managed today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # `Ledger` is made of these, so its module imports this one.
    from hookops.model.resource import Key

Json = Any


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A hook that hookops deleted: enough to know it again, or to declare it again."""

    key: "Key"
    id: str
    compared: Mapping[str, Json]
    at: str
    bindings: tuple[Mapping[str, Json], ...] = ()
    """Flows that called it when the apply began which deleted it, as manifests name them."""


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One change of an apply: what it was made on, so that it can be undone."""

    key: "Key"
    action: str
    result: str
    id: str
    """In Okta; empty for one that was not created, or whose id nobody knows."""
    before: Mapping[str, Json] | None = None
    """`Spec.fields()` of what was there, without secrets; None where nothing was."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """References of the secrets that it had, by dotted path, as hookops had sent them."""


LEDGER_ONLY = frozenset({"adopt", "forget", "record", "verify"})
"""Actions after which Okta is as it was before."""


@dataclass(frozen=True, slots=True)
class ApplyRecord:
    """One apply that ended."""

    at: str
    plan: str
    """Digest of the saved plan; empty when there was none."""
    done: int
    failed: int
    unknown: int
    by: str = ""
    """User and host."""
    run: str = ""
    """The address or the number of its CI run; empty outside of CI."""
    commit: str = ""
    """Of the manifests, as the CI run or the work tree says; empty where neither does."""
    changes: tuple[ChangeRecord, ...] = ()
    command: str = ""
    """Which command it was, as `disable InlineHook/a`; empty for `apply`."""
    because: str = ""
    """The reason that was given for it."""

    @property
    def is_quiet(self) -> bool:
        """Whether it is known to have left Okta as it was."""
        return bool(self.changes) and all(c.action in LEDGER_ONLY for c in self.changes)


@dataclass(frozen=True, slots=True)
class Disabled:
    """A hook that somebody has disabled: no flow calls it until it is enabled again."""

    key: "Key"
    at: str
    because: str
    by: str = ""
    """User and host."""
    run: str = ""
    """As of `ApplyRecord`."""
    deactivated: bool = False
    """Whether it was made INACTIVE, since no flow of it can be unbound."""
    enabling: bool = False
    """Whether `enable` has begun: what is declared counts again, and these bindings with it."""
    bindings: tuple[Mapping[str, Json], ...] = ()
    """What was taken away, as manifests name it."""
