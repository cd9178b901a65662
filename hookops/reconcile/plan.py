"""Desired x Snapshot x Ledger -> Plan. Pure: same inputs, same plan, byte for byte."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from hookops.kinds import KINDS, LISTED
from hookops.kinds.inline_hook.kind import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.change import Change, Plan
from hookops.model.diagnostic import Diagnostic, by_position
from hookops.model.resource import Actual, Desired, Key, Ledger, Managed, Resource, Snapshot
from hookops.model.text import show
from hookops.reconcile import scope
from hookops.reconcile.bindings import problems as binding_problems
from hookops.reconcile.bindings.plan import Bound, Consent, plan_bindings
from hookops.reconcile.changes import change_of, deletion
from hookops.reconcile.context import Known, PlanContext, binding
from hookops.reconcile.match import Match, Matches, follow_renames, match_resources
from hookops.reconcile.passes import guards as guard
from hookops.reconcile.passes import in_use
from hookops.reconcile.passes import key_rotation as rotation
from hookops.reconcile.passes.deferred import deferred_changes
from hookops.reconcile.passes.names import order_renames
from hookops.reconcile.passes.verification import plan_verifications

T = TypeVar("T")


def plan(
    desired: Desired,
    snapshot: Snapshot,
    ledger: Ledger,
    *,
    known: Known,
    limits: guard.Limits,
    targets: Sequence[str] = (),
) -> Plan:
    """Everything that makes the registry as declared, and everything that stands against it."""
    ledger = follow_renames(ledger, desired)
    matches = match_resources(desired, snapshot, ledger)
    context = PlanContext(desired, snapshot, ledger, matches, known)
    wanted = scope.widen(targets, desired, ledger)
    matched = [o for o in matches.matched if not wanted or str(o.resource.key) in wanted]
    undeclared = [o for o in matches.undeclared if not wanted or str(o[0].key) in wanted]
    bound = plan_bindings(context, Consent(limits.prune, limits.take_over))
    wished = [*_listed(matched, undeclared, context, limits), *_bindings(bound, context, wanted)]
    deferred = deferred_changes(wished, context)
    used, keys_in_use = in_use.used_keys(wished, deferred.keys(), context)
    free = [change for change in wished if change.key not in {*deferred, *used}]
    changes, names = order_renames(free, matches)
    rivals = [r for c in changes if (r := _rival_conflict(c, snapshot)) is not None]
    changes = _in_order(plan_verifications(changes, context))
    return Plan(
        organization=ledger.organization,
        changes=tuple(changes),
        conflicts=by_position(
            [*_of(matches.conflicts, wanted), *_of(bound.conflicts, wanted), *names, *rivals]
        ),
        unsupported=snapshot.unsupported,
        known_ids=snapshot.ids,
        guard_errors=(
            *guard.guard_errors(changes, desired, ledger, limits),
            *keys_in_use,
            *in_use.guard_errors(changes, context),
        ),
        warnings=(*_warnings(changes), *rotation.unpublished(changes, context)),
        deferred=by_position(deferred.values()),
        by_hand=_by_hand(bound, changes, deferred, context, wanted),
        unread=binding_problems.unread_types(desired, snapshot),
        kept=_kept(undeclared, used, bound, limits),
        forgotten=_forgotten(matches, bound, wanted),
        unmanaged=matches.unmanaged,
        unchanged=_unchanged([o.resource.key for o in matched], bound, changes, deferred, wanted),
        snapshot=_digest(context),
        prune=limits.prune,
        targets=tuple(sorted(set(targets))),
        take_over=tuple(sorted(set(limits.take_over))),
    )


def _in_order(changes: Iterable[Change]) -> list[Change]:
    """What is needed before what needs it, then by name."""
    order = list(KINDS)
    return sorted(changes, key=lambda change: (order.index(change.key.kind), change.key.name))


def _bindings(bound: Bound, context: PlanContext, wanted: set[str]) -> list[Change]:
    """Changes of bindings; a target brings those that take its hook out of a flow."""
    ids = {id_ for key, id_ in context.ids.items() if str(key) in wanted}
    return [
        change
        for change in bound.changes
        if not wanted
        or str(change.key) in wanted
        or (change.after is None and change.before and ids & {*binding(change.before).hooks})
    ]


def _listed(
    matched: Sequence[Match],
    undeclared: Sequence[tuple[Managed, Actual]],
    context: PlanContext,
    limits: guard.Limits,
) -> list[Change]:
    """Changes of keys and hooks, deletions among them where they are allowed."""
    changes = [c for o in matched if (c := change_of(o, context)) is not None]
    gone = undeclared if limits.prune else ()
    return [*changes, *(deletion(managed, actual, context) for managed, actual in gone)]


def _kept(
    undeclared: Sequence[tuple[Managed, Actual]], used: set[Key], bound: Bound, limits: guard.Limits
) -> tuple[Key, ...]:
    gone = () if limits.prune else (managed.key for managed, _ in undeclared)
    return (*gone, *sorted(used), *bound.kept)


def _unchanged(
    matched: Sequence[Key],
    bound: Bound,
    changes: Sequence[Change],
    deferred: Mapping[Key, Diagnostic],
    wanted: set[str],
) -> dict[str, int]:
    """How many of each kind are as declared, kinds in the order of their dependency."""
    moved = {change.key for change in changes} | deferred.keys()
    still = [key for key in matched if key not in moved]
    still += [key for key in bound.unchanged if not wanted or str(key) in wanted]
    counts = Counter(key.kind for key in still)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _forgotten(matches: Matches, bound: Bound, wanted: set[str]) -> tuple[Key, ...]:
    """Entries that the ledger lets go of; one that has another name now always goes."""
    if wanted:
        return tuple(bound.renamed)
    return (*matches.forgotten, *bound.forgotten, *bound.renamed)


def _by_hand(
    bound: Bound,
    changes: Sequence[Change],
    deferred: Mapping[Key, Diagnostic],
    context: PlanContext,
    wanted: set[str],
) -> tuple[Diagnostic, ...]:
    unseen = [*in_use.unchecked(changes, context), *rotation.reminders(changes, deferred, context)]
    return by_position([*_of(bound.by_hand, wanted), *_checklist(context.desired, wanted), *unseen])


def _checklist(desired: Desired, wanted: set[str]) -> Iterator[Diagnostic]:
    """What the API cannot bind, nor show."""
    for key, resource in desired.items():
        if not isinstance(resource.spec, Hook) or (wanted and str(key) not in wanted):
            continue
        for index, app in enumerate(resource.spec.by_hand):
            yield _reminder(resource, resource.spec, index, app)


def _reminder(resource: Resource, hook: Hook, index: int, app: str) -> Diagnostic:
    where = HOOK_TYPES[hook.type].by_hand.format(app=show(app))
    return Diagnostic(
        "by-hand",
        f"{resource.key}: Okta's API can neither bind it to app "
        f'"{show(app)}" nor show whether it is bound',
        resource.origin.at(("bindings", index)),
        f'in the Admin Console: {where}: "{show(hook.name)}"',
        "warning",
    )


def _of(found: Iterable[tuple[Key, T]], wanted: set[str]) -> list[T]:
    return [item for key, item in found if not wanted or str(key) in wanted]


def _rival_conflict(change: Change, snapshot: Snapshot) -> Diagnostic | None:
    """Another hook that Okta would not let this one stand beside; taken away first, it leaves a
    gap, so that is for a person to decide."""
    if change.after is None or change.key.kind not in LISTED:
        return None
    spec = change.after.spec
    other = LISTED[change.key.kind].find_rival(change.before, spec, snapshot.actuals)
    if other is None:
        return None
    return Diagnostic(
        "one-per-org",
        f"{change.key}: an org may have only one hook of type {spec.type}, and "
        f'"{show(other.spec.name)}" ({other.id}) is there',
        change.after.origin.at(("type",)),
        "change that one in place: declare it under its own name (metadata.previousNames, "
        "hookops.dev/adopt); or take it away in an apply of its own, with a gap in between",
    )


def _warnings(changes: Sequence[Change]) -> Iterator[Diagnostic]:
    for change in changes:
        for field in change.fields:
            moved = field.path[-1] in ("uri", "tokenUrl") and field.before and field.after
            if (
                moved
                and field.side != "okta"
                and urlsplit(field.before).netloc != urlsplit(field.after).netloc
            ):
                yield Diagnostic(
                    "new-host",
                    f"{change.key}: Okta will send its requests, and the hook's secret, "
                    f"to another host: {urlsplit(field.after).netloc}",
                    field.mark or change.after.origin.start,  # type: ignore[union-attr]
                    severity="warning",
                )


def _digest(context: PlanContext) -> str:
    """Of everything in the registry that the plan was made against."""
    matches = context.matches
    actuals = [o.actual for o in matches.matched if o.actual] + [
        actual for _, actual in matches.undeclared
    ]
    ours = {actual.id for actual in actuals} | {
        managed.id for managed in context.ledger.managed.values()
    }
    actuals += [s for s in context.snapshot.points if s.id in ours or ours & {*binding(s).hooks}]
    seen = [[actual.id, actual.last_updated, actual.spec.compared()] for actual in actuals]
    text = json.dumps([context.ledger.organization, sorted(seen, key=lambda item: str(item[0]))])
    return hashlib.sha256(text.encode()).hexdigest()
