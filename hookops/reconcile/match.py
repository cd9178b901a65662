"""Which live thing belongs to which declared one. Names decide nothing without evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hookops.kinds import LISTED
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import (
    Desired,
    Fingerprint,
    Intent,
    Key,
    Ledger,
    Live,
    Managed,
    Resource,
    Snapshot,
)

CLOCK_SLACK_S = 2
"""How far the local clock may be ahead of Okta's when a create is recognised by its time."""


@dataclass(frozen=True, slots=True)
class Owned:
    """One declared resource with what the ledger and the registry have of it."""

    resource: Resource
    managed: Managed | None
    live: Live | None
    adopts: bool = False
    reason: str = ""
    replaced: Managed | None = None
    """What an unfinished replacement was about to take away."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """The registry, divided."""

    owned: tuple[Owned, ...]
    """Every declared resource without a conflict, in order."""
    orphans: tuple[tuple[Managed, Live], ...]
    """Managed and there, but no longer declared, or replaced."""
    forgotten: tuple[Key, ...]
    """Managed, no longer declared, and not there."""
    unmanaged: tuple[Live, ...]
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


def divide(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Ownership:
    """Match by the ledger's ids, by the evidence of an unfinished create, by consent, in turn."""
    lives = {live.id: live for live in snapshot.lives}
    taken = {managed.id for managed in ledger.managed.values()}
    free = [live for live in snapshot.lives if live.id not in taken]
    names: dict[tuple[str, str, str], list[Live]] = {}
    for live in free:
        names.setdefault((live.kind, live.spec.type, live.spec.name), []).append(live)
    unborn = {i.key for i in ledger.intents if i.step == "create"} & desired.keys()
    born = {key: [live for live in free if born_of(ledger, key, live)] for key in unborn}
    claimed = {live.id: key for key, found in born.items() for live in found}
    owned, conflicts = [], []
    for resource in desired.values():
        if resource.key.kind not in LISTED:
            continue
        same = names.get((resource.key.kind, resource.spec.type, resource.spec.name), [])
        twins = [live for live in same if claimed.get(live.id, resource.key) == resource.key]
        twins = [live for live in twins if live.id not in taken]
        match = _own(resource, ledger, lives, born.get(resource.key, []), twins, snapshot.foreign)
        if isinstance(match, Diagnostic):
            conflicts.append((resource.key, match))
        else:
            owned.append(match)
            taken.add(match.live.id if match.live else "")
    undeclared = [
        managed
        for key, managed in sorted(ledger.managed.items())
        if key.kind in LISTED and key not in desired
    ]
    undeclared += [o.replaced.aside() for o in owned if o.replaced is not None]
    gone = [m.key for m in undeclared if m.id not in lives and m.id not in snapshot.foreign]
    return Ownership(
        owned=tuple(owned),
        orphans=tuple((m, lives[m.id]) for m in undeclared if m.id in lives),
        forgotten=tuple(gone),
        unmanaged=tuple(live for live in snapshot.lives if live.id not in taken),
        conflicts=tuple(conflicts),
    )


def _own(
    resource: Resource,
    ledger: Ledger,
    lives: Mapping[str, Live],
    born: Sequence[Live],
    twins: Sequence[Live],
    foreign: Sequence[str],
) -> Owned | Diagnostic:
    managed = ledger.managed.get(resource.key)
    if len(born) == 1 and all(twin in born for twin in twins):
        reason = "an earlier run created it"
        return Owned(resource, None, born[0], adopts=True, reason=reason, replaced=managed)
    if managed is not None and managed.id in foreign:
        return _odd(resource, managed)
    if managed is not None and managed.id in lives:
        live = lives[managed.id]
        same = (live.spec.type, live.spec.name) == (resource.spec.type, resource.spec.name)
        if twins:
            return _ambiguous(resource, [live, *twins]) if same else _occupied(resource, twins[0])
        return Owned(resource, managed, live)
    if len(twins) > 1 or len(born) > 1:
        return _ambiguous(resource, born or twins)
    if twins and not resource.adopt:
        return _stranger(resource, twins[0])
    if twins:
        return Owned(resource, None, twins[0], adopts=True, reason="adopted, as annotated")
    reason = "it is gone from Okta" if managed else "it does not exist yet"
    if pending(ledger, resource.key, "create"):
        reason += "; an earlier create of it has no known outcome, and nothing proves it"
    return Owned(resource, managed, None, reason=reason)


def pending(ledger: Ledger, key: Key, *steps: str) -> list[Intent]:
    """Writes of `key` whose outcome is not known."""
    return [i for i in ledger.intents if i.key == key and i.step in steps]


def born_of(ledger: Ledger, key: Key, live: Live) -> Intent | None:
    """The unfinished create of ours that made `live`, by all the evidence there is.

    Source: reasons in docs/decisions/0004-unknown-outcomes.md.
    """
    fields = dict(live.spec.compared()) | {"status": "ACTIVE"}
    slack = timedelta(seconds=CLOCK_SLACK_S)
    for intent in pending(ledger, key, "create"):
        new = (
            live.id not in intent.known_ids and time_of(live.created) >= time_of(intent.at) - slack
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


def _stranger(resource: Resource, live: Live) -> Diagnostic:
    return Diagnostic(
        "exists",
        f"{resource.key}: a {_what(resource)} exists in Okta ({live.id}) "
        "and is not managed by hookops",
        resource.origin.start,
        'annotate the manifest with hookops.dev/adopt: "true" to manage that one, '
        "or choose another spec.name",
    )


def _ambiguous(resource: Resource, lives: Sequence[Live]) -> Diagnostic:
    ids = ", ".join(live.id for live in lives)
    return Diagnostic(
        "ambiguous",
        f"{resource.key}: {len(lives)} of it exist in Okta, each a {_what(resource)}: {ids}",
        resource.origin.start,
        "rename or delete all but one of them in Okta; hookops does not guess which is yours",
    )


def _odd(resource: Resource, managed: Managed) -> Diagnostic:
    return Diagnostic(
        "not-understood",
        f"{resource.key}: {managed.id} has a type, status or channel in Okta that "
        "hookops does not know",
        resource.origin.start,
        "look at it in the console; hookops neither changes nor forgets it",
    )


def _occupied(resource: Resource, live: Live) -> Diagnostic:
    return Diagnostic(
        "name-held",
        f"{resource.key}: its new name in Okta is that of {live.id}, which hookops does not manage",
        resource.origin.start,
        "choose another spec.name, or rename or delete that one in Okta",
    )


def adopted(change: Change, ledger: Ledger, known: Mapping[str, Fingerprint]) -> Managed:
    """Something that exists under management, as it is.

    One that an unfinished create of ours made has the secrets that it carried, one that is managed
    those that it has; those of any other are taken on trust, by name only.
    """
    live, after = change.before, change.after
    assert live is not None
    assert after is not None
    intent, old = born_of(ledger, change.key, live), ledger.managed.get(change.key)
    if intent is not None:
        prints = intent.fingerprints
    elif old is not None and old.id == live.id:
        prints = old.fingerprints
    else:
        prints = {path: replace(f, digest="", key_id="") for path, f in known.items()}
    compared = live.spec.compared()
    return Managed(
        key=change.key,
        id=live.id,
        compared={name: compared[name] for name in after.spec.compared() if name in compared},
        last_updated=live.last_updated,
        fingerprints=prints,
        protected=after.protect,
    )
