"""The emulator inside of the process, and the files that it is given."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hookops.cli import host
from hookops.files.boundary import Boundary, Outside
from hookops.files.reading import Unreadable, describe_special, read_bytes, read_start
from hookops.files.writing import make_folder
from hookops.model.diagnostic import Diagnostic
from hookops.model.errors import GuardError, InvalidInput
from hookops.model.install.extras import needs
from hookops.model.resource import Json

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from hookops.manifest.document import Document

TOKEN = "token-of-the-embedded-emulator"
"""Nobody's secret, and no text that an answer repeats by accident."""


def embedded_app(
    path: Path, seed: Path | None, *, loopback: bool = False
) -> tuple["WSGIApplication", str]:
    """The application, and the name that a ledger knows its org by.

    Shape: with `loopback` it calls services on this computer. Raises: InvalidInput, GuardError.
    """
    # An extra, since nobody needs flask to manage a real org.
    with needs("emulator", "the embedded emulator"):
        from hookops.emulator.app import create_app
        from hookops.emulator.control.switches import Switches
        from hookops.emulator.store.sqlite import SqliteStore
        from hookops.emulator.world import SeedError
    from sqlite3 import DatabaseError

    check_data(path)
    switches = Switches(service_addresses="loopback" if loopback else "public")
    given = {"service_addresses"} if loopback else set()
    try:
        planted = read_seed(seed, given) if seed else {}
        # The file has sealed secrets and their key lies beside it.
        make_folder(path.parent, 0o700)
        store = SqliteStore(path)
        app = create_app(store, token=TOKEN, switches=switches, seed=planted)
        return app, f"emulator:{store.org_id}"
    except SeedError as problem:
        raise InvalidInput(f"the seed {seed} cannot be used: {problem}") from None
    except (OSError, DatabaseError) as problem:
        raise InvalidInput(
            f"hookops cannot open the embedded emulator {path}: {problem}",
            "is it a file of hookops? delete it to begin anew",
        ) from None


def check_data(data: Path) -> None:
    """The emulator, which opens it in its own way, waits for no pipe. Raises: InvalidInput."""
    special = _reason_against(data)
    if special:
        raise InvalidInput(f"the emulator cannot keep its data in {data}: {special}")


def read_seed(seed: Path, given: set[str]) -> Mapping[str, Json]:
    """What the seed has, read as strictly as a manifest; its warnings are on stderr.

    Shape: `given` are the switches that the command line sets.
    Raises: InvalidInput, with places; GuardError for a switch that no file may set.
    """
    # Here and not in the emulator, which has no reader that refuses aliases, words of YAML 1.1 and
    # line breaks that only some tools see.
    from hookops.cli.context import complain
    from hookops.manifest.files import relative
    from hookops.manifest.single import is_blank, parse_single
    from hookops.manifest.syntax.characters import MAX_BYTES

    try:
        data = read_bytes(seed, MAX_BYTES, links=True, within=Boundary(seed.parent))
    except Unreadable as problem:
        raise InvalidInput(f"the seed {seed} cannot be read: {problem.reason}") from None
    document, found = parse_single(data, relative(seed, host.current().folder))
    # No document, which of manifests would read as "delete everything", is an org with nothing.
    if [one.code for one in found] == ["no-document"] and is_blank(data):
        return {}
    if document is None:
        raise InvalidInput("the seed cannot be used; nothing was started", diagnostics=found)
    complain(found)
    _check_switches(document, given)
    return document.data


def _reason_against(data: Path) -> str:
    """Why the emulator cannot keep its data there; empty where it can."""
    try:
        Boundary(data.parent).check(data)
    except Outside as problem:
        return str(problem.strerror)
    if special := describe_special(data, links=True):
        return special
    # The project file names it, so it may be anything that is there.
    if os.path.exists(data) and read_start(data, 16, Boundary(data.parent)) != b"SQLite format 3\0":
        return "it is a file of something else; delete it if it is of no use"
    # What SQLite and the emulator keep beside it, under names that it makes of this one.
    for suffix in (*_OF_SQLITE, ".key"):
        beside = data.with_name(data.name + suffix)
        if special := describe_special(beside):
            return f"of {beside.name} beside it, {special}"
        # Left by a crash it is part of a file: without one it is something else, and SQLite
        # would delete it.
        if suffix in _OF_SQLITE and os.path.lexists(beside) and not os.path.exists(data):
            return f"{beside.name} is beside it, and there is no file that it belongs to"
    return ""


_OF_SQLITE = ("-journal", "-wal", "-shm")
_INSTEAD = {
    "service_addresses": "--allow-loopback lets the emulator call services on this computer",
    "echo_secrets": "hookops emulator --switch echo_secrets=VALUE sets it, on a port",
}
"""What sets a switch that a seed cannot set."""


def _check_switches(document: "Document", given: set[str]) -> None:
    """Raises: GuardError."""
    from hookops.emulator.control import seed as seeds

    found = [
        Diagnostic(
            "seed-switch",
            f"a seed cannot set the switch {name}, since whoever can push a branch can change it",
            document.mark(("switches", name), at_key=True),
            f"leave it out; {_INSTEAD[name]}",
        )
        for name in seeds.widened(document.data)
        if name not in given
    ]
    if found:
        raise GuardError("the seed cannot be used; nothing was started", diagnostics=found)
