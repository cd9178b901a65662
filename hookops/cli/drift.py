"""`hookops drift`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import options, output
from hookops.cli.context import opened
from hookops.cli.reports import Reports, reported
from hookops.model.errors import AuthError, worst

if TYPE_CHECKING:
    from hookops.workflow.run import Run


@options.command("drift")
@options.org
@reported("drift")
@click.option(
    "--usage",
    is_flag=True,
    help="Also warn of managed hooks that only failed in the last 7 days, by the System Log.",
)
def command(config: str | None, org: str | None, reports: Reports, usage: bool) -> int:
    """Show what somebody changed in Okta outside hookops. Never writes.

    Compares every managed hook with what hookops last applied (with the manifests, before the first
    apply). Exits with 2 when something differs, for cron jobs. Lists unmanaged hooks, which are no
    drift by themselves, and never touches them.
    """
    from hookops.workflow.drift import drift

    with opened(config, org, read_only=True) as run:
        found = drift(run)
        reports.write("drift", found)
        if usage:
            _warn_of_failures(run)
    # Unread hooks are no drift, and never count as in order either.
    return worst([0 if found.in_order else 2, AuthError.exit_code if found.unread else 0])


def _warn_of_failures(run: "Run") -> None:
    from hookops.usage.report.words import warnings
    from hookops.workflow.usage import failing

    # On stderr: the report's formats are frozen, and know nothing of the System Log.
    for line in warnings(failing(run)):
        output.err(line)
