"""After the last write: read again, plan again, and determine what is not known yet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from hookops.apply import verdict
from hookops.apply.recheck import STILL_THERE
from hookops.apply.records import apply_record
from hookops.kinds import KINDS, LISTED
from hookops.ledger.journal import Journal
from hookops.model.call import Call
from hookops.model.change import Action, Change, Outcome, Plan, Result
from hookops.model.errors import ApiError, Conflict, HookopsError, WriteUnknown, worst
from hookops.model.limits import Limits
from hookops.model.resource import Actual, Key, Managed, Snapshot
from hookops.model.write_states import verb_of
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.refresh import read_points
from hookops.reconcile import scope
from hookops.reconcile.intents import adopted, pending, time_of
from hookops.reconcile.passes.in_use import flows_calling
from hookops.workflow.lost_updates import Watch, report_lost
from hookops.workflow.plan import plan_from, read_actual
from hookops.workflow.run import Applied, Run


def read_back(
    run: Run,
    made: Plan,
    limits: Limits,
    digest: str,
    journal: Journal,
    outcomes: Sequence[Outcome],
    begun: Watch | None,
) -> Applied:
    """What a fresh read proves; it determines an unknown outcome where it can."""
    # Of before the writes: what is read back moves them on.
    first = journal.at_first
    outcomes = report_lost(run, begun, outcomes)
    # What was replaced is not to be replaced once more.
    limits = replace(limits, replace=())
    try:
        outcomes = tuple(_determined(run, journal, outcome) for outcome in outcomes)
        snapshot = _read_after(run, journal, limits, outcomes)
        outcomes = tuple(_still_there(run, journal, snapshot, outcome) for outcome in outcomes)
        outcomes = tuple(_never_there(journal, snapshot, outcome) for outcome in outcomes)
        outcomes = _called_again(run, snapshot, outcomes)
        journal.observe({actual.id: actual for actual in snapshot.actuals})
        left = plan_from(run, snapshot, journal.ledger, limits, made.targets)
        # A create whose answer was lost is recognised now, and comes under management.
        created = tuple(adopted(c, journal.ledger, {}) for c in left.changes if c.notes)
        journal.learn(journal.ledger, created, left.forgotten, run.desired)
        # What came under management may differ in what only the ledger can say of it: its secret.
        after = plan_from(run, snapshot, journal.ledger, limits, made.targets) if created else left
    except HookopsError as problem:
        run.report(f"not read back: {problem.message}")
        close(run, journal, digest, outcomes, first)
        # What was done is done: that nobody could look at it afterwards makes it partly applied.
        code = verdict.PARTLY_APPLIED if verdict.any_done(outcomes) else problem.exit_code
        return Applied(
            made, tuple(outcomes), None, worst([verdict.exit_code(outcomes, None), code])
        )
    names = {(actual.kind, actual.spec.name) for actual in snapshot.actuals}
    outcomes = tuple(verdict.determine_outcome(outcome, left, names) for outcome in outcomes)
    _close_refused(journal, outcomes)
    left = _without_others(after, outcomes)
    close(run, journal, digest, outcomes, first)
    return Applied(made, outcomes, left, verdict.exit_code(outcomes, left))


def _read_after(
    run: Run, journal: Journal, limits: Limits, outcomes: Sequence[Outcome]
) -> Snapshot:
    # Of a kind of which nothing is left too: what was deleted must not be there.
    written = {outcome.change.key.kind for outcome in outcomes if outcome.done}
    failed = [o for o in outcomes if o.result in (Result.FAILED, Result.UNKNOWN)]
    tried = {o.change.before.id for o in failed if o.change.before is not None}
    return read_actual(run, journal.ledger, limits, written, tried)


def _called_again(run: Run, snapshot: Snapshot, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Those that ended a hook which a flow calls by now: somebody bound it meanwhile."""
    ended = [outcome for outcome in outcomes if not _ENDS.isdisjoint(outcome.done)]
    types = scope.point_types_of([outcome.change for outcome in ended])
    missing = [type_ for type_ in types if type_ not in snapshot.scanned]
    more = read_points(run.session, snapshot, missing).points if missing else ()
    # Once more, since the reading before the end of a hook and its end are several requests apart.
    seen = replace(snapshot, points=(*snapshot.points, *more))
    calls = {
        outcome.change.key: ", ".join(flows_calling(outcome.change.before.id, seen))
        for outcome in ended
        if outcome.change.before is not None
    }
    return tuple(
        replace(
            outcome,
            lost_update=f"{flows} was bound to it while hookops ended it, and calls what is not "
            "ACTIVE any more: unbind it in Okta, or bind another hook",
        )
        if (flows := calls.get(outcome.change.key))
        else outcome
        for outcome in outcomes
    )


_ENDS = frozenset({"deactivate", "delete"})


def _close_refused(journal: Journal, outcomes: Sequence[Outcome]) -> None:
    """A refused create that has failed has an outcome: the hook with its name is not ours."""
    for outcome in outcomes:
        if outcome.refused and outcome.result is Result.FAILED:
            # The last is this run's; what an earlier one may still make is ours all the same.
            own = pending(journal.ledger, outcome.change.key, "create")
            for intent in own[-1:]:
                journal.closed(intent)


def _without_others(left: Plan, outcomes: Sequence[Outcome]) -> Plan:
    """What is left of this apply, and not of another."""
    # An adoption has nothing to do with this apply. Whoever named another address wanted the
    # declared service verified later: the note says so, and the next plan asks for it.
    elsewhere = {o.change.key for o in outcomes if o.change.verify_url}

    def is_ours(change: Change) -> bool:
        verified = change.action is Action.VERIFY and change.key in elsewhere
        return change.action is not Action.NOTHING and not verified

    return replace(left, changes=tuple(filter(is_ours, left.changes)))


def close(
    run: Run,
    journal: Journal,
    digest: str,
    outcomes: Sequence[Outcome],
    first: Mapping[Key, Managed],
) -> None:
    """The ledger has a record of the apply. Shape: `first` are the entries from before it."""
    record = apply_record(outcomes, first, run.now(), digest, run.author)
    if run.purpose is not None:
        record = replace(record, command=run.purpose.command, because=run.purpose.because)
    try:
        journal.close(record)
    except HookopsError as problem:
        # The writes and their outcomes are stored already; the record is for history alone.
        run.report(f"this apply is not in the ledger: {problem.message}")


def _determined(run: Run, journal: Journal, outcome: Outcome) -> Outcome:
    """As it was, or not done where a read of the object itself proves that."""
    # By its id, since a list may lag behind what was done.
    last = outcome.last_seen
    if outcome.result is not Result.UNKNOWN or last is None:
        return outcome
    key, verb = outcome.change.key, outcome.change.steps[len(outcome.done)].verb
    intents = [i for i in journal.ledger.intents if (i.key, i.step) == (key, verb)]
    # Okta's times are whole seconds: a write within the second of the one before moves none, and
    # only what shows proves anything then.
    soon = timedelta(seconds=2)
    is_soon = any(time_of(i.at) - time_of(last.last_updated) < soon for i in intents)
    if is_soon and not verb_of(verb).proof and not _is_visible(outcome.change):
        return outcome
    if not verdict.is_not_done(outcome, _read(run, outcome, last)):
        return outcome
    for intent in intents:
        journal.not_done(intent, confirmed="update" in outcome.done)
    return verdict.not_done(outcome)


def _still_there(run: Run, journal: Journal, snapshot: Snapshot, outcome: Outcome) -> Outcome:
    """As it was; failed where what it took away is listed, and a read by id shows it as well."""
    before = outcome.change.before
    removed = [verb for verb in outcome.done if verb_of(verb).removes]
    # A flow that an unbind has changed goes on existing: the plan after it shows what it calls.
    if before is None or before.kind not in LISTED or not removed or before.id not in snapshot.ids:
        return outcome
    try:
        run.session.send(LISTED[before.kind].get_call(before.id), DeferredValues(no_ids))
    except ApiError as problem:
        # A list may lag behind a delete.
        if problem.status == 404:
            return outcome
        raise
    journal.reinstate(before.id)
    done = outcome.done[: outcome.done.index(removed[-1])]
    error = f"{outcome.change.key}: {STILL_THERE}"
    return replace(
        outcome, result=Result.FAILED, done=done, error=error, exit_code=Conflict.exit_code
    )


def _never_there(journal: Journal, snapshot: Snapshot, outcome: Outcome) -> Outcome:
    """As it was; unknown where no list and no read shows what a create was answered with."""
    if "create" not in outcome.done or outcome.id in snapshot.ids:
        return outcome
    # The id of another, or somebody has deleted it since: evidence decides in the plan.
    journal.disown(outcome.id)
    text = f"{outcome.change.key}: Okta answered with {outcome.id}, and no read shows it"
    error = f"{outcome.error}\n{text}" if outcome.error else text
    code = WriteUnknown.exit_code
    return replace(
        outcome, result=Result.UNKNOWN, done=(), error=error, exit_code=code, last_seen=None
    )


def _is_visible(change: Change) -> bool:
    """Whether a read shows more of it than the time."""
    return any(not field.secret for field in change.fields)


def _read(run: Run, outcome: Outcome, last: Actual) -> Actual | None:
    """The object now; None when it is gone, or is not what it was."""
    step = outcome.change.steps[len(outcome.done)]
    listed = LISTED.get(last.kind)
    call = listed.get_call(last.id) if listed else Call("GET", step.call.path)
    try:
        answer = run.session.send(call, DeferredValues(no_ids))
    except ApiError as problem:
        if problem.status == 404:
            return None
        raise
    return KINDS[last.kind].read_answer(last, answer)
