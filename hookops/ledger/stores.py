"""The registry of ledger stores: one line for each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hookops.ledger.file import FileLedger
from hookops.ledger.location import describe_mistake, masked
from hookops.ledger.none import NONE, NoLedger
from hookops.ledger.objects.store import open_object
from hookops.ledger.owner import Access
from hookops.ledger.postgres import PostgresLedger
from hookops.ledger.store import CheckableStore
from hookops.model.errors import InvalidInput

Opener = Callable[[str, str, Access], CheckableStore]

# Not by entry points: where a ledger is decides what is trusted, so the list is closed.
STORES: Mapping[str, Opener] = MappingProxyType(
    {
        "": FileLedger,
        NONE: lambda _, organization, __: NoLedger(organization),
        "postgresql": PostgresLedger,
        "s3": open_object,
        "gs": open_object,
        "az": open_object,
    }
)
"""Opens a location for an organization, by the location's scheme; a path of a file has none."""

_WORDS = {"": "the path of a file", NONE: NONE}
_KNOWN = ", ".join(_WORDS.get(scheme, f"{scheme}://...") for scheme in STORES)


def check_location(location: str) -> str:
    """What is wrong with a location in a project file; empty when nothing is."""
    if _opener(location) is None:
        return f"hookops has no such ledger store; ledger can be: {_KNOWN}"
    return describe_mistake(location)


def open_store(location: str, organization: str, access: Access | None = None) -> CheckableStore:
    """The store at a location such as `/srv/acme.json` or `SCHEME://...`; nothing is read yet.

    Shape: `organization` is the name that the ledger knows the organization by.
    Raises: InvalidInput for a scheme that no store has.
    """
    found = _opener(location)
    if found is None:
        raise InvalidInput(
            f"hookops has no ledger store for {masked(location)}", f"the ledger can be: {_KNOWN}"
        )
    return found(location, organization, access or Access({}))


def _opener(location: str) -> Opener | None:
    scheme, separator, _ = location.partition("://")
    # `://x` has an empty scheme, and `none://x` is nothing that anybody meant.
    if separator:
        return STORES.get(scheme) if scheme not in _WORDS else None
    return STORES[NONE if location == NONE else ""]
