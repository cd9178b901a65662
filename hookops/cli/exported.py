"""Exported manifests as files, and what a person has to do with them."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hookops.cli import host, output
from hookops.files.boundary import Boundary
from hookops.files.writing import PUBLIC, check_target, make_folder, replace_file, write_new
from hookops.model.errors import InvalidInput
from hookops.model.text import plural

if TYPE_CHECKING:
    from hookops.manifest.export.values import Exported, Manifest

LEFT_OUT = "not-exported.txt"
"""Comments on what no manifest can say. No name of a manifest: a file without a document is an
error among them."""


def files_of(made: "Exported", folder: Path, schemas: Path) -> dict[Path, str]:
    """The text of each file, by its path.

    Shape: `folder` gets the files, `schemas` has those of editors; both as the user typed them.
    """
    from hookops.manifest.export.text import left_out_text, manifest_text

    # Editors look for a schema from the file on, wherever hookops runs.
    start = host.current().folder
    way = os.path.relpath(start / schemas, start / folder).replace(os.sep, "/")
    new = [manifest for manifest in made.manifests if not manifest.written]
    files = {folder / manifest.file: manifest_text(manifest, way) for manifest in new}
    if made.left_out:
        files[folder / LEFT_OUT] = left_out_text(made.left_out)
    return files


def write_files(files: Mapping[Path, str], *, force: bool = False) -> list[Path]:
    """Each file is there, and what was there already is as it was; with `force` it is replaced
    where it is a manifest. Returns: those that were there and are kept.

    Raises: InvalidInput, also where a file cannot be; the files before it are there then.
    """
    start, kept = host.current().folder, []
    for path, text in files.items():
        try:
            if _write(start / path, text, force=force):
                output.lines(f"wrote {path}")
            else:
                kept.append(path)
        except OSError as problem:
            raise InvalidInput(f"{path} cannot be written: {problem.strerror}") from None
    return kept


def report_kept(kept: Sequence[Path], made: "Exported") -> None:
    """What was not written, on stderr, and why."""
    for path in kept:
        output.notice(f"{path} exists and is kept; --force replaces a manifest")
    for manifest in made.manifests:
        if manifest.written:
            output.notice(f"{manifest.key} is declared already, at {manifest.written}")
    if made.left_out:
        count = plural(len(made.left_out), "thing")
        output.notice(f"no manifest can say {count} of the org: {LEFT_OUT} says which, and why")


def variable_lines(made: Sequence["Manifest"]) -> Iterator[str]:
    """What sets each secret, for people to complete and paste into a shell."""
    from hookops.manifest.export.text import export_lines

    # What is declared already names its secrets itself, by other names perhaps.
    new = [manifest for manifest in made if not manifest.written]
    found = [line for manifest in new for line in export_lines(manifest)]
    if found:
        yield ""
        yield "Okta never shows these secrets. Set each of them, for hookops to send it again:"
        yield ""
    yield from found


def _write(path: Path, text: str, *, force: bool) -> bool:
    """Whether it is written; not, where a file is kept."""
    check_target(path)
    make_folder(path.parent)
    # Links count that lead nowhere: they would be written through.
    if not os.path.lexists(path):
        write_new(path, output.checked(text), PUBLIC)
        return True
    if not force or not (_is_manifest(path) or path.name == LEFT_OUT):
        return False
    replace_file(path, output.checked(text), PUBLIC)
    return True


def _is_manifest(path: Path) -> bool:
    from hookops.manifest.skipped import starts_as_manifest

    return starts_as_manifest(path, Boundary(path.parent)) is True
