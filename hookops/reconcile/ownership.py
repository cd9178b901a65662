"""Which live thing belongs to which declared one. Names decide nothing without evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import (
    Desired,
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


@dataclass(frozen=True, slots=True)
class Ownership:
    """The registry, divided."""

    owned: tuple[Owned, ...]
    """Every declared resource, in order."""
    orphans: tuple[tuple[Managed, Live], ...]
    """Managed and there, but no longer declared."""
    forgotten: tuple[Key, ...]
    """Managed, no longer declared, and not there."""
    unmanaged: tuple[Live, ...]
    conflicts: tuple[Diagnostic, ...]


def follow_renames(ledger: Ledger, desired: Desired) -> Ledger:
    """The ledger with the entries of `metadata.previousNames` under the names of today."""
    moved = dict(ledger.managed)
    for resource in desired.values():
        if resource.key in moved:
            continue
        for name in resource.previous_names:
            old = moved.pop(Key(resource.key.kind, name), None)
            if old is not None:
                moved[resource.key] = replace(old, key=resource.key)
                break
    return ledger if moved.keys() == ledger.managed.keys() else replace(ledger, managed=moved)


def divide(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Ownership:
    """Match by the ledger's ids, then by the evidence of an unfinished create, then by consent."""
    lives = {live.id: live for live in snapshot.lives}
    taken = {managed.id for managed in ledger.managed.values()}
    free: dict[str, dict[tuple[str, str], list[Live]]] = {}
    for live in snapshot.lives:
        if live.id not in taken:
            same = free.setdefault(live.kind, {})
            same.setdefault((live.spec.type, live.spec.name), []).append(live)
    owned, conflicts = [], []
    for resource in desired.values():
        match = _own(resource, ledger, lives, free.get(resource.key.kind, {}))
        if isinstance(match, Diagnostic):
            conflicts.append(match)
        else:
            owned.append(match)
            taken.add(match.live.id if match.live else "")
    undeclared = [m for key, m in sorted(ledger.managed.items()) if key not in desired]
    return Ownership(
        owned=tuple(owned),
        orphans=tuple((m, lives[m.id]) for m in undeclared if m.id in lives),
        forgotten=tuple(m.key for m in undeclared if m.id not in lives),
        unmanaged=tuple(live for live in snapshot.lives if live.id not in taken),
        conflicts=tuple(conflicts),
    )


def _own(
    resource: Resource,
    ledger: Ledger,
    lives: Mapping[str, Live],
    free: Mapping[tuple[str, str], list[Live]],
) -> Owned | Diagnostic:
    managed = ledger.managed.get(resource.key)
    twins = free.get((resource.spec.type, resource.spec.name), [])
    if managed is not None and managed.id in lives:
        if twins:
            return _ambiguous(resource, [lives[managed.id], *twins])
        return Owned(resource, managed, lives[managed.id])
    born = [live for live in twins if _born(ledger, resource.key, live)]
    if len(twins) == 1 and born:
        return Owned(resource, None, twins[0], adopts=True, reason="an earlier run created it")
    if len(twins) > 1:
        return _ambiguous(resource, twins)
    if twins and not resource.adopt:
        return _stranger(resource, twins[0])
    if twins:
        return Owned(resource, None, twins[0], adopts=True, reason="adopted, as annotated")
    reason = "it is gone from Okta" if managed else "it does not exist yet"
    return Owned(resource, managed, None, reason=reason)


def pending(ledger: Ledger, key: Key, step: str) -> Iterator[Intent]:
    """Writes of `key` whose outcome is not known."""
    return (i for i in ledger.intents if i.key == key and i.step == step)


def _born(ledger: Ledger, key: Key, live: Live) -> bool:
    """Whether an unfinished create of ours made `live`, by all the evidence there is.

    Source: reasons in docs/decisions/0004-unknown-outcomes.md.
    """
    fields = dict(live.spec.compared()) | {"status": "ACTIVE"}
    return any(
        live.id not in intent.known_ids
        and _time(live.created) >= _time(intent.at) - timedelta(seconds=CLOCK_SLACK_S)
        and fields == dict(intent.compared) | {"status": "ACTIVE"}
        for intent in pending(ledger, key, "create")
    )


def _time(text: str) -> datetime:
    """Okta's and our own timestamps; one that cannot be read is long ago."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _stranger(resource: Resource, live: Live) -> Diagnostic:
    return Diagnostic(
        "exists",
        f"{resource.key}: a hook of this type and name exists in Okta ({live.id}) "
        "and is not managed by hookops",
        resource.origin.start,
        'annotate the manifest with hookops.dev/adopt: "true" to manage that one, '
        "or choose another spec.name",
    )


def _ambiguous(resource: Resource, lives: list[Live]) -> Diagnostic:
    ids = ", ".join(live.id for live in lives)
    return Diagnostic(
        "ambiguous",
        f"{resource.key}: {len(lives)} hooks of this type and name exist in Okta: {ids}",
        resource.origin.start,
        "rename or delete all but one of them in Okta; hookops does not guess which is yours",
    )
