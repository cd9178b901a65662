"""`hookops export`."""

from pathlib import Path

import click

from hookops.cli import complete, host, options, output
from hookops.cli.any_org import opened_anywhere
from hookops.cli.exported import files_of, report_kept, variable_lines, write_files
from hookops.manifest.export.text import exported_text
from hookops.workflow.existing.export import export_org

SCHEMAS = Path(".hookops/schemas")


@options.command("export")
@click.argument("keys", nargs=-1, metavar="[KEY]...", shell_complete=complete.keys)
@options.org
@options.url
@options.once(
    "--to",
    default="manifests",
    metavar="FOLDER",
    help="Where the files go, or - for stdout. Default: manifests.",
)
@click.option("--force", is_flag=True, help="Replace manifests that are there.")
def command(
    keys: tuple[str, ...],
    config: str | None,
    org: str | None,
    url: str | None,
    to: str,
    force: bool,
) -> int:
    """Write what an org has as manifests: every hook, key and binding, or each KEY.

    A KEY is a name in Git, a name in Okta, or an id. The next plan with the files adopts what they
    declare, and writes nothing. Files that are there are kept; Okta is only read.
    """
    with opened_anywhere(config, org, url) as run:
        made = export_org(run, keys)
    if to == "-":
        output.out_utf8(exported_text(made))
        return 0
    kept = write_files(files_of(made, Path(to), schemas_beside(Path(to))), force=force)
    report_kept(kept, made)
    if not all(manifest.written for manifest in made.manifests):
        output.lines(*variable_lines(made.manifests), "", "next: hookops plan")
    return 0


def schemas_beside(folder: Path) -> Path:
    """Where the schemas of the project are, as seen from where the command runs."""
    from hookops.manifest.project import find

    found = find(host.current().folder)
    # Without a project they are where init would put them, beside the folder.
    root = found.parent if found is not None else host.current().path(str(folder.parent))
    return root / SCHEMAS
