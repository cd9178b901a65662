"""What is managed: keys, specs, and the three sides that a plan compares."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from hookops.model.diagnostic import Diagnostic
from hookops.model.management.waiver import Waiver
from hookops.model.registry.unsupported import Unsupported
from hookops.model.source import FieldPath, Origin

# Okta's ids. Nothing else enters a URL or the ledger: `../` would reach another operation.
ID = re.compile(r"[A-Za-z0-9]{10,40}", re.ASCII)

# Plain JSON data; turned into a type at the first function that touches it.
Json = Any


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Identity in Git: a kind and a name. The API's id is not identity."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"


@dataclass(frozen=True, slots=True)
class IdOf:
    """The id that Okta will give, or has given, to `key`; filled in by the sender."""

    key: Key

    def __str__(self) -> str:
        return f"{{id of {self.key}}}"


def value_at(data: Json, path: Sequence[str | int]) -> Json:
    """The value at `path`, or None where there is none."""
    for step in path:
        if not isinstance(data, Mapping) or step not in data:
            return None
        data = data[step]
    return data


def with_ids(data: Json, id_of: Callable[[Key], str | None]) -> Json:
    """`data` with each `IdOf` replaced by the id, or by its text while there is no id."""
    # Without an id yet, the text differs from every id: whatever refers to it counts as changed.
    match data:
        case IdOf():
            return id_of(data.key) or str(data)
        case Mapping():
            return {name: with_ids(value, id_of) for name, value in data.items()}
        case list() | tuple():
            return [with_ids(value, id_of) for value in data]
        case _:
            return data


class Spec(Protocol):
    """What a resource is to be, or is. One type for desired and actual."""

    @property
    def name(self) -> str:
        """The name in Okta."""

    @property
    def type(self) -> str:
        """What cannot be changed in place; empty for kinds that have no such thing."""

    def fields(self) -> Mapping[str, Json]:
        """Everything users wrote or Okta shows, in Okta's names and nesting, without secrets."""

    def compared(self) -> Mapping[str, Json]:
        """The same, normalised so that equal meaning is equal data; ids of others are `IdOf`."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a new resource must not have, and one may have that is so in Okta already."""

    problem: Diagnostic
    there: tuple[tuple[Key, FieldPath], ...]
    """Values of declared specs, by their paths in `Spec.fields()`, that Okta has to have."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One declared thing."""

    key: Key
    spec: Spec
    # Where it is written is no part of what it is: a manifest that moves changes nothing.
    origin: Origin = field(compare=False, repr=False)
    protect: bool = False
    """Never deleted or deactivated (`hookops.dev/protect`)."""
    adopt: bool = False
    """May take over a hook of the same type and name that exists (`hookops.dev/adopt`)."""
    previous_names: tuple[str, ...] = ()
    """Names it had in Git before (`metadata.previousNames`)."""
    id: str = ""
    """Okta's id of the one that is meant, where several have its name (`hookops.dev/id`)."""
    waiver: Waiver | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = field(default=(), compare=False)


Desired = Mapping[Key, Resource]
"""What the manifests say, sorted by key."""


@dataclass(frozen=True, slots=True)
class Actual:
    """One thing as the org has it."""

    kind: str
    id: str
    spec: Spec
    created: str
    """As Okta writes it: `2025-03-13T23:38:58.000Z`."""
    last_updated: str
    # No part of what it is, and never printed: it may have members that nobody checked.
    raw: Mapping[str, Json] = field(repr=False, compare=False, default_factory=dict)
    """The whole answer."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything relevant in the org at one instant."""

    # Sorted, since Okta promises no order and the same org has to lead to the same plan.
    actuals: tuple[Actual, ...]
    """In the order of kind and id."""
    unsupported: tuple[str, ...] = ()
    """Ids of things in the org that hookops does not understand; never written."""
    points: tuple[Actual, ...] = ()
    """Every attachment point of the types in `scanned`."""
    scanned: tuple[str, ...] = ()
    """Types of attachment points that were read, all of each."""
    unread: Mapping[str, str] = field(default_factory=dict)
    """Types of attachment points that could not be read, with the reason."""
    by_hand: tuple[str, ...] = ()
    """Types of attachment points that this org has in its console only."""
    unlisted: tuple[str, ...] = ()
    """Ids that only a GET found: the list of their kind omits them, and maybe others."""
    described: Mapping[str, Unsupported] = field(default_factory=dict, compare=False)
    """What Okta says of unsupported things, by their ids."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Of everything."""
        return (*(actual.id for actual in self.actuals), *self.unsupported)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What shows whether a secret is the one that was sent last."""

    ref: str = ""
    """The reference that it was read from: `env:NAME`."""
    # Never a bare hash: whoever reads the ledger could find short secrets by trying.
    digest: str = ""
    """Hex HMAC-SHA-256; empty without a key."""
    key_id: str = ""
    version: str = ""
    """The label in the manifest."""
    confirmed: bool = True
    """Whether the write that carried it is known to have been done."""
    sent: bool = True
    """Whether hookops has sent it at all; not, of what was adopted."""
    prefix: str = ""
    """What was sent before the value; the digest is of both together."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A secret that its service has accepted in a preview, while it refused a wrong one."""

    key: Key
    path: str
    """Of the secret, dotted."""
    url: str
    """Where it was sent to."""
    digest: str
    key_id: str


@dataclass(frozen=True, slots=True)
class Managed:
    """One thing that hookops looks after, as it was last applied."""

    key: Key
    id: str
    # JSON and not a spec: the ledger has nothing else, and it may be of another version.
    compared: Mapping[str, Json]
    """`Spec.compared()` of what was applied; empty before the first write is proven."""
    last_updated: str
    """After our own last write, by Okta's clock."""
    fingerprints: Mapping[str, Fingerprint] = field(default_factory=dict)
    """By the dotted path of the secret."""
    protected: bool = False
    unverified: bool = False
    """Whether it was changed and its service has not passed the required preview since."""

    def aside(self) -> "Managed":
        """The entry under a name of its own: another one has its place, and it has to go."""
        # No name in Git has a tilde, so this one is free.
        return replace(self, key=Key(self.key.kind, f"{self.key.name}~{self.id}"))


@dataclass(frozen=True, slots=True)
class Intent:
    """A write that was about to be sent. Gone once its outcome is known."""

    id: str
    key: Key
    step: str
    """The step's verb."""
    at: str
    """RFC 3339, UTC, by Okta's clock."""
    compared: Mapping[str, Json] = field(default_factory=dict)
    """What the write was to lead to."""
    # A create names no id. Without an answer, what it made is the one that these lack.
    known_ids: tuple[str, ...] = ()
    """For a create: the ids that existed before it."""
    fingerprints: Mapping[str, Fingerprint] = field(default_factory=dict)
    """For a create: of the secrets that it carried."""
    about: str = ""
    """The id in the request, where it has one."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A hook that hookops deleted: enough to know it again, or to declare it again."""

    key: Key
    id: str
    compared: Mapping[str, Json]
    at: str


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One change of an apply: what it was made on, so that it can be undone."""

    key: Key
    action: str
    result: str
    id: str
    """In Okta; empty for one that was not created, or whose id nobody knows."""
    before: Mapping[str, Json] | None = None
    """`Spec.fields()` of what was there, without secrets; None where nothing was."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """References of the secrets that it had, by dotted path, as hookops had sent them."""


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


@dataclass(frozen=True, slots=True)
class Ledger:
    """What hookops manages in one organization, and what it was about to do."""

    organization: str
    """URL of the org, or the emulator's name for itself."""
    serial: int = 0
    managed: Mapping[Key, Managed] = field(default_factory=dict)
    intents: tuple[Intent, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    applies: tuple[ApplyRecord, ...] = ()
    organization_id: str = ""
    """Okta's id of the org, as the first apply read it; empty before."""
    accepted: tuple[Accepted, ...] = ()
    """Secrets that services have accepted in previews."""
    exists: bool = True
    """Whether it was ever written; without one, drift compares with the manifests."""
    by_name: bool = False
    """Whether none is kept: what has the type and name of a declared resource is that resource."""
    seal: str = field(default="none", compare=False)
    """What is known of its document's seal: one of `files/seal.py`."""
