"""An inventory in lines of text, for a terminal of 80 columns."""

import textwrap
from collections.abc import Iterator

from hookops.model.text import plural
from hookops.report.inventory.values import Inventory, Item
from hookops.report.inventory.words import (
    STANDINGS,
    USAGE,
    closing,
    names_of,
    no_ledger,
    noun,
    title,
)
from hookops.report.text_kit import Line, Table, draw, spaced
from hookops.report.words import clean, line_of

WIDTH = 80
_STYLES = {"managed": "green", "undeclared": "yellow", "gone": "red", "unmanaged": "dim"}


def inventory_text(inventory: Inventory, *, styled: bool = False, width: int = 0) -> str:
    """What the org has of hooks."""
    return draw(inventory_lines(inventory), inventory_table(inventory), styled=styled, width=width)


def inventory_lines(inventory: Inventory) -> list[Line]:
    """Header, what there is by who manages it, flows without a hook, the sum, and what is open."""
    blocks = [[Line(f"Hooks of {title(inventory)}", "bold")]]
    for standing, words in STANDINGS.items():
        items = [item for item in inventory.items if item.standing == standing]
        blocks += [[Line(f"{words}:", f"bold {_STYLES.get(standing, 'cyan')}")]] if items else []
        blocks += [list(_item_lines(item, inventory)) for item in items]
    blocks.append(list(_loose_lines(inventory)))
    blocks.append([Line(closing(inventory), "bold"), *_notes(inventory)])
    return spaced(blocks)


def inventory_table(inventory: Inventory) -> Table:
    """One row for each hook and key."""
    return Table(
        columns=("what", "name in Okta", "status", "host", "flows", "who manages it"),
        rows=tuple(
            (
                noun(item),
                clean(item.name),
                clean(item.status),
                clean(item.host),
                str(len(item.flows)),
                STANDINGS[item.standing],
            )
            for item in inventory.items
        ),
        styles=tuple(_STYLES.get(item.standing, "cyan") for item in inventory.items),
    )


def _item_lines(item: Item, inventory: Inventory) -> Iterator[Line]:
    status = f", {clean(item.status)}" if item.status else ""
    yield Line(f'  {noun(item)} "{clean(item.name)}"{status}', "bold")
    # Before anything else of it: what follows is only what Okta says.
    if not item.supported:
        text = "hookops does not know its type, status or channel, and never touches it"
        yield Line(f"      {text}", "bold yellow")
    about = ", ".join(filter(None, (clean(item.type), f"id {clean(item.id)}" if item.id else "")))
    yield from _line("", about)
    yield from _calls(item, inventory)
    yield from _line("", _events(item))
    where = f", {line_of(str(item.mark))}" if item.mark else ""
    yield from _line("name in Git: ", f"{clean(str(item.key))}{where}" if item.key else "")
    if item.created:
        times = f"created {clean(item.created)}, last updated {clean(item.last_updated)}"
        yield Line(f"      {times}", "dim")


def _calls(item: Item, inventory: Inventory) -> Iterator[Line]:
    """What it calls, what signs for it, and what calls it; one line each, so that `grep` counts."""
    how = f", authentication: {clean(item.authentication)}" if item.authentication else ""
    yield from _line("calls ", f"{clean(item.host)}{how}" if item.host else "")
    yield from _line("signs with ", _key_name(item, inventory))
    yield from _line("kid ", clean(item.key_id))
    yield from (Line(f"      signs for {name}") for name in names_of(item, inventory))
    for flow in item.flows:
        off = f', and "{clean(flow.inactive)}" is INACTIVE' if flow.inactive else ""
        yield Line(f"      called by {clean(flow.title)}{off}")


def _line(label: str, text: str) -> Iterator[Line]:
    if text:
        yield Line(f"      {label}{text}")


def _key_name(item: Item, inventory: Inventory) -> str:
    """The key that signs for a hook; its id where keys were not read."""
    if not item.signs_with:
        return ""
    names = [other.name for other in inventory.items if other.id == item.signs_with]
    return f'key "{clean(names[0])}"' if names else f"key {clean(item.signs_with)}"


def _events(item: Item) -> str:
    # Nothing was counted, which is not the same as no event.
    if item.use is None:
        return ""
    count = item.use.all
    failed = f", {count.failure:,} of them failures" if count.failure else ""
    return (
        f"last 7 days: {plural(count.total, 'event')}{failed}"
        if count.total
        else ("last 7 days: no event")
    )


def _loose_lines(inventory: Inventory) -> Iterator[Line]:
    for loose in inventory.loose:
        yield Line(f"{clean(loose.flow.title)}: {clean(loose.why)}", "bold yellow")


def _notes(inventory: Inventory) -> Iterator[Line]:
    """What the report leaves open."""
    notes = [f"Not read: {what}: {clean(why)}" for what, why in inventory.unread.items()]
    notes += [
        f"Not read: this org has its {kind} attachment points in the console only."
        for kind in inventory.by_hand
    ]
    # Last: what the figures mean is of less weight than what is missing.
    notes += [no_ledger(inventory), USAGE[inventory.usage]]
    for note in filter(None, notes):
        yield from (Line(line, "dim") for line in textwrap.wrap(note, WIDTH))
