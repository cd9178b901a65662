"""Disable a hook: no flow calls it until it is enabled, and the ledger says who, when and why."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.spec import binding_of
from hookops.kinds.values import Disabling
from hookops.model.change import Action, Plan
from hookops.model.errors import GuardError
from hookops.model.history.records import Disabled
from hookops.model.limits import Limits
from hookops.model.resource import Actual, Desired, Json, Key, Ledger, Snapshot
from hookops.okta.refresh import read_points
from hookops.reconcile.matching.renames import follow_renames
from hookops.reconcile.oncall.disabled import describe_entry
from hookops.workflow.oncall.carry_out import (
    AmendedStore,
    Means,
    carry_out,
    find_disabled,
    find_managed,
)
from hookops.workflow.oncall.frozen import read_frozen, with_frozen
from hookops.workflow.oncall.recordable import check_recordable
from hookops.workflow.run import Applied, Purpose, Run


def disable(run: Run, key: Key, because: str, means: Means, shown: list[str]) -> Applied:
    """No flow calls the hook: all that can be unbound is unbound, else it is INACTIVE.

    Shape: `shown` gets what users will notice, before consent is asked for. Running it again after
    an interruption goes on where that one ended.
    Raises: as `apply`; GuardError when it cannot be recorded, or not every flow can be read.
    """
    with run.ledger_store.lease():
        ledger = run.ledger_store.read()
        check_recordable(run, ledger)
        managed = find_managed(run, ledger, key)
        # As Okta has it: an edit in Git that waits for its apply is no part of a bad night.
        resource, actual = read_frozen(run, ledger, managed)
        off, called = _how(run, key, actual, means)
        noted = find_disabled(run, ledger, key)
        if noted is not None:
            shown.append(
                f"{key} is disabled already{describe_entry(noted)}; this note stays as it is"
            )
        shown.append(_describe(key, off, called=called or bool(noted and noted.bindings)))
        # Who, when and why are of the first run, where one was cut short.
        entry = noted or Disabled(key, run.now(), because, run.author.by, run.author.run)
        entry = replace(entry, deactivated=off.deactivates, enabling=False)
        amend = partial(with_entry, desired=run.desired, key=key)
        store = AmendedStore(run.ledger_store, partial(amend, entry=entry))

        def keep(made: Plan) -> None:
            # Now it is known what is taken away; what an earlier run took away is known already.
            taken = tuple(_taken(made, actual.id))
            kept = tuple(flow for flow in entry.bindings if flow not in taken)
            store.keep(partial(amend, entry=replace(entry, bindings=kept + taken)))

        why = f"disabled: {entry.because}"
        purpose = Purpose(f"disable {key}", entry.because, f"hookops enable {key}", why)
        run = replace(with_frozen(run, resource), ledger_store=store, purpose=purpose)
        means = replace(means, limits=_limits(means.limits, key, actual, off))
        return carry_out(run, means, (str(key),), keep)


def _limits(limits: Limits, key: Key, actual: Actual, off: Disabling[Json]) -> Limits:
    """Whoever names a hook that Okta calls by itself means it: users go on without it, or else
    its name was given once more."""
    if off.deactivates and KINDS[key.kind].why_confirmed(actual.spec):
        return replace(limits, confirm=tuple(dict.fromkeys((*limits.confirm, key.name))))
    return limits


def with_entry(ledger: Ledger, *, desired: Desired, key: Key, entry: Disabled | None) -> Ledger:
    """The ledger with this note in the place of any other about the hook; None takes it out."""
    # The note may have the name that the hook had in Git before.
    noted = zip(ledger.disabled, follow_renames(ledger, desired).disabled, strict=True)
    others = tuple(stored for stored, today in noted if today.key != key)
    return replace(ledger, disabled=(*others, *([entry] if entry is not None else [])))


def _describe(key: Key, off: Disabling[Json], *, called: bool) -> str:
    """What users will notice."""
    # Okta calls a hook that is deactivated by itself, and no flow says so.
    if called or off.deactivates:
        return f"while {key} is disabled, {off.users}"
    return f"no flow calls {key} now, so users notice nothing"


def _how(run: Run, key: Key, actual: Actual, means: Means) -> tuple[Disabling[Json], bool]:
    """Whether its flows are unbound or it is deactivated, and whether one calls it now.

    Raises: GuardError.
    """
    # Read by itself and before the plan, which leaves out what it cannot read.
    types = LISTED[key.kind].attachment_types(actual.spec)
    seen = read_points(run.session, Snapshot(()), types)
    # Of a type that the token may not read, and of single flows in a form that nobody knows.
    unknown = [*seen.unread.values(), *_unreadable(seen)]
    if unknown:
        raise GuardError(
            f"{key}: not every flow that may call it can be read: {unknown[0]}",
            "hookops changed nothing: let hookops read them, or unbind the hook in Okta's console",
        )
    # Okta's API has no flows of these types in this org, so none can be unbound.
    off = LISTED[key.kind].disabling(actual.spec, deactivate={*types} <= {*seen.by_hand})
    if off is None:
        raise GuardError(f"{key}: no flow calls it, so there is nothing to disable")
    if off.stops_users and key.name not in means.limits.confirm:
        raise GuardError(
            f"{key} would be deactivated, and users are stopped by that: {off.users}",
            f"if that is better than what it does now, say --confirm {key.name}",
        )
    return off, any(actual.id in binding_of(point).hooks for point in seen.points)


def _unreadable(seen: Snapshot) -> Iterator[str]:
    for point in seen.points:
        spec = binding_of(point)
        if spec.unreadable:
            yield f"{spec.flow} ({point.id}): {spec.unreadable}"


def _taken(made: Plan, hook_id: str) -> Iterator[Mapping[str, Json]]:
    """Flows that the plan takes the hook from, as manifests name them."""
    for change in made.changes:
        if change.action is Action.UNBIND and change.before is not None:
            spec = binding_of(change.before)
            if hook_id in spec.hooks:
                yield {name: value for name, value in spec.fields().items() if name != "hook"}
