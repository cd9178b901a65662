"""`hookops drift`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import complete, host, notify_options, options, output
from hookops.cli.announce import announced
from hookops.cli.context import PLANNED, load_valid, opened, organization, project
from hookops.cli.notify_options import Notify
from hookops.cli.reports import Reports, reported
from hookops.model.errors import AuthError, worst

if TYPE_CHECKING:
    from hookops.workflow.run import Run


@options.command("drift")
@notify_options.ping
@options.all_orgs
@options.org
@reported("drift", depth=True)
@notify_options.notify
@click.option(
    "--usage",
    is_flag=True,
    help="Also warn of managed hooks that only failed in the last 7 days, by the System Log.",
)
@click.option(
    "--accept",
    multiple=True,
    shell_complete=complete.keys,
    metavar="KEY",
    help="Write what Okta has of KEY into its manifest, and show the diff. May be repeated.",
)
@click.option(
    "--waive",
    multiple=True,
    shell_complete=complete.keys,
    metavar="KEY",
    help="Write into KEY's manifest that its drift is known. Needs --until and --because.",
)
@options.once("--until", metavar="DATE", help="With --waive: the last day of it, as 2026-12-24.")
@options.once("--because", metavar="TEXT", help="With --waive: why the drift may stay so long.")
def command(
    config: str | None,
    org: str | None,
    reports: Reports,
    usage: bool,
    accept: tuple[str, ...],
    waive: tuple[str, ...],
    until: str | None,
    because: str | None,
    notify: Notify,
) -> int:
    """Show what somebody changed in Okta outside hookops. Never writes to Okta.

    Compares every managed hook with what hookops last applied (with the manifests, before the first
    apply). Exits with 2 when something differs, for cron jobs. Lists unmanaged hooks, which are no
    drift by themselves, and never touches them.

    With --notify somebody is notified when drift begins or changes, when a run fails, and when that
    is over; not again each night. A notification or metrics that cannot be delivered end with 9.

    With --accept InlineHook/NAME the manifest says what Okta has, of the hook and its bindings.
    hookops changes only those lines, in the file that sets the value, and refuses what no manifest
    can say (exit code 5). Nothing else is edited or sent; the next apply records it.

    With --waive the drift of a hook and its bindings is listed and does not count, until that day
    (by UTC) is over. What may leave users without the hook always counts. A plan goes on to change
    it back.
    """
    from hookops.workflow.drift import drift

    _check_options(accept, waive, until, because)
    if accept:
        return _accept(config, org, accept)
    if waive:
        return _waive(config, org, waive, until or "", because or "")
    with announced(config, org, notify) as news, opened(config, org, read_only=True) as run:
        news.report(found := drift(run), run.session)
        reports.write("drift", found)
        if usage:
            _warn_of_failures(run)
    # Unread hooks are no drift, and never count as in order either.
    unread = AuthError.exit_code if found.unread else 0
    return worst([0 if found.in_order else 2, unread, news.exit_code])


def _check_options(
    accept: tuple[str, ...], waive: tuple[str, ...], until: str | None, because: str | None
) -> None:
    if accept and waive:
        raise click.UsageError("--accept and --waive are two answers: give one of them")
    if not len({bool(waive), until is not None, because is not None}) == 1:
        raise click.UsageError("--waive, --until and --because go together")


def _waive(
    config: str | None, org: str | None, names: tuple[str, ...], until: str, because: str
) -> int:
    from hookops.cli.edited import write_edited
    from hookops.workflow.management.waive import waive

    found = project(config)
    desired = load_valid(organization(found, org).sources, PLANNED)
    today = host.current().clock().date()
    write_edited(waive(desired, found.root, names, until, because, today), config, org)
    output.notice("drift lists it and does not count it; what may stop users counts all the same")
    return 0


def _accept(config: str | None, org: str | None, names: tuple[str, ...]) -> int:
    from hookops.cli.edited import write_edited
    from hookops.workflow.management.accept import accept

    with opened(config, org, read_only=True) as run:
        made, files = accept(run, project(config).root, names)
    write_edited(files, config, org)
    for key in made.in_sync:
        output.notice(f"{key}: there is no drift to accept")
    for key in made.secrets:
        output.notice(
            f"{key} was written in Okta, so its secret may have been changed too: the next apply "
            "sends the one that the manifest names"
        )
    if files:
        output.notice("the next apply records this; until then drift goes on to list it")
    return 0


def _warn_of_failures(run: "Run") -> None:
    from hookops.usage.report.words import warnings
    from hookops.workflow.usage import failing

    # On stderr: the report's formats are frozen, and know nothing of the System Log.
    for line in warnings(failing(run)):
        output.err(line)
