"""What exists comes under management as an apply with `hookops.dev/adopt` would take it. Pure.

The matches and the passes of a plan decide what is meant; nothing here does it a second way.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import reduce

from hookops.kinds.names import folded
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic, by_position
from hookops.model.management.adoption import Adoption
from hookops.model.resource import (
    Actual,
    Desired,
    Fingerprint,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
)
from hookops.reconcile import intents, scope
from hookops.reconcile.bindings.plan import plan_bindings
from hookops.reconcile.context import Known, PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.match import Matches, match_resources
from hookops.reconcile.matching.conflicts import NOTHING_TO_ADOPT, describe_missing
from hookops.reconcile.matching.renames import follow_renames
from hookops.reconcile.passes.listed import plan_listed


def as_adopting(desired: Desired, chosen: Collection[Key]) -> Desired:
    """The manifests, as if those of the chosen keys had the annotation."""
    return {k: replace(r, adopt=True) if k in chosen else r for k, r in desired.items()}


def with_companions(named: Collection[Key], desired: Desired, ledger: Ledger) -> frozenset[Key]:
    """The declared keys that are named, with what they need, and hooks with their bindings."""
    found = scope.widen(tuple(map(str, named)), desired, ledger) or frozenset()
    return frozenset(key for key in desired if str(key) in found)


def plan_adoption(
    desired: Desired,
    snapshot: Snapshot,
    ledger: Ledger,
    chosen: frozenset[Key],
    *,
    known: Known,
    named: Collection[Key] = (),
    assumes: bool = False,
) -> Adoption:
    """What of the chosen keys comes under management, and what stands against it.

    Shape: `desired` as of `as_adopting`; `known` are the secrets that can be read here. What is
    `named` has to be in the org; with `assumes` a person says that the org has those secrets.
    """
    ledger = follow_renames(ledger, desired, snapshot.ids)
    matches = match_resources(desired, snapshot, ledger)
    targets = frozenset(map(str, chosen))
    context = PlanContext(desired, snapshot, ledger, matches, known, targets=targets)
    changes = _adopting(context, chosen)
    alike = _by_looks(snapshot)
    missing = dict(found for found in _missing(context, alike) if found[0] in chosen)
    # What nobody named, and nothing looks like, is simply new: the next apply makes it.
    absent = {k for k in missing.keys() - named if not alike.get(_looks(desired[k]))}
    adopted = {change.key for change in changes}
    managed = chosen & ledger.managed.keys() - adopted - missing.keys()
    asked = managed | adopted if assumes else frozenset()
    return Adoption(
        changes=changes,
        managed=tuple(sorted(managed)),
        conflicts=_conflicts(matches, chosen, {k: missing[k] for k in missing.keys() - absent}),
        absent=tuple(sorted(absent)),
        assumed=dict(_assumed(asked, ledger, known)),
    )


def _adopting(context: PlanContext, chosen: frozenset[Key]) -> tuple[Change, ...]:
    """What a plan would adopt. What flows call otherwise than declared is nothing that can be
    adopted: the next plan has it."""
    draft = reduce(lambda draft, step: step(draft, context), (plan_listed, plan_bindings), Draft())
    found = (change for change in draft.changes if change.adopts and change.key in chosen)
    return tuple(sorted(found, key=lambda change: change.key))


def _conflicts(
    matches: Matches, chosen: frozenset[Key], missing: Mapping[Key, Diagnostic]
) -> tuple[Diagnostic, ...]:
    """All that stands against the chosen keys."""
    others = ((k, d) for k, d in matches.conflicts if k in chosen and d.code != NOTHING_TO_ADOPT)
    return by_position([*(found for _, found in others), *missing.values()])


def adopted_entries(found: Adoption, ledger: Ledger, known: Known) -> tuple[Managed, ...]:
    """The ledger's entries for all that comes under management, and for what is assumed."""
    entries = {
        change.key: intents.adopted(change, ledger, known.get(change.key, {}))
        for change in found.changes
    }
    for key, prints in found.assumed.items():
        entry = entries.get(key) or ledger.managed[key]
        # What hookops has sent is known better than by anybody's word.
        taken = {p: f if f.sent else prints.get(p, f) for p, f in entry.fingerprints.items()}
        entries[key] = replace(entry, fingerprints=taken)
    return tuple(entry for key, entry in entries.items() if entry != ledger.managed.get(key))


Alike = Mapping[tuple[str, str], list[Actual]]
"""What the org has, by kind and by a name that people cannot tell from others."""


def _looks(thing: Resource | Actual) -> tuple[str, str]:
    kind = thing.kind if isinstance(thing, Actual) else thing.key.kind
    return kind, folded(thing.spec.name)


def _by_looks(snapshot: Snapshot) -> Alike:
    found: dict[tuple[str, str], list[Actual]] = {}
    for actual in snapshot.actuals:
        found.setdefault(_looks(actual), []).append(actual)
    return found


def _missing(context: PlanContext, alike: Alike) -> Iterator[tuple[Key, Diagnostic]]:
    """What is declared and not in the org, each with what is known of it."""
    owners = {managed.id: key for key, managed in context.ledger.managed.items()}

    def theirs(key: Key) -> str:
        there = alike.get(_looks(context.desired[key]), ())
        found = [f"; {a.id} is managed as {owners[a.id]}" for a in there if a.id in owners]
        return "".join(found)

    for key, found in context.matches.conflicts:
        if found.code == NOTHING_TO_ADOPT:
            yield key, replace(found, message=found.message + theirs(key))
    for match in context.matches.matched:
        if match.actual is None:
            key = match.resource.key
            yield key, describe_missing(match.resource, match.reason + theirs(key))


def _assumed(
    keys: Collection[Key], ledger: Ledger, known: Known
) -> Iterator[tuple[Key, Mapping[str, Fingerprint]]]:
    """Secrets that hookops has not sent, with the values that are set here."""
    for key in sorted(keys):
        entry = ledger.managed.get(key)
        before = entry.fingerprints if entry is not None else {}
        unsent = {
            path: replace(found, confirmed=False, sent=False)
            for path, found in known.get(key, {}).items()
            if path not in before or not before[path].sent
        }
        if unsent:
            yield key, unsent
