"""`hookops enable`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import complete, oncall, options

if TYPE_CHECKING:
    from hookops.files.seal import Takes
    from hookops.model.limits import Limits
    from hookops.model.resource import Key


@options.command("enable")
@click.argument("key", callback=oncall.hook_key, shell_complete=complete.disabled)
# What an apply of the hook may need: by now another hook may be in its place.
@oncall.writing_options("take_over", "confirm", "send_secret_to", "allow_endpoint_change")
def command(
    key: "Key",
    config: str | None,
    org: str | None,
    limits: "Limits",
    report_format: str,
    takes: "Takes",
    yes: bool,
    lock_timeout: int,
) -> int:
    """Switch the hook KEY on again, which hookops disable has switched off.

    Brings back what its manifest declares today, bindings included; where the manifest says nothing
    of bindings, those that were taken away.
    """
    from hookops.workflow.oncall.enable import enable

    with oncall.writing(config, org, limits, takes, lock_timeout) as (run, how):
        applied = enable(run, key, oncall.means(run, limits, how, yes=yes))
    after = f"{key} is enabled, as its manifest declares it"
    return oncall.report(applied, report_format, how, after)
