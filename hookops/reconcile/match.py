"""Which live thing belongs to which declared one. Names decide nothing without evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hookops.kinds import LISTED
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import (
    Actual,
    Desired,
    Fingerprint,
    Intent,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
)

CLOCK_SLACK_S = 2
"""How far the local clock may be ahead of Okta's when a create is recognised by its time."""


@dataclass(frozen=True, slots=True)
class Match:
    """One declared resource with what the ledger and the registry have of it."""

    resource: Resource
    managed: Managed | None
    actual: Actual | None
    adopts: bool = False
    reason: str = ""
    replaced: Managed | None = None
    """What an unfinished replacement was about to take away."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The registry, divided."""

    matched: tuple[Match, ...]
    """Every declared resource without a conflict, in order."""
    undeclared: tuple[tuple[Managed, Actual], ...]
    """Managed and there, but no longer declared, or replaced."""
    forgotten: tuple[Key, ...]
    """Managed, no longer declared, and not there."""
    unmanaged: tuple[Actual, ...]
    conflicts: tuple[tuple[Key, Diagnostic], ...]


def follow_renames(ledger: Ledger, desired: Desired) -> Ledger:
    """The ledger with what is under `metadata.previousNames` under the names of today."""
    moved: dict[Key, Key] = {}
    for resource in desired.values():
        olds = [Key(resource.key.kind, name) for name in resource.previous_names]
        opened = {intent.key for intent in ledger.intents}
        found = [k for k in olds if k in ledger.managed] or [k for k in olds if k in opened]
        if found and resource.key not in ledger.managed:
            moved[found[0]] = resource.key
    if not moved:
        return ledger
    managed = {moved.get(k, k): replace(m, key=moved.get(k, k)) for k, m in ledger.managed.items()}
    intents = tuple(replace(i, key=moved.get(i.key, i.key)) for i in ledger.intents)
    return replace(ledger, managed=managed, intents=intents)


def match_resources(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Matches:
    """Match by the ledger's ids, by the evidence of an unfinished create, by consent, in turn."""
    actuals = {actual.id: actual for actual in snapshot.actuals}
    taken = {managed.id for managed in ledger.managed.values()}
    free = [actual for actual in snapshot.actuals if actual.id not in taken]
    names: dict[tuple[str, str, str], list[Actual]] = {}
    for actual in free:
        names.setdefault((actual.kind, actual.spec.type, actual.spec.name), []).append(actual)
    creating = {i.key for i in ledger.intents if i.step == "create"} & desired.keys()
    created = {
        key: [actual for actual in free if creating_intent(ledger, key, actual)] for key in creating
    }
    claimed = {actual.id: key for key, found in created.items() for actual in found}
    matched, conflicts = [], []
    for resource in desired.values():
        if resource.key.kind not in LISTED:
            continue
        same = names.get((resource.key.kind, resource.spec.type, resource.spec.name), [])
        duplicates = [
            actual for actual in same if claimed.get(actual.id, resource.key) == resource.key
        ]
        duplicates = [actual for actual in duplicates if actual.id not in taken]
        match = _match_resource(
            resource,
            ledger,
            actuals,
            created.get(resource.key, []),
            duplicates,
            snapshot.unsupported,
        )
        if isinstance(match, Diagnostic):
            conflicts.append((resource.key, match))
        else:
            matched.append(match)
            taken.add(match.actual.id if match.actual else "")
    undeclared = [
        managed
        for key, managed in sorted(ledger.managed.items())
        if key.kind in LISTED and key not in desired
    ]
    undeclared += [o.replaced.aside() for o in matched if o.replaced is not None]
    gone = [m.key for m in undeclared if m.id not in actuals and m.id not in snapshot.unsupported]
    return Matches(
        matched=tuple(matched),
        undeclared=tuple((m, actuals[m.id]) for m in undeclared if m.id in actuals),
        forgotten=tuple(gone),
        unmanaged=tuple(actual for actual in snapshot.actuals if actual.id not in taken),
        conflicts=tuple(conflicts),
    )


def _match_resource(
    resource: Resource,
    ledger: Ledger,
    actuals: Mapping[str, Actual],
    created: Sequence[Actual],
    duplicates: Sequence[Actual],
    unsupported: Sequence[str],
) -> Match | Diagnostic:
    managed = ledger.managed.get(resource.key)
    if len(created) == 1 and all(twin in created for twin in duplicates):
        reason = "an earlier run created it"
        return Match(resource, None, created[0], adopts=True, reason=reason, replaced=managed)
    if managed is not None and managed.id in unsupported:
        return _unsupported(resource, managed)
    if managed is not None and managed.id in actuals:
        actual = actuals[managed.id]
        same = (actual.spec.type, actual.spec.name) == (resource.spec.type, resource.spec.name)
        if duplicates:
            return (
                _ambiguous(resource, [actual, *duplicates])
                if same
                else _name_taken(resource, duplicates[0])
            )
        return Match(resource, managed, actual)
    if len(duplicates) > 1 or len(created) > 1:
        return _ambiguous(resource, created or duplicates)
    if duplicates and not resource.adopt:
        return _unmanaged(resource, duplicates[0])
    if duplicates:
        return Match(resource, None, duplicates[0], adopts=True, reason="adopted, as annotated")
    reason = "it is gone from Okta" if managed else "it does not exist yet"
    if pending(ledger, resource.key, "create"):
        reason += "; an earlier create of it has no known outcome, and nothing proves it"
    return Match(resource, managed, None, reason=reason)


def pending(ledger: Ledger, key: Key, *steps: str) -> list[Intent]:
    """Writes of `key` whose outcome is not known."""
    return [i for i in ledger.intents if i.key == key and i.step in steps]


def creating_intent(ledger: Ledger, key: Key, actual: Actual) -> Intent | None:
    """The unfinished create of ours that made `live`, by all the evidence there is.

    Source: reasons in docs/decisions/0004-unknown-outcomes.md.
    """
    fields = dict(actual.spec.compared()) | {"status": "ACTIVE"}
    slack = timedelta(seconds=CLOCK_SLACK_S)
    for intent in pending(ledger, key, "create"):
        new = (
            actual.id not in intent.known_ids
            and time_of(actual.created) >= time_of(intent.at) - slack
        )
        if new and fields == dict(intent.compared) | {"status": "ACTIVE"}:
            return intent
    return None


def time_of(text: str) -> datetime:
    """Okta's and our own timestamps; one that cannot be read is long ago."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _what(resource: Resource) -> str:
    title = LISTED[resource.key.kind].title
    return f"{title} of this type and name" if resource.spec.type else f"{title} of this name"


def _unmanaged(resource: Resource, actual: Actual) -> Diagnostic:
    return Diagnostic(
        "exists",
        f"{resource.key}: a {_what(resource)} exists in Okta ({actual.id}) "
        "and is not managed by hookops",
        resource.origin.start,
        'annotate the manifest with hookops.dev/adopt: "true" to manage that one, '
        "or choose another spec.name",
    )


def _ambiguous(resource: Resource, actuals: Sequence[Actual]) -> Diagnostic:
    ids = ", ".join(actual.id for actual in actuals)
    return Diagnostic(
        "ambiguous",
        f"{resource.key}: {len(actuals)} of it exist in Okta, each a {_what(resource)}: {ids}",
        resource.origin.start,
        "rename or delete all but one of them in Okta; hookops does not guess which is yours",
    )


def _unsupported(resource: Resource, managed: Managed) -> Diagnostic:
    return Diagnostic(
        "not-understood",
        f"{resource.key}: {managed.id} has a type, status or channel in Okta that "
        "hookops does not know",
        resource.origin.start,
        "look at it in the console; hookops neither changes nor forgets it",
    )


def _name_taken(resource: Resource, actual: Actual) -> Diagnostic:
    return Diagnostic(
        "name-held",
        f"{resource.key}: its new name in Okta is that of {actual.id}, "
        "which hookops does not manage",
        resource.origin.start,
        "choose another spec.name, or rename or delete that one in Okta",
    )


def adopted(change: Change, ledger: Ledger, known: Mapping[str, Fingerprint]) -> Managed:
    """Something that exists under management, as it is.

    One that an unfinished create of ours made has the secrets that it carried, one that is managed
    those that it has; those of any other are taken on trust, by name only.
    """
    actual, after = change.before, change.after
    assert actual is not None
    assert after is not None
    intent, old = creating_intent(ledger, change.key, actual), ledger.managed.get(change.key)
    if intent is not None:
        prints = intent.fingerprints
    elif old is not None and old.id == actual.id:
        prints = old.fingerprints
    else:
        prints = {path: replace(f, digest="", key_id="") for path, f in known.items()}
    compared = actual.spec.compared()
    return Managed(
        key=change.key,
        id=actual.id,
        compared={name: compared[name] for name in after.spec.compared() if name in compared},
        last_updated=actual.last_updated,
        fingerprints=prints,
        protected=after.protect,
    )
