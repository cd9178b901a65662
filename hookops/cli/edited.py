"""Manifest files that a command has edited: written, and shown as a diff."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hookops.cli import output
from hookops.cli.context import organization, project
from hookops.model.text import show

if TYPE_CHECKING:
    from hookops.manifest.edits.files import EditedFile


def write_edited(
    files: Sequence["EditedFile"],
    config: str | None,
    org: str | None,
    show_diff: Callable[..., object] = output.lines,
) -> None:
    """The files are written, and their diffs are shown: by default on stdout.

    Raises: Conflict, InvalidInput.
    """
    from hookops.manifest.edits import files as edited_files

    # All of them before the first is written.
    for file in files:
        output.checked(file.after)
    edited_files.check_unchanged(files)
    for file in files:
        edited_files.write(file, output.checked(file.after))
    for file in files:
        show_diff(*file.diff())
    for file in files:
        if others := ", ".join(_others(file.path, config, org)):
            output.notice(
                f"{show(file.name, 200)} is a manifest of other organizations too: {others}"
            )


def _others(path: Path, config: str | None, org: str | None) -> Iterator[str]:
    """Names of the other organizations that read that file."""
    found = project(config)
    chosen = organization(found, org)
    for name, other in found.organizations.items():
        places = (*other.sources.paths, *other.sources.overlays)
        if other is not chosen and any(path.is_relative_to(place) for place in places):
            yield show(name)
