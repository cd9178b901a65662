"""The files that `fmt` is about: found, read and formatted; nothing is written here."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hookops.manifest import files
from hookops.manifest.document import parse_lenient
from hookops.manifest.edits.files import EditedFile
from hookops.manifest.edits.layout.format import format_text
from hookops.manifest.sources import is_kustomization
from hookops.model.diagnostic import Diagnostic, by_position, errors
from hookops.model.text import show

# A question of which manifests there are, and not of one file's text.
_OTHERS = frozenset({"same-stem"})
_LINK = "it is a link: the file that it leads to is formatted under its own name"
_DANGLING = "it is a link that leads nowhere"
_ELSEWHERE = "it is a link to a file that is not among these: hookops writes through no link"


@dataclass(slots=True)
class Layout:
    """What is to become of some files."""

    changed: list[EditedFile] = field(default_factory=list)
    unchanged: int = 0
    left: list[str] = field(default_factory=list)
    """Files that stay as they are although they can be read, each with the reason."""
    problems: list[Diagnostic] = field(default_factory=list)
    """Why files cannot be read; these stay as they are, too."""


def format_files(paths: Sequence[Path], root: Path) -> Layout:
    """Every manifest file below `paths` in its layout. Raises: nothing for what users wrote.

    Shape: marks are relative to `root`; kustomize's own files are none of ours.
    """
    found = files.find(paths, root)
    layout = Layout()
    layout.problems += (p for p in errors(found.problems) if p.code not in _OTHERS)
    for path in found.files:
        _format(layout, path, root, found)
    layout.problems = list(by_position(layout.problems))
    return layout


def _describe_link(path: Path, found: files.Found) -> str:
    if not os.path.exists(path):
        return _DANGLING
    target = path.resolve()
    own = any(target == other.resolve() for other in found.files if not other.is_symlink())
    return _LINK if own else _ELSEWHERE


def _format(layout: Layout, path: Path, root: Path, found: files.Found) -> None:
    name = files.relative(path, root)
    if path.is_symlink():
        layout.left.append(f"{show(name, 200)}: {_describe_link(path, found)}")
        return
    data, unreadable = files.read(path, root, found.boundaries[path])
    if unreadable is not None:
        layout.problems.append(unreadable)
        return
    if any(map(is_kustomization, parse_lenient(data, name)[0])):
        return
    made = format_text(data, name)
    layout.problems += made.problems
    if made.left:
        layout.left.append(f"{show(name, 200)}: {made.left}")
    elif not made.problems and made.text.encode() != data:
        layout.changed.append(EditedFile(path, name, data, made.text))
    elif not made.problems:
        layout.unchanged += 1
