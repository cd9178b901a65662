"""The folders that no link leads out of: a repository, or a project without one."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_MARKERS = (".git", "hookops.yaml")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# Linux opens a folder that may be passed and not listed, such as /home, only like this.
_PASSED = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW


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

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        """A descriptor of the file, whatever it is.

        Shape: with `O_NOFOLLOW` the file itself must not be a link. Raises: OSError; Outside.
        """
        # Nearly every file is no link, and beside another one whose folder is known by now.
        above, name = os.path.split(path)
        try:
            if name not in ("", ".", ".."):
                return self._open(self._folder(above), name, flags, mode)
        except OSError as problem:
            if flags & os.O_NOFOLLOW or problem.errno != errno.ELOOP:
                raise
        folder, name = os.path.split(self._inside(path, os.path.realpath(path)))
        return self._open(folder, name, flags, mode)

    def _folder(self, folder: str) -> str:
        """What a folder leads to; opening it finds out when that has changed."""
        if folder not in self._folders:
            self._folders[folder] = self._inside(folder, os.path.realpath(folder))
        return self._folders[folder]

    def _open(self, folder: str, name: str, flags: int, mode: int) -> int:
        handle = self._walk(folder, _PASSED)
        try:
            return os.open(name, flags | os.O_NOFOLLOW, mode, dir_fd=handle)
        finally:
            os.close(handle)

    @contextmanager
    def folder(self, path: Path) -> Iterator[int]:
        """A descriptor of a folder. Raises: OSError; Outside."""
        handle = self._walk(self._inside(path, os.path.realpath(path)), _FOLDER)
        try:
            yield handle
        finally:
            os.close(handle)

    def check(self, path: Path) -> None:
        """Raises: Outside for a path that a link leads out."""
        self._inside(path, os.path.realpath(path))

    def make_folder(self, path: Path, mode: int = 0o777) -> None:
        """The folder is there, and those above it. Raises: OSError; Outside."""
        real, missing = self._inside(path, os.path.realpath(path)), []
        while not os.path.lexists(real):
            real, name = os.path.split(real)
            missing.append(name)
        handle = self._walk(real, _FOLDER)
        for name in reversed(missing):
            above = handle
            try:
                # Another run may be making the same folder.
                with suppress(FileExistsError):
                    os.mkdir(name, mode, dir_fd=above)
                handle = os.open(name, _FOLDER, dir_fd=above)
            finally:
                os.close(above)
        os.close(handle)

    def _inside(self, path: Path | str, real: str) -> str:
        named = os.path.abspath(path)
        for root, real_root in self._roots:
            if _is_below(named, root) and not _is_below(real, real_root):
                raise Outside(path)
        return real

    def _walk(self, real: str, flags: int) -> int:
        """A descriptor of a folder, opened step by step: a step that is a link by now is none."""
        # The way to the root itself is not in the hands of who can change what is below it.
        start = next((root for _, root in self._roots if _is_below(real, root)), "/")
        steps = [step for step in real.removeprefix(start).split("/") if step]
        handle = os.open(start, flags if not steps else _PASSED)
        for at, step in enumerate(steps, 1):
            above = handle
            try:
                handle = os.open(step, flags if at == len(steps) else _PASSED, dir_fd=above)
            finally:
                os.close(above)
        return handle


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip("/") + "/")
