"""From a project and the environment to the ledger store of an organization."""

from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from hookops.cli import host
from hookops.cli.output import notice

if TYPE_CHECKING:
    from hookops.ledger.store import LedgerStore
    from hookops.manifest.project import Organization


@dataclass(frozen=True, slots=True)
class Place:
    """Where the ledger of one organization is."""

    location: str
    shown: str
    """For people: without credentials; a path of the project starts at its folder."""


def find_place(chosen: "Organization", root: Path) -> Place:
    """What HOOKOPS_LEDGER says, else the project. Raises: InvalidInput, GuardError."""
    from hookops.ledger.location import VARIABLE, check_trust, masked
    from hookops.manifest.files import relative

    here = host.current()
    # From the job and not from the repository, so nothing is asked of it.
    if location := here.env.get(VARIABLE, "").strip():
        full = location if _is_no_path(location) else str(here.path(location))
        return Place(full, masked(location))
    check_trust(chosen.ledger, here.env)
    shown = chosen.ledger if _is_no_path(chosen.ledger) else relative(Path(chosen.ledger), root)
    return Place(chosen.ledger, masked(shown))


def open_place(
    place: Place, identity: str, *, wait_s: float = 0, stop: Event | None = None
) -> "LedgerStore":
    """The store; its lease is waited for. Raises: InvalidInput."""
    from hookops.ledger.owner import Access
    from hookops.ledger.stores import open_store

    store = open_store(place.location, identity, Access(host.current().env, report=notice))
    if wait_s <= 0:
        return store
    from hookops.ledger.waiting import WaitingStore

    # A signal ends a wait for an event, and not a sleep.
    return WaitingStore(store, wait_s, (stop or Event()).wait, report=notice)


def _is_no_path(location: str) -> bool:
    return "://" in location
