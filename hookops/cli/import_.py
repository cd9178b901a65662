"""`hookops import`."""

from pathlib import Path

import click

from hookops.cli import host, options, output
from hookops.cli.export import schemas_beside
from hookops.cli.exported import files_of, report_kept, variable_lines, write_files
from hookops.files.reading import Unreadable, read_bytes
from hookops.manifest.export.answers import import_answers
from hookops.manifest.export.text import exported_text
from hookops.model.errors import InvalidInput
from hookops.model.text import looks_like_token, one_line, show

MOST = 32 * 1024 * 1024
"""Bytes of a file: a state of Terraform with everything of a large org."""


@options.command("import")
@click.argument("file", metavar="FILE.json")
@options.once(
    "--to",
    default="-",
    metavar="FOLDER",
    help="Where the files go, or - for stdout. Default: -.",
)
@click.option("--force", is_flag=True, help="With --to FOLDER: replace manifests that are there.")
def command(file: str, to: str, force: bool) -> int:
    """Print manifests of what Okta's API answers: one hook, a list of hooks, or hook keys.

    FILE.json may be - for standard input, and may also be a body for a create. Secrets in it are
    never written: the manifests have references in their place. Nothing is asked of Okta.
    """
    imported = import_answers(read_text(file), shown_name(file))
    for secret in imported.secrets:
        output.err(f"warning: the input has a secret, {secret}: hookops writes a reference instead")
    made = imported.made
    # On stdout alone what a shell may put into a file; the variables are for people.
    if to == "-":
        output.out_utf8(exported_text(made))
        # Whole at any width, to be pasted into a shell.
        output.err_text("".join(f"{one_line(line)}\n" for line in variable_lines(made.manifests)))
        return 0
    report_kept(write_files(files_of(made, Path(to), schemas_beside(Path(to))), force=force), made)
    output.lines(*variable_lines(made.manifests))
    return 0


def read_text(name: str) -> str:
    """The text of a file, or of standard input. Raises: InvalidInput."""
    shown = shown_name(name)
    try:
        if name == "-":
            stdin = host.current().stdin
            return stdin.read(MOST) if stdin is not None else ""
        return read_bytes(host.current().path(name), MOST).decode()
    except UnicodeDecodeError:
        raise InvalidInput(f"{shown} is not UTF-8", "save it as UTF-8") from None
    except Unreadable as problem:
        raise InvalidInput(f"{shown} cannot be read: {problem.reason}") from None


def shown_name(name: str) -> str:
    """The file for people; a word that may be a secret in the wrong place is not shown."""
    if name == "-":
        return "the standard input"
    return "the file" if looks_like_token(name) else show(name)
