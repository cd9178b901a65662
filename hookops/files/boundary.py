"""The folders that no link leads out of: a repository, or a project without one."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hookops.files.folders import Folder, open_folder

_MARKERS = (".git", "hookops.yaml")


def repository_around(folder: Path) -> Path | None:
    """The root of the nearest repository that `folder` is in; None where there is none."""
    return next((f for f in (folder, *folder.parents) if os.path.lexists(f / ".git")), None)


def repository(folder: Path) -> Path:
    """The root of the repository that has the folder; the folder itself where there is none."""
    return repository_around(folder) or folder


class Outside(OSError):
    """A link leads out of the boundary; nothing was opened."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(errno.ELOOP, "a symbolic link leads out of the repository", str(path))


class Boundary:
    """What is named below a repository is in it; what somebody names elsewhere is as it is.

    A pull request can bring links, also folders that are links, and must not have files of the
    machine read or written. Links that stay inside are followed, as Kubernetes mounts have them.
    """

    def __init__(self, folder: Path, *, or_else: Path | None = None) -> None:
        """That of the repository around `folder`, or of the project where there is none.

        Shape: `or_else` is the boundary where there is no project either; None for no boundary.
        """
        full = Path(os.path.abspath(folder))
        # All of them: a folder that is a link may lead into a repository of somebody else.
        for marker in _MARKERS:
            roots = [f for f in (full, *full.parents) if os.path.lexists(f / marker)]
            if roots:
                break
        else:
            roots = [Path(os.path.abspath(or_else))] if or_else is not None else []
        self._roots = tuple((str(root), os.path.realpath(root)) for root in roots)
        self._folders: dict[str, str] = {}

    @classmethod
    def at(cls, root: Path) -> "Boundary":
        """That of one folder, whatever is around it."""
        made = cls(Path("/"))
        full = os.path.abspath(root)
        made._roots = ((full, os.path.realpath(full)),)
        return made

    def open(self, path: Path, flags: int, mode: int = 0o600, *, links: bool) -> int:
        """A descriptor of the file, whatever it is.

        Shape: without `links` the file itself must not be one. Raises: OSError; Outside.
        """
        # Nearly every file is no link, and beside another one whose folder is known by now.
        above, name = os.path.split(path)
        try:
            if name not in ("", ".", ".."):
                return self._open(self._folder(above), name, flags, mode)
        except OSError as problem:
            if not links or problem.errno != errno.ELOOP:
                raise
        folder, name = os.path.split(self._inside(path, os.path.realpath(path)))
        return self._open(folder, name, flags, mode)

    def _folder(self, folder: str) -> str:
        """What a folder leads to; opening it finds out when that has changed."""
        if folder not in self._folders:
            self._folders[folder] = self._inside(folder, os.path.realpath(folder))
        return self._folders[folder]

    def _open(self, folder: str, name: str, flags: int, mode: int) -> int:
        found = self._walk(folder, listed=False)
        try:
            return found.open(name, flags, mode)
        finally:
            found.close()

    @contextmanager
    def folder(self, path: Path) -> Iterator[Folder]:
        """The folder, open. Raises: OSError; Outside."""
        found = self._walk(self._inside(path, os.path.realpath(path)), listed=True)
        try:
            yield found
        finally:
            found.close()

    def check(self, path: Path) -> None:
        """Raises: Outside for a path that a link leads out."""
        self._inside(path, os.path.realpath(path))

    def make_folder(self, path: Path, mode: int = 0o777) -> None:
        """The folder is there, and those above it. Raises: OSError; Outside."""
        real, missing = self._inside(path, os.path.realpath(path)), []
        while not os.path.lexists(real):
            real, name = os.path.split(real)
            missing.append(name)
        found = self._walk(real, listed=True)
        for name in reversed(missing):
            above = found
            try:
                # Another run may be making the same folder.
                with suppress(FileExistsError):
                    above.make(name, mode)
                found = above.step(name, listed=True)
            finally:
                above.close()
        found.close()

    def _inside(self, path: Path | str, real: str) -> str:
        named = os.path.abspath(path)
        for root, real_root in self._roots:
            if _is_below(named, root) and not _is_below(real, real_root):
                raise Outside(path)
        return real

    def _walk(self, real: str, *, listed: bool) -> Folder:
        """A folder, opened step by step: a step that is a link by now is none.

        Shape: `real` is what `os.path.realpath` gives.
        """
        # The way to the root itself is not in the hands of who can change what is below it.
        top = os.path.splitdrive(real)[0] + os.sep
        start = next((root for _, root in self._roots if _is_below(real, root)), top)
        # As text: a project may have thousands of files, and a `Path` takes as long as the opening.
        steps = [step for step in real[len(start) :].split(os.sep) if step]  # noqa: PTH206
        found = open_folder(start, listed=listed and not steps)
        for at, step in enumerate(steps, 1):
            above = found
            try:
                found = above.step(step, listed=listed and at == len(steps))
            finally:
                above.close()
        return found


def _is_below(path: str, root: str) -> bool:
    # Windows takes names in another case for the same; on POSIX this changes nothing.
    path, root = os.path.normcase(path), os.path.normcase(root)
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
