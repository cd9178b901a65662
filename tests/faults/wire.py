"""The line between hookops and the org: it counts requests and brings faults to some of them."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import RLock
from typing import Any

from faults.families import STORE, TOKEN, Break, Disk, Edit, End, Family, Rule
from faults.watcher import TOKEN_PATH, Sent, Watcher
from faults.worlds import Killed, QuickWorld
from properties.administrator import Administrator, Refused, Thing

from hookops.emulator.world import get_world

STEP_S = 0.25
"""The clock moves so far with each request."""
EDITED = "https://failover.example.com/hook"


@dataclass(frozen=True, slots=True)
class Position:
    """One request of a run, or one write of the ledger."""

    method: str
    """`STORE` for the ledger, `TOKEN` for an access token."""
    target: str
    nth: int
    """Of those alike."""

    def __str__(self) -> str:
        return f"{self.method} {self.target} ({self.nth})"


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault at a position; of a second one the position counts from the first on."""

    family: Family
    position: Position


class Wire:
    """A WSGI application in front of the org. One request at a time."""

    def __init__(self, world: QuickWorld, planned: Sequence[Planned], watcher: Watcher) -> None:
        self._world = world
        self._control = get_world(world.made).control
        self._planned = list(planned)
        self._watcher = watcher
        self._counts: dict[tuple[str, str], int] = {}
        # Threads of a scan would else meet a fault in an order of their own.
        self._lock = RLock()
        self.seen: list[Position] = []
        self.dead = False
        self.edited = False
        self.postponed = False
        """Whether something may be carried out after everybody has stopped waiting."""
        world.kept.before = lambda: self._store("before")
        world.kept.after = lambda: self._store("after")
        self._disk: Disk | None = None

    @property
    def met(self) -> bool:
        """Whether every fault has come."""
        return not self._planned

    def restart(self) -> None:
        """Another process begins."""
        self.dead = False
        self._world.stop.clear()
        self._watcher.restart()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with self._lock:
            if self.dead:
                raise Killed
            self._world.now += STEP_S
            query = environ.get("QUERY_STRING", "")
            target = environ["PATH_INFO"] + (f"?{query}" if query else "")
            method = TOKEN if target == TOKEN_PATH else environ["REQUEST_METHOD"]
            family = self._due(method, target)
            with self._watcher.watch(environ, family) as sent:
                return self._serve(environ, _noting(start, sent), family)

    def _due(self, method: str, target: str) -> Family | None:
        """The fault that this request meets."""
        # The filter of a log holds times, which differ when something else took longer.
        target = target.partition("?")[0] if "/logs" in target else target
        self._counts[method, target] = nth = self._counts.get((method, target), 0) + 1
        here = Position(method, target, nth)
        self.seen.append(here)
        if not self._planned or self._planned[0].position != here:
            return None
        # What comes second is counted from here, in whichever run that is.
        self._counts.clear()
        return self._planned.pop(0).family

    def _serve(self, environ: dict[str, Any], start: Any, family: Family | None) -> Iterable[bytes]:
        app = self._world.made
        match family.fault if family else None:
            case Rule(action):
                self.postponed = self.postponed or "late_s" in action
                self._control.faults.add({"action": action})
                try:
                    return app(environ, start)
                finally:
                    self._control.faults.clear()
            case Break(moment, error):
                if moment == "after":
                    list(app(environ, start))
                raise error()
            case Edit(managed):
                self._edit(managed)
            case End(moment, kills):
                answer = list(app(environ, start)) if moment == "after" else []
                self._end(kills)
                return answer or app(environ, start)
            case _:
                pass
        return app(environ, start)

    def _end(self, kills: bool) -> None:
        if kills:
            self.dead = True
            raise Killed
        self._world.stop.set()
        self._watcher.stopped = True

    def _edit(self, managed: bool) -> None:
        """Somebody writes the hook that nobody manages, or the first of the others."""
        own = self._watcher.unmanaged
        store = get_world(self._world.made).store
        ids = [hook.id for hook in store.hooks() if (hook.id in own) is not managed]
        admin = Administrator(self._world.made)
        for id_ in ids[:1]:
            thing = Thing("hook", f"inlineHooks/{id_}")
            with suppress(Refused):
                admin.edit(thing, "uri")
                self.edited = True
        self._watcher.accept()

    def _store(self, moment: str) -> None:
        """The ledger is about to be written, or was just written."""
        with self._lock:
            if self.dead:
                raise Killed
            if moment == "before":
                family = self._due(STORE, "")
                fault = family.fault if family else None
                self._disk = fault if isinstance(fault, Disk) else None
            disk = self._disk
            if disk is None or disk.moment != moment:
                return
            if disk.kills:
                self._end(kills=True)
            raise self._watcher.full()


def _noting(start: Callable[..., Any], sent: Sent) -> Callable[..., Any]:
    """What the client is shown as the status."""

    def noted(status: str, headers: Any, info: Any = None) -> Any:
        sent.status = int(status[:3])
        return start(status, headers)

    return noted
