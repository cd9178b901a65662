"""`hookops diff`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import complete, host, options
from hookops.cli.context import check_organizations, opened, project
from hookops.cli.reports import Reports, reported
from hookops.model.errors import AuthError, worst

if TYPE_CHECKING:
    from hookops.model.drift import Between


@options.command("diff")
@options.once("--config", metavar="FILE", variable="HOOKOPS_CONFIG", help="The project file.")
@click.option(
    "--org",
    "orgs",
    multiple=True,
    metavar="NAME",
    shell_complete=complete.organizations,
    help="An organization of the project: two of them, or one with --plan.",
)
@options.once(
    "--plan", "planfile", metavar="FILE", help="A saved plan, in the place of the second."
)
@reported("diff")
def command(
    config: str | None, orgs: tuple[str, ...], planfile: str | None, reports: Reports
) -> int:
    """Show what differs between two organizations, by name. Never writes.

    What both have as their own manifests declare it is no difference: overlays explain it. Exits
    with 2 when there are differences.

    \b
    hookops diff --org dev --org prod
    hookops diff --org staging --plan prod-plan.json
    """
    # Not options.org: HOOKOPS_ORG names one organization, and would be one of two in silence.
    found = _compare(config, orgs, planfile)
    reports.write("diff", found)
    return worst([2 if found.differences else 0, AuthError.exit_code if found.unread else 0])


def _compare(config: str | None, orgs: tuple[str, ...], planfile: str | None) -> "Between":
    if planfile and len(orgs) < 2:
        return _compare_plan(config, orgs[0] if orgs else None, planfile)
    if planfile or len(set(orgs)) != 2:
        raise click.UsageError("diff takes two organizations, or one and --plan: --org A --org B")
    from hookops.workflow.diff import diff

    check_organizations(project(config), orgs)
    # Both at once: a difference between two moments would be one of time.
    with (
        opened(config, orgs[0], read_only=True) as first,
        opened(config, orgs[1], read_only=True) as second,
    ):
        return diff(first, second, (orgs[0], orgs[1]))


def _compare_plan(config: str | None, org: str | None, planfile: str) -> "Between":
    from hookops.apply import saved_plan as saved
    from hookops.workflow.diff import diff_plan

    path = host.current().path(planfile)
    text, _ = saved.read(path)
    _, document = saved.open_envelope(text, path)
    with opened(config, org, read_only=True) as run:
        return diff_plan(run, document, (org or "the organization", "plan"))
