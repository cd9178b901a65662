"""The files of a new project, which overwrite nothing."""

import errno
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from hookops.cli import output
from hookops.files.reading import Unreadable, read_bytes
from hookops.files.writing import PUBLIC, check_target, make_folder, replace_file, write_new
from hookops.model.errors import InvalidInput

IGNORED = """\
# hookops: the emulator, and ledgers with their locks. A branch would have an old ledger: those of
# teams are in a store that every run shares (docs/explanation/ledger.md).
.hookops/*.db*
*.ledger.json
*.json.lock
"""
_MOST = 1024 * 1024
"""Bytes of a .gitignore."""


def schema_files(here: Path) -> dict[Path, str]:
    """Copies of the schemas."""
    from hookops.manifest.schema.files import for_editors

    # An editor finds them by a relative path, offline and of this version.
    return {
        here / ".hookops" / "schemas" / path.name: path.read_text("utf-8") for path in for_editors()
    }


def check_new(start: Path, files: Iterable[Path], here: Path) -> None:
    """All of them can be made, and the .gitignore in `here` can be written.

    Raises: InvalidInput where one exists, or none can be.
    """
    # All before the first is written: half a project would be in the way of the next attempt. Links
    # count that lead nowhere: they would be written through.
    taken = [str(path) for path in files if os.path.lexists(start / path)]
    if taken:
        raise InvalidInput(
            f"{taken[0]} exists; nothing was written",
            "choose an empty folder; in a project, hookops export writes what an org has",
        )
    try:
        for path in (*files, here / ".gitignore"):
            check_target(start / path)
    except OSError as problem:
        raise _unwritable(problem) from None


def write_project(start: Path, files: Mapping[Path, str], here: Path) -> None:
    """Each file is there, and the .gitignore in `here` keeps ledgers out of Git.

    Raises: InvalidInput.
    """
    try:
        for path, text in files.items():
            make_folder((start / path).parent)
            write_new(start / path, output.checked(text), PUBLIC)
            # The path as it was typed: messages never name folders that the user did not.
            output.lines(f"wrote {path}")
        _ignore(start, here / ".gitignore")
    except OSError as problem:
        raise _unwritable(problem) from None


def _unwritable(problem: OSError) -> InvalidInput:
    return InvalidInput(f"{problem.filename} cannot be written: {problem.strerror}")


def _ignore(start: Path, path: Path) -> None:
    # The one file that may exist already: it is added to, once.
    file = start / path
    try:
        text = read_bytes(file, _MOST).decode()
    except Unreadable as problem:
        if not problem.missing:
            raise OSError(errno.EINVAL, problem.reason, str(path)) from None
        text = ""
    except UnicodeDecodeError:
        raise OSError(errno.EINVAL, "it is not UTF-8", str(path)) from None
    if ".hookops/*.db*" not in text:
        replace_file(file, output.checked(text + IGNORED), PUBLIC)
        output.lines(f"wrote {path}")
