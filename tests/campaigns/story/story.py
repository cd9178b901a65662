"""What happens to one org, its manifests and its ledger; and what must hold after each event."""

import random
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from campaigns.story import checks
from campaigns.story.declared import Declared
from campaigns.story.home import StoryWire, home
from campaigns.story.watch import StoryWatcher
from faults import state
from faults.families import Family
from faults.stage import Ended, Executor, carry_out, ordered
from faults.watcher import Watcher
from faults.wire import Planned, Position, Wire
from faults.worlds import Killed, QuickWorld

from hookops.apply import saved_plan
from hookops.emulator.control import snapshots
from hookops.emulator.control.switches import Switches
from hookops.emulator.world import get_world
from hookops.model.errors import HookopsError
from hookops.model.limits import Limits
from hookops.model.resource import Key, Ledger
from hookops.report.formats import FORMATS
from hookops.workflow import apply as workflow
from hookops.workflow.plan import plan
from hookops.workflow.run import Run

LATE_S = 60
"""So long after a request something of it may still be carried out."""


@dataclass(slots=True)
class Saved:
    """A saved plan, and whether an apply of it has ended well."""

    text: str
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks an apply to do."""

    prune: bool = False
    bold: bool = False
    """Whether whatever a guard asks for is allowed."""
    duplicates: bool = False
    replaced: str = ""
    saved: Saved | None = None

    def limits(self, declared: Declared, managed: Iterable[Key] = ()) -> Limits:
        """The options of the command. Shape: `managed` are keys that the ledger has."""
        keys = sorted(entry.key for entry in declared.entries.values())
        takes = tuple(keys) if self.bold else ()
        again = (self.replaced,) if self.replaced in keys else ()
        # What was put aside has no name in Git.
        hooks = {key.name for key in managed if key.kind == "InlineHook" and "~" not in key.name}
        named = tuple(sorted({*keys, *hooks}))
        ends = named if self.bold else ()
        limits = Limits(self.prune, 20, takes, self.bold, again, self.duplicates, 20, ends)
        # What an org has one of may be changed in any run: the stories are about other guards.
        return replace(limits, allow_endpoint_change=named)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What the apply comes to without a fault; nothing of it is left."""

    ended: Ended
    positions: Sequence[Position]
    active: frozenset[str]
    """Hooks that are ACTIVE afterwards, when all is done."""
    state: state.OrgState


class Story:
    """See the module. `problems` says what did not hold, `lines` what happened."""

    def __init__(self, executor: Executor = Executor(), switches: Switches = Switches()) -> None:
        self.home = home(switches)
        self.home.reset()
        self.world, self.kept, self.admin = self.home.world, self.home.kept, self.home.admin
        self.executor = executor
        self.declared = Declared()
        self.declared.add("users")
        self.watcher = StoryWatcher(self.world)
        self.others: set[str] = set()
        """Ids of hooks that somebody made in the console."""
        self.saved: list[Saved] = []
        self.ledgers: list[Ledger] = []
        """Copies of the ledger, oldest first."""
        self.lines: list[str] = []
        self.late_until_s = 0.0
        self.may_double = False
        """Whether something came that can leave a hook twice."""

    @property
    def problems(self) -> list[str]:
        """What did not hold."""
        return self.watcher.problems

    def note(self, text: str) -> None:
        """Something does not hold."""
        self.watcher.note(text)

    def is_late(self) -> bool:
        """Whether something that was sent may still be carried out."""
        return self.world.now < self.late_until_s

    def wait(self, seconds: float) -> None:
        """Time goes by, and whatever is late comes."""
        self.world.now += seconds
        self.admin.ask("GET", "inlineHooks")

    # What somebody does by hookops.

    def apply(
        self,
        asked: Asked,
        family: Family | None = None,
        at: int = 0,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> Ended:
        """An apply, with one fault at one of the requests that it is for, counted around."""
        self.declared.write(self.world)
        if family is not None and self.is_late():
            # The rehearsal would swallow what is late.
            self.wait(LATE_S)
        rehearsed = None if self.is_late() else self._rehearse(asked)
        positions = rehearsed.positions if rehearsed else ()
        fitting = [p for p in positions if family is not None and family.fits(p.method)]
        planned = []
        if family is not None and fitting:
            planned = [Planned(family, fitting[at % len(fitting)])]
        return self._run(asked, rehearsed, planned, meanwhile)

    def _carry_out(self, run: Run, asked: Asked) -> Ended:
        if asked.saved is not None:
            return carry_out_saved(run, asked.saved.text, self.world)
        return carry_out(run, self.limits(asked), self.world.stop)

    def limits(self, asked: Asked) -> Limits:
        """What that apply may do now."""
        return asked.limits(self.declared, self.kept.stored.managed)

    def _rehearse(self, asked: Asked) -> Rehearsed:
        world, org = self.world, get_world(self.world.made)
        taken, ledger, now = snapshots.snapshot(org), self.kept.stored, world.now
        chance = random.getstate()
        world.app = wire = Wire(world, (), Watcher(world))
        wire.restart()
        world.now += 10
        ended = self._carry_out(world.run(), asked)
        after = state.state_of(world.store)
        done = ended.code == 0
        active = frozenset(hook for hook in after.hooks if done and '"ACTIVE"' in hook)
        self.kept.before = self.kept.after = lambda: None
        self.kept.stored, world.now = ledger, now
        snapshots.restore(org, taken)
        random.setstate(chance)
        return Rehearsed(ended, ordered(wire.seen), active, after)

    def _run(
        self,
        asked: Asked,
        rehearsed: Rehearsed | None,
        planned: Sequence[Planned],
        meanwhile: Callable[[], None],
    ) -> Ended:
        world, watcher = self.world, self.watcher
        world.notices.clear()
        watcher.forget(all_creates=False)
        adopted = {entry.okta_name for entry in self.declared.entries.values() if entry.adopt}
        kept = {hook.id for hook in world.store.hooks() if hook.name not in adopted}
        watcher.begin(frozenset(self.others & kept), rehearsed.active if rehearsed else frozenset())
        world.app = wire = StoryWire(world, planned, watcher, meanwhile)
        wire.restart()
        sms = self.declared.entries.get("sms")
        if sms is None or sms.status == "INACTIVE":
            watcher.ends_sms()
        before = checks.Before.of(self)
        world.now += 10
        ended = self._guarded(asked)
        self.kept.before = self.kept.after = lambda: None
        world.app = world.made
        if wire.postponed:
            self.late_until_s = world.now + LATE_S
        names = "+".join(one.family.name for one in planned)
        where = f" {names} at {planned[0].position}" if planned else ""
        self.lines[-1] += f":{where} ends with {ended.code}"
        checks.check_run(self, checks.Ran(asked, ended, wire, before, rehearsed, bool(planned)))
        return ended

    def _guarded(self, asked: Asked) -> Ended:
        """The run of the executor under test, however it ends."""
        run = self.world.run()
        run = replace(
            run,
            session=self.executor.session(run.session),
            ledger_store=self.executor.store(run.ledger_store),
        )
        try:
            if asked.saved is not None:
                return carry_out_saved(run, asked.saved.text, self.world)
            return self.executor.apply(run, self.limits(asked), self.world.stop)
        except Killed:
            return Ended(None, "")
        except Exception as problem:  # noqa: BLE001
            # Whatever it is, a user would see a traceback.
            self.note(f"{type(problem).__name__}: {problem}")
            return Ended(None, "")

    def beside(self) -> Ended:
        """Another apply of the same manifests, while one waits at a request."""
        world, kept = self.world, self.kept
        app, hooks = world.app, (kept.before, kept.after)
        world.app = world.made
        # Its writes of the ledger are none of the requests that are counted.
        kept.before = kept.after = lambda: None
        try:
            return carry_out(world.run(), Asked().limits(self.declared), world.stop)
        finally:
            world.app = app
            kept.before, kept.after = hooks

    def save(self, asked: Asked) -> None:
        """A plan is in a file, if it can be applied."""
        self.declared.write(self.world)
        with suppress(HookopsError):
            run, limits = (
                self.world.run(read_only=True),
                self.limits(asked),
            )
            self.saved.append(Saved(workflow.save(run, plan(run, limits))))

    def key_ids(self) -> dict[Key, str]:
        """Ids that the ledger has."""
        return {key: entry.id for key, entry in self.kept.stored.managed.items()}


def carry_out_saved(run: Run, text: str, world: QuickWorld) -> Ended:
    """The apply of a saved plan, as the command would report it."""
    try:
        envelope, _ = saved_plan.open_envelope(text, Path("plan.json"))
        applied = workflow.apply_saved(
            run, text, envelope, progress=lambda _: None, stop=world.stop, parallelism=1
        )
    except HookopsError as problem:
        return Ended(problem.exit_code, str(problem))
    made = (applied.outcomes, applied.plan, applied.left)
    text = "\n".join(FORMATS["outcome"][name].load()(*made) for name in ("text", "json"))
    return Ended(applied.exit_code, text)
