"""`ledger: none`: nothing is kept beyond a run, and nobody is kept out."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from hookops.ledger.document import stored_after
from hookops.ledger.owner import Owner
from hookops.ledger.sealed import check_writable
from hookops.model.errors import InvalidInput
from hookops.model.resource import Ledger

NONE = "none"
"""The location."""


class NoLedger:
    """The ledger of one run, which begins empty; a `LedgerStore`."""

    def __init__(self, organization: str) -> None:
        self._ledger = Ledger(organization, exists=False, by_name=True)

    def read(self) -> Ledger:
        """See `LedgerStore.read`."""
        return self._ledger

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        """See `LedgerStore.swap`; the rest of the run needs the ids of what was created."""
        # It never exists: drift compares with the manifests.
        self._ledger = replace(stored_after(before, after), exists=False, by_name=True)
        return self._ledger

    def remove(self, before: Ledger) -> None:
        """See `LedgerStore.remove`."""
        self._ledger = NoLedger(before.organization).read()

    def lease(self) -> AbstractContextManager[None]:
        """See `LedgerStore.lease`; there is nothing that two runs could share."""
        return nullcontext()

    def check_lease(self) -> None:
        """See `CheckableStore.check_lease`; every run gets it."""

    def unlock(self, *, force: bool = False) -> Owner | None:  # noqa: ARG002 - of the protocol
        """See `LedgerStore.unlock`."""
        return None


def check_kept(ledger: Ledger) -> None:
    """There is a ledger, and this run may write it. Raises: InvalidInput; Conflict."""
    if ledger.by_name:
        raise InvalidInput(
            "hookops keeps no ledger here (`ledger: none`), so it manages whatever has the type "
            "and name of a manifest: there is nothing to adopt or to forget",
            "name a place for a ledger, in hookops.yaml or HOOKOPS_LEDGER",
        )
    check_writable(ledger)
