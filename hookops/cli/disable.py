"""`hookops disable`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import complete, oncall, options

if TYPE_CHECKING:
    from hookops.cli.reports import Reports
    from hookops.files.seal import Takes
    from hookops.model.limits import Limits
    from hookops.model.resource import Key


@options.command("disable")
@click.argument("key", callback=oncall.hook_key, shell_complete=complete.hooks)
@click.option(
    "--because",
    metavar="TEXT",
    required=True,
    callback=oncall.reason,
    help="Why, for whoever reads the next plan.",
)
# Of all that apply may be allowed only this: the plan does nothing but end calls.
@oncall.writing_options("confirm")
def command(
    key: "Key",
    because: str,
    config: str | None,
    org: str | None,
    limits: "Limits",
    reports: "Reports",
    takes: "Takes",
    yes: bool,
    lock_timeout: int,
) -> int:
    """Switch the hook KEY off until hookops enable: no flow calls it.

    Takes it out of every flow that calls it, declared or not. A hook that no flow is bound to
    (telephony, user import, password import) is deactivated. Nothing else of it is changed.

    The ledger records who did it, when and why; plan and drift show that, and apply leaves it so.
    """
    from hookops.workflow.oncall.disable import disable

    # Filled before the question is asked: what users will notice comes first.
    shown: list[str] = []
    with oncall.writing(config, org, limits, takes, lock_timeout) as (run, how):
        means = oncall.means(run, limits, how, yes=yes, first=shown)
        applied = disable(run, key, because, means, shown)
    after = f"{key} is disabled; hookops enable {key} ends that"
    return oncall.report(applied, reports, how, after)
