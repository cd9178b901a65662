"""`hookops fmt`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookops.cli import host, options, output
from hookops.cli.context import project, project_file
from hookops.model.diagnostic import render_first
from hookops.model.errors import InvalidInput, worst
from hookops.model.text import plural, show

if TYPE_CHECKING:
    from hookops.manifest.edits.layout.files import Layout

DIFFERS = 2


@options.command("fmt")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--check", is_flag=True, help="Write nothing; exit with 2 when a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@options.once("--config", metavar="FILE", variable="HOOKOPS_CONFIG", help="The project file.")
def command(paths: tuple[str, ...], check: bool, diff: bool, config: str | None) -> int:
    """Write manifests as hookops writes them: order of fields, indentation, blank lines.

    Without PATH, formats hookops.yaml and the manifests and overlays of every organization; - is
    standard input, to standard output. What files say and their comments stay. A file that cannot
    be read stays as it is, the others are formatted, and the exit code is 3.
    """
    if "-" in paths:
        return _format_stream(paths, check=check, diff=diff)
    layout = _layout(paths, config)
    # A file that cannot be read keeps no other from being written: each is a whole by itself.
    if not (check or diff):
        _write(layout)
    for file in layout.changed if diff else ():
        output.lines(*file.diff())
    _report(layout, done=not (check or diff))
    differs = DIFFERS if check and layout.changed else 0
    return worst([InvalidInput.exit_code if layout.problems else 0, differs])


def _layout(paths: tuple[str, ...], config: str | None) -> "Layout":
    from hookops.manifest.edits.layout.files import format_files

    here = host.current()
    if paths:
        # Names are relative to where paths are: the folder of the shell, or the project's root.
        return format_files([here.path(path) for path in paths], Path(os.path.abspath(here.folder)))
    # Overlays of every organization: what one of them lacks is no other's layout.
    found, file = project(config), project_file(config)
    sources = [each.sources for each in found.organizations.values()]
    every = [file, *(path for each in sources for path in (*each.paths, *each.overlays))]
    return format_files(list(dict.fromkeys(every)), found.root)


def _write(layout: "Layout") -> None:
    from hookops.manifest.edits import files

    # All of them before the first is written.
    for file in layout.changed:
        output.checked(file.after)
    for file in layout.changed:
        files.write(file, output.checked(file.after))


def _report(layout: "Layout", *, done: bool) -> None:
    word = "formatted" if done else "not formatted"
    for file in layout.changed:
        output.lines(f"{word}: {show(file.name, 200)}")
    for reason in layout.left:
        output.notice(f"left as it is: {reason}")
    unread = {problem.mark.file for problem in layout.problems if problem.mark is not None}
    skipped = len(layout.left) + len(unread)
    rest = f", {skipped} skipped" if skipped else ""
    files = plural(len(layout.changed), "file")
    output.lines(f"{files} {word}, {layout.unchanged} unchanged{rest}")
    for text in render_first(layout.problems):
        output.err(*text.split("\n"))


def _format_stream(paths: tuple[str, ...], *, check: bool, diff: bool) -> int:
    """From standard input to standard output."""
    from hookops.cli.import_ import read_text
    from hookops.manifest.edits.layout.format import format_text

    if len(paths) > 1 or diff:
        raise click.UsageError("- is standard input: without another PATH, and without --diff")
    # Nothing is written until all of it is read and understood: an editor keeps what it had.
    text = read_text("-")
    made = format_text(text.encode(errors="surrogateescape"), "-")
    if made.problems:
        raise InvalidInput("nothing was formatted", diagnostics=made.problems)
    if not check:
        output.out_utf8(made.text)
    return DIFFERS if check and made.text != text else 0
