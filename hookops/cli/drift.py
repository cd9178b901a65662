"""`hookops drift`."""

import click

from hookops.cli import options, output
from hookops.cli.context import opened, terminal


@click.command("drift")
@options.org
@options.report_format
def command(config: str | None, org: str | None, report_format: str) -> int:
    """Show what changed in Okta behind hookops' back. Never writes.

    Compares every managed hook with what was last applied (with the manifests, where nothing was
    applied yet). Exits with 2 when something differs, so that a cron job can tell. Hooks that
    nobody declared are listed and never touched; they alone are no drift.
    """
    from hookops import workflow
    from hookops.report.formats import render_drift

    with opened(config, org, read_only=True) as run:
        found = workflow.drift(run)
    styled, width = terminal()
    output.out(render_drift(found, report_format, styled=styled, width=width))
    return 2 if found.drifted else 0
