"""`hookops apply`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import consent, host, options, output
from hookops.cli.context import opened
from hookops.cli.stop import Stop
from hookops.model.text import show

if TYPE_CHECKING:
    from hookops.model.change import Outcome, Plan
    from hookops.reconcile.context import Limits
    from hookops.workflow.run import Applied, Run


@options.command("apply")
@click.argument("planfile", required=False)
@options.org
@options.limits
@options.report_format("outcome")
@click.option("--yes", is_flag=True, help="Do not ask. Needed without a terminal.")
@options.once(
    "--parallelism",
    type=click.IntRange(1, 10),
    default=4,
    metavar="N",
    help="How many requests to send at once, 1 to 10. Default: 4.",
)
def command(
    planfile: str | None,
    config: str | None,
    org: str | None,
    limits: "Limits",
    targets: tuple[str, ...],
    report_format: str,
    yes: bool,
    parallelism: int,
) -> int:
    """Change Okta to what the manifests declare: plan, ask once, write, read back, plan again.

    With PLANFILE, which hookops plan --out has saved, hookops plans again, and writes nothing (exit
    code 6) unless that leads to the very same plan.

    Hooks are deleted only with --prune, and only those that hookops made or adopted.
    """
    from hookops.reconcile.context import Limits

    if planfile and (limits != Limits() or targets):
        raise click.UsageError("PLANFILE has its own limits and targets: give it alone")
    # Made before the session, which ends its waits when the event is set.
    stop = Stop()
    with opened(config, org, read_only=False, stop=stop.event) as run, stop:
        if planfile:
            applied = _apply_saved(run, planfile, yes, stop, parallelism)
        else:
            applied = _apply(run, limits, targets, yes, stop, parallelism)
    return stop.exit_code(_report(applied, report_format))


def _apply(
    run: "Run",
    limits: "Limits",
    targets: tuple[str, ...],
    yes: bool,
    stop: Stop,
    parallelism: int,
) -> "Applied":
    from hookops.workflow import apply as workflow

    return workflow.apply(
        run,
        limits,
        targets,
        consent=lambda made: _consent(made, yes, stop),
        progress=_progress,
        stop=stop.event,
        parallelism=parallelism,
    )


def _apply_saved(run: "Run", planfile: str, yes: bool, stop: Stop, parallelism: int) -> "Applied":
    from hookops.apply import saved_plan
    from hookops.workflow import apply as workflow

    path = host.current().path(planfile)
    # The same text is compared with the fresh plan, so that nobody swaps the file in between.
    text = saved_plan.read(path)
    envelope, _ = saved_plan.open_envelope(text, path)
    # A saved plan has been reviewed as a file; what is asked is only whether this is the org.
    if not yes:
        output.err(f"saved plan {planfile}, made at {envelope.created_at}")
        consent.ask(f"apply it to {show(envelope.organization)}", nothing="nothing was written")
    stop.arm()
    return workflow.apply_saved(
        run, text, envelope, progress=_progress, stop=stop.event, parallelism=parallelism
    )


def _consent(made: "Plan", yes: bool, stop: Stop) -> bool:
    """The plan on stderr, then the one question."""
    output.err(output.rendered("plan", "text", made), nl=False)
    if not yes:
        consent.ask(f"make these changes to {made.title}", nothing="nothing was written")
    # Not earlier: until here Ctrl-C ends the process at once, as nothing is under way.
    stop.arm()
    return True


def _progress(outcome: "Outcome") -> None:
    from hookops.report.outcome.text import progress_line

    output.err(progress_line(outcome))


def _report(applied: "Applied", report_format: str) -> int:
    """The exit code, also of a report that did not arrive."""
    from hookops.apply.verdict import PARTLY_APPLIED
    from hookops.report.formats import FORMATS

    # Nothing was to be done, and the plan says why; `--format` lists the formats of outcomes.
    if not applied.plan.changes and report_format in FORMATS["plan"]:
        output.report("plan", report_format, applied.plan)
    else:
        output.report("outcome", report_format, applied.outcomes, applied.plan, applied.left)
    # Not the code of output that is lost, which says that nothing was changed.
    lost = output.is_lost() and applied.outcomes and not applied.exit_code
    return PARTLY_APPLIED if lost else applied.exit_code
