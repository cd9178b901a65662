"""A scenario of the fault matrix whose applies are processes, against its org on a port."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from campaigns.processes import LIMIT_S, Process, launcher
from conftest import TOKEN, URL
from faults.families import STORE
from faults.scenarios import ALL
from faults.stage import Ended, Executor, Played, Stage
from faults.state import OrgState
from faults.watcher import HOST, Watcher
from faults.wire import Position, Wire
from faults.worlds import KeptLedger

from hookops.emulator.http.server import running
from hookops.ledger.document import Writer, loads
from hookops.model.resource import Ledger

GRACE_S = 40
"""So long, by the org's clock, until the next run."""
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    local: {url: 'URL', ledger: ledger.json}
"""
OPTIONS = {
    "prune": "--prune",
    "max_delete": "--max-delete",
    "max_update": "--max-update",
    "allow_endpoint_change": "--allow-endpoint-change",
}


class Port:
    """A port of this computer, behind which one org is at a time."""

    def __init__(self) -> None:
        self.app: Any = None
        # Until the end of this process, which closes it.
        self._open = ExitStack()
        self.url = self._open.enter_context(running(self, threads=12))

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        # A project on a port has to be taken for that of the organization.
        environ["HTTP_HOST"] = environ["HTTP_HOST"].replace(self.url.partition("//")[2], HOST)
        # As in process: on a port, the emulator answers no host but this computer's own.
        environ.pop("SERVER_SOFTWARE", None)
        answer: Iterable[bytes] = self.app(environ, start)
        return answer


@lru_cache(maxsize=1)
def _port_of(pid: int) -> Port:
    return Port()


def port() -> Port:
    """That of this process: one that was forked must not share it."""
    return _port_of(os.getpid())


class OnDisk(KeptLedger):
    """A ledger that processes keep in a file."""

    def __init__(self, path: Path, url: str) -> None:
        self.path, self.url = path, url
        super().__init__()

    @property
    def stored(self) -> Ledger:
        """What is in the file now. Raises: InvalidInput when that is no ledger."""
        if not self.path.exists():
            return Ledger(self.url, exists=False)
        return loads(self.path.read_text(), "ledger")

    @stored.setter
    def stored(self, ledger: Ledger) -> None:
        self.path.unlink(missing_ok=True)
        if ledger.exists:
            self.path.write_text(Writer().dumps(ledger).replace(URL, self.url))


Served = Literal["now", "late", "never"]
"""What is late is carried out when its client is gone, so that no run is to answer for it."""


def nothing() -> None:
    """Nothing happens."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What happens at one request."""

    at: Position
    arrives: Callable[[], None] = nothing
    """Before it."""
    leaves: Callable[[], None] = nothing
    """After it was carried out, and before its answer is sent."""
    served: Served = "now"


class Line:
    """The way to the org, on which a meeting takes place once."""

    def __init__(self, wire: Wire, watcher: Watcher, late: Any, meeting: Meeting | None) -> None:
        self._wire, self._watcher, self._late, self._meeting = wire, watcher, late, meeting
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Condition()
        self._open = 0
        self.met = meeting is None

    def wait(self) -> None:
        """Until nothing is under way."""
        with self._lock:
            self._lock.wait_for(lambda: not self._open, LIMIT_S)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with self._lock:
            self._open += 1
        try:
            return self._serve(environ, start)
        finally:
            with self._lock:
                self._open -= 1
                self._lock.notify_all()

    def _serve(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        meeting = self._meeting if self._is_met(environ) else None
        if meeting is None:
            return list(self._wire(environ, start))
        # Outside of every lock: other requests go on meanwhile.
        if meeting.served == "now":
            meeting.arrives()
            answer = list(self._wire(environ, start))
            meeting.leaves()
            return answer
        # That the client sent it counts, whatever becomes of it.
        with self._watcher.watch(environ, None):
            pass
        meeting.arrives()
        if meeting.served == "late":
            return list(self._late(environ, start))
        start("503 Service Unavailable", [("Content-Length", "0")])
        return []

    def _is_met(self, environ: dict[str, Any]) -> bool:
        query = environ.get("QUERY_STRING", "")
        path = environ["PATH_INFO"]
        # The filter of a log holds times, which differ from run to run.
        target = f"{path}?{query}" if query and "/logs" not in path else path
        method = environ["REQUEST_METHOD"]
        with self._lock:
            self._counts[method, target] += 1
            here = Position(method, target, self._counts[method, target])
            meets = not self.met and self._meeting is not None and self._meeting.at == here
            self.met = self.met or meets
            return meets


@dataclass(slots=True)
class Disturbed:
    """What comes over the first run; the others have peace."""

    meeting: Meeting | None = None
    fault: Mapping[str, Any] | None = None
    """See `disk_calls.Fault`."""
    cold: bool = False
    """Whether it is started as users start it."""
    out: str = ""
    """Where its standard output goes, in place of a file."""


class Place(Stage):
    """A stage of which the applies are processes."""

    def __init__(self, scenario: str, url: str) -> None:
        self._is_made = False
        self.folder = launcher().folder()
        super().__init__(ALL[scenario], self.folder)
        self.world.kept = OnDisk(self.folder / "ledger.json", url)
        (self.folder / "hookops.yaml").write_text(PROJECT.replace("URL", url))
        self.options: list[str] = []
        for limit, value in self.scenario.limits.items():
            # A flag, a number, or names.
            for one in value if isinstance(value, tuple) else (value,):
                self.options += [OPTIONS[limit]] + ([] if one is True else [str(one)])
        self.env = {**_bare(), **self.world.env, "HOOKOPS_API_TOKEN": TOKEN}
        self.plant = ""
        self.watcher = Watcher(self.world)
        self.wire = Wire(self.world, (), self.watcher)
        self.ran: list[Process] = []
        self.committed: list[int] = []
        """How many writes of each run changed the org."""
        self.seen: list[Sequence[Position]] = []
        """What each run has sent."""
        self._first: tuple[Process, Disturbed] | None = None
        self._is_made = True

    def process(self, *args: str) -> Process:
        """One of this project, which has not begun."""
        return launcher().prepare(self.folder, args)

    def start(self, process: Process, **more: Any) -> None:
        """It begins."""
        self.ran.append(process)
        launcher().start(process, self.env, plant=self.plant, **more)

    def disturb(self, disturbed: Callable[[Process], Disturbed], *args: str) -> Played:
        """One apply that something comes over, and then at most two without trouble.

        Shape: `args` of the first of them, where it has its own.
        """
        process = self.process(*(args or self.apply_args()))
        self._first = (process, disturbed(process))
        return self.play(())

    def begin(self) -> None:
        """Org and ledger are as they were, and one run comes after the other."""
        self.wire, _ = self._begin((), 0)
        self.wire.restart()

    def expected(self) -> OrgState:
        """The org as it is to be in the end."""
        return self._expected()

    def once(self, *args: str, disturbed: Disturbed = Disturbed()) -> Ended:
        """One run of these arguments."""
        return self._end(self.process(*args), disturbed)

    def apply_args(self, *more: str) -> tuple[str, ...]:
        """The command line of an apply."""
        return ("apply", "--yes", "--parallelism", "1", *self.options, *more)

    def _begin(self, faults: Any, seed: int) -> tuple[Wire, Watcher]:
        if self._is_made:
            for path in self.folder.glob("*-[0-9]*"):
                path.unlink()
            for path in (*self.folder.glob(".*.json.*"), *self.folder.glob("*.lock")):
                path.unlink()
            self.ran, self.committed, self.seen = [], [], []
        wire, self.watcher = super()._begin(faults, seed)
        return wire, self.watcher

    def _run(self, executor: Executor) -> Ended:
        if not self._is_made:
            return super()._run(executor)
        self.world.now += GRACE_S
        if self._first:
            (process, disturbed), self._first = self._first, None
            return self._end(process, disturbed)
        return self.once(*self.apply_args())

    def _end(self, process: Process, disturbed: Disturbed) -> Ended:
        wire = self.world.app
        assert isinstance(wire, Wire)
        known = len(wire.seen)
        line = Line(wire, self.watcher, self.world.made, disturbed.meeting)
        port().app = line
        more = {"out": disturbed.out} if disturbed.out else {}
        self.start(process, fault=disturbed.fault, cold=disturbed.cold, **more)
        code = process.wait()
        # What comes late, or is not read any more, belongs to this run.
        line.wait()
        self.committed.append(self.watcher.committed)
        self.seen.append(wire.seen[known:])
        if "Traceback (most recent call last)" in process.text:
            self.watcher.note(f"a traceback: {process.text[-300:]}")
        # 143 is what a shell says of a process that SIGTERM ended.
        return Ended(None if code == -9 else 128 - code if code < 0 else code, process.text)


def sent(stage: Stage) -> Sequence[Position]:
    """The requests of an apply that nothing comes over."""
    return [position for position in stage.positions if position.method != STORE]


def _bare() -> dict[str, str]:
    """What every process needs; a variable of whoever runs the tests must not change a run."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@lru_cache(maxsize=40)
def _place_of(scenario: str, pid: int) -> Place:
    return Place(scenario, port().url)


def place_of(scenario: str) -> Place:
    """The place of a scenario, made once in each process. Raises: KeyError."""
    return _place_of(scenario, os.getpid())
