"""Carries out a plan: phase by phase, intents before writes, outcomes as values."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol

from hookops.apply.explain import explain
from hookops.apply.phases import Task, phases
from hookops.kinds import KINDS
from hookops.model.call import Call
from hookops.model.change import Action, Change, Outcome, Phase, Plan, Result, Step
from hookops.model.errors import ApiError, HookopsError, WriteUnknown
from hookops.model.resource import Fingerprint, Intent, Json, Key, Live, Managed

Send = Callable[[Call], Json]
Progress = Callable[[Outcome], None]


class Journal(Protocol):
    """Where intents and outcomes are kept; see `hookops/ledger/journal.py`."""

    def intend(
        self, key: Key, step: str, compared: Mapping[str, Json], known_ids: tuple[str, ...] = ()
    ) -> Intent:
        """Stored before the write is sent."""

    def done(self, intent: Intent, managed: Managed) -> None:
        """Carried out."""

    def deleted(self, intent: Intent, hook_id: str) -> None:
        """Gone."""

    def closed(self, intent: Intent) -> None:
        """Proven not carried out, or without a trace in the ledger."""

    def unconfirmed(self, intent: Intent) -> None:
        """Nothing is known."""


@dataclass
class _Run:
    """What has become of one change so far; touched by one thread at a time."""

    change: Change
    managed: Managed | None = None
    done: list[str] = field(default_factory=list)
    result: Result | None = None
    error: str = ""
    exit_code: int = 0

    def outcome(self) -> Outcome:
        finished = len(self.done) == len(self.change.steps)
        result = self.result or (Result.DONE if finished else Result.NOT_TRIED)
        hook_id = self.managed.id if self.managed else ""
        return Outcome(self.change, result, tuple(self.done), self.error, hook_id, self.exit_code)


def execute(
    plan: Plan,
    *,
    send: Send,
    journal: Journal,
    managed: Mapping[Key, Managed],
    fingerprints: Mapping[Key, Mapping[str, Fingerprint]],
    known_ids: tuple[str, ...],
    parallelism: int,
    stop: Event,
    progress: Progress,
) -> tuple[Outcome, ...]:
    """An outcome for every change, in plan order.

    A phase is finished before the next starts; after a failure its independent tasks finish and
    no later phase starts, so that nothing destructive follows a construction that failed. When
    `stop` is set, what is in flight ends and nothing new is sent.
    """
    runs = {change.key: _Run(change, managed.get(change.key)) for change in plan.changes}
    worker = _Worker(send, journal, fingerprints, known_ids, stop)
    with ThreadPoolExecutor(max_workers=parallelism) as pool:
        for _, tasks in phases(plan.changes):
            if any(run.result for run in runs.values()) or stop.is_set():
                break
            _phase(pool, worker, tasks, runs, progress)
    _skip(runs.values())
    return tuple(runs[change.key].outcome() for change in plan.changes)


def _phase(
    pool: ThreadPoolExecutor,
    worker: "_Worker",
    tasks: Sequence[Task],
    runs: Mapping[Key, _Run],
    progress: Progress,
) -> None:
    waiting = [pool.submit(worker.work, runs[change.key], steps) for change, steps in tasks]
    for future, (change, _) in zip(waiting, tasks, strict=True):
        future.result()
        outcome = runs[change.key].outcome()
        if outcome.result is not Result.NOT_TRIED:
            progress(outcome)


def _skip(runs: Any) -> None:
    """A change that had begun and was not finished is told apart from one that never began."""
    for run in runs:
        begun = run.done and len(run.done) < len(run.change.steps)
        if begun and run.result is None:
            run.result, run.error = Result.SKIPPED, "stopped before its next step"


@dataclass(frozen=True, slots=True)
class _Worker:
    """Sends the steps of one change after another."""

    send: Send
    journal: Journal
    fingerprints: Mapping[Key, Mapping[str, Fingerprint]]
    known_ids: tuple[str, ...]
    stop: Event
    wall: Event = field(default_factory=Event)
    """Set by an error that whoever is next would meet as well."""

    def work(self, run: _Run, steps: Sequence[Step]) -> None:
        """Every step, until one is not done."""
        for step in steps:
            if self.stop.is_set() or self.wall.is_set() or run.result is not None:
                return
            self._step(run, step)

    def _step(self, run: _Run, step: Step) -> None:
        change, intent = run.change, None
        try:
            ids = self.known_ids if step.verb == "create" else ()
            intent = self.journal.intend(change.key, step.verb, _aim(change), ids)
            self._conclude(run, step, intent, self.send(step.call))
            run.done.append(step.verb)
        except WriteUnknown as problem:
            run.result, run.error, run.exit_code = Result.UNKNOWN, str(problem), 8
            if intent is not None:
                self.journal.unconfirmed(intent)
        except HookopsError as problem:
            self._failed(run, intent, problem)

    def _failed(self, run: _Run, intent: Intent | None, problem: HookopsError) -> None:
        run.result, run.exit_code = Result.FAILED, problem.exit_code
        run.error = explain(run.change, problem)
        if problem.exit_code in (4, 9):
            self.wall.set()
        if intent is not None:
            self.journal.closed(intent)

    def _conclude(self, run: _Run, step: Step, intent: Intent, answer: Json) -> None:
        """The ledger learns what the answer proves.

        Raises: WriteUnknown when the answer is not about what was asked.
        """
        change = run.change
        if step.verb == "delete":
            hook_id = change.before.id if change.before else ""
            self.journal.deleted(intent, hook_id)
            return
        live = _read(change, step, answer)
        old_goes = step.phase is Phase.DEACTIVATE and change.action in (
            Action.DELETE,
            Action.REPLACE,
        )
        if old_goes or change.after is None:
            self.journal.closed(intent)
            return
        run.managed = self._managed(run, step, live)
        self.journal.done(intent, run.managed)

    def _managed(self, run: _Run, step: Step, live: Live) -> Managed:
        change, after = run.change, run.change.after
        assert after is not None
        wrote = step.call.body is not None
        if wrote or run.managed is None:
            compared = dict(after.spec.compared())
        else:
            compared = dict(run.managed.compared)
        name = step.call.body["name"] if isinstance(step.call.body, Mapping) else None
        prints = self.fingerprints.get(change.key, {})
        if not wrote and run.managed is not None:
            prints = run.managed.fingerprints
        return Managed(
            key=change.key,
            id=live.id,
            compared=compared
            | {"status": live.spec.compared()["status"]}
            | ({"name": name} if name else {}),
            last_updated=live.last_updated,
            fingerprints=prints,
            protected=after.protect,
        )


_STATUS_AFTER = {"activate": "ACTIVE", "deactivate": "INACTIVE", "create": "ACTIVE"}


def _aim(change: Change) -> Mapping[str, Json]:
    return change.after.spec.compared() if change.after else {}


def _read(change: Change, step: Step, answer: Json) -> Live:
    """The answer as a live thing, which has to be the one that the call was about."""
    live = KINDS[change.key.kind].read(answer) if _has_id(answer) else None
    if live is None:
        raise WriteUnknown(f"{step.call}: the answer is not a {change.key.kind}")
    about = [part for part in step.call.path if isinstance(part, str)]
    expected = change.before.id if change.before and change.before.id in about else live.id
    if live.id != expected:
        raise WriteUnknown(f"{step.call}: the answer is about another one")
    wanted = _STATUS_AFTER.get(step.verb)
    if wanted and live.spec.compared()["status"] != wanted:
        raise ApiError(f"{step.call}: Okta answered, but the status is not {wanted}", status=409)
    return live


def _has_id(answer: Json) -> bool:
    return isinstance(answer, dict) and isinstance(answer.get("id"), str)
