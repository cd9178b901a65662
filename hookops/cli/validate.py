"""`hookops validate`."""

import os
from pathlib import Path

import click

from hookops.cli import host, options
from hookops.cli.context import allowed_secrets, complain, project


@options.command("validate")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@options.once("--config", metavar="FILE", variable="HOOKOPS_CONFIG", help="The project file.")
def command(paths: tuple[str, ...], config: str | None) -> int:
    """Check manifests offline. Sends nothing and reads no secret.

    Without PATH, checks the manifests of the project. Reports every problem at once, as
    file:line:column: error[code]: message, and exits with 3 then.
    """
    import gc
    from collections import Counter

    from hookops.manifest.load import load
    from hookops.report.words import things

    here = host.current()
    if paths:
        places, root = [here.path(path) for path in paths], Path(os.path.abspath(here.folder))
    else:
        found = project(config)
        places, root = list(found.manifests), found.root
    if here.brief:
        gc.disable()  # collecting costs a third of a large load
    loaded = load(places, root, allowed_secrets=allowed_secrets(here.env))
    complain(loaded.diagnostics)
    click.echo(f"{things(Counter(key.kind for key in loaded.desired))} valid")
    return 0
