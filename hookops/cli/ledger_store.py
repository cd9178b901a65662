"""From a project and the environment to the ledger store of an organization."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from hookops.cli import host
from hookops.cli.output import notice, reporter
from hookops.files.boundary import repository
from hookops.model.errors import InvalidInput

if TYPE_CHECKING:
    from hookops.files.seal import Takes
    from hookops.ledger.store import CheckableStore, LedgerStore
    from hookops.manifest.project import Organization


NONE = "none"
"""Of `hookops/ledger/none.py`, which a command imports when it opens a ledger."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the ledger of one organization is."""

    location: str
    shown: str
    """For people: without credentials; a path of the project starts at its folder."""
    doubt: str = ""
    """Why it is no proof of anything: a pull request can change it. Empty when it cannot."""


def find_place(chosen: "Organization", root: Path) -> Place:
    """What HOOKOPS_LEDGER says, else the project; what is weak about it is on stderr.

    Raises: InvalidInput, GuardError.
    """
    from hookops.ledger.location import VARIABLE, check_trust, masked
    from hookops.manifest.files import relative

    here = host.current()
    # From the job and not from the repository, so nothing is asked of it.
    if location := here.env.get(VARIABLE, "").strip():
        full = location if _is_no_path(location) else str(here.path(location))
        place = Place(full, masked(location))
    else:
        check_trust(chosen.ledger, here.env)
        shown = chosen.ledger if _is_no_path(chosen.ledger) else relative(Path(chosen.ledger), root)
        place = Place(chosen.ledger, masked(shown))
    # An embedded org lives and dies with its folder, and so does its ledger.
    if chosen.emulator is None or place.location == NONE:
        _warn(place, root)
    return replace(place, doubt=_doubt(place, root)) if chosen.emulator is None else place


def named_place(location: str) -> Place:
    """One of the command line. Raises: InvalidInput for one with a password in it."""
    from hookops.ledger.location import masked
    from hookops.ledger.stores import check_location

    # Every user of the computer can read arguments.
    if mistake := check_location(location):
        raise InvalidInput(mistake)
    full = location if _is_no_path(location) else str(host.current().path(location))
    return Place(full, masked(location))


def _warn(place: Place, root: Path) -> None:
    if place.location == NONE:
        notice(
            "hookops keeps no ledger here: it knows hooks by type and name, deletes none, sees no "
            "rename and no lost write of an earlier apply, and keeps no other apply out"
        )
    elif host.current().env.get("CI") in ("true", "1") and _is_in_work_tree(place.location, root):
        notice(
            f"the ledger {place.shown} is in the work tree of this CI job: the next job gets it "
            "through Git at best, as old as its branch, and two jobs at once do not see each "
            "other; keep it in PostgreSQL or object storage, and export HOOKOPS_LEDGER"
        )


def _is_in_work_tree(location: str, root: Path) -> bool:
    if _is_no_path(location):
        return False
    return Path(os.path.abspath(location)).is_relative_to(repository(root))


def _doubt(place: Place, root: Path) -> str:
    """Why a pull request may have written the ledger; empty where it cannot."""
    from hookops.cli.tracked import is_tracked
    from hookops.ledger.location import VARIABLE

    env = host.current().env
    if _is_no_path(place.location):
        # Anybody may have a bucket. The host of a database is one that the environment names.
        own = place.location.startswith("postgresql://") or env.get(VARIABLE, "").strip()
        return "" if own else f"hookops.yaml names the ledger's place, and not {VARIABLE}"
    # Where it really is: Git says nothing of what lies behind a link.
    path = Path(os.path.realpath(place.location))
    in_job = env.get("CI") in ("true", "1") and _is_in_work_tree(place.location, root)
    if is_tracked(path, unknown=in_job):
        return f"Git tracks the ledger {place.shown}, or may do so: a pull request can change it"
    return ""


def open_place(
    place: Place,
    identity: str,
    *,
    wait_s: float = 0,
    stop: Event | None = None,
    takes: "Takes" = "sealed",
) -> "LedgerStore":
    """The store; its lease is waited for.

    Shape: `takes` as of `Seals`. Raises: InvalidInput.
    """
    store = open_at_once(place, identity, takes)
    if wait_s <= 0:
        return store
    from hookops.ledger.waiting import WaitingStore

    # A signal ends a wait for an event, and not a sleep.
    return WaitingStore(store, wait_s, (stop or Event()).wait, report=reporter())


def open_at_once(place: Place, identity: str, takes: "Takes" = "sealed") -> "CheckableStore":
    """The store, whose lease is not waited for. Raises: InvalidInput."""
    from hookops.cli.environment import seals
    from hookops.ledger.owner import Access
    from hookops.ledger.stores import open_store

    here = host.current()
    access = Access(
        here.env,
        report=reporter(),
        check=here.tripwire.check_json,
        seals=seals(here.env, "ledger", takes),
    )
    return open_store(place.location, identity, access)


def _is_no_path(location: str) -> bool:
    return "://" in location or location == NONE
