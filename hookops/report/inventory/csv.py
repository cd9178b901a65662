"""An inventory as CSV: one row for each hook and key."""

from collections.abc import Iterator

from hookops.report.csv_kit import cell, rows_text
from hookops.report.inventory.values import Inventory, Item
from hookops.report.inventory.words import noun

COLUMNS = (
    *("what", "id", "name", "type", "status", "host", "authentication", "standing", "git"),
    *("flows", "kid", "signs_with", "used_by", "events", "failures", "understood"),
    *("created", "last_updated"),
)


def inventory_csv(inventory: Inventory) -> str:
    """What is only in Git or in the ledger has no id."""
    return rows_text(COLUMNS, map(_row, inventory.items))


def _row(item: Item) -> Iterator[str | int]:
    yield noun(item)
    texts = (item.id, item.name, item.type, item.status, item.host, item.authentication)
    yield from map(cell, texts)
    yield item.standing
    yield cell(str(item.key or ""))
    # One cell for all of them: a row for each flow would count a hook several times.
    yield cell("; ".join(flow.title for flow in item.flows))
    yield from map(cell, (item.key_id, item.signs_with, " ".join(item.used_by)))
    count = item.use.all if item.use else None
    yield from (count.total, count.failure) if count else ("", "")
    yield "yes" if item.supported else "no"
    yield from map(cell, (item.created, item.last_updated))
