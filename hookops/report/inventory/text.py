"""An inventory in lines of text, for a terminal of 80 columns."""

import textwrap
from collections.abc import Iterator

from hookops.report.inventory.values import Inventory, Item
from hookops.report.inventory.words import (
    NOT_UNDERSTOOD,
    STANDINGS,
    closing,
    noun,
    open_ends,
    reached_by,
    reaches,
    style_of,
    title,
)
from hookops.report.text_kit import Line, Table, draw, spaced
from hookops.report.words import clean, line_of

WIDTH = 80


def inventory_text(inventory: Inventory, *, styled: bool = False, width: int = 0) -> str:
    """What the org has of hooks."""
    return draw(inventory_lines(inventory), inventory_table(inventory), styled=styled, width=width)


def inventory_lines(inventory: Inventory) -> list[Line]:
    """Header, what there is by who manages it, flows without a hook, the sum, and what is open."""
    blocks = [[Line(f"Hooks of {title(inventory)}", "bold")]]
    for standing, words in STANDINGS.items():
        items = [item for item in inventory.items if item.standing == standing]
        blocks += [[Line(f"{words}:", f"bold {style_of(standing)}")]] if items else []
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
        styles=tuple(style_of(item.standing) for item in inventory.items),
    )


def _item_lines(item: Item, inventory: Inventory) -> Iterator[Line]:
    status = f", {clean(item.status)}" if item.status else ""
    yield Line(f'  {noun(item)} "{clean(item.name)}"{status}', "bold")
    # Before anything else of it: what follows is only what Okta says.
    if not item.supported:
        yield Line(f"      {NOT_UNDERSTOOD}", "bold yellow")
    about = ", ".join(filter(None, (clean(item.type), f"id {clean(item.id)}" if item.id else "")))
    yield from _line("", about)
    # One line each, so that `grep` counts.
    found = (*reaches(item, inventory), *reached_by(item, inventory))
    yield from (Line(f"      {text}") for text in found)
    where = f", {line_of(str(item.mark))}" if item.mark else ""
    yield from _line("name in Git: ", f"{clean(str(item.key))}{where}" if item.key else "")
    if item.created:
        times = f"created {clean(item.created)}, last updated {clean(item.last_updated)}"
        yield Line(f"      {times}", "dim")


def _line(label: str, text: str) -> Iterator[Line]:
    if text:
        yield Line(f"      {label}{text}")


def _loose_lines(inventory: Inventory) -> Iterator[Line]:
    for loose in inventory.loose:
        yield Line(f"{clean(loose.flow.title)}: {clean(loose.why)}", "bold yellow")


def _notes(inventory: Inventory) -> Iterator[Line]:
    """What the report leaves open."""
    for note in open_ends(inventory):
        yield from (Line(line, "dim") for line in textwrap.wrap(note, WIDTH))
