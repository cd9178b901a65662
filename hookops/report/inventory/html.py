"""An inventory as one HTML page, with a drawing. Its template is `inventory.html`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hookops.kinds import LISTED
from hookops.kinds.listed import Listed
from hookops.model.text import plural
from hookops.report.inventory.drawing import draw_groups, list_alone
from hookops.report.inventory.values import Inventory, Item
from hookops.report.inventory.words import (
    NOT_UNDERSTOOD,
    STANDINGS,
    closing,
    open_ends,
    reached_by,
    reaches,
    style_of,
    title,
)
from hookops.report.template import render_template
from hookops.report.words import clean, line_of


@dataclass(frozen=True, slots=True)
class Row:
    """A hook or a key, in words. Every text is clean."""

    name: str
    status: str
    id: str
    warning: str
    reaches: tuple[str, ...]
    reached_by: tuple[str, ...]
    standing: str
    style: str
    """Of the standing."""
    key: str
    """Its name in Git; empty where it has none."""
    place: str
    times: str


@dataclass(frozen=True, slots=True)
class Section:
    """All hooks of one type, or all keys."""

    title: str
    type: str
    columns: tuple[str, str, str, str]
    rows: tuple[Row, ...]


def inventory_html(inventory: Inventory) -> str:
    """What the org has by type, how much of what Okta documents that is, and what calls what."""
    return render_template(
        "hookops.report",
        "inventory.html",
        title=title(inventory),
        closing=closing(inventory),
        loose=[(clean(loose.flow.title), clean(loose.why)) for loose in inventory.loose],
        open_ends=open_ends(inventory),
        sections=list(_sections(inventory)),
        limits=list(_limits(inventory)),
        groups=draw_groups(inventory),
        alone=list_alone(inventory),
    )


def _kinds() -> list[tuple[str, Listed[Any]]]:
    """What Okta calls comes first: it is what people use hookops for."""
    return sorted(LISTED.items(), key=lambda found: not found[1].is_called)


def _limits(inventory: Inventory) -> Iterator[str]:
    """`30 hooks in Okta: Okta documents 50 per org`."""
    for name, kind in _kinds():
        count = sum(bool(item.id) for item in inventory.of(name))
        if kind.limit:
            yield f"{plural(count, kind.title)} in Okta: {kind.limit}"


def _sections(inventory: Inventory) -> Iterator[Section]:
    for name, kind in _kinds():
        items = inventory.of(name)
        rest = (
            ("calls", "called by", "who manages it")
            if kind.is_called
            else ("public half", "signs for", "who manages it")
        )
        # By type in the order of the API's names, so that two pages can be laid side by side; what
        # hookops does not understand comes last, whatever it calls itself.
        for unclear, type_ in sorted({_group(item) for item in items}):
            rows = tuple(_row(i, inventory) for i in items if _group(i) == (unclear, type_))
            words = kind.title if kind.short_type(type_) == kind.title else kind.short_type(type_)
            noun = words if words == kind.title else f"{words} {kind.title}"
            yield Section(plural(len(rows), noun), clean(type_), (kind.title, *rest), rows)


def _group(item: Item) -> tuple[bool, str]:
    return not item.supported, item.type


def _row(item: Item, inventory: Inventory) -> Row:
    # Days are enough for people; CSV and JSON have the times.
    created, updated = (clean(t).partition("T")[0] for t in (item.created, item.last_updated))
    return Row(
        name=clean(item.name),
        status=clean(item.status),
        id=clean(item.id),
        warning="" if item.supported else NOT_UNDERSTOOD,
        reaches=tuple(reaches(item, inventory)),
        reached_by=tuple(reached_by(item, inventory)),
        standing=STANDINGS[item.standing],
        style=style_of(item.standing),
        key=clean(str(item.key or "")),
        place=line_of(str(item.mark)) if item.mark else "",
        times=f"created {created}, last updated {updated}" if created else "",
    )
