"""`hookops rollback`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import complete, host, oncall, options, output
from hookops.cli.environment import allowed_secrets

if TYPE_CHECKING:
    from hookops.files.seal import Takes
    from hookops.model.limits import Limits

# Not --replace and --recreate-missing: a rollback makes nothing that was not there.
LIMITS = (
    *("prune", "max_delete", "max_update", "take_over"),
    *("confirm", "send_secret_to", "allow_endpoint_change"),
)


@options.command("rollback")
@click.argument("apply", required=False, default="", shell_complete=complete.applies)
@oncall.writing_options(*LIMITS)
def command(
    apply: str,
    config: str | None,
    org: str | None,
    limits: "Limits",
    report_format: str,
    takes: "Takes",
    yes: bool,
    lock_timeout: int,
) -> int:
    """Return Okta to the state before APPLY: a number of hookops history, or its time.

    Without APPLY, before the last one that was neither disable nor enable. Says first what cannot
    be undone, such as old secrets, which Okta never shows; brings deleted hooks back with the
    flows that called them; deletes what the apply made only with --prune.

    Git stays as it is, and says how to change that: the next plan wants the newer state again.
    """
    from hookops.workflow.oncall.rollback import rollback

    shown: list[str] = []
    allowed = allowed_secrets(host.current().env)
    with oncall.writing(config, org, limits, takes, lock_timeout) as (run, how):
        means = oncall.means(run, limits, how, yes=yes, first=shown)
        done = rollback(run, apply, means, allowed, shown)
    # After the report, which is what the exit code is about: Git is the next thing to look at.
    code = oncall.report(done.applied, report_format, how)
    revert = f": git revert {' '.join(done.commits)}" if done.commits else ""
    output.notice(f"Git still declares the newer state, which the next apply brings back{revert}")
    return code
