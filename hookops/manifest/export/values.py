"""What an export is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hookops.kinds import KINDS
from hookops.model.resource import Actual, Json, Key
from hookops.model.source import FieldPath


@dataclass(frozen=True, slots=True)
class About:
    """Where a thing is from."""

    text: str
    """Behind its name, in the first line of its file."""
    exists: bool = True
    """Whether the org has it, so that it is adopted and not created."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One thing of the org as a document."""

    key: Key
    actual: Actual
    data: Mapping[str, Json]
    comments: Mapping[FieldPath, tuple[str, ...]]
    about: About
    variables: Mapping[str, str] = field(default_factory=dict)
    """What each of its secrets is, in words, by the environment variable that has it."""
    written: str = ""
    """Where it is declared already; empty when it is not."""

    @property
    def file(self) -> str:
        """Its path below the folder of manifests."""
        folder = "" if KINDS[self.key.kind].is_called else "keys/"
        return f"{folder}{self.key.name}.yaml"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing of the org that no manifest can say."""

    kind: str
    id: str
    name: str
    """In Okta; empty when its answer has none."""
    about: str
    """Type and status, for people."""
    why: str
    raw: Json = field(repr=False)
    """What Okta shows of it, without what may be a secret."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Everything of an org."""

    manifests: tuple[Manifest, ...]
    """In the order of kind and name."""
    left_out: tuple[LeftOut, ...]
    """In the order of kind and id."""
