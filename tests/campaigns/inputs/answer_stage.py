"""A scenario of the fault matrix whose org answers otherwise than it is."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from campaigns.inputs.rewriter import Rewrite, Rewriter, Seen
from conftest import World
from faults import state
from faults.scenarios import ALL
from faults.stage import Ended, Executor, Stage
from faults.watcher import MARK, Watcher
from faults.wire import Wire
from flows.org import POLICY, REGISTRATION, hook, one_of_each
from flows.org import SEED as MANY_APPS
from properties.scenarios import moves
from usage_log import filled

from hookops.model.errors import EXIT_CODES, HookopsError
from hookops.model.limits import Limits
from hookops.report.formats import FORMATS
from hookops.workflow import apply as applying
from hookops.workflow import drift as drifting
from hookops.workflow import plan as planning
from hookops.workflow import usage as counting
from hookops.workflow.run import Run

_OCCASIONS = {**POLICY, "runOn": ["new-user"]}
_MORE = (
    moves(
        "run-on",
        [hook("screen", REGISTRATION, _OCCASIONS)],
        [hook("screen", REGISTRATION, {**POLICY, "runOn": ["new-user", "profile-update"]})],
    ),
    moves(
        "unbind-occasions",
        [hook("screen", REGISTRATION, _OCCASIONS)],
        [hook("screen", REGISTRATION)],
    ),
    moves("one-of-each", [], one_of_each()),
)
SCENARIOS = {**ALL, **{scenario.name: scenario for scenario in _MORE}}

Look = Callable[[Run, Limits], tuple[int, Sequence[tuple[str, tuple[Any, ...]]]]]
"""A command that writes nothing: its exit code, and what it reports as (noun, values)."""


def _plan(run: Run, limits: Limits) -> tuple[int, Sequence[tuple[str, tuple[Any, ...]]]]:
    made = planning.plan(run, limits)
    with suppress(HookopsError):
        applying.save(run, made)
    return 4 if made.unread else 0, [("plan", (made,))]


def _drift(run: Run, limits: Limits) -> tuple[int, Sequence[tuple[str, tuple[Any, ...]]]]:
    found = drifting.drift(run)
    return 0 if found.in_order else 2, [("drift", (found,))]


def _usage(run: Run, limits: Limits) -> tuple[int, Sequence[tuple[str, tuple[Any, ...]]]]:
    return 0, [("usage", (counting.usage(run),))]


LOOKS: Mapping[str, Look] = {"plan": _plan, "drift": _drift, "usage": _usage}


def _rendered(noun: str, values: tuple[Any, ...]) -> str:
    return "\n".join(entry.load()(*values) for entry in FORMATS[noun].values())


def apply_whole(run: Run, limits: Limits, stop: Any) -> Ended:
    """The apply, with its report in every format."""
    try:
        applied = applying.apply(
            run,
            limits,
            (),
            consent=lambda made: bool(_rendered("plan", (made,))),
            progress=lambda _: None,
            stop=stop,
            parallelism=1,
        )
    except HookopsError as problem:
        return Ended(problem.exit_code, str(problem))
    text = _rendered("outcome", (applied.outcomes, applied.plan, applied.left))
    return Ended(applied.exit_code, text)


class AnswerStage(Stage):
    """The scenario, from one snapshot; each play has one rewrite, in its first run."""

    def __init__(self, name: str, folder: Path) -> None:
        self._rewrite: Rewrite | None = None
        self._is_first = True
        self.rewriter: Rewriter
        scenario = SCENARIOS[name]
        prepare = _with_log(scenario.prepare)
        super().__init__(replace(scenario, seed=MANY_APPS, prepare=prepare), folder)

    def _begin(self, faults: Sequence[Any], seed: int) -> tuple[Wire, Watcher]:
        wire, watcher = super()._begin(faults, seed)
        self.world.app = self.rewriter = Rewriter(wire, self._rewrite)
        self._is_first = True
        return wire, watcher

    def _run(self, executor: Executor) -> Ended:
        try:
            return super()._run(executor)
        finally:
            # What comes after it is without a fault.
            self.rewriter.stop()

    def _expected(self) -> state.OrgState:
        """What is declared, as far as a client can know that it is not so."""
        wanted, found = super()._expected(), state.state_of(self.world.store)
        # What was read of an object is sent back with it: a client has nothing else.
        rest = {**wanted.rest, **_below(found.rest, self.rewriter.read)}
        points = _below(found.points, self.rewriter.believed if self._is_first else ())
        return replace(wanted, rest=rest, points={**wanted.points, **points})

    def _is_over(self, watcher: Watcher, wire: Wire) -> bool:
        """Also where an answer hid what there is to do: the next run has none of it to believe."""
        is_over = super()._is_over(watcher, wire)
        self._is_first = False
        wrong = state.differences(self._expected(), state.state_of(self.world.store))
        return is_over and (bool(watcher.problems) or not wrong)

    def _is_known(self, problem: str) -> bool:
        """Whether no client can know better."""
        # A hook may go when no flow is shown to call it.
        if "leaves calls of no ACTIVE hook" in problem:
            return any(f"'{path}" in problem for path in self.rewriter.believed)
        # An object of others that was read with another name and sent back has that name now.
        rest, wanted = state.state_of(self.world.store).rest, super()._expected().rest
        renamed = any(rest[path] != wanted.get(path) for path in _below(rest, self.rewriter.read))
        return renamed and "not done after" in problem

    def answers(self, command: str) -> list[Seen]:
        """Every answer that the command gets when nothing is changed, in one order."""
        self._rewrite = None
        self.problems(command)
        return sorted(self.rewriter.seen, key=lambda seen: str(seen.position))

    def problems(
        self,
        command: str,
        rewrite: Rewrite | None = None,
        executor: Executor = Executor(apply=apply_whole),
    ) -> list[str]:
        """What is wrong with the command when its answers are changed so."""
        self._rewrite = rewrite
        if command == "apply":
            found = [*self.play((), executor=executor).problems, *self.rewriter.problems]
            return [problem for problem in found if not self._is_known(problem)]
        return self._look(LOOKS[command])

    def _look(self, look: Look) -> list[str]:
        _, watcher = self._begin((), 0)
        self.world.now += 10
        try:
            code, reports = look(self.world.run(read_only=True), Limits(**self.scenario.limits))
            text = "\n".join(_rendered(noun, values) for noun, values in reports)
        except HookopsError as problem:
            code, text = problem.exit_code, str(problem)
        if code not in EXIT_CODES:
            watcher.note(f"{code} is no exit code")
        if watcher.committed:
            watcher.note("a command that reads has changed something")
        if MARK in "\n".join([text, *self.world.notices]):
            watcher.note("a secret is shown")
        return watcher.problems


def _below(items: Mapping[str, Any], paths: Collection[str]) -> dict[str, Any]:
    """The items of these paths, and of what is below them."""
    whole = tuple(f"{path}/" for path in paths)
    return {path: item for path, item in items.items() if f"{path}/".startswith(whole)}


def _with_log(prepare: Callable[[World], None]) -> Callable[[World], None]:
    """Flows have called a hook, so that the System Log has something to say of it."""

    def prepared(world: World) -> None:
        prepare(world)
        ids = [hook.id for hook in world.store.hooks()]
        events = filled(6, ids, world.now, days=3) if ids else []
        with world.store.transaction() as transaction:
            for event in events:
                transaction.records.save("events", event["uuid"], event)

    return prepared
