"""Matches desired, actual and ledger. A name decides nothing without evidence.

What belongs to what is a table of cases (`CASES`): the first one that holds decides.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from hookops.kinds import LISTED
from hookops.kinds.names import folded
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import (
    Actual,
    Desired,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
)
from hookops.reconcile.duplicates import find_doubled, identity
from hookops.reconcile.intents import creating_intent, pending
from hookops.reconcile.matching.conflicts import (
    describe_ambiguous,
    describe_name_taken,
    describe_nothing_to_adopt,
    describe_other_id,
    describe_unmanaged,
    describe_unsupported,
)


@dataclass(frozen=True, slots=True)
class Match:
    """One declared resource with what the ledger and the org have of it."""

    resource: Resource
    managed: Managed | None
    actual: Actual | None
    adopts: bool = False
    reason: str = ""
    replaced: Managed | None = None
    """What an unfinished replacement was about to delete."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The org, divided among what is declared, managed and neither."""

    matched: tuple[Match, ...]
    """Every declared resource without a conflict, in order."""
    undeclared: tuple[tuple[Managed, Actual], ...]
    """Managed and there, but no longer declared, or replaced."""
    forgotten: tuple[Key, ...]
    """Managed, no longer declared, and not there."""
    unmanaged: tuple[Actual, ...]
    conflicts: tuple[tuple[Key, Diagnostic], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that says which actual thing a declared resource is."""

    resource: Resource
    managed: Managed | None
    """The ledger's entry under its key."""
    actual: Actual | None
    """What the entry's id names; None when that is gone, or not understood."""
    created: Sequence[Actual]
    """What an unfinished create of it may have made."""
    duplicates: Sequence[Actual]
    """Others of its type and name that no entry of the ledger has."""
    similar: Sequence[Actual]
    """Others whose name differs in case and white space alone, or whose type differs."""
    is_another: bool
    """Whether one of its type and name is managed under another name."""
    unsupported: bool
    """Whether the entry's id names something that hookops does not understand."""
    pending: bool
    """Whether a create of it has no known outcome."""
    doubled: Collection[str] = ()
    """Ids of what a create of hookops made a second time."""

    @property
    def is_other_id(self) -> bool:
        """Whether the manifest names another one than the ledger does."""
        meant = self.resource.id
        return bool(meant and self.actual is not None and self.actual.id != meant)

    @property
    def is_renamed(self) -> bool:
        """Whether the manifest asks for another type or name than the actual one has."""
        if self.actual is None:
            return False
        was, now = self.actual.spec, self.resource.spec
        return (was.type, was.name) != (now.type, now.name)

    @property
    def is_proven(self) -> bool:
        """Whether an unfinished create made exactly one, and nothing else looks like it."""
        return len(self.created) == 1 and all(other in self.created for other in self.duplicates)


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table: when it holds, and what it means."""

    holds: Callable[[Evidence], bool]
    result: Callable[[Evidence], Match | Diagnostic]


CASES = (
    # An earlier run made it and ended before it recorded that: it is ours, without any consent.
    # This comes before the ledger's id, which a replacement is about to delete.
    Case(lambda e: e.is_proven, lambda e: _created(e)),
    # Neither changed nor forgotten: a type that this version does not know may be the next one's.
    Case(lambda e: e.unsupported, lambda e: _unsupported(e)),
    # Two pieces of evidence that contradict each other: a person says which one is right.
    Case(lambda e: e.is_other_id, lambda e: describe_other_id(e.resource, e.actual)),
    # The ledger's id decides as long as nobody else has its type and name.
    Case(
        lambda e: e.actual is not None and not e.duplicates,
        lambda e: Match(e.resource, e.managed, e.actual),
    ),
    # An unfinished replacement made several: which of them counts, a person says.
    Case(lambda e: len(e.created) > 1, lambda e: describe_ambiguous(e.resource, e.created)),
    # Somebody made another one: which of the two a flow is bound to is not known, so a person says.
    Case(
        lambda e: e.actual is not None and e.is_renamed,
        lambda e: describe_name_taken(e.resource, e.duplicates[0]),
    ),
    Case(
        lambda e: e.actual is not None,
        lambda e: describe_ambiguous(
            e.resource, [*filter(None, [e.actual]), *e.duplicates], e.doubled
        ),
    ),
    # From here on the ledger's entry, if any, names nothing that is there.
    Case(
        lambda e: len(e.duplicates) > 1,
        lambda e: describe_ambiguous(e.resource, e.duplicates),
    ),
    Case(
        lambda e: bool(e.duplicates) and not e.resource.adopt,
        lambda e: describe_unmanaged(e.resource, e.duplicates[0]),
    ),
    Case(
        lambda e: bool(e.duplicates),
        lambda e: Match(
            e.resource, None, e.duplicates[0], adopts=True, reason="adopted, as annotated"
        ),
    ),
    # A person says that it is there: making another one would leave two.
    Case(
        lambda e: (
            (e.resource.id or (e.resource.adopt and not e.is_another))
            and e.managed is None
            and not e.pending
        ),
        lambda e: describe_nothing_to_adopt(e.resource, e.similar),
    ),
    Case(lambda _: True, lambda e: _absent(e)),
)
"""The first case that holds decides; the order is the weight of the evidence."""


def match_resources(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Matches:
    """Match by the ledger's ids, by the evidence of an unfinished create, by consent, in turn."""
    matched: list[Match] = []
    conflicts: list[tuple[Key, Diagnostic]] = []
    taken = {managed.id for managed in ledger.managed.values()}
    gather = _gatherer(desired, snapshot, ledger)
    for resource in desired.values():
        if resource.key.kind not in LISTED:
            continue
        evidence = gather(resource, taken)
        case = next(case for case in CASES if case.holds(evidence))
        found = case.result(evidence)
        if isinstance(found, Diagnostic):
            conflicts.append((resource.key, found))
        else:
            matched.append(found)
            # Two manifests with one type and name do not adopt the same thing.
            taken.add(found.actual.id if found.actual else "")
    undeclared = _undeclared(desired, ledger, matched)
    actuals = {actual.id: actual for actual in snapshot.actuals}
    there = {*actuals, *snapshot.unsupported}
    return Matches(
        matched=tuple(matched),
        undeclared=tuple((m, actuals[m.id]) for m in undeclared if m.id in actuals),
        forgotten=tuple(m.key for m in undeclared if m.id not in there),
        unmanaged=tuple(actual for actual in snapshot.actuals if actual.id not in taken),
        conflicts=tuple(conflicts),
    )


def _gatherer(
    desired: Desired, snapshot: Snapshot, ledger: Ledger
) -> Callable[[Resource, set[str]], Evidence]:
    """A function that gathers the evidence about one resource. What it looks up is prepared once:
    an org may have thousands of hooks."""
    actuals = {actual.id: actual for actual in snapshot.actuals}
    managed_ids = {managed.id for managed in ledger.managed.values()}
    free = [actual for actual in snapshot.actuals if actual.id not in managed_ids]
    names: dict[tuple[str, str, str], list[Actual]] = {}
    alike: dict[tuple[str, str], list[Actual]] = {}
    others = {(a.kind, a.spec.type, a.spec.name) for a in snapshot.actuals if a.id in managed_ids}
    for actual in free:
        names.setdefault(identity(actual), []).append(actual)
        alike.setdefault((actual.kind, folded(actual.spec.name)), []).append(actual)
    creating = {i.key for i in ledger.intents if i.step == "create"} & desired.keys()
    created = {key: [a for a in free if creating_intent(ledger, key, a)] for key in creating}
    doubled = find_doubled(snapshot, ledger)
    claimed = {actual.id: key for key, found in created.items() for actual in found}

    def gather(resource: Resource, taken: set[str]) -> Evidence:
        key, spec = resource.key, resource.spec
        managed = ledger.managed.get(key)
        duplicates = [
            actual
            for actual in names.get((key.kind, spec.type, spec.name), [])
            # What the unfinished create of another resource made is no duplicate of this one.
            if claimed.get(actual.id, key) == key
            and actual.id not in taken
            # Where a person says which one is meant, the others are none of it.
            and resource.id in ("", actual.id)
        ]
        return Evidence(
            resource,
            managed,
            actuals.get(managed.id) if managed is not None else None,
            created.get(key, []),
            duplicates,
            [a for a in alike.get((key.kind, folded(spec.name)), ()) if a not in duplicates],
            (key.kind, spec.type, spec.name) in others,
            managed is not None and managed.id in snapshot.unsupported,
            bool(pending(ledger, key, "create")),
            frozenset(doubled),
        )

    return gather


def _undeclared(desired: Desired, ledger: Ledger, matched: Sequence[Match]) -> list[Managed]:
    """Entries that no manifest has any more, and those that a replacement left behind."""
    # Bindings are not here: what becomes of their entries is decided with their points.
    left = [m for k, m in sorted(ledger.managed.items()) if k.kind in LISTED and k not in desired]
    return left + [match.replaced.aside() for match in matched if match.replaced is not None]


def _created(evidence: Evidence) -> Match:
    (actual,) = evidence.created
    return Match(
        evidence.resource,
        None,
        actual,
        adopts=True,
        reason="an earlier run created it",
        replaced=evidence.managed,
    )


def _absent(evidence: Evidence) -> Match:
    # The three ways of not being there; a person reads this in the plan.
    reason = "it is gone from Okta" if evidence.managed else "it does not exist yet"
    if evidence.pending:
        reason += "; an earlier create of it has no known outcome, and nothing proves it"
    return Match(evidence.resource, evidence.managed, None, reason=reason)


def _unsupported(evidence: Evidence) -> Diagnostic:
    assert evidence.managed is not None
    resource = evidence.resource
    return describe_unsupported(resource.key, evidence.managed.id, resource.origin.start)
