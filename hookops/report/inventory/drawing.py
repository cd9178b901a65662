"""Which flow calls which hook, and which key signs for it, as groups of boxes for a page.

A hook signs with one key, and a flow calls one hook as a rule, so this is no general graph: each
key with its hooks, each hook with its flows (a flow of two hooks stands at both), and no line
crosses another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hookops.kinds import KINDS
from hookops.report.inventory.values import Flow, Inventory, Item
from hookops.report.words import clean


@dataclass(frozen=True, slots=True)
class Box:
    """A flow, a hook or a key. Both texts are clean."""

    text: str
    about: str
    off: bool = False
    """Whether it is INACTIVE, so that nothing goes this way."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A hook with the flows that call it."""

    hook: Box
    flows: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Hooks that sign with one key; a hook that signs with none is a group of its own."""

    lanes: tuple[Lane, ...]
    key: Box | None


def draw_groups(inventory: Inventory) -> list[Group]:
    """Every hook of the org that a flow calls, or that signs with a key; keys first."""
    found: dict[str, list[Item]] = {}
    for item in _hooks(inventory):
        # An id is nobody else's: of a hook without a key it makes a group of its own.
        if item.flows or item.signs_with:
            found.setdefault(item.signs_with or item.id, []).append(item)
    groups = [_group(items, inventory) for items in found.values()]
    # With a key first: whoever rotates one looks for everything that signs with it.
    return sorted(groups, key=lambda group: group.key is None)


def list_alone(inventory: Inventory) -> list[str]:
    """Names of the hooks that are in no group."""
    found = _hooks(inventory)
    return [f'"{clean(item.name)}"' for item in found if not item.flows and not item.signs_with]


def _hooks(inventory: Inventory) -> Iterator[Item]:
    # What is only in Git or in the ledger calls nothing and is called by nothing.
    return (item for item in inventory.items if item.id and KINDS[item.kind].is_called)


def _group(items: Sequence[Item], inventory: Inventory) -> Group:
    id_ = items[0].signs_with
    return Group(tuple(map(_lane, items)), _key(id_, inventory) if id_ else None)


def _lane(item: Item) -> Lane:
    off = item.status == "INACTIVE"
    hook = Box(clean(item.name), f"hook{', INACTIVE' if off else ''}", off)
    return Lane(hook, tuple(map(_flow, item.flows)))


def _flow(flow: Flow) -> Box:
    about = f'{flow.type}, and "{flow.inactive}" is INACTIVE' if flow.inactive else flow.type
    return Box(clean(flow.name), clean(about), bool(flow.inactive))


def _key(id_: str, inventory: Inventory) -> Box:
    # Its id where keys were not read.
    names = [item.name for item in inventory.items if item.id == id_]
    return Box(clean(names[0] if names else id_), "key")
