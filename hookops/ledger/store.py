"""`LedgerStore`: all that the rest of hookops knows of where a ledger is stored."""

from contextlib import AbstractContextManager
from typing import Protocol

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

        Raises: Conflict when another run wrote in between; Unavailable when the store does not
        take it, and then the stored ledger is `before`.
        """

    def lease(self) -> AbstractContextManager[None]:
        """While it lasts, no other run applies with this ledger.

        Raises: Conflict that names the run that has it.
        """
