"""Drift as JSON."""

from typing import get_args

from hookops.model.drift import Drift, Drifted, DriftKind
from hookops.model.resource import Json
from hookops.model.usage import LoggedEdit
from hookops.report.json_kit import FORMAT_VERSION, address, dumps, place
from hookops.report.plan.json import actual_data, diagnostic_data, field_data, unsupported_data

KINDS_OF_DRIFT: tuple[DriftKind, ...] = get_args(DriftKind)
"""The most dangerous first."""


def drift_data(drift: Drift) -> dict[str, Json]:
    """Everything a drift report says."""
    # What could not be read is a member of its own: it is neither drift nor in sync.
    return {
        "format_version": FORMAT_VERSION,
        "organization": drift.organization,
        "against": drift.against,
        "drifted": [_drifted(item) for item in drift.drifted],
        "pending": [address(key) for key in drift.pending],
        "unmanaged": [actual_data(actual) for actual in drift.unmanaged],
        "foreign": list(drift.unsupported),
        "unsupported": unsupported_data(drift.unsupported, drift.described),
        "unread": [diagnostic_data(d) for d in drift.unread],
        "warnings": [diagnostic_data(d) for d in drift.warnings],
        "system_log": drift.system_log,
        "in_sync": dict(drift.in_sync),
        "summary": {
            # Every kind of drift, also where there is none, so that scripts find the member.
            **{what: sum(d.what == what for d in drift.counted) for what in KINDS_OF_DRIFT},
            "waived": len(drift.drifted) - len(drift.counted),
            "pending": len(drift.pending),
            "unmanaged": len(drift.unmanaged),
            "warnings": len(drift.warnings),
            "in_sync": sum(drift.in_sync.values()),
        },
    }


def drift_json(drift: Drift) -> str:
    """`drift_data` as text."""
    return dumps(drift_data(drift))


def _drifted(item: Drifted) -> dict[str, Json]:
    return {
        "address": address(item.key),
        "type": item.key.kind,
        "name": item.key.name,
        "id": item.id,
        "what": item.what,
        "fields": [field_data(field) for field in item.fields],
        "details": list(item.details),
        "waiver": {"until": w.until, "because": w.because} if (w := item.waiver) else None,
        "lastUpdated": item.last_updated,
        "origin": place(item.mark),
        "edits": [edit_data(edit) for edit in item.edits],
        "more_edits": item.more_edits,
    }


def edit_data(edit: LoggedEdit) -> dict[str, Json]:
    """Who wrote it, as the System Log has it."""
    return {
        "at": edit.published,
        "event": edit.event,
        "actor": edit.actor,
        "login": edit.login,
        "actor_id": edit.actor_id,
        "user_agent": edit.agent,
        "ip_address": edit.address,
        "only_status": edit.is_of_status,
    }
