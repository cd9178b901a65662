"""`hookops usage`."""

import gc
import os
from typing import TYPE_CHECKING

from hookops.cli import host, options, output
from hookops.cli.context import NO_MANIFESTS, PLANNED, opened
from hookops.cli.reports import Reports, reported
from hookops.files.writing import write_new
from hookops.model.errors import InvalidInput

if TYPE_CHECKING:
    from hookops.model.usage import Usage


@options.command("usage")
@options.all_orgs
@options.org
@options.once(
    "--since",
    default="7d",
    metavar="WHEN",
    help="Count from then on: 7d (default), 30d, or an ISO 8601 date or time; 180 days at most.",
)
@options.once("--until", default="", metavar="WHEN", help="Count up to then. Default: now.")
@reported("usage")
@options.once("--out", metavar="FILE", help="Write the report to a new file, not to stdout.")
def command(
    config: str | None,
    org: str | None,
    since: str,
    until: str,
    reports: Reports,
    out: str | None,
) -> int:
    """Show which hooks were called and which failed, and why, from the System Log. Never writes.

    Counts the events that Okta logged, by hook, day of UTC and outcome; names hooks that were
    never called, and hooks that were called and are not in Git. Sends one request for the hooks
    and one for every 1,000 events; it needs okta.logs.read. The log has no durations.

    \b
    A page to look at:   hookops usage --since 30d --format html --out usage.html
    """
    from hookops.workflow import usage as workflow

    _check(out)
    # Figures of an org that has no manifests yet are what makes people write some.
    with opened(config, org, read_only=True, later=PLANNED | NO_MANIFESTS) as run:
        gc.enable()  # opened() switched it off for a short life, and a long log takes minutes
        found = workflow.usage(run, since, until)
    if out:
        reports.keep("usage", found)
        _save(reports.format, found, out)
    else:
        reports.write("usage", found)
    return 0


def _check(out: str | None) -> None:
    """What cannot be written is refused before the log is read. Raises: InvalidInput."""
    # A link counts, also a broken one: writing through it would create a file elsewhere.
    if out and os.path.lexists(host.current().path(out)):
        raise InvalidInput(f"{out} exists", "nothing is ever written over")
    if out and not os.path.isdir(host.current().path(out).parent):
        raise InvalidInput(f"{out} cannot be written: its folder does not exist")


def _save(report_format: str, found: "Usage", out: str) -> None:
    text = output.rendered("usage", report_format, found, styled=False)
    try:
        # Whole or not at all, and for the owner only: the log names users.
        write_new(host.current().path(out), output.checked(text))
    except OSError as problem:
        raise InvalidInput(f"{out} cannot be written: {problem.strerror}") from None
    output.notice(f"written to {out}")
