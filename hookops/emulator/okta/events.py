"""Events of the System Log, in the shape and order in which Okta shows them.

Source: Okta Management API, LogEvent; names of events: Okta, Event types. No sample of an inline
hook's event is published: its target type, severity and debug data are the emulator's choice.
"""

import time
from typing import Any

SYSTEM = {
    "id": "system",
    "type": "SystemPrincipal",
    "alternateId": "system@okta.com",
    "displayName": "Okta System",
    "detailEntry": None,
}


def target(type_: str, id_: str, display_name: str) -> dict[str, Any]:
    """What an event is about."""
    return {
        "id": id_,
        "type": type_,
        "alternateId": "unknown",
        "displayName": display_name,
        "detailEntry": None,
    }


def event(
    event_type: str,
    *,
    uuid: str,
    published_s: float,
    actor: dict[str, Any],
    agent: str | None,
    target: dict[str, Any],
    debug: dict[str, Any],
    outcome: str,
    reason: str | None,
) -> dict[str, Any]:
    """The event, complete."""
    return {
        "actor": actor,
        "client": {
            "userAgent": {"rawUserAgent": agent, "os": "Unknown", "browser": "UNKNOWN"},
            "zone": "null",
            "device": "Unknown",
            "id": None,
            # The emulator serves loopback alone.
            "ipAddress": "127.0.0.1",
            "geographicalContext": None,
        },
        "device": None,
        "authenticationContext": {"externalSessionId": "unknown"},
        # The texts that Okta has for events of hooks are not published.
        "displayMessage": event_type,
        "eventType": event_type,
        "outcome": {"result": outcome, "reason": reason},
        "published": published(published_s),
        "securityContext": {},
        # Emulator choice, as the docstring says: only names and outcome are documented.
        "severity": "INFO" if outcome == "SUCCESS" else "WARN",
        "debugContext": {"debugData": debug},
        "legacyEventType": None,
        "transaction": {"type": "WEB", "id": uuid, "detail": {}},
        "uuid": uuid,
        "version": "0",
        "request": {"ipChain": []},
        "target": [target],
    }


def published(unix_s: float) -> str:
    """The time as events have it: with milliseconds."""
    whole = int(unix_s)
    # Cut and not rounded: .9996 would else be a second that has four digits.
    millis = int((unix_s - whole) * 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + f".{millis:03d}Z"
