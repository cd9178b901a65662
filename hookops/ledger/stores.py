"""The registry of ledger stores: one line for each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hookops.ledger.file import FileLedger
from hookops.ledger.store import LedgerStore
from hookops.model.errors import InvalidInput
from hookops.model.text import show

# Not by entry points: where a ledger is decides what is trusted, so the list is closed.
STORES: Mapping[str, Callable[[str, str], LedgerStore]] = MappingProxyType({"": FileLedger})
"""Opens a location for an organization, by the location's scheme; a path of a file has none."""

SCHEMES = tuple(scheme for scheme in STORES if scheme)
"""Of locations that are no path."""


def open_store(location: str, organization: str) -> LedgerStore:
    """The store at a location such as `/srv/acme.json` or `SCHEME://...`; nothing is read yet.

    Shape: `organization` is the name that the ledger knows the organization by.
    Raises: InvalidInput for a scheme that no store has.
    """
    scheme, separator, _ = location.partition("://")
    found = STORES.get(scheme if separator else "")
    # `://x` has an empty scheme, and is not a path that anybody meant.
    if found is None or location.startswith("://"):
        known = ", ".join(["the path of a file", *(f"{name}://" for name in SCHEMES)])
        raise InvalidInput(
            f"hookops has no ledger store for {show(location)}", f"the ledger can be: {known}"
        )
    return found(location, organization)
