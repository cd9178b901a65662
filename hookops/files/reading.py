"""The bytes of a file that somebody named, or why there are none."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hookops.files.boundary import Boundary, Outside
from hookops.files.folders import open_file
from hookops.model.errors import GuardError

# Windows has lists of who may do what instead, which hookops does not read (docs/stability.md).
_HAS_MODES = hasattr(os, "geteuid")


class Unreadable(Exception):
    """Nothing is read. Not printed as it is: only the caller knows what the file was to be."""

    def __init__(
        self, reason: str, *, missing: bool = False, special: bool = False, outside: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        """`it is a named pipe`, `Permission denied`: what goes after a colon."""
        self.missing = missing
        """Whether there is nothing of that name."""
        self.special = special
        """Whether there is something, and it is no file."""
        self.outside = outside
        """Whether a link leads to it from a repository that it is not in."""


class TooLarge(Unreadable):
    """The file is longer than the caller wants to hold in memory."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"it has {size:,} bytes, and {limit:,} are the limit")
        self.size = size


@dataclass(frozen=True, slots=True)
class Exposure:
    """Who can write a file besides the one who runs hookops."""

    text: str = ""
    """`every user of this computer can write it`; empty for nobody."""
    by_anybody: bool = False
    """Whether they are more than a group that its owner chose."""


def check_exposure(found: Exposure, what: str, *, proven: bool) -> str:
    """A note for people on a file that others can write; empty where there is nothing to say.

    Shape: `proven` when a seal shows that they have not.
    Raises: GuardError when nothing shows that.
    """
    if found.by_anybody and not proven:
        raise GuardError(
            f"{what} is not taken: {found.text}, and no seal shows that they have not",
            "make it yours alone (chown, chmod go-w), once you have looked at what it says",
        )
    return f"{what}: {found.text}" if found.text else ""


def read_exposed(path: Path, limit: int) -> tuple[bytes, Exposure]:
    """The whole file, and who can write it. Raises: as `read_bytes`."""
    with os.fdopen(open_regular(path, os.O_RDONLY), "rb") as file:
        return _read_open(file, limit), _exposure(os.fstat(file.fileno()))


def read_private(path: Path, limit: int) -> bytes:
    """The whole file, which nobody but its owner can read or write; links to it are followed.

    Raises: as `read_bytes`, also for a file that others can read or write.
    """
    with os.fdopen(open_regular(path, os.O_RDONLY, links=True), "rb") as file:
        others = os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        if others and _HAS_MODES:
            raise Unreadable("other users of this computer can read or write it")
        return _read_open(file, limit)


def read_owned(path: Path, limit: int, within: Boundary) -> bytes:
    """A file that nobody else can have put there: its owner's or root's, under one name only.

    Shape: links are followed inside of the boundary, as Kubernetes mounts have them.
    Raises: Unreadable; TooLarge.
    """
    with os.fdopen(open_regular(path, os.O_RDONLY, links=True, within=within), "rb") as file:
        facts = os.fstat(file.fileno())
        # A second name may be one outside of the boundary, which no path shows.
        if facts.st_nlink != 1:
            raise Unreadable("the file has another name (a hard link)")
        if (exposure := _exposure(facts)).text:
            raise Unreadable(exposure.text)
        return _read_open(file, limit)


def _exposure(facts: os.stat_result) -> Exposure:
    if not _HAS_MODES:
        return Exposure()
    # Its owner can always make it writable for himself; root can do anything anyway.
    if facts.st_uid not in (0, os.geteuid()):
        return Exposure(f"it belongs to the user {facts.st_uid}, who can write it", by_anybody=True)
    if facts.st_mode & stat.S_IWOTH:
        return Exposure("every user of this computer can write it", by_anybody=True)
    # What a umask of 002 makes, where each user has a group of his own.
    return Exposure("its group can write it" if facts.st_mode & stat.S_IWGRP else "")


def read_bytes(
    path: Path, limit: int, *, links: bool = False, within: Boundary | None = None
) -> bytes:
    """The whole file.

    Shape: `links` to it are followed, `within` a boundary where there is one.
    Raises: Unreadable; TooLarge for a file of more than `limit` bytes, without reading it.
    """
    handle = open_regular(path, os.O_RDONLY, links=links, within=within)
    with os.fdopen(handle, "rb") as file:
        return _read_open(file, limit)


def _read_open(file: BinaryIO, limit: int) -> bytes:
    # Of the open file: the path may lead to another one by now.
    facts = os.fstat(file.fileno())
    # First, since a file with a hole of gigabytes takes no space until it is read.
    if facts.st_size > limit:
        raise TooLarge(facts.st_size, limit)
    try:
        # One more than allowed: somebody may be writing to it.
        data = file.read(limit + 1)
    except OSError as problem:
        raise Unreadable(problem.strerror or "unknown reason") from None
    if len(data) > limit:
        raise TooLarge(len(data), limit)
    return data


def read_start(path: Path, count: int, within: Boundary) -> bytes:
    """The first bytes of a file, at most so many. Raises: Unreadable."""
    handle = open_regular(path, os.O_RDONLY, links=True, within=within)
    try:
        return os.read(handle, count)
    except OSError as problem:
        raise Unreadable(problem.strerror or "unknown reason") from None
    finally:
        os.close(handle)


def open_regular(
    path: Path,
    flags: int,
    mode: int = 0o600,
    *,
    links: bool = False,
    within: Boundary | None = None,
) -> int:
    """A descriptor of a regular file, for the flags of `os.open`. Raises: Unreadable."""
    opened = within.open if within else open_file
    try:
        handle = opened(path, flags, mode, links=links)
    except OSError as problem:
        raise _explain(path, problem, links=links) from None
    found = os.fstat(handle).st_mode
    if not stat.S_ISREG(found):
        os.close(handle)
        raise Unreadable(_describe(found), special=True)
    return handle


def describe_special(path: Path, *, links: bool = False) -> str:
    """`it is a symbolic link, not a file`; empty for a file, and where nothing is.

    Shape: with `links` it is what the link leads to that counts.
    """
    try:
        found = path.stat(follow_symlinks=links).st_mode
    except OSError:
        return ""
    return "" if stat.S_ISREG(found) else _describe(found)


def _explain(path: Path, problem: OSError, *, links: bool) -> Unreadable:
    """The system's words, but where they are a riddle: it calls a link "too many levels"."""
    reason, special = problem.strerror or "unknown reason", describe_special(path)
    if isinstance(problem, Outside):
        return Unreadable(reason, outside=True)
    if problem.errno in (errno.ELOOP, errno.ENXIO):
        # Of a link that may be followed, what it leads to is at fault.
        reason = (describe_special(path, links=True) if links else "") or special or reason
    return Unreadable(reason, missing=isinstance(problem, FileNotFoundError), special=bool(special))


def _describe(mode: int) -> str:
    kinds = {
        stat.S_IFLNK: "a symbolic link",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFDIR: "a folder",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return f"it is {kinds.get(stat.S_IFMT(mode), 'something else')}, not a file"
