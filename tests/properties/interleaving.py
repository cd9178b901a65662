"""One apply with one edit between two of its requests, and what became of that edit."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

from conftest import World
from properties.administrator import EDITS, Administrator, Refused, Thing, things
from properties.scenarios import Scenario

from hookops.emulator.store.memory import Snapshot
from hookops.model.errors import HookopsError
from hookops.model.limits import Limits
from hookops.report.formats import FORMATS
from hookops.workflow import apply as workflow

LOGS = "/api/v1/logs"


@dataclass(frozen=True, slots=True)
class Case:
    """One edit of one object in one gap."""

    scenario: str
    gap: int
    """The edit comes before this request of the apply, counted from 0."""
    position: int
    """Of the object, among all that there are by then."""
    kind: str
    logs: bool
    """Whether hookops may read the System Log."""


@dataclass(slots=True)
class Gap:
    """The org, with an edit before one of the requests, or a look at what there is."""

    inner: Any
    edit: Callable[[int], None]
    """Called before each request, with its number."""
    logs: bool
    seen: list[str] = field(default_factory=list)
    """Method and path of each request, in its order."""
    answers: bytes = b""
    lock: Any = field(default_factory=RLock)

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        # One at a time: what is read in several threads has no order of its own.
        with self.lock:
            self.edit(len(self.seen))
            self.seen.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
            if environ["PATH_INFO"] == LOGS and not self.logs:
                start("403 Forbidden", [("content-type", "application/json")])
                return [b'{"errorCode":"E0000006","errorSummary":"no"}']
            body = b"".join(self.inner(environ, start))
            self.answers += body
            return [body]


@dataclass(frozen=True, slots=True)
class Ended:
    """How an apply ended."""

    exit_code: int
    text: str
    seen: list[str]


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an edit."""

    thing: Thing
    names: tuple[str, ...]
    lost: bool
    """Whether it is not there any more."""
    ended: Ended
    around: list[str]
    """The requests before and after it."""

    @property
    def reported(self) -> bool:
        """Whether the apply ends with an error that names the object."""
        named = any(name in self.ended.text for name in self.names)
        return self.ended.exit_code != 0 and named

    @property
    def in_the_window(self) -> bool:
        """Whether it came between a read of the object and the write after it."""
        before, after = self.around
        own = self.thing.path
        return own in before and own in after and not after.startswith("GET")


class Stage:
    """A scenario that can be played again and again, each time from the same state."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self.scenario = scenario
        self.world = World(folder, seed=scenario.seed)
        self.admin = Administrator(self.world.made)
        scenario.prepare(self.world)
        self._snapshot: Snapshot = self.world.store.snapshot()
        self._ledger = self._path.read_bytes() if self._path.exists() else None
        self._now = self.world.now
        self._gap = Gap(self.world.made, lambda _: None, logs=True)

    @property
    def _path(self) -> Path:
        return self.world.folder / "ledger.json"

    def _play(self, edit: Callable[[int], None], *, logs: bool) -> Ended:
        """The apply, as the command would report it, with what `edit` does before each request."""
        world = self.world
        world.store.restore(self._snapshot)
        if self._ledger is None:
            self._path.unlink(missing_ok=True)
        else:
            self._path.write_bytes(self._ledger)
        world.now = self._now + 10
        world.notices.clear()
        world.app = self._gap = Gap(world.made, edit, logs)
        code, text = self._apply()
        return Ended(code, "\n".join([text, *world.notices]), self._gap.seen)

    def _apply(self) -> tuple[int, str]:
        try:
            applied = workflow.apply(
                self.world.run(),
                Limits(**self.scenario.limits),
                (),
                consent=lambda _: True,
                progress=lambda _: None,
                stop=self.world.stop,
                parallelism=1,
            )
        except HookopsError as problem:
            lines = [str(problem), problem.hint, *map(str, problem.diagnostics)]
            return problem.exit_code, "\n".join(lines)
        report = FORMATS["outcome"]["text"].load()
        return applied.exit_code, report(applied.outcomes, applied.plan, applied.left)

    def cases(self, *, logs: bool) -> Iterator[Case]:
        """Every edit of every object in every gap of an undisturbed apply in which it can be lost.

        That is after hookops has read the object and before its own last write; with the System
        Log from the first write on, since without it all gaps are tried anyway.
        """
        found: list[list[Thing | None]] = []

        def look(_: int) -> None:
            read = self._gap.answers
            there = things(self.world.made)
            found.append([thing if thing.id.encode() in read else None for thing in there])

        ended = self._play(look, logs=True)
        assert ended.exit_code == 0, ended.text
        writes = [n for n, sent in enumerate(ended.seen) if not sent.startswith("GET")]
        first = writes[0] - 1 if logs else 1
        for gap in range(first, writes[-1] + 1):
            for position, thing in enumerate(found[gap]):
                for kind in EDITS[thing.sort] if thing else ():
                    yield Case(self.scenario.name, gap, position, kind, logs)

    def play(self, case: Case) -> Edited | None:
        """The apply with that edit, and what became of both; None where Okta refuses the edit."""
        made: list[tuple[Thing, tuple[str, ...], Callable[[], bool]]] = []

        def edit(number: int) -> None:
            there = things(self.world.made)
            # Threads read in another order each time, so that a list may be shorter than it was.
            if number != case.gap or case.position >= len(there):
                return
            thing = there[case.position]
            self.world.now += 1
            with suppress(Refused, KeyError):
                names = self._names(thing)
                if thing.id.encode() in self._gap.answers:
                    made.append((thing, names, self.admin.edit(thing, case.kind)))

        ended = self._play(edit, logs=case.logs)
        if not made:
            return None
        ((thing, names, is_there),) = made
        around = ended.seen[case.gap - 1 : case.gap + 1]
        # At once: the next case begins with the org as it was.
        return Edited(thing, names, not is_there(), ended, around)

    def _names(self, thing: Thing) -> tuple[str, ...]:
        """What a message may call the object."""
        raw = self.admin.ask("GET", thing.path)
        # An enrollment policy's one rule is known by the policy's name.
        outer = thing.path.partition("/rules")[0] if thing.sort == "policy" else thing.path
        name = self.admin.ask("GET", outer).get("name")
        return tuple(filter(None, (raw["id"], raw.get("label"), name)))
