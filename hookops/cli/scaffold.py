"""`hookops scaffold`."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

import click

from hookops.cli import complete, host, options, output
from hookops.files.writing import PUBLIC, check_target, make_folder, write_new
from hookops.kinds.inline_hook.types import HOOK_TYPES, HookType
from hookops.model.errors import HookopsError, InvalidInput


class ListsTypes(options.Command):
    """Its help lists the hook types, so that a new type is in it without a change here."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The docstring, then both names of every type."""
        super().format_help_text(ctx, formatter)
        with formatter.section("TYPE is one of"):
            formatter.write_dl([(row.short, row.name) for row in HOOK_TYPES.values()])


@click.command("scaffold", cls=ListsTypes)
@click.argument("hook_type", metavar="TYPE", shell_complete=complete.types)
@options.once(
    "--to", "folder", required=True, metavar="DIR", help="The folder to write into; made if needed."
)
def command(hook_type: str, folder: str) -> int:
    """Write a service to start from: a small Flask app for one type of inline hook.

    Makes the service with its authentication checked, its tests, requirements.txt, README.md, and
    a saved request in cases/first.json. Nothing that exists is overwritten.
    """
    here = Path(folder)
    files = {here / name: text for name, text in service_files(find_row(hook_type)).items()}
    try:
        write(files, host.current().folder)
    except OSError as problem:
        raise InvalidInput(f"{problem.filename} cannot be written: {problem.strerror}") from None
    # Quoted, so that the line can be pasted whatever the folder is called.
    next_steps = "pip install -r requirements.txt; python -m pytest"
    output.lines(f"next: cd {shlex.quote(folder)}; {next_steps}")
    return 0


def find_row(hook_type: str, types: Mapping[str, HookType] = HOOK_TYPES) -> HookType:
    """The row of a type, by its short name or the API's. Raises: InvalidInput for what is none."""
    for row in types.values():
        if hook_type in (row.short, row.name):
            return row
    # Without the word that was typed: it may be a secret that was pasted into the wrong place.
    known = ", ".join(row.short for row in types.values())
    raise InvalidInput("there is no type of hook of this name", f"it is one of {known}")


def service_files(row: HookType) -> dict[str, str]:
    """The files of a service by their names in its folder, as the examples have them.

    Raises: HookopsError for a type that has no example, with the names of the missing files.
    """
    # The examples are the templates: tests run them as they stand, and nothing can drift apart.
    module = f"{row.module}_hook"
    names = {
        f"{module}.py": f"{module}.py",
        "auth.py": "auth.py",
        "test_service.py": f"test_{module}.py",
        "cases/first.json": f"cases/{row.short}.json",
        "requirements.txt": "requirements.txt",
    }
    root = examples()
    missing = [source for source in names.values() if not os.path.isfile(root / source)]
    if missing:
        raise HookopsError(
            f"hookops has no complete example of a service for {row.title} hooks",
            f"add to examples/services: {', '.join(missing)}",
        )
    texts = {name: (root / source).read_text(encoding="utf-8") for name, source in names.items()}
    readme = (root / "README.md").read_text(encoding="utf-8")
    return {**texts, "README.md": readme_of(row, readme)}


def readme_of(row: HookType, readme: str) -> str:
    """What the examples' README says of running, testing and https, of this service alone."""
    module = f"{row.module}_hook"
    # Only from there: what comes before is about all the examples together.
    _, start, rest = readme.partition("## Run it\n")
    for example, own in {
        "token_hook": module,
        "cases/token.json": "cases/first.json",
        ":5000/token": f":5000/{row.short}",
        "example.com/token": f"example.com/{row.short}",
        "TOKEN_HOOK": module.upper(),
    }.items():
        rest = rest.replace(example, own)
    intro = f"`{module}.py` answers `POST /{row.short}`: make it yours, and its tests with it."
    return f"# {row.short.replace('-', ' ').capitalize()} hook\n\n{intro}\n\n{start}{rest}"


def examples() -> Path:
    """The example services: inside the package when installed, beside it in a checkout."""
    # In a wheel: hookops/services, by force-include in pyproject.toml.
    package = Path(__file__).resolve().parent.parent
    inside = package / "services"
    return inside if os.path.isdir(inside) else package.parent / "examples" / "services"


def write(files: dict[Path, str], start: Path) -> None:
    """Each file is there now.

    Raises: InvalidInput, and nothing is written, if one was already; OSError.
    """
    # A link that leads nowhere does not exist, but would be written through.
    taken = [path for path in files if os.path.lexists(start / path)]
    if taken:
        raise InvalidInput(f"{taken[0]} exists; nothing was written", "choose an empty folder")
    for path in files:
        check_target(start / path)
    for path, text in files.items():
        make_folder((start / path).parent)
        write_new(start / path, output.checked(text), PUBLIC)
        output.lines(f"wrote {path}")
