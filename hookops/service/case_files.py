"""Cases in files: read from a folder, or saved in one."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from hookops.contracts.exchange import Case
from hookops.files.boundary import Boundary
from hookops.files.reading import Unreadable, read_bytes
from hookops.files.writing import PUBLIC, check_target, make_folder, write_new
from hookops.model.diagnostic import Diagnostic
from hookops.model.errors import InvalidInput
from hookops.service.cases import LONGEST, read_case, read_type

Check: TypeAlias = Callable[[bytes, str], tuple[Diagnostic, ...]]
"""What is wrong with the bytes of a file of that name, before it is read as JSON."""


def read_text(path: Path, check: Check, within: Boundary | None = None) -> str:
    """The text of a file, unless it is too long to be a case. Raises: InvalidInput.

    Shape: no link leads out of `within`; None for the repository around the file.
    """
    try:
        data = read_bytes(path, LONGEST, links=True, within=within or Boundary(path.parent))
    except Unreadable as problem:
        raise InvalidInput(f"{path} cannot be read: {problem.reason}") from None
    # A case in a pull request must be what its reviewers see.
    if found := check(data, str(path)):
        raise InvalidInput(f"{path} cannot be used", diagnostics=found)
    return data.decode()


def read_folder(folder: Path, hook_type: str, check: Check) -> tuple[Case, ...]:
    """The cases for this type of hook, in the order of the files' names.

    A folder may have cases of several types. Raises: InvalidInput, also where none is for this.
    """
    if not os.path.isdir(folder):
        raise InvalidInput(f"{folder} is not a folder of cases")
    within = Boundary(folder, or_else=folder)
    texts = {str(path): read_text(path, check, within) for path in sorted(folder.glob("*.json"))}
    own = [place for place, text in texts.items() if read_type(text, place) == hook_type]
    if not own:
        raise InvalidInput(
            f"{folder} has no case of {hook_type}", "hookops preview KEY --save DIR keeps one"
        )
    return tuple(read_case(texts[place], place, hook_type) for place in own)


def check_new(path: Path) -> None:
    """Checked before the call, not after it. Raises: InvalidInput when the file exists."""
    # lexists: a dangling link would lead the text to where it points.
    if os.path.lexists(path):
        raise InvalidInput(f"{path} exists", "hookops overwrites no file; nothing was sent")
    try:
        check_target(path)
    except OSError as problem:
        raise _unwritable(path, problem) from None


def save(path: Path, text: str) -> None:
    """The case is in a new file. Raises: InvalidInput."""
    try:
        make_folder(path.parent)
        # New: it may have been created since the check. Others read it in Git.
        write_new(path, text, PUBLIC)
    except OSError as problem:
        raise _unwritable(path, problem) from None


def _unwritable(path: Path, problem: OSError) -> InvalidInput:
    return InvalidInput(f"{path} cannot be written: {problem.strerror}")
