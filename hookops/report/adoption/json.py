"""An adoption as JSON."""

from hookops.model.change import Change
from hookops.model.management.adoption import Adoption
from hookops.model.resource import Json
from hookops.report.json_kit import FORMAT_VERSION, address, dumps, place
from hookops.report.plan.json import field_data


def adoption_json(found: Adoption) -> str:
    """What comes under management, or has."""
    return dumps(
        {
            "format_version": FORMAT_VERSION,
            "done": found.done,
            "adopted": [_adopted(change) for change in found.changes],
            "managed": [address(key) for key in found.managed],
            "absent": [address(key) for key in found.absent],
            # Never a digest: nobody needs one outside of the ledger.
            "assumed": sorted({p.ref for each in found.assumed.values() for p in each.values()}),
        }
    )


def _adopted(change: Change) -> dict[str, Json]:
    assert change.before is not None
    return {
        "address": address(change.key),
        "type": change.key.kind,
        "name": change.key.name,
        "id": change.before.id,
        "fields": [field_data(field) for field in change.fields],
        "origin": place(change.mark),
    }
