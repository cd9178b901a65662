"""What exists comes under management as an apply with `hookops.dev/adopt` would take it. Pure.

The matches and the passes of a plan decide what is meant; nothing here does it a second way.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import reduce

from hookops.kinds.names import folded
from hookops.model.adoption import Adoption
from hookops.model.diagnostic import Diagnostic, by_position
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
from hookops.reconcile.match import follow_renames, match_resources
from hookops.reconcile.match_conflicts import NOTHING_TO_ADOPT, describe_missing
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
    draft = reduce(lambda draft, step: step(draft, context), (plan_listed, plan_bindings), Draft())
    # What flows call otherwise than declared is nothing that can be adopted: the next plan has it.
    changes = tuple(c for c in draft.changes if c.adopts and c.key in chosen)
    alike = _by_looks(snapshot)
    missing = {key: d for key, d in _missing(context, alike) if key in chosen}
    absent = {k for k in missing if k not in named and not alike.get(_looks(desired[k]))}
    conflicts = [d for key, d in matches.conflicts if key in chosen and key not in missing]
    conflicts += [d for key, d in missing.items() if key not in absent]
    managed = chosen & ledger.managed.keys() - {c.key for c in changes} - missing.keys()
    asked = {*managed, *(c.key for c in changes)} if assumes else set()
    return Adoption(
        changes=tuple(sorted(changes, key=lambda change: change.key)),
        managed=tuple(sorted(managed)),
        conflicts=by_position(conflicts),
        absent=tuple(sorted(absent)),
        assumed=dict(_assumed(asked, ledger, known)),
    )


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
