"""`hookops list`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import options
from hookops.cli.any_org import opened_anywhere
from hookops.cli.reports import Reports, reported
from hookops.model.errors import AuthError

if TYPE_CHECKING:
    from hookops.workflow.existing.inventory import Reading


@options.command("list")
@options.all_orgs
@options.org
@options.url
@reported("inventory")
@click.option(
    "--usage/--no-usage",
    "usage",
    default=None,
    help="Read all events of the last 7 days, or none. Default: the first 5,000 of them.",
)
def command(
    config: str | None, org: str | None, url: str | None, reports: Reports, usage: bool | None
) -> int:
    """Show what an org has: hooks, keys, the flows that call them, and who manages each.

    Works without a project as well. Reads every attachment point, so the number of requests grows
    with that of authorization servers, policies and apps; at most 5 more are for the System Log.
    Names what it may not read, and exits with 4 then. Never writes.

    \b
    An org that you have a token for:   hookops list --url https://acme.okta.com
    """
    from hookops.workflow.existing.inventory import take_inventory

    # By itself not all of it: the log of a busy org has millions of events.
    reading: dict[bool | None, Reading] = {None: "some", True: "all", False: "none"}
    with opened_anywhere(config, org, url) as run:
        found = take_inventory(run, reading[usage])
        reports.write("inventory", found)
    return AuthError.exit_code if found.unread else 0
