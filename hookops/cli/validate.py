"""`hookops validate`."""

import os
from collections import Counter
from pathlib import Path

import click

from hookops.cli import host, options, output
from hookops.cli.context import load_valid, project


@options.command("validate")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@options.once("--config", metavar="FILE", variable="HOOKOPS_CONFIG", help="The project file.")
def command(paths: tuple[str, ...], config: str | None) -> int:
    """Check manifests offline. Sends nothing and reads no secret.

    Without PATH, checks the manifests of the project. Reports every problem at once, as
    file:line:column: error[code]: message, and exits with 3 then.
    """
    from hookops.report.words import things

    here = host.current()
    if paths:
        # Marks are relative to where paths are: the folder of the shell, or the project's root.
        places, root = [here.path(path) for path in paths], Path(os.path.abspath(here.folder))
    else:
        found = project(config)
        places, root = list(found.manifests), found.root
    desired = load_valid(places, root)
    # The count shows a wrong PATH that "valid" alone would hide.
    output.lines(f"{things(Counter(key.kind for key in desired))} valid")
    return 0
