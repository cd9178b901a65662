"""This computer as hookops would find it under Windows, as far as that can be shown on another.

What Windows has not is taken from hookops alone: pytest, the standard library and other packages
have ways of their own there. `python tests/windows/absent.py plan` is `hookops plan` in such a
world.
"""

import builtins
import errno
import os
import runpy
import select
import signal
import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

MODULES = frozenset(
    {"fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
)
"""Modules of Python's that Windows has not. Source: Python, Availability, of each module."""

NAMES = {
    "os": frozenset(
        {
            *("O_NONBLOCK", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_NOCTTY", "O_PATH"),
            *("O_SYNC", "O_DSYNC", "O_ASYNC", "O_NDELAY", "O_TMPFILE"),
            *("getuid", "geteuid", "getgid", "getegid", "getgroups", "getpgid", "getpgrp"),
            *("setuid", "seteuid", "setgid", "setegid", "setsid", "setpgid", "killpg", "nice"),
            *("chown", "fchown", "lchown", "fchmod", "chroot", "fchdir", "mkfifo", "mknod"),
            *("fork", "forkpty", "openpty", "ttyname", "posix_spawn", "wait", "wait3", "wait4"),
            *("pread", "pwrite", "preadv", "pwritev", "readv", "writev", "sendfile", "lockf"),
            *("fdatasync", "sync", "statvfs", "fstatvfs", "uname", "getloadavg", "sysconf"),
            *("pipe2", "register_at_fork", "sched_getaffinity", "memfd_create", "WNOHANG"),
        }
    ),
    "signal": frozenset(
        {
            *("SIGHUP", "SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGCHLD", "SIGKILL"),
            *("SIGQUIT", "SIGTSTP", "SIGCONT", "SIGWINCH", "alarm", "setitimer", "pause"),
            *("pthread_sigmask", "pthread_kill", "sigwait", "sigpending", "siginterrupt"),
        }
    ),
    "select": frozenset(
        {"poll", "epoll", "kqueue", "POLLIN", "POLLOUT", "POLLERR", "POLLHUP", "EPOLLIN"}
    ),
    "socket": frozenset({"AF_UNIX", "sendmsg", "recvmsg", "MSG_DONTWAIT", "MSG_NOSIGNAL"}),
    "time": frozenset({"tzset", "pthread_getcpuclockid"}),
}
"""Names of modules that Windows has, and that are not in them there. Source: as above."""

LOCKED = 0x10000
"""So many bytes of a locked file nobody else can read. Source: portalocker, MsvcrtLocker."""


_NO_MODES = "Windows has no modes: who else can write a file is not looked at"
_NO_FORCE = "Windows removes no file that a process has open: its lock cannot be taken from it"
_NO_STYLES = "a console of Windows shows styles only when TERM says so"
OTHERWISE = {
    "test_programs.py": "no program is run that could not be ended with what it has started",
    "test_a_bar_on_a_terminal": _NO_STYLES,
    "test_diagnostics_in_colour": _NO_STYLES,
    "test_who_else_can_write_it": _NO_MODES,
    "test_a_file_of_another_user": _NO_MODES,
    "test_twenty_shapes": _NO_MODES,
    "test_e09_a_file_that_has_no_key": _NO_MODES,
    "test_unlock_of_a_run_at_work": _NO_FORCE,
    "test_unlock": _NO_FORCE,
    "test_a_lock_file_of_somebody_else_stays": _NO_FORCE,
    "test_a_file_of_something_else_is_no_lock": "what another process has locked is not readable",
}
"""What is not so there, by names of tests and of their files, each with the reason.

Source: docs/stability.md.
"""


def refused(path: object) -> PermissionError:
    return PermissionError(errno.EACCES, "Permission denied", str(path))


def handles_of(path: Any) -> list[int]:
    """The descriptors of this process for the file at the path."""
    try:
        here = os.stat(path, follow_symlinks=False)
    except OSError:
        return []
    return [handle for handle in _open_handles() if _is_same(handle, here)]


def _open_handles() -> list[int]:
    return [int(name) for name in os.listdir("/dev/fd")]


def _is_same(handle: int, facts: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), facts)
    except OSError:
        return False


class Absence:
    """What hookops imports in the place of some modules, once it is installed."""

    def __init__(self) -> None:
        self.locks: dict[tuple[int, int], int] = {}
        """The handles that have locked a file, by its device and number."""
        # A file that a thread opens is either open or gone for the others.
        self.one_at_a_time = Lock()
        self.real_import: Callable[..., ModuleType] = builtins.__import__
        self.real_unlink: Callable[..., None] = os.unlink
        modules = {"os": os, "signal": signal, "select": select, "socket": socket}
        self.modules = {name: _without(one, NAMES[name]) for name, one in modules.items()}
        self._change_os(self.modules["os"])

    def install(self) -> "Absence":
        """From now on; hookops must not have been imported."""
        if early := [name for name in sys.modules if name.partition(".")[0] == "hookops"]:
            raise RuntimeError(f"imported already: {', '.join(early)}")
        builtins.__import__ = self.find_module  # type: ignore[assignment]
        # pathlib and hookops both end here.
        os.unlink = self._unlink
        return self

    def find_module(self, name: str, of: Any = None, *rest: Any, **options: Any) -> Any:
        """What `import` gives; `of` are the names of the module that imports."""
        if not _is_ours(of):
            return self.real_import(name, of, *rest, **options)
        top = name.partition(".")[0]
        if top in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        found = self.real_import(name, of, *rest, **options)
        if top == "portalocker":
            return self._locking(found)
        return self.modules.get(top, found) if name == top else found

    def _locking(self, portalocker: ModuleType) -> ModuleType:
        """It locks as ever, and it is known which file is locked."""

        def lock(handle: int, flags: Any) -> None:
            portalocker.lock(handle, flags)
            facts = os.fstat(handle)
            self.locks[facts.st_dev, facts.st_ino] = handle

        made = _without(portalocker, frozenset())
        made.lock = lock  # type: ignore[attr-defined]
        return made

    def _change_os(self, fake: Any) -> None:
        fake.name = "nt"
        fake.supports_dir_fd = frozenset()
        fake.supports_follow_symlinks = os.supports_follow_symlinks
        fake.open, fake.read, fake.fsync = self._open, self._read, _flush
        fake.replace = self._replace
        for name in ("stat", "mkdir", "chmod", "rename", "rmdir", "link", "symlink"):
            setattr(fake, name, _without_folder(getattr(os, name)))

    def _open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: Any = None) -> int:
        if dir_fd is not None:
            raise NotImplementedError("dir_fd unavailable on this platform")
        with self.one_at_a_time:
            if not flags & os.O_EXCL:
                _check_file(path)
            return os.open(path, flags, mode)

    def _read(self, handle: int, count: int) -> bytes:
        """What another handle has locked cannot be read. Source: Microsoft, LockFile."""
        facts = os.fstat(handle)
        holder = self.locks.get((facts.st_dev, facts.st_ino), handle)
        held = holder != handle and _is_same(holder, facts)
        if held and os.lseek(handle, 0, os.SEEK_CUR) < min(LOCKED, facts.st_size):
            raise refused(handle)
        return os.read(handle, count)

    def _unlink(self, path: Any, *, dir_fd: Any = None) -> None:
        """Python opens files so that nobody removes them. Source: Microsoft, CreateFile."""
        callers = sys._getframe(1), sys._getframe(2)
        with self.one_at_a_time:
            if any(_is_ours(frame.f_globals) for frame in callers) and handles_of(path):
                raise refused(path)
            self.real_unlink(path, dir_fd=dir_fd)

    def _replace(self, path: Any, to: Any) -> None:
        with self.one_at_a_time:
            if handles_of(path) or handles_of(to):
                raise refused(to)
            os.replace(path, to)


def _check_file(path: Any) -> None:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return
    if stat.S_ISDIR(mode):
        raise refused(path)
    # A test would wait for the other end of a pipe for ever.
    if not stat.S_ISREG(mode):
        raise AssertionError(f"{path} is no file, and is opened")


def _flush(handle: int) -> None:
    """Only of what was opened to write to. Source: Microsoft, FlushFileBuffers."""
    import fcntl

    if fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        raise OSError(errno.EBADF, "Bad file descriptor")
    os.fsync(handle)


def _without_folder(real: Callable[..., Any]) -> Callable[..., Any]:
    def function(*values: Any, dir_fd: Any = None, **options: Any) -> Any:
        if dir_fd is not None:
            raise NotImplementedError("dir_fd unavailable on this platform")
        return real(*values, **options)

    return function


def _without(module: ModuleType, names: frozenset[str]) -> ModuleType:
    made = ModuleType(module.__name__)
    vars(made).update({name: one for name, one in vars(module).items() if name not in names})
    return made


def _is_ours(names: Any) -> bool:
    return bool(names) and str(names.get("__name__", "")).partition(".")[0] == "hookops"


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    Absence().install()
    runpy.run_module("hookops", run_name="__main__")
