"""`hookops drift`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import notify_options, options, output
from hookops.cli.announce import announced
from hookops.cli.context import opened
from hookops.cli.notify_options import Notify
from hookops.model.errors import AuthError, worst

if TYPE_CHECKING:
    from hookops.workflow.run import Run


@options.command("drift")
@notify_options.ping
@options.org
@options.report_format("drift")
@notify_options.notify
@click.option(
    "--usage",
    is_flag=True,
    help="Also warn of managed hooks that only failed in the last 7 days, by the System Log.",
)
def command(
    config: str | None, org: str | None, report_format: str, usage: bool, notify: Notify
) -> int:
    """Show what somebody changed in Okta outside hookops. Never writes.

    Compares every managed hook with what hookops last applied (with the manifests, before the first
    apply). Exits with 2 when something differs, for cron jobs. Lists unmanaged hooks, which are no
    drift by themselves, and never touches them.

    With --notify somebody is notified when drift begins or changes, when a run fails, and when that
    is over; not again each night. A notification or metrics that cannot be delivered end with 9.
    """
    from hookops.workflow.drift import drift

    with announced(config, org, notify) as news, opened(config, org, read_only=True) as run:
        found = drift(run)
        output.report("drift", report_format, found)
        if usage:
            _warn_of_failures(run)
        news.report(found, run.session)
    # Unread hooks are no drift, and never count as in order either.
    unread = AuthError.exit_code if found.unread else 0
    return worst([0 if found.in_order else 2, unread, news.exit_code])


def _warn_of_failures(run: "Run") -> None:
    from hookops.usage.report.words import warnings
    from hookops.workflow.usage import failing

    # On stderr: the report's formats are frozen, and know nothing of the System Log.
    for line in warnings(failing(run)):
        output.err(line)
