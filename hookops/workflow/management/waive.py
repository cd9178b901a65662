"""Waive drift: the manifest says who knows of it, and until when. Nothing is sent."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from hookops.kinds import LISTED
from hookops.manifest.edits.check import check_edited
from hookops.manifest.edits.files import EditedFile, edit_file
from hookops.manifest.waivers import BECAUSE, UNTIL, is_day
from hookops.model.errors import InvalidInput
from hookops.model.management.edits import SetValue
from hookops.model.management.waiver import LONGEST_DAYS, LONGEST_REASON
from hookops.model.resource import Desired
from hookops.model.text import show
from hookops.reconcile.management.names import find_keys


def waive(
    desired: Desired, root: Path, names: Sequence[str], until: str, because: str, today: date
) -> tuple[EditedFile, ...]:
    """The files of the manifests that are named, with the waiver and not written yet.

    Shape: `until` is a day, the last one; `root` is what the files of marks are relative to.
    Raises: InvalidInput.
    """
    _check(until, because, today)
    keys = find_keys(names, desired, "declared")
    by_file: dict[str, list[tuple[tuple[str, str], list[SetValue]]]] = {}
    for key in keys:
        if key.kind not in LISTED:
            raise InvalidInput(
                f"{key} is written inside the manifest of a hook", "waive the drift of that hook"
            )
        # The manifest itself, and no overlay: where an annotation stands is recorded nowhere.
        place = ("metadata", "annotations")
        edits = [SetValue((*place, UNTIL), until), SetValue((*place, BECAUSE), because)]
        file = desired[key].origin.start.file
        by_file.setdefault(file, []).append(((key.kind, key.name), edits))
    files = tuple(edit_file(root, file, asked) for file, asked in sorted(by_file.items()))
    check_edited(files)
    return files


def _check(until: str, because: str, today: date) -> None:
    last = today + timedelta(days=LONGEST_DAYS)
    if not is_day(until) or not today < date.fromisoformat(until) <= last:
        raise InvalidInput(
            f"--until {show(until, 40)} is no day from tomorrow to {last}",
            "write it as 2026-12-24: the last day on which the drift does not count",
        )
    # Shown by every report until then.
    if because.strip() != because or not because or show(because, LONGEST_REASON) != because:
        raise InvalidInput(
            f"--because is a sentence of at most {LONGEST_REASON} plain characters on one line",
            "say why the drift may stay, for whoever reads the report",
        )
