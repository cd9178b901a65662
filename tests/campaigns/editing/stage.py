"""One apply with one edit before one of its requests, or between a saved plan and its apply."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from campaigns.editing.kinds import KINDS, make_as
from campaigns.story.story import carry_out_saved
from faults.scenarios import ALL
from faults.stage import Ended, Executor
from faults.worlds import QuickWorld
from properties.administrator import Administrator, Refused, Thing, things
from properties.interleaving import Gap
from properties.scenarios import Scenario

from hookops.emulator.control import snapshots
from hookops.emulator.control.switches import Switches
from hookops.emulator.world import get_world
from hookops.model.limits import Limits
from hookops.workflow import apply as workflow
from hookops.workflow.plan import plan

SAVED = -1
"""The gap between a plan that is saved and the first request of its apply."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One case."""

    scenario: str
    gap: int
    kind: str
    position: int
    """Of the object, among all that there are by then; of the hook, among those declared."""
    logs: bool
    """Whether hookops may read the System Log."""
    doubles: bool
    """Whether the org takes two hooks of one name."""

    def __str__(self) -> str:
        at = "saved" if self.gap == SAVED else str(self.gap)
        logs, names = "log" if self.logs else "nolog", "doubles" if self.doubles else "unique"
        return f"{self.scenario}:{at}:{self.kind}:{self.position}:{logs}:{names}"


def parse(text: str) -> Edit:
    """The case of that text. Raises: ValueError."""
    scenario, at, kind, position, logs, names = text.split(":")
    if scenario not in ALL or kind not in KINDS:
        raise ValueError(f"no such scenario or kind of edit: {text!r}")
    gap = SAVED if at == "saved" else int(at)
    return Edit(scenario, gap, kind, int(position), logs == "log", names == "doubles")


@dataclass(slots=True)
class Made:
    """An edit that was made."""

    thing: Thing
    names: tuple[str, ...]
    """What a message may call the object."""
    is_there: Callable[[], bool]
    was_read: bool
    """Whether hookops had read the object by then."""
    listed: bool = True
    """Whether hookops has listed all hooks after it."""


@dataclass(frozen=True, slots=True)
class Played:
    """What became of the apply, and of the edit."""

    ended: Ended
    made: Made
    around: Sequence[str]
    """The requests before and after the edit."""
    commits: int
    """Writes of hookops that changed something."""
    lost: bool


class EditStage:
    """A scenario that is played again and again, each time from the same state."""

    def __init__(self, scenario: Scenario, folder: Path, switches: Switches) -> None:
        """Raises: AssertionError when the apply without an edit does not end well."""
        self.scenario = scenario
        self.world = QuickWorld(folder, scenario.seed, switches)
        self.admin = Administrator(self.world.made)
        scenario.prepare(self.world)
        self.declared = [r for k, r in self.world.desired.items() if k.kind == "InlineHook"]
        self._taken = snapshots.snapshot(get_world(self.world.made))
        self._ledger, self._now = self.world.kept.stored, self.world.now
        self.gap = Gap(self.world.made, lambda _: None, logs=True)
        self.objects: list[list[tuple[Thing, bool]]] = []
        """Before each request, every object and whether hookops has read it."""
        self._reset(self._look, logs=True)
        ended = self._apply(Executor())
        assert ended.code == 0, f"{scenario.name}: {ended.text}"
        self.last = max(n for n, sent in enumerate(self.gap.seen) if not sent.startswith("GET"))
        movable = self._movable()
        self._reset(lambda _: None, logs=True)
        self.movable = movable | self._movable()
        """Paths of what can point to another hook, before or after the apply."""
        self._reset(lambda _: None, logs=True)
        self.planned = self._planned()

    def _look(self, _: int) -> None:
        read = self.gap.answers
        there = things(self.world.made)
        self.objects.append([(thing, thing.id.encode() in read) for thing in there])

    def _movable(self) -> frozenset[str]:
        found = set()
        for thing in things(self.world.made):
            for make in KINDS["rebind"].get(thing.sort, ()):
                with suppress(Refused):
                    make(self.admin, thing)
                    found.add(thing.path)
        return frozenset(found)

    def _planned(self) -> frozenset[str]:
        """Ids of what the plan changes, and of everything that is managed: a plan is about all."""
        changes = plan(self.world.run(read_only=True), self._limits).changes
        changed = {change.before.id for change in changes if change.before is not None}
        return frozenset(changed | {entry.id for entry in self._ledger.managed.values()})

    @property
    def _limits(self) -> Limits:
        return Limits(**self.scenario.limits)

    def _reset(self, edit: Callable[[int], None], *, logs: bool) -> None:
        world = self.world
        snapshots.restore(get_world(world.made), self._taken)
        world.kept.stored, world.now = self._ledger, self._now + 10
        world.notices.clear()
        world.app = self.gap = Gap(world.made, edit, logs)

    def _apply(self, executor: Executor, saved: str = "") -> Ended:
        run = self.world.run()
        run = replace(run, session=executor.session(run.session))
        # One that is wrong on purpose takes what it plans itself for what is in the file.
        if saved and executor.name != "ignores-the-file":
            return carry_out_saved(run, saved, self.world)
        return executor.apply(run, self._limits, self.world.stop)

    def play(self, case: Edit, executor: Executor = Executor()) -> Played | None:
        """The apply with that edit; None where Okta refuses the edit."""
        made: list[Made] = []
        saved = ""
        self._reset(lambda _: None, logs=case.logs)
        if case.gap == SAVED:
            run = self.world.run(read_only=True)
            saved = workflow.save(run, plan(run, self._limits))
            made += self._edit(case)
            self.gap.seen.clear()
        else:
            self._reset(self._at(case, made), logs=case.logs)
        ended = self._apply(executor, saved)
        if not made:
            return None
        text = "\n".join([ended.text, *self.world.notices])
        ours = [self.world.history[n] for n in sorted(self.world.ours)]
        commits = sum(e.committed for e in ours if e.method != "GET")
        after = self.gap.seen[max(case.gap, 0) :]
        made[0].listed = "GET /api/v1/inlineHooks" in after
        around = self.gap.seen[case.gap - 1 : case.gap + 1] if case.gap > 0 else ["", ""]
        return Played(replace(ended, text=text), made[0], around, commits, not made[0].is_there())

    def _at(self, case: Edit, made: list[Made]) -> Callable[[int], None]:
        def edit(number: int) -> None:
            if number == case.gap:
                made.extend(self._edit(case))

        return edit

    def _edit(self, case: Edit) -> Sequence[Made]:
        """The edit is made, a moment after what was before. Returns: none where Okta refuses it."""
        self.world.now += 1
        with suppress(Refused, KeyError):
            if case.kind == "namesake":
                return [self._namesake(case.position)]
            thing = things(self.world.made)[case.position]
            read = thing.id.encode() in self.gap.answers
            names = self._names(thing)
            for make in KINDS[case.kind].get(thing.sort, ()):
                return [Made(thing, names, make(self.admin, thing), read)]
        return []

    def _namesake(self, position: int) -> Made:
        fields = self.declared[position % len(self.declared)].spec.fields()
        config = {"uri": "https://console.example.com/hook"}
        raw: dict[str, Any] = {name: fields[name] for name in ("name", "type", "version")}
        raw["channel"] = {"type": "HTTP", "version": "1.0.0", "config": config}
        before = {thing.path for thing in things(self.world.made)}
        is_there = make_as(self.admin, raw)
        (thing,) = [thing for thing in things(self.world.made) if thing.path not in before]
        return Made(thing, (thing.id, raw["name"]), is_there, was_read=True)

    def _names(self, thing: Thing) -> tuple[str, ...]:
        raw = self.admin.ask("GET", thing.path)
        # An enrollment policy's one rule is known by the policy's name.
        outer = thing.path.partition("/rules")[0] if thing.sort == "policy" else thing.path
        name = self.admin.ask("GET", outer).get("name")
        return tuple(filter(None, (raw["id"], raw.get("label"), name)))


@lru_cache(maxsize=80)
def stage_of(scenario: str, *, doubles: bool) -> EditStage:
    """The stage, made once in each process. Raises: AssertionError, KeyError."""
    folder = Path(tempfile.mkdtemp(prefix="edits-"))
    switches = Switches(duplicate_name="accept" if doubles else "refuse")
    return EditStage(ALL[scenario], folder, switches)
