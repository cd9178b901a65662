"""What drift is: what of the org is not as hookops last applied it, or is not known to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hookops.model.change import FieldChange
from hookops.model.diagnostic import Diagnostic
from hookops.model.management.waiver import Waiver
from hookops.model.registry.unsupported import Unsupported
from hookops.model.resource import Actual, Json, Key
from hookops.model.source import FieldPath, Mark
from hookops.model.usage import LoggedEdit

# The most dangerous first. `unbound`: the flow has no hook. `dangling`: it has the id of one that
# is gone. `unsupported`: it is there, and hookops can no longer read it. `duplicates`: another one
# has its type and name. `rebound`: the flow has another one. `extra`: a flow that is not declared
# has it. `intent`: the outcome of a write of hookops' own is not known. `secret`: it was written
# after hookops' last write and looks the same, so a secret may have changed.
DriftKind = Literal[
    "gone",
    "unbound",
    "dangling",
    "unsupported",
    "duplicates",
    "rebound",
    "extra",
    "intent",
    "status",
    "changed",
    "secret",
]


# What the report knows of who did it. `not-asked`: nothing drifted, so nothing was asked.
LogState = Literal["not-asked", "read", "not-granted", "not-read"]


@dataclass(frozen=True, slots=True)
class Drifted:
    """One managed thing that is not as it was last applied, or is not known to be."""

    key: Key
    id: str
    """Empty for what a write without a known outcome was to create."""
    what: DriftKind
    """The most dangerous of what holds."""
    fields: tuple[FieldChange, ...]
    """`before` is what was applied, `after` is what the org says."""
    last_updated: str
    """By Okta; for what is gone or cannot be read, as the ledger has it."""
    mark: Mark | None = field(default=None, compare=False)
    details: tuple[str, ...] = ()
    """What the fields do not say: sentences for people."""
    waiver: Waiver | None = None
    """Who knows of it, so that it does not count; None where it counts."""
    edits: tuple[LoggedEdit, ...] = ()
    """Who wrote it since hookops did, oldest first, as far as the System Log was read."""
    more_edits: int = 0
    """How many older ones there are beside them."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What others changed since the last apply."""

    organization: str
    against: Literal["ledger", "manifests"]
    drifted: tuple[Drifted, ...] = ()
    pending: tuple[Key, ...] = ()
    """Edited in Git and not applied yet, and not drifted; that is no drift."""
    unmanaged: tuple[Actual, ...] = ()
    unsupported: tuple[str, ...] = ()
    """Ids of hooks that hookops does not understand; managed ones have drifted as well."""
    described: Mapping[str, Unsupported] = field(default_factory=dict)
    """What Okta says of these, by their ids."""
    in_sync: Mapping[str, int] = field(default_factory=dict)
    """How many of each kind are as they were applied."""
    unread: tuple[Diagnostic, ...] = ()
    """What could not be read, so that nothing is known of it."""
    title: str = ""
    """For people, as in `Plan`."""
    warnings: tuple[Diagnostic, ...] = ()
    """What leaves open whether more than `drifted` has drifted."""
    system_log: LogState = "not-asked"
    """Whether it says who wrote what drifted."""

    @property
    def in_order(self) -> bool:
        """Whether all that was read is known to be as it was applied."""
        return not (self.counted or self.warnings)

    @property
    def counted(self) -> tuple[Drifted, ...]:
        """What drifted, without what is waived."""
        return tuple(item for item in self.drifted if item.waiver is None)


@dataclass(frozen=True, slots=True)
class Difference:
    """What two organizations have differently, and no manifest or overlay explains."""

    name: str
    """Of the resource: its key in Git, or the kind and the name in Okta of what nobody declares."""
    path: FieldPath
    """Empty where one side has the whole thing and the other has not."""
    values: tuple[Json, Json]
    declared: tuple[Json, Json]
    """What the manifests of each say; None where they say nothing."""
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """Two organizations, compared by name."""

    titles: tuple[str, str]
    """For people: the name of each, and where it is."""
    names: tuple[str, str]
    """In the project."""
    differences: tuple[Difference, ...]
    compared: int
    """How many resources one of them has or declares."""
    unread: tuple[Diagnostic, ...] = ()
    """What could not be read, so that it is not compared."""
