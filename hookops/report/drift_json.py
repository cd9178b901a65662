"""Drift as JSON."""

from hookops.model.change import Drift, Drifted
from hookops.model.resource import Json
from hookops.report.plan_json import FORMAT_VERSION, address, field_data, live_data, place

KINDS_OF_DRIFT = ("gone", "status", "changed", "secret")
"""The most dangerous first."""


def drift_data(drift: Drift) -> dict[str, Json]:
    """Everything a drift report says."""
    return {
        "format_version": FORMAT_VERSION,
        "organization": drift.organization,
        "against": drift.against,
        "drifted": [_drifted(item) for item in drift.drifted],
        "pending": [address(key) for key in drift.pending],
        "unmanaged": [live_data(live) for live in drift.unmanaged],
        "foreign": list(drift.foreign),
        "summary": {
            **{what: sum(d.what == what for d in drift.drifted) for what in KINDS_OF_DRIFT},
            "pending": len(drift.pending),
            "unmanaged": len(drift.unmanaged),
            "in_sync": drift.in_sync,
        },
    }


def _drifted(item: Drifted) -> dict[str, Json]:
    return {
        "address": address(item.key),
        "type": item.key.kind,
        "name": item.key.name,
        "id": item.id,
        "what": item.what,
        "fields": [field_data(field) for field in item.fields],
        "lastUpdated": item.last_updated,
        "origin": place(item.mark),
    }
