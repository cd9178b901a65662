"""Usage as JSON."""

from hookops.model.resource import Json
from hookops.model.usage import EVENTS, Count, DayUse, HookUse, Reason, Usage
from hookops.report.json_kit import FORMAT_VERSION, address, dumps
from hookops.usage.report.words import NOTES


def usage_data(usage: Usage) -> dict[str, Json]:
    """Everything that was counted, and what the figures mean."""
    # The notes are in it, since whoever gets the file has not read the documentation.
    return {
        "format_version": FORMAT_VERSION,
        "organization": usage.organization,
        "since": usage.period.since.isoformat(),
        "until": usage.period.until.isoformat(),
        "counted": [f"inline_hook.{event}" for event in EVENTS],
        "not_in_log": ["durations"],
        "notes": list(NOTES),
        "hooks": [_hook(use) for use in usage.hooks],
        "never_called": [_name(use) for use in usage.silent],
        "not_in_git": [_name(use) for use in usage.undeclared],
        "summary": {
            "hooks": len(usage.hooks),
            "called": len(usage.called),
            "events": usage.events,
            "uncounted": usage.uncounted,
            "pages": usage.pages,
            "executed": _count(usage.of("executed")),
            "response_processed": _count(usage.of("response.processed")),
        },
    }


def usage_json(usage: Usage) -> str:
    """`usage_data` as text."""
    return dumps(usage_data(usage))


def _hook(use: HookUse) -> dict[str, Json]:
    hook = use.hook
    return {
        "address": address(hook.key) if hook.key else None,
        # null for what is not known: "" would be a name, a type or a time that is empty.
        "id": hook.id or None,
        "name": hook.name,
        "type": hook.type or None,
        "status": hook.status or None,
        "in_git": hook.declared,
        "managed": hook.managed,
        "last": use.last or None,
        "only_fails": use.only_fails,
        "executed": _count(use.of("executed")),
        "response_processed": _count(use.of("response.processed")),
        "reasons": [_reason(reason) for reason in use.reasons],
        "days": [_day(day) for day in use.days],
    }


def _name(use: HookUse) -> str:
    return address(use.hook.key) if use.hook.key else use.hook.id


def _day(day: DayUse) -> dict[str, Json]:
    return {
        "day": day.day,
        "executed": _count(day.executed),
        "response_processed": _count(day.processed),
        "reasons": [_reason(reason) for reason in day.reasons],
    }


def _count(count: Count) -> dict[str, int]:
    return {
        "total": count.total,
        "success": count.success,
        "failure": count.failure,
        "other": count.other,
    }


def _reason(reason: Reason) -> dict[str, Json]:
    return {"event": f"inline_hook.{reason.event}", "reason": reason.text, "count": reason.count}
