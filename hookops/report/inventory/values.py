"""What an org has: hooks, keys, the flows that call them, and who manages each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hookops.model.resource import Key
from hookops.model.source import Mark
from hookops.model.usage import HookUse, Period

# `managed`: of the ledger and declared. `undeclared`: of the ledger, and no manifest has it any
# more. `gone`: of the ledger, and no longer in Okta. `adoptable`: declared, and the next apply
# adopts it. `named`: declared, and Okta has one of that type and name which nobody said to adopt.
# `absent`: declared, and not in Okta. `unmanaged`: none of these.
Standing = Literal["managed", "undeclared", "gone", "adoptable", "named", "absent", "unmanaged"]

# `counted`: the whole period was read. `partial`: only its first pages, so that figures are lower
# bounds. `refused`: the log may not be read. `skipped`: nobody asked for figures.
UsageState = Literal["counted", "partial", "refused", "skipped"]


@dataclass(frozen=True, slots=True)
class Flow:
    """A place that calls a hook."""

    type: str
    """Of the attachment point: `rule`, `app`, `policy`."""
    name: str
    id: str
    inactive: str = ""
    """Which of the objects that lead to it is INACTIVE, so that it calls nothing; empty: none."""

    @property
    def title(self) -> str:
        """`app "Acme Portal"`."""
        return f'{self.type} "{self.name}"'


@dataclass(frozen=True, slots=True)
class Item:
    """One hook or key. Texts are as Okta has them, empty where it has none."""

    kind: str
    id: str
    """Empty for what is not in Okta."""
    name: str
    standing: Standing
    key: Key | None = None
    """Its name in Git, as far as a manifest or the ledger tells."""
    mark: Mark | None = field(default=None, compare=False)
    """Where it is declared."""
    type: str = ""
    status: str = ""
    host: str = ""
    """Host, and port where it is not 443, of the URL that Okta calls."""
    authentication: str = ""
    created: str = ""
    last_updated: str = ""
    supported: bool = True
    """Whether hookops understands it."""
    flows: tuple[Flow, ...] = ()
    """Those that call it."""
    key_id: str = ""
    """Of a key, the `kid` of its public half."""
    signs_with: str = ""
    """Of a hook, the id of the key that signs for it."""
    used_by: tuple[str, ...] = ()
    """Of a key, ids of the hooks that sign with it."""
    use: HookUse | None = None
    """Events of the System Log; None where nothing was counted."""


@dataclass(frozen=True, slots=True)
class Loose:
    """A flow of which no hook that is there is known to be called."""

    flow: Flow
    why: str
    """A sentence for people."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything of hooks in one org."""

    organization: str
    """As the ledger knows it."""
    items: tuple[Item, ...]
    """Hooks and keys, each in the order of their names."""
    loose: tuple[Loose, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    """What may not be read, with the reason."""
    by_hand: tuple[str, ...] = ()
    """Types of attachment points that this org has in its console only."""
    usage: UsageState = "skipped"
    period: Period | None = None
    """What figures are of; None where there are none."""
    ledger: bool = True
    """Whether there is a ledger, which alone says what hookops manages."""
    title: str = ""
    """The organization for people."""

    def of(self, kind: str) -> tuple[Item, ...]:
        """Everything of one kind."""
        return tuple(item for item in self.items if item.kind == kind)
