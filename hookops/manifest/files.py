"""Which files contain manifests, and their bytes. What hookops cannot read is never skipped."""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hookops.files.boundary import Boundary, Outside
from hookops.files.reading import TooLarge, Unreadable, read_bytes
from hookops.manifest.names import check_path
from hookops.manifest.skipped import SUFFIXES, is_manifest, skipped_file, skipped_folder
from hookops.manifest.syntax.characters import MAX_BYTES, too_large
from hookops.model.diagnostic import Diagnostic, Severity, errors
from hookops.model.source import Mark
from hookops.model.text import show

_INSIDE = "put the file itself into the repository: hookops reads nothing outside of it"
# More is a wrong folder, such as the root of the computer.
MAX_FILES = 10_000


@dataclass(slots=True)
class Found:
    """The files below some paths, in order, and what is wrong with them."""

    files: list[Path] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    boundaries: dict[Path, Boundary] = field(default_factory=dict)
    """What no link may lead out of, by file."""
    apart: frozenset[Path] = frozenset()
    """Folders below these paths that are not theirs."""


def find(paths: Sequence[Path], root: Path, apart: Collection[Path] = ()) -> Found:
    """Every manifest file once, sorted; hidden files and folders are skipped.

    A path that is missing and folders without a manifest are problems: hookops must never take
    "nothing found" for "nothing desired". What is skipped and looks like a manifest is a warning.

    Shape: `apart` are folders, absolute, whose files are read for another purpose.
    """
    found, around = Found(apart=frozenset(apart)), Boundary(root, or_else=root)
    for path in paths:
        _find(path, root, found, _boundary(path, root, around))
    # Sorted by the whole path, so that no file system decides the order of messages.
    found.files = sorted(dict.fromkeys(found.files), key=lambda path: path.as_posix())
    if len(found.files) > MAX_FILES:
        text = f"{len(found.files)} manifest files, the limit is {MAX_FILES}"
        _add(found, "limit", text, found.files[MAX_FILES], root)
        found.files = []
    # No manifest at all would read as "delete everything" to a plan with --prune.
    elif not found.files and not errors(found.problems):
        found.problems.append(nothing(paths, root))
    found.problems += _same_stems(found.files, root)
    _check_paths(found, root)
    return found


def _check_paths(found: Found, root: Path) -> None:
    """A file whose path is not what it looks like is not read."""
    for path in tuple(found.files):
        if wrong := check_path(relative(path, root)):
            code, text, hint, severity = wrong
            found.problems.append(_diagnostic(code, text, path, root, hint, severity))
            if severity == "error":
                found.files.remove(path)


def _find(path: Path, root: Path, found: Found, within: Boundary) -> None:
    if os.path.isdir(path):
        try:
            within.check(path)
        except Outside as problem:
            _add(found, "unreadable", f"cannot be read: {problem.strerror}", path, root, _INSIDE)
            return
        before = len(found.files)
        _walk(path, root, found, within)
        found.boundaries.update(dict.fromkeys(found.files[before:], within))
    # A broken link is a file that cannot be read, not one that is missing.
    elif os.path.lexists(path):
        found.files.append(path)
        found.boundaries[path] = within
    else:
        # Nothing is there, so nothing in it is the place of the mistake.
        found.problems.append(
            Diagnostic(
                "not-found",
                f"{show(relative(path, root), 200)}: no such file or folder",
                None,
                "name one that exists: as argument, or in `manifests` of hookops.yaml",
            )
        )


def _boundary(path: Path, root: Path, around: Boundary) -> Boundary:
    # What somebody names elsewhere has a repository of its own, or is one by itself.
    if Path(os.path.abspath(path)).is_relative_to(os.path.abspath(root)):
        return around
    return Boundary(path, or_else=path) if os.path.isdir(path) else Boundary(path.parent)


def read(path: Path, root: Path, within: Boundary) -> tuple[bytes, Diagnostic | None]:
    """The file's bytes, or why there are none."""
    try:
        return read_bytes(path, MAX_BYTES, links=True, within=within), None
    except TooLarge as problem:
        return b"", too_large(problem.size, Mark(relative(path, root), 1, 1))
    except Unreadable as problem:
        hint = _INSIDE if problem.outside else ""
        return b"", _diagnostic("unreadable", f"cannot be read: {problem.reason}", path, root, hint)


def texts(paths: Sequence[Path], root: Path) -> Iterator[tuple[str, str]]:
    """The name and the text of each file below `paths`, as far as it can be read."""
    found = find(paths, root)
    for path in found.files:
        data, _ = read(path, root, found.boundaries[path])
        yield relative(path, root), data.decode(errors="replace")


def relative(path: Path, root: Path) -> str:
    """The path as marks show it: from the project's root, with forward slashes."""
    full, base = os.path.abspath(path), os.path.abspath(root)
    inside = full.removeprefix(base.rstrip(os.sep) + os.sep)
    return inside.replace(os.sep, "/")


def _walk(folder: Path, root: Path, found: Found, within: Boundary) -> None:
    def fail(error: OSError) -> None:
        text = f"cannot be read: {error.strerror or 'unknown reason'}"
        _add(found, "unreadable", text, Path(error.filename or folder), root)

    for here, folders, names in os.walk(folder, onerror=fail):
        hidden = [name for name in folders if name.startswith(".")]
        apart = [name for name in folders if Path(os.path.abspath(here), name) in found.apart]
        # In place: os.walk then skips what is not in the list, such as .git and .hookops.
        folders[:] = sorted(set(folders).difference(hidden, apart))
        for name in folders:
            _check_folder(Path(here, name), root, found)
        read = {name for name in names if is_manifest(name)}
        found.files += [Path(here, name) for name in read]
        _warn_of_skipped(here, set(names) - read, hidden, root, found, within)


def _warn_of_skipped(
    here: str,
    names: Iterable[str],
    folders: Iterable[str],
    root: Path,
    found: Found,
    within: Boundary,
) -> None:
    """What is not read reads as "not desired", so it is named."""
    files = [Path(here, name) for name in names]
    skipped = [(path, skipped_file(path, within)) for path in files]
    hidden = [Path(here, name) for name in folders]
    skipped += [(path, skipped_folder(path, within)) for path in hidden]
    for path, words in skipped:
        if words is not None:
            _add(found, "not-read", words[0], path, root, words[1], "warning")


def _check_folder(path: Path, root: Path, found: Found) -> None:
    # A link may lead out of the project or round in a circle.
    if path.is_symlink():
        _add(found, "unreadable", "links to folders are not followed", path, root)
    elif path.name.lower().endswith(SUFFIXES):
        _add(found, "unreadable", "is a folder and not a manifest", path, root)


def nothing(paths: Sequence[Path], root: Path) -> Diagnostic:
    """The answer to paths below which no manifest is."""
    names = ", ".join(show(relative(path, root)) for path in paths) or "no path at all"
    place = paths[0] if paths else root
    return _diagnostic("nothing-found", f"no manifests found in {names}", place, root)


def _same_stems(files: Iterable[Path], root: Path) -> Iterator[Diagnostic]:
    """`a.yaml` beside `a.yml`: one of them is probably a forgotten copy."""
    first: dict[Path, Path] = {}
    for path in files:
        stem = path.with_suffix("")
        if stem in first:
            text = f"{show(first[stem].name)} and {show(path.name)} have the same stem"
            yield _diagnostic("same-stem", text, path, root, "remove or rename one of them")
        first.setdefault(stem, path)


def _add(
    found: Found,
    code: str,
    text: str,
    path: Path,
    root: Path,
    hint: str = "",
    severity: Severity = "error",
) -> None:
    found.problems.append(_diagnostic(code, text, path, root, hint, severity))


def _diagnostic(
    code: str, text: str, path: Path, root: Path, hint: str = "", severity: Severity = "error"
) -> Diagnostic:
    mark = Mark(show(relative(path, root), 200), 1, 1)
    return Diagnostic(code, text, mark, hint, severity)
