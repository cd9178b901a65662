"""Apply: plan, ask, carry out, read back, plan again; from the manifests or a saved plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Event

from hookops.apply import saved_plan as saved
from hookops.apply import verdict
from hookops.apply.deferred_values import rename_fingerprints, resolve, secrets_sent
from hookops.apply.elsewhere import VerifyUrls, report_verify_urls, with_verify_urls
from hookops.apply.executor import Progress, execute
from hookops.files.seal import Seals
from hookops.ledger.journal import Journal
from hookops.ledger.sealed import check_writable
from hookops.model.call import Call
from hookops.model.change import Change, Plan
from hookops.model.diagnostic import render
from hookops.model.errors import (
    BlockedAddress,
    Conflict,
    GuardError,
    HookopsError,
    InvalidInput,
    VerificationFailed,
)
from hookops.model.limits import Limits
from hookops.model.resource import Key, Snapshot
from hookops.model.secret import Secret, SecretRef
from hookops.model.text import as_lines
from hookops.okta.encoding import DeferredValues
from hookops.okta.refresh import read_points
from hookops.reconcile import scope
from hookops.reconcile.intents import adopted
from hookops.reconcile.matching.renames import follow_renames
from hookops.reconcile.missing_evidence import UNLISTED
from hookops.reconcile.passes.in_use import used_now
from hookops.report.plan.json import plan_data
from hookops.workflow.grace_period import await_grace_period
from hookops.workflow.lost_updates import watch
from hookops.workflow.organization import pin_organization
from hookops.workflow.plan import check_applicable, check_secret_hosts, plan, without_disabled
from hookops.workflow.read_back import close, read_back
from hookops.workflow.run import Applied, Run, known_fingerprints


def save(run: Run, made: Plan, seals: Seals = Seals()) -> str:
    """The text of a plan file. Raises: GuardError or Conflict for a plan that cannot be applied."""
    check_applicable(made)
    check_secret_hosts(made)
    serial = run.ledger_store.read().serial
    return saved.seal(plan_data(made), created_at=run.now(), serial=serial, seals=seals)


def apply(
    run: Run,
    limits: Limits,
    targets: Sequence[str],
    *,
    consent: Callable[[Plan], bool],
    progress: Progress,
    stop: Event,
    parallelism: int,
    asks: bool = False,
) -> Applied:
    """Plan, ask, carry out, read back, plan again.

    `consent` is asked once, with the plan; when it took its time the plan is made again and has
    to be the same. With `asks` it names the hosts that would get a secret, and yes allows them.
    Raises: GuardError, Conflict, InvalidInput and the like before the first write.
    """
    # The lease is taken before anything is read: what another run writes meanwhile would make the
    # plan stale at once.
    with run.ledger_store.lease():
        return apply_leased(
            run,
            limits,
            targets,
            consent=consent,
            progress=progress,
            stop=stop,
            parallelism=parallelism,
            asks=asks,
        )


def apply_leased(
    run: Run,
    limits: Limits,
    targets: Sequence[str],
    *,
    consent: Callable[[Plan], bool],
    progress: Progress,
    stop: Event,
    parallelism: int,
    asks: bool = False,
    always: bool = False,
) -> Applied:
    """The same, for who has the lease already. With `always` also a plan without changes is
    consented to, since the ledger changes."""
    ledger = run.ledger_store.read()
    run = without_disabled(run, ledger)
    check_writable(ledger)
    await_grace_period(run, ledger)
    made = plan(run, limits, targets)
    check_applicable(made)
    if not asks:
        check_secret_hosts(made)
    # Nobody is asked about what Okta would not let hookops do.
    _check_scopes(run, made)
    if made.changes or always:
        if not consent(with_verify_urls(made, run.elsewhere)):
            raise GuardError("not applied: there was no consent", "nothing was written")
        # A person may take an hour to answer; nothing else is asked again.
        _check_same(made, plan(run, limits, targets))
    made = with_verify_urls(made, run.elsewhere)
    _verify_services(run, made, stop)
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
    limits = envelope.limits
    with run.ledger_store.lease():
        ledger = run.ledger_store.read()
        applied = {record.plan: record.at for record in ledger.applies if record.plan}
        run = without_disabled(run, ledger)
        check_writable(ledger)
        saved.check(envelope, ledger.organization, run.clock(), applied)
        if ledger.serial < envelope.serial:
            run.report(
                f"the ledger has serial {ledger.serial}, and had {envelope.serial} when the plan "
                "was made: somebody has put an older one in its place"
            )
        await_grace_period(run, ledger)
        try:
            # Without the options of this apply, which the saved plan has not seen.
            made = plan(replace(run, elsewhere=VerifyUrls()), limits, envelope.targets)
        except InvalidInput as problem:
            # The manifests were valid when the plan was saved, so it is the plan that is old.
            text = f"the plan is stale: {problem.message}".removesuffix(": ")
            raise Conflict(text, problem.hint, problem.diagnostics) from None
        _check_lists(made)
        saved.compare(text, plan_data(made), envelope)
        # Nobody is shown the plan here: it was reviewed as a file, perhaps by somebody else.
        for warning in made.warnings:
            run.report(render(warning))
        check_applicable(made)
        check_secret_hosts(made)
        _check_scopes(run, made)
        # After the comparison: it is an option of this apply, and no part of the plan.
        made = with_verify_urls(made, run.elsewhere)
        _verify_services(run, made, stop)
        return _carry_out(run, made, limits, envelope.digest, progress, stop, parallelism)


def _check_scopes(run: Run, made: Plan) -> None:
    """Raises: AuthError when what is planned needs a scope that Okta does not grant."""
    run.session.require([step.call for change in made.changes for step in change.steps])


def _check_lists(made: Plan) -> None:
    """Raises: Conflict when a list was not whole: what it omits would be missing in both plans."""
    unlisted = tuple(found for found in made.warnings if found.code == UNLISTED)
    if unlisted:
        text = "nothing was written: the saved plan cannot be compared with an org that is not read"
        raise Conflict(f"{text} whole", diagnostics=unlisted)


def _verify_services(run: Run, made: Plan, stop: Event) -> None:
    """The services answer correctly with what is planned, before hookops writes anything.

    Raises: VerificationFailed when one whose verification is required does not.
    """
    verified = [change for change in made.changes if change.verify]
    report_verify_urls(run.elsewhere, verified, run.report)
    # All secrets are read first: a service that was called and a secret that is missing would leave
    # a message sent and nothing applied.
    if verified:
        _resolve_all(run, made)
    failed = []
    for change in verified:
        if stop.is_set():
            return
        wrong = _wrong(run, change)
        if wrong and change.verification_required:
            failed.append(f"{change.key}: its service does not answer correctly: {wrong}")
        elif wrong:
            run.report(f"{change.key}: its service does not answer correctly: {wrong}")
    if failed:
        hint = "nothing was written; hookops preview NAME shows request and answer"
        raise VerificationFailed(as_lines(failed), hint)


def _wrong(run: Run, change: Change) -> str:
    """What is wrong with the planned service. Raises: InvalidInput, GuardError when a preview is
    required and cannot be made, or may not be."""
    try:
        return run.verifier(change, "before")
    except BlockedAddress as problem:
        # An address that Okta could not call either.
        return str(problem)
    except (InvalidInput, GuardError) as problem:
        if change.verification_required:
            raise
        return str(problem)
    except HookopsError as problem:
        # Whatever kept the service from an answer is a failed verification as well.
        return str(problem)


def _check_same(shown: Plan, now: Plan) -> None:
    if plan_data(shown) != plan_data(now):
        raise Conflict(
            "the org, the manifests or the ledger changed while you were asked",
            "nothing was written; look at the plan again",
        )


def _carry_out(
    run: Run,
    made: Plan,
    limits: Limits,
    digest: str,
    progress: Progress,
    stop: Event,
    parallelism: int,
) -> Applied:
    # Resolved here and not earlier: secrets exist from now on, and only in what sends.
    secrets = _resolve_all(run, made)
    ledger = run.ledger_store.read()
    organization_id = pin_organization(run, ledger) if made.changes else ledger.organization_id
    journal = Journal(run.ledger_store, ledger, run.okta_now)
    known = known_fingerprints(run, ledger.organization)
    # What the ledger only learns of is stored before the first write: an apply that is killed after
    # it must not forget what it had adopted.
    moved = follow_renames(ledger, run.desired, made.known_ids)
    noted = (adopted(c, moved, known.get(c.key, {})) for c in made.changes if c.notes)
    taken = (*made.learned, *noted)
    entries = rename_fingerprints(moved.managed, run.desired.values(), known)
    moved = replace(moved, managed=entries, organization_id=organization_id)
    journal.learn(moved, taken, made.forgotten, run.desired)
    deferred = DeferredValues(journal.id_of, secrets)

    begun = watch(run, made)

    def send(call: Call, before_retry: Callable[[], object] = lambda: None) -> object:
        return run.session.send(call, deferred, before_retry)

    outcomes = execute(
        made,
        send=send,
        journal=journal,
        managed=journal.ledger.managed,
        fingerprints=known,
        known_ids=made.known_ids,
        parallelism=parallelism,
        stop=stop,
        progress=progress,
        in_use=lambda ending: _in_use(run, ending),
        verifier=lambda change: run.verifier(change, "after"),
    )
    # A saved plan without changes is recorded too, or it could be applied again later.
    if not made.changes:
        if digest:
            close(run, journal, digest, (), {})
        return Applied(made, (), made, verdict.exit_code((), made))
    return read_back(run, made, limits, digest, journal, outcomes, begun)


def _resolve_all(run: Run, made: Plan) -> Mapping[SecretRef, Secret]:
    """Every secret that the plan's writes carry, or an error before the first write."""
    run.read_ahead(secrets_sent(made.changes))
    return resolve(made.changes, run.resolve_secret)


def _in_use(run: Run, ending: Sequence[Change]) -> Mapping[Key, str]:
    """Which of the hooks that are to end a flow calls now, by a fresh read."""
    types = scope.point_types_of(ending)
    return used_now(ending, read_points(run.session, Snapshot(()), types)) if types else {}
