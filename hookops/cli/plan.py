"""`hookops plan`."""

import click

from hookops.cli import host, options, output
from hookops.cli.context import opened, terminal
from hookops.model.errors import AuthError


@click.command("plan")
@options.org
@options.limits
@options.report_format("plan")
@options.once("--out", metavar="FILE", help="Save the plan for hookops apply FILE.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
def command(
    config: str | None,
    org: str | None,
    prune: bool,
    max_delete: int | None,
    targets: tuple[str, ...],
    take_over: tuple[str, ...],
    report_format: str,
    out: str | None,
    detailed_exitcode: bool,
) -> int:
    """Show what apply would do, and what it would do to users. Never writes to Okta.

    One request reads all hooks, a few more what they are bound to. The report goes to stdout,
    everything else to stderr. The JSON has Terraform's shape (.resource_changes[].change.actions)
    and no secret can be in it.

    \b
    In a pull request:   hookops plan --format markdown
    In CI, to apply later exactly this:
                         hookops plan --out plan.json && hookops apply plan.json --yes
    """
    from hookops.apply import saved_plan as saved
    from hookops.apply.deferred_values import incomparable, unset
    from hookops.reconcile.passes.guards import Limits
    from hookops.report.formats import render
    from hookops.workflow import apply as workflow
    from hookops.workflow.run import known_fingerprints

    allowed = Limits(prune, max_delete, options.names(take_over))
    with opened(config, org, read_only=True) as run:
        made = workflow.plan(run, allowed, targets)
        styled, width = terminal()
        output.out(render("plan", report_format, made, styled=styled, width=width))
        if missing := unset(made.changes, run.resolve_secret):
            output.notice(f"not set here, apply needs it: {', '.join(missing)}")
        known = known_fingerprints(run, made.organization)
        if blind := incomparable(run.ledger_store.read().managed, known):
            described = "sent without this fingerprint key, so a rotation is not noticed"
            output.notice(f"{described} until its version is raised: {', '.join(blind)}")
        if prune and not any(
            change.action.value in ("delete", "replace") for change in made.changes
        ):
            output.notice("--prune: nothing is deleted")
        workflow.applicable(made)
        if out:
            saved.write(host.current().path(out), workflow.save(run, made, allowed))
            output.notice(f"saved to {out}; apply it within {saved.LIFETIME_H} hours")
    open_ends = 2 if detailed_exitcode and (made.changes or made.deferred) else 0
    return AuthError.exit_code if made.unread else open_ends
