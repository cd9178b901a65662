"""One scenario that is played again and again: each time with other faults, from one snapshot."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conftest import manifest
from faults import state
from faults.watcher import MARK, Watcher
from faults.wire import Planned, Position, Wire
from faults.worlds import Killed, QuickWorld
from properties.scenarios import Scenario

from hookops.emulator.control import snapshots
from hookops.emulator.control.switches import Switches
from hookops.emulator.world import get_world
from hookops.ledger.document import Writer, loads
from hookops.ledger.store import LedgerStore
from hookops.model.errors import EXIT_CODES, HookopsError
from hookops.model.limits import Limits
from hookops.okta.session import Session
from hookops.report.formats import FORMATS
from hookops.workflow import apply as workflow
from hookops.workflow.run import Run

RUNS = 3
"""The apply with the fault, and at most two without."""
UNMANAGED = "legacy-claims"
LEGACY = "Legacy Portal"
_NOTHING_CHANGED = (3, 5, 6, 9)
"""Exit codes of a run that changed nothing; 4 may also be about the last look at what it did."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one run ended; without a code when it was killed."""

    code: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a cell."""

    problems: tuple[str, ...]
    met: bool
    """Whether every fault came."""
    codes: tuple[int | None, ...]


Apply = Callable[[Run, Limits, Any], Ended]


def carry_out(run: Run, limits: Limits, stop: Any) -> Ended:
    """The apply as the command would report it."""
    try:
        applied = workflow.apply(
            run,
            limits,
            (),
            consent=lambda _: True,
            progress=lambda _: None,
            stop=stop,
            parallelism=1,
        )
    except HookopsError as problem:
        return Ended(problem.exit_code, str(problem))
    made = (applied.outcomes, applied.plan, applied.left)
    text = "\n".join(FORMATS["outcome"][name].load()(*made) for name in ("text", "json"))
    return Ended(applied.exit_code, text)


@dataclass(frozen=True, slots=True)
class Executor:
    """What is under test: hookops, or something that is wrong on purpose."""

    name: str = "hookops"
    session: Callable[[Session], Session] = lambda session: session
    store: Callable[[LedgerStore], LedgerStore] = lambda store: store
    apply: Apply = carry_out


HIDDEN = "exit code 0: the list hid what a create made a second time, and the next plan names it"


class Stage:
    """The scenario with everything that its cells share."""

    def __init__(
        self,
        scenario: Scenario,
        folder: Path,
        switches: Switches = Switches(),
        *,
        app: bool = False,
    ) -> None:
        """Shape: `app` has hookops sign in as a service app.

        Raises: AssertionError when the apply without a fault does not do what is declared."""
        self.scenario = scenario
        apps = [*scenario.seed["apps"], {"label": LEGACY}]
        self.world = QuickWorld(folder, {**scenario.seed, "apps": apps}, switches, app=app)
        scenario.prepare(self.world)
        self._bind_unmanaged()
        self._org = get_world(self.world.made)
        self._taken = snapshots.snapshot(self._org)
        self._ledger, self._now = self.world.kept.stored, self.world.now
        self._first_ids = frozenset(hook.id for hook in self.world.store.hooks())
        self._wanted: state.OrgState | None = None
        wire, _ = self._begin((), 0)
        ended = self._run(Executor())
        assert ended.code == 0, f"{scenario.name}: {ended.text}"
        self._wanted = state.state_of(self.world.store)
        self.positions = ordered(wire.seen)
        """Every request and every write of the ledger of the apply without a fault."""

    def _bind_unmanaged(self) -> None:
        """A hook that somebody made in the console, and the app that it belongs to."""
        spec = manifest(UNMANAGED, type="com.okta.saml.tokens.transform", version="1.0.2")["spec"]
        spec["channel"]["config"]["authScheme"]["value"] = "typed"
        self.world.okta("POST", "", spec)
        (app,) = [app for app in self.world.api("GET", "apps") if app["label"] == LEGACY]
        app["settings"]["signOn"]["inlineHooks"] = [{"id": self.world.hook(UNMANAGED)["id"]}]
        self.world.api("PUT", f"apps/{app['id']}", app)

    def _begin(self, faults: Sequence[Planned], seed: int) -> tuple[Wire, Watcher]:
        world = self.world
        # Waits after errors are drawn.
        random.seed(seed)
        snapshots.restore(self._org, self._taken)
        world.kept.stored, world.now = self._ledger, self._now
        world.notices.clear()
        watcher = Watcher(world)
        wanted = self._wanted.hooks if self._wanted else ()
        unmanaged = {h.id for h in world.store.hooks() if h.name == UNMANAGED}
        own = (hook for hook in wanted if f'"{UNMANAGED}"' not in hook)
        watcher.begin(frozenset(unmanaged), frozenset(h for h in own if '"ACTIVE"' in h))
        world.app = wire = Wire(world, faults, watcher)
        return wire, watcher

    def _run(self, executor: Executor) -> Ended:
        self.world.now += 10
        run = self.world.run()
        run = replace(
            run,
            session=executor.session(run.session),
            ledger_store=executor.store(run.ledger_store),
        )
        try:
            return executor.apply(run, Limits(**self.scenario.limits), self.world.stop)
        except Killed:
            return Ended(None, "")

    def play(
        self, faults: Sequence[Planned], seed: int = 0, executor: Executor = Executor()
    ) -> Played:
        """The apply with these faults, and without them until nothing is left to do."""
        wire, watcher = self._begin(faults, seed)
        codes: list[int | None] = []
        for _ in range(RUNS):
            wire.restart()
            statuses = self._statuses()
            try:
                ended = self._run(executor)
            except Exception as problem:  # noqa: BLE001
                # Whatever it is, a user would see a traceback.
                watcher.note(f"{type(problem).__name__}: {problem}")
                break
            codes.append(ended.code)
            self._check_run(watcher, ended, wire)
            if not wire.edited and not wire.postponed:
                self._check_statuses(watcher, ended, statuses)
            if ended.code == 0 and self._is_over(watcher, wire):
                break
        else:
            what = state.differences(self._expected(), state.state_of(self.world.store))
            watcher.note(f"not done after {RUNS} runs: exit codes {codes}: {what}")
        self._check_ledger(watcher)
        return Played(tuple(watcher.problems), wire.met, tuple(codes))

    def _expected(self) -> state.OrgState:
        """What is declared, and what nobody manages as it is by now."""
        assert self._wanted is not None
        now = state.state_of(self.world.store)
        own = f'"name": "{UNMANAGED}"'
        others = tuple(hook for hook in now.hooks if own in hook)
        hooks = tuple(hook for hook in self._wanted.hooks if own not in hook)
        return replace(self._wanted, hooks=tuple(sorted((*hooks, *others))))

    def _is_over(self, watcher: Watcher, wire: Wire) -> bool:
        """Whether a run that ends with 0 is the last; it is not when somebody came after it."""
        wrong = state.differences(self._expected(), state.state_of(self.world.store))
        if wrong and not wire.edited:
            later = self._is_named_later()
            watcher.note(HIDDEN if later else f"exit code 0, and not as declared: {wrong}")
            return True
        if wire.postponed:
            # What is late comes now, and the next run has to deal with it.
            self.world.now += 60
            self.world.okta("GET")
        return not state.differences(self._expected(), state.state_of(self.world.store))

    def _is_named_later(self) -> bool:
        """Whether a plan names what is there twice, once the list shows it."""
        self.world.now += 60
        made = self.world.plan()
        return any(found.code == "ambiguous" for found in made.conflicts)

    def _check_run(self, watcher: Watcher, ended: Ended, wire: Wire) -> None:
        text = "\n".join([ended.text, *self.world.notices])
        if MARK in text:
            watcher.note("a secret is shown")
        if ended.code is None:
            return
        if ended.code not in EXIT_CODES:
            watcher.note(f"{ended.code} is no exit code")
        # What an earlier run had sent may be carried out in this one.
        others = wire.edited or wire.postponed
        if ended.code in _NOTHING_CHANGED and watcher.committed and not others:
            watcher.note(f"exit code {ended.code} although something was changed: {ended.text}")
        if watcher.requests > 3 * len(self.positions) + 50:
            watcher.note(f"{watcher.requests} requests in one run")

    def _statuses(self) -> dict[str, str]:
        """The status of each hook that the ledger has, by its key."""
        there = {hook.id: hook.status for hook in self.world.store.hooks()}
        managed = self.world.kept.stored.managed.values()
        return {m.key.name: there.get(m.id, "gone") for m in managed if m.key.kind == "InlineHook"}

    def _check_statuses(self, watcher: Watcher, ended: Ended, before: dict[str, str]) -> None:
        """Whoever reads the report knows of each hook that calls are made of now, or no more."""
        if not ended.code:
            return
        for name, status in self._statuses().items():
            if before.get(name, status) != status and f"InlineHook/{name}" not in ended.text:
                watcher.note(f"the report does not name {name}, which is {status} now")

    def _check_ledger(self, watcher: Watcher) -> None:
        """Its document can be read again, and it names no hook that is not there."""
        stored = self.world.kept.stored
        text = Writer().dumps(stored)
        if stored.exists and Writer().dumps(loads(text, "ledger")) != text:
            watcher.note("the ledger reads otherwise than it was written")
        if MARK in text:
            watcher.note("the ledger has a secret")
        if watcher.problems:
            return
        known = {hook.id for hook in self.world.store.hooks()}
        for managed in stored.managed.values():
            if managed.key.kind == "InlineHook" and managed.id not in known:
                watcher.note(f"the ledger has {managed.key}, which is gone")


def ordered(seen: Sequence[Position]) -> list[Position]:
    """The positions, reads between two writes in an order that does not depend on threads."""
    found: list[Position] = []
    reads: list[Position] = []
    for position in seen:
        if position.method == "GET":
            reads.append(position)
            continue
        found += [*_sorted(reads), position]
        reads = []
    return found + _sorted(reads)


def _sorted(reads: list[Position]) -> list[Position]:
    return sorted(reads, key=lambda position: (position.nth, position.target))
