"""`hookops schema`."""

import json
from itertools import groupby
from pathlib import Path

import click

from hookops.cli import complete, host, options, output
from hookops.files.reading import Unreadable, read_bytes
from hookops.files.writing import PUBLIC, check_target, make_folder, replace_file
from hookops.model.errors import InvalidInput
from hookops.model.text import plural

_COLUMN = 25
_MOST = 1024 * 1024
"""Bytes of a file that a schema takes the place of."""


@options.command("schema")
@click.argument("name", required=False, shell_complete=complete.schemas)
@options.once(
    "--out",
    "folder",
    metavar="FOLDER",
    help="Write NAME there; without NAME those of manifests, as init does.",
)
def command(name: str | None, folder: str | None) -> int:
    """Print a JSON Schema: of manifests, reports, or what services get and answer.

    Without NAME, lists them. They are those of this version of hookops: after an upgrade, --out
    writes again what init wrote for editors.

    \b
    hookops schema inline-hook
    hookops schema --out .hookops/schemas
    """
    if folder is not None:
        _write(_chosen(name), Path(folder))
    elif name is None:
        _list()
    # As it is shipped, byte for byte: whoever saves it has what --out writes.
    else:
        output.out_utf8(_chosen(name)[0].read_text("utf-8"))
    return 0


def _chosen(name: str | None) -> list[Path]:
    from hookops.manifest.guess import guess
    from hookops.manifest.schema.files import for_editors, published

    if name is None:
        return for_editors()
    every = published()
    if name not in every:
        close = guess(name, every)
        hint = f"did you mean {close}" if close else "hookops schema lists them"
        # Not quoted: what is no name may be anything, also a secret.
        raise InvalidInput("hookops has no schema of this name", hint)
    return [every[name]]


def _list() -> None:
    from hookops.manifest.schema.files import GROUPS, published

    for group, members in groupby(published().items(), lambda item: item[1].parent.name):
        output.lines(f"{GROUPS[group]}:")
        output.lines(*(f"  {name:<{_COLUMN}} {_about(path)}" for name, path in members))


def _about(path: Path) -> str:
    """One sentence: of a kind its description, since its title is its name."""
    data = json.loads(path.read_text("utf-8"))
    title, described = str(data["title"]), str(data.get("description", ""))
    return title if " " in title else described.partition(". ")[0].removesuffix(".")


def _write(schemas: list[Path], folder: Path) -> None:
    """Each is in the folder as this version has it. Raises: InvalidInput."""
    there, unchanged = host.current().path(str(folder)), 0
    try:
        # All before the first is written.
        make_folder(there)
        for path in schemas:
            check_target(there / path.name)
        for path in schemas:
            text = path.read_text("utf-8")
            if _is_there(there / path.name, text):
                unchanged += 1
                continue
            replace_file(there / path.name, output.checked(text), PUBLIC)
            output.lines(f"wrote {folder / path.name}")
    except OSError as problem:
        reason = f"{problem.filename} cannot be written: {problem.strerror}"
        raise InvalidInput(reason) from None
    # Said, so that "nothing was written" does not look like a mistake.
    if unchanged:
        output.lines(f"{plural(unchanged, 'schema')} there already, of this version")


def _is_there(path: Path, text: str) -> bool:
    try:
        return read_bytes(path, _MOST) == text.encode()
    except Unreadable:
        return False
