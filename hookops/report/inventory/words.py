"""Words that the renderings of an inventory share. Names are from outside: all is cleaned."""

from collections import Counter

from hookops.kinds import KINDS
from hookops.report.inventory.values import Inventory, Item, Standing, UsageState
from hookops.report.words import clean, in_words, things

STANDINGS: dict[Standing, str] = {
    "managed": "managed by hookops",
    "undeclared": "managed by hookops, and no longer in Git",
    "gone": "managed by hookops, and gone from Okta",
    "adoptable": "in Git, and the next apply adopts it",
    "named": "in Git under the same name, and not managed yet",
    "absent": "in Git, and not in Okta",
    "unmanaged": "unmanaged",
}
"""In the order of the report; what nobody has to look at comes last."""

USAGE: dict[UsageState, str] = {
    "counted": "Events are those of the last 7 days in the System Log.",
    "partial": (
        "Events are those of the first pages of the last 7 days in the System Log, so there are "
        "more; --usage reads all of them."
    ),
    "refused": (
        "Usage is not known: the System Log may not be read (okta.logs.read, or an administrator "
        "who may view it)."
    ),
    "skipped": "",
}


def title(inventory: Inventory) -> str:
    """The organization for people."""
    return clean(inventory.title or inventory.organization)


def closing(inventory: Inventory) -> str:
    """What it comes to."""
    # Only what is in Okta: the sorts that follow name the rest.
    there = Counter(item.kind for item in inventory.items if item.id)
    counts = Counter(item.standing for item in inventory.items)
    sorts = in_words([(counts[standing], words) for standing, words in STANDINGS.items()])
    unclear = sum(not item.supported for item in inventory.items)
    more = f" hookops does not understand {unclear} of them." if unclear else ""
    return f"{things(there)} in Okta{f': {sorts}' if sorts else ''}.{more}"


def names_of(item: Item, inventory: Inventory) -> list[str]:
    """The hooks that sign with a key."""
    known = {other.id: other for other in inventory.items}
    return [f'"{clean(known[id_].name)}" ({clean(id_)})' for id_ in item.used_by]


def noun(item: Item) -> str:
    """`hook` or `key`."""
    return KINDS[item.kind].title


def no_ledger(inventory: Inventory) -> str:
    """What it means that there is none; empty where there is one."""
    if inventory.ledger:
        return ""
    # With `ledger: none` what is declared counts as managed, by its name.
    if any(item.standing == "managed" for item in inventory.items):
        return "There is no ledger: hookops knows its hooks by their type and name."
    return "There is no ledger: hookops manages nothing here yet."
