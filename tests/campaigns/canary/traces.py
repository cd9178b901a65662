"""What a run leaves behind: in streams, files, logs, exceptions, processes and requests."""

import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hookops.model.errors import HookopsError

LOGGERS = (None, "httpx", "httpcore", "hookops")
"""What libraries log goes to no handler that hookops did not add; here it is read all the same."""


@dataclass(slots=True)
class Traces:
    """(place, text) of everything, in the order in which it came."""

    texts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, place: str, text: str) -> None:
        """One more."""
        self.texts.append((place, text))

    def add_exception(self, problem: BaseException | None) -> None:
        """The exception and what it came from, also what a `from None` hides."""
        seen: set[int] = set()
        while problem is not None and id(problem) not in seen:
            seen.add(id(problem))
            # Of our own the fields too: callers decide by them, and may print them.
            fields = vars(problem) if isinstance(problem, HookopsError) else ()
            shown = [str(problem), repr(problem), repr(problem.args), repr(fields)]
            shown += traceback.format_exception_only(problem)
            self.add("exception", "\n".join(shown))
            problem = problem.__cause__ or problem.__context__

    def add_files(self, folder: Path, before: Mapping[str, bytes]) -> None:
        """Names and contents of files that are new or have changed."""
        for name, data in files(folder).items():
            if before.get(name) != data:
                self.add(f"file:{name}", data.decode("latin-1"))
                self.add("file name", name)


def files(folder: Path) -> dict[str, bytes]:
    """Everything below the folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


class _Collector(logging.Handler):
    def __init__(self, traces: Traces) -> None:
        super().__init__(logging.DEBUG)
        self._traces = traces

    def emit(self, record: logging.LogRecord) -> None:
        text = f"{self.format(record)} {record.args!r}"
        self._traces.add(f"log:{record.name}", text)
        self._traces.add_exception(record.exc_info[1] if record.exc_info else None)


_WATCHED: list[tuple[Traces, Path]] = []
_HOOKED: list[bool] = []


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if not _WATCHED:
        return
    traces, folder = _WATCHED[-1]
    if event in ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"):
        # What the child finds in its environment is no argument.
        traces.add("argv", repr(args[:2]))
    if event == "socket.getaddrinfo":
        traces.add("host", str(args[0]))
    if event == "open" and isinstance(args[0], str) and _writes(args[1], args[2]):
        path = Path(args[0])
        if not path.is_relative_to(folder) and path.is_absolute() and "/dev/" not in args[0]:
            traces.add("file elsewhere", args[0])


def _writes(mode: Any, flags: Any) -> bool:
    return any(c in str(mode or "") for c in "wax+") or bool(isinstance(flags, int) and flags & 3)


@contextmanager
def watching(folder: Path) -> Iterator[Traces]:
    """Logs at each level, processes that are started, and files that are opened elsewhere."""
    if not _HOOKED:
        # An audit hook stays for the rest of the process.
        sys.addaudithook(_audit)
        _HOOKED.append(True)
    traces = Traces()
    handler = _Collector(traces)
    loggers = [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    _WATCHED.append((traces, folder))
    try:
        yield traces
    finally:
        _WATCHED.pop()
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
        for place, path in list(traces.texts):
            if place == "file elsewhere" and Path(path).is_file():
                traces.add(f"file:{path}", Path(path).read_bytes().decode("latin-1"))
