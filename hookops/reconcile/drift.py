"""What changed behind hookops' back: actual against the ledger, or the manifests without one."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from hookops.model.change import Drift, Drifted, FieldChange
from hookops.model.resource import Desired, Key, Ledger, Live, Managed, Resource, Snapshot
from hookops.reconcile.compare import compare
from hookops.reconcile.ownership import divide, follow_renames
from hookops.reconcile.plan import value_at


def drift(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Drift:
    """Each managed thing that is not as it was last applied, and everything nobody declared."""
    ledger = follow_renames(ledger, desired)
    sides = divide(desired, snapshot, ledger)
    if not ledger.exists:
        return _against_manifests(desired, snapshot, ledger)
    lives = {live.id: live for live in snapshot.lives}
    managed = sorted(ledger.managed.items())
    known = [(k, m) for k, m in managed if m.id not in snapshot.foreign]
    drifted = [d for k, m in known if (d := _drifted(desired.get(k), m, lives.get(m.id)))]
    return Drift(
        organization=ledger.organization,
        against="ledger",
        drifted=tuple(drifted),
        pending=tuple(_pending(desired, ledger)),
        unmanaged=sides.unmanaged,
        foreign=snapshot.foreign,
        in_sync=len(known) - len(drifted),
    )


def _drifted(resource: Resource | None, managed: Managed, live: Live | None) -> Drifted | None:
    mark = resource.origin.start if resource else None
    if live is None:
        return Drifted(managed.key, managed.id, "gone", (), managed.last_updated, mark)
    fields = tuple(
        FieldChange(
            path=path,
            before=before,
            after=after,
            side=_side(resource, path, before),
            mark=resource.origin.at(path) if resource else None,
        )
        for path, before, after in compare(managed.compared, live.spec.compared())
    )
    what = _what(managed, live, fields)
    if what is None:
        return None
    return Drifted(managed.key, managed.id, what, fields, live.last_updated, mark)


def _side(
    resource: Resource | None, path: tuple[str | int, ...], applied: object
) -> Literal["okta", "both"]:
    """Okta moved; Git too when the manifest no longer says what was applied."""
    if resource is None:
        return "okta"
    return "okta" if value_at(resource.spec.compared(), path) == applied else "both"


def _what(
    managed: Managed, live: Live, fields: tuple[FieldChange, ...]
) -> Literal["changed", "status", "secret"] | None:
    if fields:
        return "status" if [f.path for f in fields] == [("status",)] else "changed"
    later = live.last_updated > managed.last_updated
    return "secret" if later and managed.fingerprints else None


def _pending(desired: Desired, ledger: Ledger) -> Iterator[Key]:
    for key, resource in desired.items():
        managed = ledger.managed.get(key)
        if managed is None or managed.compared != resource.spec.compared():
            yield key


def _against_manifests(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Drift:
    """Without a ledger names decide, and only what is declared can have drifted."""
    by_name = {(live.kind, live.spec.type, live.spec.name): live for live in snapshot.lives}
    drifted, matched = [], set()
    for key, resource in desired.items():
        live = by_name.get((key.kind, resource.spec.type, resource.spec.name))
        as_declared = Managed(key, live.id if live else "", resource.spec.compared(), "9999")
        found = _drifted(resource, as_declared, live)
        matched.add(as_declared.id)
        if found is not None:
            drifted.append(found if live else replace(found, last_updated=""))
    return Drift(
        organization=ledger.organization,
        against="manifests",
        drifted=tuple(drifted),
        unmanaged=tuple(live for live in snapshot.lives if live.id not in matched),
        foreign=snapshot.foreign,
        in_sync=len(desired) - len(drifted),
    )
