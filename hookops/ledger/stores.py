"""The registry of ledger stores: one line for each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hookops.ledger.file import FileLedger
from hookops.ledger.location import describe_mistake, masked
from hookops.ledger.object_store import open_object
from hookops.ledger.owner import Access
from hookops.ledger.postgres import PostgresLedger
from hookops.ledger.store import LedgerStore
from hookops.model.errors import InvalidInput

Opener = Callable[[str, str, Access], LedgerStore]

# Not by entry points: where a ledger is decides what is trusted, so the list is closed.
STORES: Mapping[str, Opener] = MappingProxyType(
    {
        "": FileLedger,
        "postgresql": PostgresLedger,
        "s3": open_object,
        "gs": open_object,
        "az": open_object,
    }
)
"""Opens a location for an organization, by the location's scheme; a path of a file has none."""

_KNOWN = ", ".join(f"{scheme}://..." if scheme else "the path of a file" for scheme in STORES)


def check_location(location: str) -> str:
    """What is wrong with a location in a project file; empty when nothing is."""
    scheme, separator, _ = location.partition("://")
    if location == "none" or (separator and scheme not in STORES) or location.startswith("://"):
        return f"hookops has no such ledger store; ledger can be: {_KNOWN}"
    return describe_mistake(location)


def open_store(location: str, organization: str, access: Access | None = None) -> LedgerStore:
    """The store at a location such as `/srv/acme.json` or `SCHEME://...`; nothing is read yet.

    Shape: `organization` is the name that the ledger knows the organization by.
    Raises: InvalidInput for a scheme that no store has.
    """
    scheme, separator, _ = location.partition("://")
    found = STORES.get(scheme if separator else "")
    # `://x` has an empty scheme, and is not a path that anybody meant.
    if found is None or location.startswith("://"):
        raise InvalidInput(
            f"hookops has no ledger store for {masked(location)}", f"the ledger can be: {_KNOWN}"
        )
    return found(location, organization, access or Access({}))
