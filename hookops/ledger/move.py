"""A ledger goes from one store to another, whole and once."""

from dataclasses import replace

from hookops.ledger.store import LedgerStore
from hookops.model.errors import GuardError, InvalidInput, Unavailable
from hookops.model.resource import Ledger


def move(source: LedgerStore, target: LedgerStore) -> Ledger:
    """The ledger is in `target`, and `source` has none any more.

    Raises: InvalidInput when there is none; GuardError when there is another one in `target`;
    Conflict, Unavailable. The one in `source` stays until the other one was read back.
    """
    # Both leases: no apply goes on with the old place while the new one is written.
    with source.lease(), target.lease():
        ledger, there = source.read(), target.read()
        if not ledger.exists:
            raise InvalidInput("there is no ledger to move")
        # One that was copied by a move which ended in between is the same, but for its serial.
        if there.exists and not _is_same(ledger, there):
            raise GuardError("there is another ledger in that place already", "nothing was written")
        if not there.exists:
            target.swap(there, ledger)
        if not _is_same(ledger, target.read()):
            raise Unavailable("the ledger was not read back as it was written", "nothing was lost")
        source.remove(ledger)
        return ledger


def _is_same(one: Ledger, other: Ledger) -> bool:
    return replace(one, serial=0) == replace(other, serial=0)
