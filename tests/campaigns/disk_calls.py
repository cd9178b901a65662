"""What a run asks of the disk, counted by file and step: one of them fails, or ends the process.

Loaded into the process itself, in place of the functions of `os` that hookops calls: no file system
that fails at the third `fsync` can be had without being root.
"""

import errno
import io
import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

FILES = {
    "lock": re.compile(r"ledger\.json\.lock"),
    "ledger": re.compile(r"\.ledger\.json\.\w+"),
    "stored": re.compile(r"ledger\.json"),
    "plan": re.compile(r"plan\.json|\.plan\.json\.\w+"),
}
"""Names of files. A ledger and a plan that replaces another are written beside their place."""
OUTPUT = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at one call, such as the second `ledger.sync`."""

    call: str
    """A file and a step: `open`, `write`, `sync`, `replace` or `remove`."""
    nth: int
    """From 1."""
    moment: Literal["before", "half", "after"] = "before"
    """`half` of the bytes of a write, then the rest of it."""
    error: str = ""
    """The name of an error; empty where the process is killed; `SHORT` where only the half of each
    write is taken at a time."""
    stays: bool = False
    """Whether every later call fails as well, as on a disk that is full."""


class Calls:
    """The calls of a run, and the fault among them."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.counts: Counter[str] = Counter()
        self.files: dict[int, str] = {OUTPUT: "output"}
        self._halved = ""

    def is_due(self, call: str) -> bool:
        """Whether the fault comes at this call."""
        if call != self.fault.call:
            return False
        self.counts[call] += 1
        count = self.counts[call]
        return count == self.fault.nth or (self.fault.stays and count > self.fault.nth)

    def do(self, call: str, work: Callable[[], Any]) -> Any:
        """The call, or what comes in its place."""
        if self.is_due(call):
            if self.fault.moment != "before":
                work()
            self.strike()
        return work()

    def write(self, name: str, data: Any, write: Callable[[Any], int]) -> int:
        """So many bytes as were written."""
        if self._halved == name:
            self.strike()
        if not self.is_due(f"{name}.write"):
            return write(data)
        if self.fault.error == "SHORT":
            return write(data[: len(data) // 2 or 1])
        if self.fault.moment != "half":
            if self.fault.moment == "after":
                write(data)
            self.strike()
        done = write(data[: len(data) // 2])
        if not self.fault.error:
            self.strike()
        # A disk takes what still fits, and refuses the rest when that is written.
        self._halved = name
        return done

    def strike(self) -> NoReturn:
        """The fault. Raises: OSError."""
        if not self.fault.error:
            os.kill(os.getpid(), signal.SIGKILL)
        number = getattr(errno, self.fault.error)
        raise OSError(number, os.strerror(number))


def install(fault: Fault) -> None:
    """From now on this process meets the fault."""
    calls = Calls(fault)
    system = {name: getattr(os, name) for name in _WRAPPED}
    folder = os.path.realpath(".")

    def open_(path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        name = _name(path, folder, more.get("dir_fd"))
        work = lambda: system["open"](path, flags, mode, **more)  # noqa: E731
        # Every file below a folder is opened through it, so its own opening is no step of a store.
        counted = name and name != "folder"
        handle: int = calls.do(f"{name}.open", work) if counted else work()
        calls.files.pop(handle, None)
        if name:
            calls.files[handle] = name
        return handle

    def fdopen(handle: int, mode: str = "r", **more: Any) -> Any:
        if handle not in calls.files or "w" not in mode:
            return system["fdopen"](handle, mode, **more)
        file = io.BufferedWriter(_File(handle, calls, closefd=more.pop("closefd", True)))
        return file if "b" in mode else io.TextIOWrapper(file, **more)

    def write(handle: int, data: Any) -> int:
        name = calls.files.get(handle)
        if not name:
            return int(system["write"](handle, data))
        return calls.write(name, data, lambda part: int(system["write"](handle, part)))

    def pwrite(handle: int, data: bytes, offset: int) -> int:
        name = calls.files.get(handle, "")
        return calls.write(name, data, lambda part: int(system["pwrite"](handle, part, offset)))

    def fsync(handle: int) -> None:
        name = calls.files.get(handle, "")
        calls.do(f"{name}.sync", lambda: system["fsync"](handle))

    def replace(source: Any, target: Any, **more: Any) -> None:
        name = _name(source, folder)
        calls.do(f"{name}.replace", lambda: system["replace"](source, target, **more))

    def unlink(path: Any, **more: Any) -> None:
        name = _name(path, folder)
        calls.do(f"{name}.remove", lambda: system["unlink"](path, **more))

    made = (open_, fdopen, write, pwrite, fsync, replace, unlink)
    for function_name, function in zip(_WRAPPED, made, strict=True):
        setattr(os, function_name, function)


_WRAPPED = ("open", "fdopen", "write", "pwrite", "fsync", "replace", "unlink")


def _name(path: Any, folder: str, handle: int | None = None) -> str:
    """Which of the files it is, in an open folder; empty for one that does not matter here."""
    text = os.fspath(path)
    if handle is not None:
        text = os.path.join(os.readlink(f"/proc/self/fd/{handle}"), text)
    if isinstance(text, str) and os.path.realpath(text) == folder:
        return "folder"
    last = os.path.basename(text)
    return next((name for name, form in FILES.items() if form.fullmatch(str(last))), "")


class _File(io.FileIO):
    """A file whose writes are counted."""

    def __init__(self, handle: int, calls: Calls, *, closefd: bool) -> None:
        super().__init__(handle, "w", closefd=closefd)
        self._name, self._calls = calls.files[handle], calls

    def write(self, data: Any) -> int:
        return self._calls.write(self._name, data, lambda part: super(_File, self).write(part))
