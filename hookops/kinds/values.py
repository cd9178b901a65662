"""What kinds answer with, where plain text is not enough."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hookops.model.diagnostic import Problem
from hookops.model.resource import Actual, IdOf, Json, Resource, Snapshot, Spec
from hookops.model.source import FieldPath


@dataclass(frozen=True, slots=True)
class Clash:
    """A problem between declared resources."""

    problem: Problem
    resource: Resource
    """Where it is reported."""
    others: tuple[tuple[Resource, FieldPath, str], ...]
    """The other places, each with a word on why."""


# Whether the secret that a manifest refers to is the one that Okta has: known by its fingerprint or
# its label; only by its reference, whose value may have changed since; or not known at all.
OldSecret = Literal["same", "likely", "unknown"]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that a resource signs with, and who has to know its public half."""

    key: IdOf | str
    """Declared, or the id of an actual one."""
    token_server: str
    path: FieldPath
    """Of the spec's member that names the key."""


@dataclass(frozen=True, slots=True)
class Verification:
    """How apply calls the service of a changed resource to see whether it answers correctly."""

    text: str
    """For people: when it is called, and what a failure leads to."""
    required: bool
    revert_to: Spec | None
    """What the resource becomes again after a failure; None when it cannot."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What decides what a change means to users, as far as the org and the manifests show it."""

    flows: tuple[str, ...] | None = ()
    """That use the resource, by name; None when not all that may use it could be read."""
    gone: frozenset[str] = frozenset()
    """Ids that it refers to and that no longer exist in Okta."""
    idle: frozenset[str] = frozenset()
    """Ids that it refers to and that are INACTIVE."""
    freed: bool = False
    """Whether the plan takes it from flows that have used it."""
    unproven: bool = False
    """Whether its service gets a secret that it may refuse."""


@dataclass(frozen=True, slots=True)
class Declaring:
    """What it takes to declare an actual thing in a manifest."""

    names: Mapping[tuple[str, str], str]
    """Names in Git by (kind, id), of everything that manifests declare."""
    reference: str
    """Of the thing's secret, `env:NAME`; of others it is the start."""
    seen: Snapshot
    """The org, with every attachment point that could be read."""
    is_used: bool = False
    """Whether something else of the org refers to it."""
    with_parts: bool = True
    """Whether what is written inside of it is declared too."""


@dataclass(frozen=True, slots=True)
class Declared:
    """An actual thing as a manifest has it."""

    spec: Mapping[str, Json]
    """In the order in which it is written."""
    annotations: Mapping[str, str] = field(default_factory=dict)
    """Of hookops', besides those that any existing thing has."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """What each secret is, in words, by its reference."""
    comments: Mapping[FieldPath, tuple[str, ...]] = field(default_factory=dict)
    """Lines for a person, by the path that they stand above; a field need not be there."""


def read_times(raw: Mapping[str, Json]) -> tuple[str, str]:
    """When Okta created and last changed an object; empty where its answer does not say so."""
    return str(raw.get("created") or ""), str(raw.get("lastUpdated") or "")


@dataclass(frozen=True, slots=True)
class InOrg:
    """What an org has of one declared resource."""

    before: Actual | None
    """The actual one; None when there is none."""
    points: Sequence[Spec]
    """The attachment points that it is declared to be bound to, with the org's names and ids."""
    console_only: Collection[str]
    """Types of attachment points that this org has in its console only."""
