"""What leaves open whether something was changed, and so is never "no drift".

A plan and a drift report both say it, in the same words.
"""

from collections.abc import Iterator, Sequence

from hookops.kinds import KINDS, LISTED
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Desired, Ledger, Snapshot

UNLISTED = "unlisted"
"""Code of a warning that keeps a saved plan from being applied."""


def find_unlisted(desired: Desired, snapshot: Snapshot, ledger: Ledger) -> Iterator[Diagnostic]:
    """One for each thing that Okta's list omits and that a read by its id found."""
    keys = {managed.id: key for key, managed in ledger.managed.items()}
    for id_ in snapshot.unlisted:
        key = keys.get(id_)
        # A hook that only a flow names has no entry, and so no name that people know.
        name = f"{key} ({id_})" if key else id_
        resource = desired.get(key) if key else None
        yield Diagnostic(
            UNLISTED,
            f"{name}: Okta's list omits it, and a read by its id finds it; what else the list "
            "omits hookops cannot know",
            resource.origin.start if resource else None,
            "run it again in a minute; if it stays so, ask Okta's support",
            "warning",
        )


def find_unseen_secrets(
    desired: Desired, ledger: Ledger, targets: Sequence[str], *, with_key: bool
) -> tuple[str, ...]:
    """References of managed secrets of which nothing would show that their value has changed.

    Shape: `targets` as text, none for everything; `with_key` when there is a fingerprint key.
    """
    # A digest shows it, or a label that a person raises; a reference stays the same.
    if with_key:
        return ()
    managed = [
        resource
        for key, resource in desired.items()
        if key in ledger.managed and (not targets or str(key) in targets)
    ]
    refs = (ref for one in managed for ref in KINDS[one.key.kind].secrets(one.spec).values())
    return tuple(sorted({str(ref) for ref in refs if not ref.version}))


def find_missing_ledger(
    desired: Desired, snapshot: Snapshot, ledger: Ledger, place: str
) -> Iterator[Diagnostic]:
    """One where there is no ledger, and hooks that the manifests declare are in the org.

    Before the first apply that is so only where they are to be adopted; else the ledger is lost, or
    this run looks for it in another place than the last apply did.
    """
    if ledger.exists or ledger.by_name:
        return
    there = {(a.kind, a.spec.type, a.spec.name) for a in snapshot.actuals}
    declared = [
        key
        for key, resource in desired.items()
        if key.kind in LISTED and (key.kind, resource.spec.type, resource.spec.name) in there
    ]
    if declared:
        yield Diagnostic(
            "no-ledger",
            f"there is no ledger at {place}, although Okta has {len(declared)} of what the "
            f"manifests declare, such as {declared[0]}: hookops cannot know what was last applied, "
            "and so not what was changed since",
            None,
            "if hookops applied here before, restore the ledger, or let `ledger:` name its place",
            "warning",
        )
