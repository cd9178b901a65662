"""Whether Git tracks a file: what it tracks, a pull request can change."""

import os
from pathlib import Path

from hookops.files.boundary import repository_around
from hookops.files.reading import Unreadable, read_bytes

_MOST = 256 * 1024 * 1024
"""Bytes of an index; that of a million files is half of it."""


def is_tracked(path: Path, *, unknown: bool = False) -> bool:
    """Whether Git tracks the file, or nobody can tell.

    Shape: `path` is absolute, and no part of it is a link; `unknown` is the answer where there is
    no repository, as after an archive of one was unpacked.
    Source: Git, gitrepository-layout (`.git` as a file) and gitformat-index.
    """
    # Git itself puts what it gets there: objects, as they are, of large files.
    if ".git" in path.parts:
        return True
    # Read and not asked of git, which need not be there, and runs what its settings say.
    top = repository_around(path.parent)
    if top is None:
        return unknown
    try:
        index = _folder(top) / "index"
        # Nothing was ever added to such a repository.
        if not os.path.exists(index):
            return False
        data = read_bytes(index, _MOST)
    except (Unreadable, ValueError):
        return True
    # Version 4 does not have whole paths, and nor has an index that is split over two files.
    whole = data[:4] == b"DIRC" and data[4:8] in (b"\0\0\0\2", b"\0\0\0\3")
    if not whole or any(index.parent.glob("sharedindex.*")):
        return True
    # Some file systems take names in another case for the same file. An end of a longer path is
    # taken for this one as well, which errs on the side of doubt.
    name = path.relative_to(top).as_posix().encode(errors="surrogateescape").lower()
    return name + b"\0" in data.lower()


def _folder(top: Path) -> Path:
    """Where the repository's files are: in a work tree of its own, `.git` is a file that says so.

    Raises: Unreadable, ValueError.
    """
    found = top / ".git"
    if os.path.isdir(found):
        return found
    text = read_bytes(found, 4096).decode(errors="surrogateescape")
    label, _, place = text.strip().partition(": ")
    if label != "gitdir" or not place or not os.path.isdir(top / place):
        raise ValueError
    return top / place
