"""The emulator inside of the process, and the files that it is given."""

from pathlib import Path
from typing import TYPE_CHECKING

from hookops.files.boundary import Boundary, Outside
from hookops.files.reading import Unreadable, describe_special, read_bytes
from hookops.files.writing import make_folder
from hookops.model.errors import InvalidInput

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

TOKEN = "token-of-the-embedded-emulator"
"""Nobody's secret, and no text that an answer repeats by accident."""
_LONGEST_SEED = 2 * 1024 * 1024
"""Bytes; as of a manifest."""


def embedded_app(path: Path, seed: Path | None) -> tuple["WSGIApplication", str]:
    """The application, and the name that a ledger knows its org by. Raises: InvalidInput."""
    try:
        from hookops.emulator.app import create_app
        from hookops.emulator.control import seed as seeds
        from hookops.emulator.store.sqlite import SqliteStore
        from hookops.emulator.world import SeedError
    except ImportError as problem:
        raise InvalidInput(
            f"the embedded emulator needs {problem.name}", "pip install 'hookops[emulator]'"
        ) from None
    from sqlite3 import DatabaseError

    check_files(path, seed)
    try:
        # The file has sealed secrets and their key lies beside it.
        make_folder(path.parent, 0o700)
        store = SqliteStore(path)
        planted = seeds.read(seed) if seed else {}
        return create_app(store, token=TOKEN, seed=planted), f"emulator:{store.org_id}"
    except SeedError as problem:
        raise InvalidInput(f"the seed {seed} cannot be used: {problem}") from None
    except (OSError, DatabaseError) as problem:
        raise InvalidInput(
            f"hookops cannot open the embedded emulator {path}: {problem}",
            "is it a file of hookops? delete it to begin anew",
        ) from None


def check_files(data: Path | None, seed: Path | None) -> None:
    """The emulator, which opens them in its own way, waits for no pipe. Raises: InvalidInput."""
    special = _reason_against(data) if data else ""
    if special:
        raise InvalidInput(f"the emulator cannot keep its data in {data}: {special}")
    try:
        if seed:
            read_bytes(seed, _LONGEST_SEED, links=True, within=Boundary(seed.parent))
    except Unreadable as problem:
        raise InvalidInput(f"the seed {seed} cannot be read: {problem.reason}") from None


def _reason_against(data: Path) -> str:
    """Why the emulator cannot keep its data there; empty where it can."""
    try:
        Boundary(data.parent).check(data)
    except Outside as problem:
        return str(problem.strerror)
    return describe_special(data, links=True)
