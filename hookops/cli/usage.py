"""`hookops usage`."""

import gc
import os

import click

from hookops.cli import host, options, output
from hookops.cli.context import opened, terminal
from hookops.model.errors import InvalidInput


@click.command("usage")
@options.org
@options.once(
    "--since",
    default="7d",
    metavar="WHEN",
    help="Count from then on: 7d (default), 30d, or an ISO 8601 date or time; 180 days at most.",
)
@options.once("--until", default="", metavar="WHEN", help="Count up to then. Default: now.")
@options.report_format("usage")
@options.once("--out", metavar="FILE", help="Write the report to a new file, not to stdout.")
def command(
    config: str | None,
    org: str | None,
    since: str,
    until: str,
    report_format: str,
    out: str | None,
) -> int:
    """Show which hooks were called and which failed, and why, from the System Log. Never writes.

    Counts the events that Okta logged, by hook, day of UTC and outcome; names hooks that were
    never called, and hooks that were called and are not in Git. Sends one request for the hooks
    and one for every 1,000 events; it needs okta.logs.read. The log has no durations.

    \b
    A page to look at:   hookops usage --since 30d --format html --out usage.html
    """
    from hookops.report.formats import render
    from hookops.workflow import usage as workflow_usage

    _check(out, report_format)
    with opened(config, org, read_only=True) as run:
        gc.enable()  # opened() switched it off for a short life, and a long log takes minutes
        found = workflow_usage.usage(run, since, until)
    styled, width = terminal()
    text = render("usage", report_format, found, styled=styled and not out, width=width)
    _deliver(text, out)
    return 0


def _check(out: str | None, report_format: str) -> None:
    """What cannot be written is refused before the log is read. Raises: InvalidInput."""
    from hookops.report.formats import FORMATS

    FORMATS["usage"][report_format].load()
    if out and os.path.lexists(host.current().path(out)):
        raise InvalidInput(f"{out} exists", "nothing is ever written over")
    if out and not host.current().path(out).parent.is_dir():
        raise InvalidInput(f"{out} cannot be written: its folder does not exist")


def _deliver(text: str, out: str | None) -> None:
    from hookops.apply import saved_plan as saved

    if out:
        saved.write(host.current().path(out), text)
        output.notice(f"written to {out}")
    else:
        output.out(text)
