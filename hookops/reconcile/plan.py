"""Desired x actual x ledger -> Plan. Pure: same inputs, same plan, byte for byte."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import islice

from hookops.kinds import KINDS
from hookops.kinds.binding.spec import binding_of
from hookops.model.change import Plan
from hookops.model.diagnostic import Diagnostic, by_position
from hookops.model.limits import Caps, Limits, SecretTrust
from hookops.model.resource import Desired, Json, Key, Ledger, Managed, Snapshot
from hookops.reconcile import scope
from hookops.reconcile.bindings.plan import plan_bindings
from hookops.reconcile.bindings.problems import unread_types
from hookops.reconcile.context import Known, PlanContext
from hookops.reconcile.draft import Draft, Pass
from hookops.reconcile.duplicates import find_removable, keep_first
from hookops.reconcile.intents import find_undeclared_creates
from hookops.reconcile.match import match_resources
from hookops.reconcile.matching.renames import follow_renames
from hookops.reconcile.passes.deferred import defer_changes
from hookops.reconcile.passes.doubts import judge_doubts
from hookops.reconcile.passes.guards import check_guards
from hookops.reconcile.passes.impact import judge_impacts
from hookops.reconcile.passes.in_use import check_in_use, keep_used
from hookops.reconcile.passes.key_rotation import warn_unpublished
from hookops.reconcile.passes.listed import plan_listed
from hookops.reconcile.passes.manual import list_manual_steps
from hookops.reconcile.passes.names import order_renames
from hookops.reconcile.passes.order import sort_changes
from hookops.reconcile.passes.rivals import check_rivals
from hookops.reconcile.passes.secret_hosts import find_secret_hosts
from hookops.reconcile.passes.verification import plan_verifications
from hookops.reconcile.passes.warnings.org import warn_of_org
from hookops.reconcile.passes.warnings.shared_secrets import warn_shared_secrets
from hookops.reconcile.passes.warnings.waivers import warn_of_waivers

MOST_ASKED = 20
"""So many options are looked at for whether the plan needs them."""
PASSES: tuple[Pass, ...] = (
    plan_listed,  # keys and hooks, each by itself
    plan_bindings,  # attachment points, by the matches alone
    defer_changes,  # takes out what waits for a person; all passes below see only what is applied
    keep_used,  # a key stays for a hook that waits
    order_renames,  # phases of what is left: who gives a name up, who takes it
    check_rivals,
    plan_verifications,  # after the last pass that takes changes out: it adds some for bindings
    judge_impacts,  # what a change means depends on all the others
    sort_changes,
    check_guards,  # guards judge the changes as they will be applied
    check_in_use,
    find_secret_hosts,
    warn_shared_secrets,
    warn_of_org,
    warn_of_waivers,
    warn_unpublished,
    list_manual_steps,
    judge_doubts,
)
"""In this order; each file says what its pass needs and why it runs where it does."""


def find_unneeded(
    made: Plan, limits: Limits, used: Collection[str], compute: Callable[[Limits], Plan]
) -> tuple[Diagnostic, ...]:
    """A warning for each option without which the plan is the same.

    Shape: `used` as of `Limits.with_one_fewer`; `compute` makes the plan with other limits.
    """
    return tuple(
        Diagnostic(
            "unneeded-option",
            f"{option} was given, and this plan is the same without it",
            None,
            "leave it out: given for every run, it would allow what nobody has looked at",
            severity="warning",
        )
        # Each costs a whole plan; who gives more of them than that has a list of their own.
        for option, fewer in islice(limits.with_one_fewer(used), MOST_ASKED)
        if replace(compute(fewer), limits=limits) == made
    )


def plan(
    desired: Desired,
    snapshot: Snapshot,
    ledger: Ledger,
    *,
    known: Known,
    limits: Limits,
    caps: Caps = Caps(),
    trust: SecretTrust = SecretTrust(),
    targets: Sequence[str] = (),
) -> Plan:
    """Everything that makes the org as declared, and everything that stands against it."""
    before, ledger = ledger, follow_renames(ledger, desired, snapshot.ids)
    # The ledger first: what evidence says of its entries decides what everything below matches.
    removable = find_removable(snapshot, ledger) if limits.remove_duplicates else {}
    ledger, going = keep_first(snapshot, ledger, removable)
    made, lost = find_undeclared_creates(desired, snapshot, ledger)
    learned = [*_moved(ledger, before, going), *made]
    ledger = replace(ledger, managed={**ledger.managed, **{m.key: m for m in made}})
    matches = match_resources(desired, snapshot, ledger)
    wanted = scope.widen(targets, desired, ledger)
    sides = desired, snapshot, ledger, matches, known
    context = PlanContext(*sides, limits, caps, trust, wanted, _keys_by_id(before), going)
    conflicts = tuple(found for key, found in matches.conflicts if context.is_wanted(key))
    start = Draft(forgotten=tuple(lost) if wanted is None else (), conflicts=conflicts)
    against = sorted(_planned_against(context), key=lambda found: str(found[1][0]))
    draft = reduce(lambda draft, step: step(draft, context), PASSES, start)
    return Plan(
        organization=ledger.organization,
        changes=draft.changes,
        conflicts=by_position(draft.conflicts),
        unsupported=snapshot.unsupported,
        known_ids=snapshot.ids,
        invalid=by_position(draft.invalid),
        guard_errors=draft.guard_errors,
        secret_hosts=draft.secret_hosts,
        warnings=draft.warnings,
        deferred=by_position(draft.deferred.values()),
        by_hand=by_position(draft.by_hand),
        unread=unread_types(desired, snapshot),
        kept=draft.kept,
        forgotten=draft.forgotten,
        learned=tuple(entry for entry in learned if context.is_wanted(entry.key)),
        unmanaged=matches.unmanaged,
        unchanged=_count_unchanged(draft),
        snapshot=_digest([ledger.organization, [seen for _, seen in against]]),
        planned_against={key: _digest(seen)[:16] for key, seen in against},
        limits=limits,
        targets=tuple(sorted(set(targets))),
    )


def _keys_by_id(ledger: Ledger) -> dict[str, Key]:
    return {managed.id: key for key, managed in ledger.managed.items()}


def _moved(ledger: Ledger, before: Ledger, going: Collection[str]) -> Iterator[Managed]:
    """Entries whose hook goes, with the id of the other one that stays."""
    for key, entry in before.managed.items():
        if entry.id in going and key in ledger.managed:
            yield ledger.managed[key]


def _count_unchanged(draft: Draft) -> dict[str, int]:
    """How many of each kind are as declared, kinds in the order of their dependency."""
    moved: set[Key] = {change.key for change in draft.changes} | draft.deferred.keys()
    counts = Counter(key.kind for key in draft.unchanged if key not in moved)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _planned_against(context: PlanContext) -> Iterator[tuple[Key, list[Json]]]:
    """Everything in the org that the plan was made against.

    An attachment point counts when it is one of ours or holds a hook of ours: an app that nobody
    here cares about may change between a plan and its apply.
    """
    matches = context.matches
    found = [(match.resource.key, match.actual) for match in matches.matched if match.actual]
    found += [(managed.key, actual) for managed, actual in matches.undeclared]
    ours = {actual.id for _, actual in found}
    # Those too whose hook a flow has lost: they are in no match, and a plan may bind it again.
    ours |= {managed.id for managed in context.ledger.managed.values()}
    found += [
        (binding_of(point).key, point)
        for point in context.snapshot.points
        if point.id in ours or ours & {*binding_of(point).hooks}
    ]
    for key, actual in found:
        yield key, [actual.id, actual.last_updated, actual.spec.compared()]


def _digest(data: Json) -> str:
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()
