"""Carries out a plan: phase by phase, intents before writes, outcomes as values."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

from hookops.apply.phases import Task, lanes_of, phases
from hookops.apply.worker import ChangeRun, Journal, Send, Worker
from hookops.model.change import Change, Outcome, Phase, Plan, Result
from hookops.model.errors import Conflict, HookopsError
from hookops.model.resource import Fingerprint, Key, Managed

InUse = Callable[[Sequence[Change]], Mapping[Key, str]]
"""Why hooks cannot go now, by key, of the changes that end some."""
Verifier = Callable[[Change], str]
"""What is wrong with the answers of a changed service; empty when nothing is."""
Progress = Callable[[Outcome], None]


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
    in_use: InUse = lambda _: {},
    verifier: Verifier = lambda _: "",
) -> tuple[Outcome, ...]:
    """An outcome for every change, in plan order.

    A phase is finished before the next starts; after a failure its independent tasks finish and
    no later phase starts, so that nothing destructive follows a construction that failed. When
    `stop` is set, what is in flight ends and nothing new is sent. `in_use` is asked just before
    hooks are deactivated and deleted: those that it names are not. `trial` is asked of changed
    services before anything is bound: a hook whose service fails is put back as far as it can be.
    """
    runs = {change.key: ChangeRun(change, managed.get(change.key)) for change in plan.changes}
    worker = Worker(send, journal, fingerprints, known_ids, stop)
    with ThreadPoolExecutor(max_workers=parallelism) as pool:
        asked = tried = False
        for phase, tasks in [*phases(plan.changes), (Phase.FINAL_RENAME, [])]:
            if phase >= Phase.BIND and not tried:
                tried = True
                _verify_changed(runs, worker, verifier, progress)
            if any(run.result for run in runs.values()) or stop.is_set():
                break
            if phase >= Phase.DEACTIVATE and not asked:
                asked = True
                _keep(runs, in_use)
                if any(run.result for run in runs.values()):
                    break
            _phase(pool, worker, tasks, runs, progress)
    if not tried and not stop.is_set():
        _verify_changed(runs, worker, verifier, progress)
    _skip(runs.values())
    return tuple(runs[change.key].outcome() for change in plan.changes)


def _verify_changed(
    runs: Mapping[Key, ChangeRun], worker: Worker, verifier: Verifier, progress: Progress
) -> None:
    """Each service that was changed is called; a failure is told, and put back if it matters."""
    for run in runs.values():
        begun = run.done or not run.change.steps
        if not run.change.verify or not begun or run.result is not None:
            continue
        try:
            wrong = verifier(run.change)
        except HookopsError as problem:
            wrong = str(problem)
        if wrong and not run.change.verification_required:
            run.note = f"its service does not answer rightly: {wrong}"
        elif wrong:
            worker.revert_to(run, wrong)
            progress(run.outcome())
        else:
            worker.passed(run)


def _keep(runs: Mapping[Key, ChangeRun], in_use: InUse) -> None:
    """Hooks that somebody bound since the plan stay as they are."""
    ends = {"deactivate", "delete"}
    going = [
        run.change
        for run in runs.values()
        if run.change.before is not None
        and ends & {step.verb for step in run.change.steps[len(run.done) :]}
    ]
    try:
        found = in_use(going) if going else {}
    except HookopsError as problem:
        found = dict.fromkeys((change.key for change in going), str(problem))
    for key, why in found.items():
        run = runs[key]
        run.result, run.error, run.exit_code = Result.FAILED, why, Conflict.exit_code


def _phase(
    pool: ThreadPoolExecutor,
    worker: Worker,
    tasks: Sequence[Task],
    runs: Mapping[Key, ChangeRun],
    progress: Progress,
) -> None:
    waiting: dict[Key, Future[None]] = {}
    for lane in lanes_of(tasks):
        work = [(runs[change.key], steps) for change, steps in lane]
        future = pool.submit(worker.work_all, work)
        waiting |= {change.key: future for change, _ in lane}
    for change, _ in tasks:
        waiting[change.key].result()
        outcome = runs[change.key].outcome()
        if outcome.result is not Result.NOT_TRIED:
            progress(outcome)


def _skip(runs: Any) -> None:
    """A change that had begun and was not finished is told apart from one that never began."""
    for run in runs:
        begun = run.done and len(run.done) < len(run.change.steps)
        if begun and run.result is None:
            run.result, run.error = Result.SKIPPED, "stopped before its next step"
