"""Several applies of one project at the same time, with one ledger or with one for each."""

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from campaigns.racing.turns import Turns
from campaigns.story.home import LeasedLedger
from conftest import TOKEN, URL
from faults import state
from faults.known_bad import Store
from faults.scenarios import ALL
from faults.stage import Ended, Executor
from faults.worlds import PATIENCE, QuickWorld, VirtualEvent
from properties.scenarios import Scenario

from hookops.emulator.control import snapshots
from hookops.emulator.control.switches import Switches
from hookops.emulator.world import get_world
from hookops.ledger.file import FileLedger
from hookops.ledger.store import LedgerStore
from hookops.ledger.waiting import WaitingStore
from hookops.model.limits import Limits
from hookops.model.resource import Ledger
from hookops.model.secret import Secret
from hookops.okta.session import open_session
from hookops.workflow.plan import plan
from hookops.workflow.run import Run

Mode = Literal["memory", "file", "waiting", "separate"]
LOCK_TIMEOUT_S = 7200
STICKY = (0.0, 0.5, 0.9)
STEPS_S = (0.1, 0.7, 3.0)
"""A request takes so long: with long ones, two creates are not of the same moment."""


@dataclass(frozen=True, slots=True)
class Race:
    """One case."""

    scenario: str
    mode: Mode
    count: int
    doubles: bool
    """Whether the org takes two hooks of one name."""
    seed: int

    def __str__(self) -> str:
        names = "doubles" if self.doubles else "unique"
        return f"{self.scenario}:{self.mode}:{self.count}:{names}:{self.seed}"


@dataclass(slots=True)
class Runner:
    """One of the applies, and what is seen of it."""

    name: str
    store: LedgerStore
    ended: Ended = field(default_factory=lambda: Ended(None, ""))
    error: str = ""
    own_s: float = 0
    """The time that it has seen go by: none of the turns of others is a slow answer."""
    leased: bool = False
    requests: int = 0
    commits: int = 0
    alone: bool = True
    """Whether each of its writes came while it had the lease."""
    seen: frozenset[str] = frozenset()
    """Ids of hooks that its last list had twice."""


class GatedStore(Store):
    """A ledger store that waits for its turn before each write, and before its lease."""

    def __init__(self, inner: LedgerStore, runner: Runner, turns: Turns) -> None:
        super().__init__(inner)
        self.runner, self.turns = runner, turns

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        self.turns.wait(self.runner.name)
        return self.inner.swap(before, after)

    @contextmanager
    def lease(self) -> Iterator[None]:
        self.turns.wait(self.runner.name)
        with self.inner.lease():
            self.runner.leased = True
            try:
                yield
            finally:
                self.runner.leased = False


class RaceStage:
    """A scenario with one org, to which several machines apply the same manifests."""

    def __init__(self, scenario: Scenario, folder: Path, switches: Switches) -> None:
        """Raises: AssertionError when one apply alone does not end well."""
        self.scenario = scenario
        self.world = QuickWorld(folder, scenario.seed, switches)
        scenario.prepare(self.world)
        self._taken = snapshots.snapshot(get_world(self.world.made))
        self._ledger, self._now = self.world.kept.stored, self.world.now
        hooks = [r for k, r in self.world.desired.items() if k.kind == "InlineHook"]
        self.step_s = STEPS_S[0]
        self.names = frozenset((hook.spec.type, hook.spec.name) for hook in hooks)
        ended = Executor().apply(self.world.run(), self._limits(), self.world.stop)
        assert ended.code == 0, f"{scenario.name}: {ended.text}"
        self.wanted = state.state_of(self.world.store)

    def _limits(self, *, remove: bool = False) -> Limits:
        return replace(Limits(**self.scenario.limits), remove_duplicates=remove)

    def begin(self, race: Race) -> list[Runner]:
        """The org is as it was, and so is the ledger of each."""
        self.step_s = STEPS_S[race.seed % len(STEPS_S)]
        snapshots.restore(get_world(self.world.made), self._taken)
        self.world.now = self._now + 10
        self.world.notices.clear()
        random.seed(race.seed)
        stores = self._stores(race)
        return [Runner(f"run {number}", store) for number, store in enumerate(stores)]

    def _stores(self, race: Race) -> Sequence[LedgerStore]:
        if race.mode == "file":
            path = self.world.folder / "shared.json"
            path.unlink(missing_ok=True)
            if self._ledger.exists:
                FileLedger(path, URL).swap(Ledger(URL, exists=False), self._ledger)
            # Each has a descriptor of its own, so the kernel keeps them apart as it does processes.
            return [FileLedger(path, URL) for _ in range(race.count)]
        if race.mode == "separate":
            return [self._memory() for _ in range(race.count)]
        return [self._memory()] * race.count

    def _memory(self) -> LeasedLedger:
        store = LeasedLedger()
        store.stored = self._ledger
        return store

    def race(
        self,
        runners: Sequence[Runner],
        turns: Turns,
        executor: Executor,
        mode: Mode,
        *,
        remove: bool = False,
    ) -> None:
        """All of them apply; `remove` what is there twice."""
        acts = {}
        for runner in runners:
            runner.requests = runner.commits = 0
            acts[runner.name] = self._act(runner, turns, executor, mode, remove=remove)
        turns.run(acts)

    def _act(
        self, runner: Runner, turns: Turns, executor: Executor, mode: Mode, *, remove: bool
    ) -> Callable[[], None]:
        run = self._run(runner, turns, mode)
        run = replace(
            run,
            session=executor.session(run.session),
            ledger_store=executor.store(run.ledger_store),
        )

        def act() -> None:
            try:
                runner.ended = executor.apply(run, self._limits(remove=remove), self.world.stop)
            except Exception as problem:  # noqa: BLE001
                # Whatever it is, a user would see a traceback.
                runner.error = f"{type(problem).__name__}: {problem}"

        return act

    def _run(self, runner: Runner, turns: Turns, mode: Mode) -> Run:
        world = self.world

        def sleep(seconds: float) -> None:
            world.now += seconds
            runner.own_s += seconds

        store: LedgerStore = GatedStore(runner.store, runner, turns)
        if mode == "waiting":
            store = WaitingStore(store, LOCK_TIMEOUT_S, sleep, lambda: runner.own_s)
        session = open_session(
            URL,
            Secret(TOKEN),
            read_only=False,
            app=self._gate(runner, turns),
            patience=PATIENCE,
            clock=lambda: world.now,
            monotonic=lambda: runner.own_s,
            stop=VirtualEvent(sleep),
        )
        return replace(world.run(), session=session, ledger_store=store, sleep=sleep)

    def _gate(self, runner: Runner, turns: Turns) -> Callable[..., Any]:
        made, store = self.world.made, self.world.store

        def app(environ: dict[str, Any], start: Any) -> Any:
            turns.wait(runner.name)
            self.world.now += self.step_s
            runner.own_s += self.step_s
            runner.requests += 1
            commits = store.commits
            body = list(made(environ, start))
            if store.commits > commits:
                runner.commits += 1
                runner.alone = runner.alone and runner.leased
            if environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"] == "/api/v1/inlineHooks":
                runner.seen = frozenset(self.twice())
            return body

        return app

    def twice(self) -> set[str]:
        """Ids of hooks that have the type and name of a declared one, where there are several."""
        ids: dict[tuple[str, str], list[str]] = {}
        for hook in self.world.store.hooks():
            ids.setdefault((hook.type, hook.name), []).append(hook.id)
        return {id_ for name in self.names if len(ids.get(name, ())) > 1 for id_ in ids[name]}

    def missing(self) -> set[tuple[str, str]]:
        """Type and name of each declared hook that is not there."""
        return {*self.names} - {(hook.type, hook.name) for hook in self.world.store.hooks()}

    def said_next(self, runner: Runner) -> str:
        """What the next plan with that ledger says that a person has to decide."""
        run = replace(self.world.run(read_only=True), ledger_store=runner.store)
        return " ".join(conflict.message for conflict in plan(run, self._limits()).conflicts)


@lru_cache(maxsize=40)
def stage_of(scenario: str, *, doubles: bool) -> RaceStage:
    """The stage, made once in each process. Raises: AssertionError, KeyError."""
    folder = Path(tempfile.mkdtemp(prefix="races-"))
    switches = Switches(duplicate_name="accept" if doubles else "refuse")
    return RaceStage(ALL[scenario], folder, switches)
