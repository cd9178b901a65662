"""An inventory as JSON. Its schema is `schemas/report/inventory.schema.json`."""

from collections import Counter

from hookops.kinds import KINDS
from hookops.model.resource import Json
from hookops.report.inventory.values import Flow, Inventory, Item
from hookops.report.inventory.words import STANDINGS
from hookops.report.json_kit import FORMAT_VERSION, address, dumps, place


def inventory_json(inventory: Inventory) -> str:
    """`inventory_data` as text."""
    return dumps(inventory_data(inventory))


def inventory_data(inventory: Inventory) -> dict[str, Json]:
    """Everything of the inventory."""
    called = {kind.name for kind in KINDS.values() if kind.is_called}
    return {
        "format_version": FORMAT_VERSION,
        "organization": inventory.organization,
        "ledger": inventory.ledger,
        # Keys are no hooks: what is read of them has other members, and scripts want one or both.
        "hooks": [_hook(item) for item in inventory.items if item.kind in called],
        "keys": [_key(item) for item in inventory.items if item.kind not in called],
        "loose": [{**_flow(loose.flow), "why": loose.why} for loose in inventory.loose],
        "unread": [{"what": what, "why": why} for what, why in inventory.unread.items()],
        "console_only": list(inventory.by_hand),
        "usage": _usage(inventory),
        "summary": _summary(inventory),
    }


def _usage(inventory: Inventory) -> dict[str, Json]:
    period = inventory.period
    return {
        "state": inventory.usage,
        "since": period.since.isoformat() if period else None,
        "until": period.until.isoformat() if period else None,
    }


def _summary(inventory: Inventory) -> dict[str, Json]:
    counts = Counter(item.standing for item in inventory.items)
    # Every standing, also where there is none, so that scripts find the member.
    return {standing: counts[standing] for standing in STANDINGS}


def _item(item: Item) -> dict[str, Json]:
    # null where there is nothing: an empty text would look like one that Okta shows.
    return {
        "id": item.id or None,
        "name": item.name,
        "standing": item.standing,
        "address": address(item.key) if item.key else None,
        "origin": place(item.mark),
        "understood": item.supported,
        "created": item.created or None,
        "lastUpdated": item.last_updated or None,
    }


def _hook(item: Item) -> dict[str, Json]:
    # Nothing that was counted differs from nothing that happened.
    count = item.use.all if item.use else None
    return {
        **_item(item),
        "type": item.type,
        "status": item.status or None,
        "host": item.host or None,
        "authentication": item.authentication or None,
        "signs_with": item.signs_with or None,
        "flows": [_flow(flow) for flow in item.flows],
        "events": {"total": count.total, "failures": count.failure} if count else None,
    }


def _key(item: Item) -> dict[str, Json]:
    return {**_item(item), "kid": item.key_id or None, "used_by": list(item.used_by)}


def _flow(flow: Flow) -> dict[str, Json]:
    return {"type": flow.type, "name": flow.name, "id": flow.id, "inactive": flow.inactive or None}
