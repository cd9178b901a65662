"""`LedgerStore`: all that the rest of hookops knows of where a ledger is stored."""

from contextlib import AbstractContextManager
from typing import Protocol

from hookops.ledger.owner import Owner
from hookops.model.resource import Ledger


class LedgerStore(Protocol):
    """One organization's ledger in one place, changed by compare-and-swap only."""

    def read(self) -> Ledger:
        """The ledger; an empty one with `exists=False` where none was ever stored.

        Raises: InvalidInput when it is not a whole ledger, GuardError when it is the ledger of
        another organization, Unavailable when the store does not answer.
        """

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        """`after` is stored with the next serial, if `before` was stored until now.

        Raises: Conflict when another run wrote in between, or took the lease over; Unavailable
        when the store does not take it, and then a later swap may still follow on `before`.
        """

    def remove(self, before: Ledger) -> None:
        """No ledger is stored any more, if `before` was stored until now.

        Raises: Conflict when another run wrote in between; Unavailable.
        """

    def lease(self) -> AbstractContextManager[None]:
        """While it lasts, no other run applies with this ledger.

        Raises: LeaseHeld, which names the run that has it; Unavailable.
        """

    def unlock(self, *, force: bool = False) -> Owner | None:
        """The lease is free. Returns: the dead run that had it; None where nothing names one.

        Raises: LeaseHeld while its owner may be alive, and it is not forced; Unavailable.
        """


class CheckableStore(LedgerStore, Protocol):
    """One that can say beforehand whether a run would get its lease."""

    def check_lease(self) -> None:
        """A run that began now would get the lease; nothing is left behind, and nobody kept out.

        Raises: LeaseHeld, which names the run that has it, or had it and is dead; Unavailable;
        InvalidInput.
        """
