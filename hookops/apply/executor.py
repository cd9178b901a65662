"""Carries out a plan: phase by phase, intents before writes, outcomes as values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

from hookops.apply.phases import Task, lanes_of, phases
from hookops.apply.recheck import Send
from hookops.apply.records import Records
from hookops.apply.verification import Verifier, verify_changes
from hookops.apply.worker import ChangeRun, Journal, Worker
from hookops.model.change import Change, Outcome, Phase, Plan, Result
from hookops.model.errors import Conflict, HookopsError
from hookops.model.resource import Fingerprint, Key, Managed

InUse = Callable[[Sequence[Change]], Mapping[Key, str]]
"""Why hooks cannot go now, by key, of the changes that end some."""
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
    in_use: InUse,
    verifier: Verifier,
) -> tuple[Outcome, ...]:
    """An outcome for every change, in plan order.

    A phase is finished before the next starts; once a change has ended otherwise than done, its
    phase is finished and no later one starts, so that nothing destructive follows a construction
    that failed. When `stop` is set, what is in flight ends and nothing new is sent.
    """
    # The straight order of the phases, with the two questions that are asked between them.
    runs = {change.key: ChangeRun(change, managed.get(change.key)) for change in plan.changes}
    worker = Worker(send, journal, Records(journal.find_id, fingerprints, known_ids), stop)
    planned = phases(plan.changes)

    def is_blocked() -> bool:
        return stop.is_set() or any(run.result for run in runs.values())

    with ThreadPoolExecutor(max_workers=parallelism) as pool:

        def carry_out(first: Phase, last: Phase) -> None:
            for phase, tasks in planned:
                if first <= phase <= last and not is_blocked():
                    _phase(pool, worker, tasks, runs, progress)

        carry_out(Phase.KEY_WRITE, Phase.ACTIVATE)
        # Before any flow is bound. Also after a failure: what was changed is in use already.
        if not stop.is_set():
            verify_changes(runs.values(), worker, verifier, progress)
        carry_out(Phase.BIND, Phase.UNBIND)
        # As late as can be, since a read of all bindings ages with every request.
        if not is_blocked():
            _withhold_used(runs, in_use)
        carry_out(Phase.DEACTIVATE, Phase.MAY_BE_REFUSED)
    _skip(runs.values())
    return tuple(runs[change.key].outcome() for change in plan.changes)


def _withhold_used(runs: Mapping[Key, ChangeRun], in_use: InUse) -> None:
    """Hooks that somebody bound since the plan was made stay as they are, and their change fails.

    When that cannot be read, it is taken for true of all of them.
    """
    # Decided by reading just before: a rule of an authorization server kept the id of a hook that
    # Okta had deleted (recorded by TestAccResourceOktaAuthServerPolicyRule_create).
    going = [run.change for run in runs.values() if _is_yet_to_end(run)]
    code = Conflict.exit_code
    try:
        found = in_use(going) if going else {}
    except HookopsError as problem:
        code = problem.exit_code
        found = dict.fromkeys((change.key for change in going), str(problem))
    for key, why in found.items():
        run = runs[key]
        run.result, run.error, run.exit_code = Result.FAILED, why, code


def _is_yet_to_end(run: ChangeRun) -> bool:
    """Whether a step to come deactivates or deletes something that was there."""
    left = {step.verb for step in run.change.steps[len(run.done) :]}
    return run.change.before is not None and not left.isdisjoint({"deactivate", "delete"})


def _phase(
    pool: ThreadPoolExecutor,
    worker: Worker,
    tasks: Sequence[Task],
    runs: Mapping[Key, ChangeRun],
    progress: Progress,
) -> None:
    """Lanes go out together; progress is reported in plan order, whoever is first."""
    futures: dict[Key, Future[None]] = {}
    for lane in lanes_of(tasks):
        future = pool.submit(worker.work_all, [(runs[change.key], steps) for change, steps in lane])
        futures |= {change.key: future for change, _ in lane}
    for change, _ in tasks:
        futures[change.key].result()
        outcome = runs[change.key].outcome()
        if outcome.result is not Result.NOT_TRIED:
            progress(outcome)


def _skip(runs: Iterable[ChangeRun]) -> None:
    """A change that had begun and was not finished differs from one that never began."""
    for run in runs:
        if run.result is None and 0 < len(run.done) < len(run.change.steps):
            run.result, run.error = Result.SKIPPED, "stopped before its next step"
