"""Plan: read the org, then compare desired, actual and ledger. Not one request is a write.

text -> document -> desired -> plan; `apply.py` goes on from there. A plan imports nothing that
writes, so that it starts sooner.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from hookops.kinds import LISTED
from hookops.model.change import Plan
from hookops.model.errors import Conflict, GuardError, InvalidInput
from hookops.model.limits import Limits
from hookops.model.resource import Ledger, Snapshot
from hookops.okta.list_lag import with_recent
from hookops.okta.refresh import refresh, with_console_types, with_points
from hookops.reconcile import intents, scope
from hookops.reconcile import plan as planning
from hookops.reconcile.duplicates import find_doubled, with_removable
from hookops.reconcile.missing_evidence import (
    find_missing_ledger,
    find_unlisted,
    find_unseen_secrets,
)
from hookops.reconcile.oncall import disabled
from hookops.reconcile.oncall.rolled_back import find_rolled_back
from hookops.workflow.organization import check_organization
from hookops.workflow.run import Purpose, Run, known_fingerprints, known_values, trust_of


def plan(run: Run, limits: Limits, targets: Sequence[str] = ()) -> Plan:
    """What apply would do. As many requests as `okta/refresh.py` says, none of them a write."""
    ledger = run.ledger_store.read()
    run = without_disabled(run, ledger)
    scope.check_names(run.desired, ledger, targets, limits)
    actual = read_actual(run, ledger, limits)
    actual = with_console_types(run.session, actual, scope.console_types(run.desired))
    if ledger.by_name:
        known = recognize(run, actual, ledger, limits, targets)
        ledger = run.ledger_store.swap(ledger, known) if known != ledger else ledger
    compute = partial(plan_from, run, actual, ledger, targets=targets)
    made = compute(limits)
    # Verification at other addresses takes one of these options as well.
    used = run.elsewhere.named_hosts
    unneeded = planning.find_unneeded(made, limits, used, compute)
    evidence = (
        *find_missing_ledger(run.desired, actual, ledger, run.ledger_place),
        *find_unlisted(run.desired, actual, ledger),
    )
    # What an apply without --prune keeps, Git does not want either.
    if (made.changes or made.kept) and run.purpose is None:
        evidence = (*find_rolled_back(ledger), *evidence)
    made = replace(made, warnings=(*evidence, *made.warnings, *unneeded))
    if run.purpose is not None:
        return made
    known_key = bool(run.fingerprint_key)
    unseen = find_unseen_secrets(run.desired, ledger, targets, with_key=known_key)
    return replace(made, unseen_secrets=unseen)


def recognize(
    run: Run, actual: Snapshot, ledger: Ledger, limits: Limits, targets: Sequence[str]
) -> Ledger:
    """The ledger with what the org has of the manifests, by type and name."""
    known = known_fingerprints(run, ledger.organization)
    found = intents.recognize(run.desired, actual, ledger, known)
    # Whether a binding is there already the plan knows, and nothing before it.
    return intents.learn(plan_from(run, actual, found, limits, targets), found)


def rebuild_ledger(run: Run, consent: Callable[[Ledger], object]) -> Ledger:
    """The store has a ledger of what is declared and there; nothing is written to Okta.

    What was managed and is no longer declared is lost: nothing proves that it was ours. Which
    secrets Okta has is not known either, and each plan that would send one says so.
    Raises: GuardError when there is a ledger; what `consent` raises, and then nothing is stored.
    """
    with run.ledger_store.lease():
        before = run.ledger_store.read()
        # One whose seal is wrong, or missing, is evidence of nothing.
        if before.exists and before.seal not in ("wrong", "accepted"):
            raise GuardError(
                f"there is a ledger at {run.ledger_place}, and nothing is rebuilt over it",
                "hookops ledger check says whether it is in order",
            )
        # Nothing of what is replaced counts: somebody may have written it.
        empty = Ledger(before.organization, serial=before.serial)
        actual = read_actual(run, empty, Limits())
        found = recognize(run, actual, empty, Limits(), ())
        found = replace(found, organization_id=check_organization(run, empty))
        consent(found)
        return run.ledger_store.swap(before, found)


def check_applicable(made: Plan) -> None:
    """Nothing stands against the plan.

    Raises: InvalidInput for what only those may have that are so in Okta already, Conflict for what
    the org contradicts, GuardError for what a guard refuses.
    """
    if made.invalid:
        raise InvalidInput("", diagnostics=made.invalid)
    # A conflict goes first: what a guard says of a contradictory plan helps nobody.
    if made.conflicts:
        raise Conflict("", diagnostics=made.conflicts)
    if made.guard_errors:
        raise GuardError("", diagnostics=made.guard_errors)


def check_secret_hosts(made: Plan) -> None:
    """Every host that would get a secret may have it. Raises: GuardError."""
    found = tuple(each.diagnostic() for each in made.secret_hosts if not each.allowed)
    if found:
        raise GuardError("", diagnostics=found)


def read_actual(
    run: Run,
    ledger: Ledger,
    limits: Limits,
    kinds: Collection[str] = (),
    tried: Collection[str] = (),
) -> Snapshot:
    """What the org has: keys and hooks by a request each, and the attachment points in question.

    Shape: `kinds` are listed though nothing of them is declared or managed; `tried` as of
    `with_recent`.
    """
    # Before anything is read: Okta shows these, and nothing of hookops is to see them.
    run.session.known = known_values(run.desired, ledger)
    managed = [(m.key.kind, m.id) for m in ledger.managed.values()]
    seen = refresh(run.session, managed, {*scope.kinds(run.desired, ledger), *kinds})
    seen = with_recent(run.session, seen, ledger.managed.values(), tried)
    _check_kinds(run, ledger, seen)
    # An org that lacks what was applied may be another one at the same address.
    if any(id_ not in seen.ids for kind, id_ in managed if kind in LISTED):
        check_organization(run, ledger)
    # Attachment points cost requests, so only the types in question are read.
    types = scope.point_types(
        run.desired,
        seen,
        with_removable(ledger, find_doubled(seen, ledger) if limits.remove_duplicates else {}),
        prune=limits.prune or limits.remove_duplicates,
        replaced=limits.replace,
    )
    bound = scope.managed_points(ledger)
    return with_points(run.session, seen, types, bound) if types else seen


def _check_kinds(run: Run, ledger: Ledger, seen: Snapshot) -> None:
    """Raises: InvalidInput when an id of the ledger is that of something of another kind."""
    kinds = {actual.id: actual.kind for actual in seen.actuals}
    for managed in ledger.managed.values():
        found = kinds.get(managed.id, managed.key.kind)
        if found != managed.key.kind:
            raise InvalidInput(
                f"the ledger at {run.ledger_place} has {managed.id} as {managed.key}, and in Okta "
                f"it is a {found}: the ledger is damaged",
                "restore it from a backup, or make it again with hookops ledger rebuild",
            )


def plan_from(
    run: Run, snapshot: Snapshot, ledger: Ledger, limits: Limits, targets: Sequence[str]
) -> Plan:
    """The plan from what was read of the org and the ledger."""
    # Of secrets that can be read here; a plan without any secret set is a plan all the same.
    known = known_fingerprints(run, ledger.organization)
    made = planning.plan(
        run.desired,
        snapshot,
        ledger,
        known=known,
        limits=limits,
        caps=run.caps,
        trust=trust_of(run, ledger),
        targets=targets,
    )
    noted = tuple(disabled.describe_disabled(run.desired, ledger))
    made = replace(made, title=run.title, described=snapshot.described, disabled=noted)
    return _for_purpose(made, run.purpose)


def _for_purpose(made: Plan, purpose: Purpose | None) -> Plan:
    """The plan with the reasons of a command that carries out something else than what is declared:
    those of its own would say that somebody edited Git or Okta."""
    if purpose is None:
        return made
    changes = []
    # After planning: guards and impacts go by what is declared, and only words are exchanged.
    for change in made.changes:
        fields = change.fields
        if purpose.reason:
            fields = tuple(replace(field, side="unknown") for field in fields)
        changes.append(
            replace(
                change,
                fields=fields,
                reason=purpose.reason or change.reason,
                undo=purpose.undo,
            )
        )
    # What the command is about is in its own words; the note that it makes is not there yet.
    return replace(made, changes=tuple(changes), disabled=())


def without_disabled(run: Run, ledger: Ledger) -> Run:
    """The run, for which hooks that somebody has disabled are declared as they are meanwhile."""
    return replace(run, desired=disabled.without_disabled(run.desired, ledger))
