"""The hallway: validate, plan, apply and drift, each a short straight line through the rooms.

text -> document -> desired -> plan -> calls -> requests -> outcomes. What a run needs from
outside (environment, clock, a person's consent) is in `Run` or an argument.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Event

from hookops.apply import saved
from hookops.apply.executor import Progress, execute
from hookops.apply.late import fingerprints, resolve
from hookops.ledger.file import FileLedger
from hookops.ledger.journal import Journal
from hookops.model.call import Call
from hookops.model.change import Action, Change, Drift, Outcome, Plan, Result
from hookops.model.diagnostic import Diagnostic
from hookops.model.errors import Conflict, HookopsError, InvalidInput, Refused
from hookops.model.resource import ApplyRecord, Desired, Ledger, Managed, Snapshot
from hookops.okta.refresh import refresh
from hookops.okta.session import Session
from hookops.okta.wire import Late
from hookops.reconcile import drift as drifting
from hookops.reconcile import plan as planning
from hookops.reconcile.guard import Limits
from hookops.reconcile.ownership import follow_renames
from hookops.report.plan_json import plan_data


@dataclass(frozen=True, slots=True)
class Run:
    """One organization with everything that is done to it."""

    desired: Desired
    session: Session
    home: FileLedger
    env: Mapping[str, str] = field(repr=False)
    title: str = ""
    """The organization for people: its name in the project, and where it is."""
    fingerprint_key: bytes = field(repr=False, default=b"")
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def now(self) -> str:
        """RFC 3339, UTC, whole seconds."""
        return self.clock().replace(microsecond=0).isoformat()


@dataclass(frozen=True, slots=True)
class Applied:
    """How an apply ended."""

    plan: Plan
    outcomes: tuple[Outcome, ...]
    left: Plan | None
    """What still differs, by a plan made after reading back; None when it could not be read."""
    exit_code: int


def plan(run: Run, limits: Limits, targets: Sequence[str] = ()) -> Plan:
    """What apply would do. One request for each kind, none of them a write."""
    ledger = run.home.read()
    _check_targets(run.desired, ledger, targets)
    return _plan(run, refresh(run.session), ledger, limits, targets)


def save(run: Run, made: Plan, limits: Limits) -> str:
    """The text of a plan file. Raises: Refused or Conflict for a plan that cannot be applied."""
    applicable(made)
    return saved.seal(plan_data(made), created_at=run.now(), max_delete=limits.max_delete)


def drift(run: Run) -> Drift:
    """What changed behind hookops' back. One request for each kind, none of them a write."""
    found = drifting.drift(run.desired, refresh(run.session), run.home.read())
    return replace(found, title=run.title)


def apply(
    run: Run,
    limits: Limits,
    targets: Sequence[str],
    *,
    consent: Callable[[Plan], bool],
    progress: Progress,
    stop: Event,
    parallelism: int,
) -> Applied:
    """Plan, ask, carry out, read back, plan again.

    `consent` is asked once, with the plan; when it took its time the plan is made again and has
    to be the same. Raises: Refused, Conflict, InvalidInput and the like before the first write.
    """
    with run.home.lease():
        made = plan(run, limits, targets)
        applicable(made)
        if made.changes:
            if not consent(made):
                raise Refused("not applied: there was no consent", "nothing was written")
            _same(made, plan(run, limits, targets))
        return _carry_out(run, made, limits, "", progress, stop, parallelism)


def apply_saved(
    run: Run,
    text: str,
    envelope: saved.Envelope,
    *,
    progress: Progress,
    stop: Event,
    parallelism: int,
) -> Applied:
    """Carry out a saved plan, if planning again leads to the very same one."""
    limits = Limits(envelope.prune, envelope.max_delete)
    with run.home.lease():
        ledger = run.home.read()
        applied = {record.plan: record.at for record in ledger.applies if record.plan}
        saved.check(envelope, ledger.organization, run.clock(), applied)
        try:
            made = plan(run, limits, envelope.targets)
        except InvalidInput as problem:
            raise Conflict(f"the plan is stale: {problem.message}", problem.hint) from None
        saved.compare(text, plan_data(made), envelope)
        applicable(made)
        return _carry_out(run, made, limits, envelope.digest, progress, stop, parallelism)


def applicable(made: Plan) -> None:
    """Nothing stands against the plan.

    Raises: Conflict for what the registry contradicts, Refused for what a guard says no to.
    """
    if made.conflicts:
        raise Conflict(_told(made.conflicts), made.conflicts[0].hint)
    if made.refusals:
        raise Refused(_told(made.refusals), made.refusals[0].hint)


def _told(diagnostics: Sequence[Diagnostic]) -> str:
    return "\n".join(f"{d.mark}: error[{d.code}]: {d.message}" for d in diagnostics)


def _same(shown: Plan, now: Plan) -> None:
    if plan_data(shown) != plan_data(now):
        raise Conflict(
            "the registry, the manifests or the ledger changed while you were asked",
            "nothing was written; look at the plan again",
        )


def _check_targets(desired: Desired, ledger: Ledger, targets: Sequence[str]) -> None:
    known = {str(key) for key in (*desired, *ledger.managed)}
    for target in targets:
        if target not in known:
            raise InvalidInput(
                f"--target {target}: nothing of that name is declared or managed",
                "a target is a kind and a name, as in InlineHook/enrich-access-tokens",
            )


def _plan(
    run: Run, snapshot: Snapshot, ledger: Ledger, limits: Limits, targets: Sequence[str]
) -> Plan:
    known = fingerprints(run.desired.values(), run.env, run.fingerprint_key, ledger.organization)
    made = planning.plan(run.desired, snapshot, ledger, known=known, limits=limits, targets=targets)
    return replace(made, title=run.title)


def _carry_out(
    run: Run,
    made: Plan,
    limits: Limits,
    digest: str,
    progress: Progress,
    stop: Event,
    parallelism: int,
) -> Applied:
    secrets = resolve(made.changes, run.env)
    ledger = run.home.read()
    journal = Journal(run.home, ledger, run.now)
    known = fingerprints(run.desired.values(), run.env, run.fingerprint_key, ledger.organization)
    moved = follow_renames(ledger, run.desired)
    adopted = tuple(_adopted(c, run.now(), known) for c in made.changes if c.adopts)
    journal.learn(moved, adopted, made.forgotten, run.desired)
    late = Late(journal.id_of, secrets)

    def send(call: Call) -> object:
        return run.session.send(call, late)

    before = [c.before.id for c in made.changes if c.before]
    outcomes = execute(
        made,
        send=send,
        journal=journal,
        managed=journal.ledger.managed,
        fingerprints=known,
        known_ids=(*before, *(live.id for live in made.unmanaged)),
        parallelism=parallelism,
        stop=stop,
        progress=progress,
    )
    if not made.changes:
        return Applied(made, (), made, 0)
    return _read_back(run, made, limits, digest, journal, outcomes)


def _read_back(
    run: Run,
    made: Plan,
    limits: Limits,
    digest: str,
    journal: Journal,
    outcomes: tuple[Outcome, ...],
) -> Applied:
    """What a fresh read proves; an unknown outcome is settled by it where it can be."""
    try:
        snapshot = refresh(run.session)
        journal.observe({live.id: live for live in snapshot.lives})
        left = _plan(run, snapshot, journal.ledger, limits, made.targets)
    except HookopsError as problem:
        _close(run, journal, digest, outcomes, converged=False)
        codes = [_exit_code(outcomes, None), 7 if _any_done(outcomes) else problem.exit_code]
        return Applied(made, outcomes, None, max(codes))
    outcomes = tuple(_settled(outcome, left) for outcome in outcomes)
    born = tuple(_adopted(c, run.now(), {}) for c in left.changes if c.adopts)
    journal.learn(journal.ledger, born, (), run.desired)
    rest = tuple(c for c in left.changes if c.action is not Action.NOTHING)
    left = replace(left, changes=rest)
    _close(run, journal, digest, outcomes, converged=not rest)
    return Applied(made, outcomes, left, _exit_code(outcomes, left))


def _adopted(change: Change, now: str, known: planning.Known) -> Managed:
    """An existing hook under management: as it is, its secret taken on trust, by name only."""
    live = change.before
    assert live is not None
    prints = known.get(change.key, {})
    return Managed(
        key=change.key,
        id=live.id,
        compared=live.spec.compared(),
        last_updated=live.last_updated or now,
        fingerprints={p: replace(f, digest="", key_id="") for p, f in prints.items()},
        protected=bool(change.after and change.after.protect),
    )


def _settled(outcome: Outcome, left: Plan) -> Outcome:
    """Unknown becomes done when nothing is left to do for it."""
    rest = {c.key for c in left.changes if c.action is not Action.NOTHING}
    if outcome.result is Result.UNKNOWN and outcome.change.key not in rest:
        return replace(outcome, result=Result.DONE, error="", exit_code=0)
    return outcome


def _close(
    run: Run, journal: Journal, digest: str, outcomes: Sequence[Outcome], *, converged: bool
) -> None:
    results = [outcome.result for outcome in outcomes]
    record = ApplyRecord(
        at=run.now(),
        plan=digest,
        done=results.count(Result.DONE),
        failed=results.count(Result.FAILED),
        unknown=results.count(Result.UNKNOWN),
    )
    journal.close(record, converged=converged)


def _any_done(outcomes: Sequence[Outcome]) -> bool:
    return any(outcome.done for outcome in outcomes)


def _exit_code(outcomes: Sequence[Outcome], left: Plan | None) -> int:
    """8 > 7 > 6 > 4 > 9, as frozen."""
    codes = {outcome.exit_code for outcome in outcomes} - {0}
    if 8 in codes:
        return 8
    undone = any(outcome.result is not Result.DONE for outcome in outcomes)
    if (undone and _any_done(outcomes)) or (not undone and left is not None and left.changes):
        return 7
    return next((code for code in (6, 4, 9) if code in codes), 7 if undone else 0)
