"""Explanations as JSON."""

from collections.abc import Sequence
from dataclasses import asdict

from hookops.report.explanation.catalogue import Entry
from hookops.report.json_kit import FORMAT_VERSION, dumps


def explanation_json(entries: Sequence[Entry], _listed: bool) -> str:
    """Each entry with all that is known of it; a list has no less."""
    return dumps({"format_version": FORMAT_VERSION, "codes": [asdict(one) for one in entries]})
