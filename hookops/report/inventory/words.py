"""Words that the renderings of an inventory share. Names are from outside: all is cleaned."""

from collections import Counter
from collections.abc import Iterator

from hookops.kinds import KINDS
from hookops.model.text import plural
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
NOT_UNDERSTOOD = "hookops does not know its type, status or channel, and never touches it"

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
_STYLES = {"managed": "green", "undeclared": "yellow", "gone": "red", "unmanaged": "dim"}


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


def reaches(item: Item, inventory: Inventory) -> Iterator[str]:
    """What it calls, what signs for it, and the `kid` of a key."""
    how = f", authentication: {clean(item.authentication)}" if item.authentication else ""
    if item.host:
        yield f"calls {clean(item.host)}{how}"
    if item.signs_with:
        # Its id where keys were not read.
        names = [other.name for other in inventory.items if other.id == item.signs_with]
        key = f'"{clean(names[0])}"' if names else clean(item.signs_with)
        yield f"signs with key {key}"
    if item.key_id:
        yield f"kid {clean(item.key_id)}"


def reached_by(item: Item, inventory: Inventory) -> Iterator[str]:
    """The hooks that a key signs for; the flows that call a hook, and how often it was called."""
    known = {other.id: other for other in inventory.items}
    for id_ in item.used_by:
        yield f'signs for "{clean(known[id_].name)}" ({clean(id_)})'
    for flow in item.flows:
        off = f', and "{clean(flow.inactive)}" is INACTIVE' if flow.inactive else ""
        yield f"called by {clean(flow.title)}{off}"
    # Nothing was counted, which is not the same as no event.
    if item.use is not None:
        count = item.use.all
        failed = f", {count.failure:,} of them failures" if count.failure else ""
        events = f"{plural(count.total, 'event')}{failed}" if count.total else "no event"
        yield f"last 7 days: {events}"


def open_ends(inventory: Inventory) -> list[str]:
    """What the report leaves open."""
    notes = [f"Not read: {what}: {clean(why)}" for what, why in inventory.unread.items()]
    notes += [
        f"Not read: this org has its {kind} attachment points in the console only."
        for kind in inventory.by_hand
    ]
    # Last: what the figures mean is of less weight than what is missing.
    notes += [no_ledger(inventory), USAGE[inventory.usage]]
    return [note for note in notes if note]


def style_of(standing: Standing) -> str:
    """How it looks, as in `text_kit.Line`."""
    return _STYLES.get(standing, "cyan")


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
