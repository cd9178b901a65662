"""Waivers of drift in the annotations of manifests."""

from collections.abc import Iterator, Mapping
from datetime import date

from hookops.model.diagnostic import Problem
from hookops.model.management.waiver import LONGEST_REASON, Waiver
from hookops.model.resource import Json
from hookops.model.source import FieldPath

UNTIL = "hookops.dev/drift-waived-until"
BECAUSE = "hookops.dev/drift-waived-because"
_PLACE: FieldPath = ("metadata", "annotations")


def read_waiver(annotations: Mapping[str, Json]) -> Waiver | None:
    """The waiver of a valid manifest; None without one."""
    until, because = annotations.get(UNTIL), annotations.get(BECAUSE)
    return Waiver(str(until), str(because)) if until and because else None


def check_waiver(annotations: Mapping[str, Json]) -> Iterator[Problem]:
    """A day that is none, and a waiver that lacks a half: it would hide drift for no reason."""
    until, because = annotations.get(UNTIL), annotations.get(BECAUSE)
    if isinstance(until, str) and not is_day(until):
        hint = "write the day as 2026-12-24"
        yield Problem("waiver", (*_PLACE, UNTIL), f"{UNTIL} is no day", hint)
    if (until is None) != (because is None):
        there, lacking = (UNTIL, BECAUSE) if because is None else (BECAUSE, UNTIL)
        text = f"{there} needs {lacking} beside it"
        yield Problem("waiver", (*_PLACE, there), text, "hookops drift --waive writes both")
    if isinstance(because, str) and not (because.strip() and len(because) <= LONGEST_REASON):
        text = f"{BECAUSE} must be a sentence of at most {LONGEST_REASON} characters"
        yield Problem("waiver", (*_PLACE, BECAUSE), text)


def is_day(text: str) -> bool:
    """Whether it is a date as ISO 8601 writes one."""
    try:
        return len(text) == len("2026-12-24") and bool(date.fromisoformat(text))
    except ValueError:
        return False
