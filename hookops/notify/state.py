"""What was reported last, so that the second night of the same drift is silent (decision 39)."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from hookops.model.drift import Drift, Drifted
from hookops.model.errors import HookopsError
from hookops.model.resource import Json

Event = Literal["drift", "error", "recovered"]
EVENTS: tuple[Event, ...] = ("drift", "error", "recovered")
"""What a notification is about."""

_VERSION = 1
_MOST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Trouble:
    """Drift, or an error, that began at some run and is not over."""

    since: str
    """When it was first seen. RFC 3339."""
    reported: str = ""
    """The fingerprint of what was last reported of it; empty when nothing was."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Of one organization. An error hides drift and does not end it, so both are kept."""

    drift: Trouble | None = None
    error: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run has found."""

    what: Literal["drift", "error", "in-sync"]
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to notify, and what to remember then."""

    event: Event | None
    since: str
    """When what the event is about began."""
    after: Remembered
    """To remember when the notification was delivered, or there is none."""
    undelivered: Remembered
    """To remember otherwise: the next run reports it again."""


def decide(before: Remembered, seen: Seen, wanted: Collection[Event], at: str) -> Decision:
    """What to do after a run that ended at `at`."""
    match seen.what:
        # Only a run that has read everything ends what was reported.
        case "in-sync":
            return _recovered(before, Remembered(), wanted)
        case "error":
            # Nothing was read, so nothing is known of the drift.
            event, error, unsent = _trouble("error", before.error, seen, wanted, at)
            after, undelivered = Remembered(before.drift, error), Remembered(before.drift, unsent)
            return Decision(event, error.since, after, undelivered)
        case _:
            event, drift, unsent = _trouble("drift", before.drift, seen, wanted, at)
            after = Remembered(drift)
            # New drift is the better message: it says as well that the org can be read again.
            if event is None:
                return _recovered(Remembered(error=before.error), after, wanted)
            return Decision(event, drift.since, after, Remembered(unsent))


def _trouble(
    event: Event, before: Trouble | None, seen: Seen, wanted: Collection[Event], at: str
) -> tuple[Event | None, Trouble, Trouble]:
    """The event, and what is left when it is delivered, or not."""
    unsent = before or Trouble(at)
    # The second night. Whatever else it finds later is another fingerprint, and news again.
    if unsent.reported == seen.fingerprint:
        return None, unsent, unsent
    if event not in wanted:
        return None, unsent, unsent
    return event, Trouble(unsent.since, seen.fingerprint), unsent


def _recovered(before: Remembered, after: Remembered, wanted: Collection[Event]) -> Decision:
    """Only who was notified of something is notified of its end."""
    ended = [one for one in (before.drift, before.error) if one is not None and one.reported]
    if not ended or "recovered" not in wanted:
        return Decision(None, "", after, after)
    undelivered = Remembered(before.drift or after.drift, before.error)
    return Decision("recovered", min(one.since for one in ended), after, undelivered)


def seen_drift(drift: Drift) -> Seen:
    """What a drift report comes to; what could not be read is never in sync."""
    unread = [[d.code, d.message] for d in drift.unread]
    if not drift.in_order:
        warnings = [[d.code, d.message] for d in drift.warnings]
        return Seen("drift", _digest([*map(_facts, drift.counted), *warnings, *unread]))
    return Seen("error", _digest(unread)) if unread else Seen("in-sync")


def seen_error(problem: HookopsError) -> Seen:
    """The same error gives the same fingerprint, whatever times and numbers its message has."""
    text = "".join(char for char in str(problem) if not char.isdigit())
    return Seen("error", _digest([problem.exit_code, text]))


def _facts(item: Drifted) -> Json:
    fields = [[list(field.path), field.before, field.after] for field in item.fields]
    # Of other things the time says nothing: an app is written for many reasons, each night.
    time = item.last_updated if item.what == "secret" else ""
    return [str(item.key), item.id, item.what, fields, list(item.details), time]


def _digest(data: Json) -> str:
    # Values of fields are in it: a hash shows none of them to whoever reads the file.
    text = json.dumps(data, sort_keys=True, default=str)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def dump_state(organization: str, state: Remembered) -> str:
    """The state file of that organization. Nothing of the drift is in it but a digest."""
    data = {"version": _VERSION, "organization": organization}
    parts = {"drift": state.drift, "error": state.error}
    found = {
        name: {"since": trouble.since, "reported": trouble.reported}
        for name, trouble in parts.items()
        if trouble is not None
    }
    return json.dumps(data | found, indent=2) + "\n"


def load_state(text: str, organization: str) -> Remembered | None:
    """What the file says; None for another organization's, and for what hookops has not written.

    Whoever can write the file can silence notifications, and do nothing else with it.
    """
    try:
        data = json.loads(text)
        if data["version"] != _VERSION or data["organization"] != organization:
            return None
        return Remembered(_read(data.get("drift")), _read(data.get("error")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _read(data: Mapping[str, Json] | None) -> Trouble | None:
    """Raises: ValueError, KeyError, TypeError."""
    if data is None:
        return None
    since, reported = data["since"], data["reported"]
    if not all(isinstance(text, str) and len(text) <= _MOST_TEXT for text in (since, reported)):
        raise ValueError
    return Trouble(since, reported)
