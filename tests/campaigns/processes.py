"""Processes of hookops: started, asked to end, and waited for."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
LIMIT_S = 60.0
"""Nothing here takes so long, also where other processes have the machine."""


@dataclass(slots=True)
class Process:
    """One run."""

    number: int
    folder: Path
    args: Sequence[str]
    pid: int = 0
    code: int | None = None
    """Negative when a signal ended it."""
    signalled_s: float = 0.0
    """When the first signal was sent."""
    ended_s: float = 0.0
    began: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def out(self) -> Path:
        """Its standard output, in a file."""
        return self.folder / f"out-{self.number}"

    @property
    def err(self) -> Path:
        return self.folder / f"err-{self.number}"

    @property
    def text(self) -> str:
        """Both, that for people first."""
        return "\n".join(p.read_text(errors="replace") for p in (self.err, self.out) if p.exists())

    def send(self, number: int) -> None:
        """It gets the signal, if it has not ended."""
        self.began.wait(LIMIT_S)
        self.signalled_s = self.signalled_s or time.monotonic()
        # It may end at any time; the launcher reports that a moment later.
        with suppress(ProcessLookupError):
            if not self.ended.is_set():
                os.kill(self.pid, number)

    def kill(self) -> None:
        """It is gone, whatever it did."""
        self.send(signal.SIGKILL)
        self.ended.wait(LIMIT_S)

    def wait(self, limit_s: float = LIMIT_S) -> int:
        """How it ended. Raises: TimeoutError when it does not, and is killed."""
        if not self.ended.wait(limit_s):
            self.kill()
            raise TimeoutError(f"hookops {' '.join(self.args)} has not ended after {limit_s:g} s")
        assert self.code is not None
        return self.code


class Launcher:
    """A process that starts the others; see `launcher.py`."""

    def __init__(self) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="campaigns-")).resolve()
        self._server = subprocess.Popen(
            [sys.executable, "-m", "campaigns.launcher", str(self._root)],
            cwd=TESTS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._numbers = count()
        self._known: dict[int, Process] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    def folder(self) -> Path:
        """A new one, which is there as long as this process."""
        return Path(tempfile.mkdtemp(dir=self._root))

    def prepare(self, folder: Path, args: Sequence[str]) -> Process:
        """One that is yet to begin, for whoever must know it before its first request."""
        process = Process(next(self._numbers), folder, tuple(args))
        self._known[process.number] = process
        return process

    def start(self, process: Process, env: dict[str, str], **more: Any) -> None:
        """It begins; `more` is for the launcher."""
        for path in (process.out, process.err):
            path.unlink(missing_ok=True)
        asked = {
            "id": process.number,
            "args": process.args,
            "env": env,
            "folder": str(process.folder),
            "out": str(process.out),
            "err": str(process.err),
            **more,
        }
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(asked).encode() + b"\n")
        self._server.stdin.flush()

    def _listen(self) -> None:
        assert self._server.stdout is not None
        for line in self._server.stdout:
            said = json.loads(line)
            process = self._known[said["id"]]
            if "pid" in said:
                process.pid = said["pid"]
                process.began.set()
                continue
            process.ended_s, process.code = time.monotonic(), said["code"]
            del self._known[process.number]
            process.ended.set()


@lru_cache(maxsize=1)
def _launcher_of(pid: int) -> Launcher:
    return Launcher()


def launcher() -> Launcher:
    """That of this process: one that was forked must not share it."""
    return _launcher_of(os.getpid())
