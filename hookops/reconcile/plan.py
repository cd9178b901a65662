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
from hookops.model.resource import Desired, Key, Ledger, Live, Managed, Resource, Snapshot
from hookops.model.text import show
from hookops.reconcile import scope
from hookops.reconcile.bindings import problems as binding_problems
from hookops.reconcile.bindings.plan import Bound, Consent, plan_bindings
from hookops.reconcile.changes import change_of, deletion
from hookops.reconcile.context import Ground, Known, binding
from hookops.reconcile.match import Owned, Ownership, divide, follow_renames
from hookops.reconcile.passes import guards as guard
from hookops.reconcile.passes import in_use
from hookops.reconcile.passes import key_rotation as rotation
from hookops.reconcile.passes.deferred import held_changes
from hookops.reconcile.passes.names import settle_names
from hookops.reconcile.passes.verification import with_trials

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
    sides = divide(desired, snapshot, ledger)
    ground = Ground(desired, snapshot, ledger, sides, known)
    wanted = scope.widen(targets, desired, ledger)
    owned = [o for o in sides.owned if not wanted or str(o.resource.key) in wanted]
    orphans = [o for o in sides.orphans if not wanted or str(o[0].key) in wanted]
    bound = plan_bindings(ground, Consent(limits.prune, limits.take_over))
    wished = [*_listed(owned, orphans, ground, limits), *_bindings(bound, ground, wanted)]
    held = held_changes(wished, ground)
    used, keys_in_use = in_use.used_keys(wished, held.keys(), ground)
    free = [change for change in wished if change.key not in {*held, *used}]
    changes, names = settle_names(free, sides)
    rivals = [r for c in changes if (r := _rival(c, snapshot)) is not None]
    changes = _in_order(with_trials(changes, ground))
    return Plan(
        organization=ledger.organization,
        changes=tuple(changes),
        conflicts=by_position(
            [*_of(sides.conflicts, wanted), *_of(bound.conflicts, wanted), *names, *rivals]
        ),
        foreign=snapshot.foreign,
        known_ids=snapshot.ids,
        refusals=(
            *guard.refusals(changes, desired, ledger, limits),
            *keys_in_use,
            *in_use.refusals(changes, ground),
        ),
        warnings=(*_warnings(changes), *rotation.unpublished(changes, ground)),
        held=by_position(held.values()),
        by_hand=_by_hand(bound, changes, held, ground, wanted),
        unread=binding_problems.unread_types(desired, snapshot),
        kept=_kept(orphans, used, bound, limits),
        forgotten=_forgotten(sides, bound, wanted),
        unmanaged=sides.unmanaged,
        unchanged=_unchanged([o.resource.key for o in owned], bound, changes, held, wanted),
        snapshot=_digest(ground),
        prune=limits.prune,
        targets=tuple(sorted(set(targets))),
        take_over=tuple(sorted(set(limits.take_over))),
    )


def _in_order(changes: Iterable[Change]) -> list[Change]:
    """What is needed before what needs it, then by name."""
    order = list(KINDS)
    return sorted(changes, key=lambda change: (order.index(change.key.kind), change.key.name))


def _bindings(bound: Bound, ground: Ground, wanted: set[str]) -> list[Change]:
    """Changes of bindings; a target brings those that take its hook out of a flow."""
    ids = {id_ for key, id_ in ground.ids.items() if str(key) in wanted}
    return [
        change
        for change in bound.changes
        if not wanted
        or str(change.key) in wanted
        or (change.after is None and change.before and ids & {*binding(change.before).hooks})
    ]


def _listed(
    owned: Sequence[Owned],
    orphans: Sequence[tuple[Managed, Live]],
    ground: Ground,
    limits: guard.Limits,
) -> list[Change]:
    """Changes of keys and hooks, deletions among them where they are allowed."""
    changes = [c for o in owned if (c := change_of(o, ground)) is not None]
    gone = orphans if limits.prune else ()
    return [*changes, *(deletion(managed, live, ground) for managed, live in gone)]


def _kept(
    orphans: Sequence[tuple[Managed, Live]], used: set[Key], bound: Bound, limits: guard.Limits
) -> tuple[Key, ...]:
    gone = () if limits.prune else (managed.key for managed, _ in orphans)
    return (*gone, *sorted(used), *bound.kept)


def _unchanged(
    owned: Sequence[Key],
    bound: Bound,
    changes: Sequence[Change],
    held: Mapping[Key, Diagnostic],
    wanted: set[str],
) -> dict[str, int]:
    """How many of each kind are as declared, kinds in the order of their dependency."""
    moved = {change.key for change in changes} | held.keys()
    still = [key for key in owned if key not in moved]
    still += [key for key in bound.unchanged if not wanted or str(key) in wanted]
    counts = Counter(key.kind for key in still)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _forgotten(sides: Ownership, bound: Bound, wanted: set[str]) -> tuple[Key, ...]:
    """Entries that the ledger lets go of; one that has another name now always goes."""
    if wanted:
        return tuple(bound.renamed)
    return (*sides.forgotten, *bound.forgotten, *bound.renamed)


def _by_hand(
    bound: Bound,
    changes: Sequence[Change],
    held: Mapping[Key, Diagnostic],
    ground: Ground,
    wanted: set[str],
) -> tuple[Diagnostic, ...]:
    unseen = [*in_use.unchecked(changes, ground), *rotation.reminders(changes, held, ground)]
    return by_position([*_of(bound.by_hand, wanted), *_checklist(ground.desired, wanted), *unseen])


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


def _rival(change: Change, snapshot: Snapshot) -> Diagnostic | None:
    """Another hook that Okta would not let this one stand beside; taken away first, it leaves a
    gap, so that is for a person to decide."""
    if change.after is None or change.key.kind not in LISTED:
        return None
    spec = change.after.spec
    other = LISTED[change.key.kind].rival(change.before, spec, snapshot.lives)
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


def _digest(ground: Ground) -> str:
    """Of everything in the registry that the plan was made against."""
    sides = ground.sides
    lives = [o.live for o in sides.owned if o.live] + [live for _, live in sides.orphans]
    ours = {live.id for live in lives} | {managed.id for managed in ground.ledger.managed.values()}
    lives += [s for s in ground.snapshot.slots if s.id in ours or ours & {*binding(s).hooks}]
    seen = [[live.id, live.last_updated, live.spec.compared()] for live in lives]
    text = json.dumps([ground.ledger.organization, sorted(seen, key=lambda item: str(item[0]))])
    return hashlib.sha256(text.encode()).hexdigest()
