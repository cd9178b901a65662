"""`hookops apply`."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING

import click

from hookops.cli import options
from hookops.cli.context import opened, terminal
from hookops.model.errors import Refused

if TYPE_CHECKING:
    from hookops.model.change import Outcome, Plan
    from hookops.workflow import Applied, Run


@click.command("apply")
@click.argument("planfile", required=False)
@options.org
@options.limits
@options.report_format
@click.option("--yes", is_flag=True, help="Do not ask. Needed where there is no terminal.")
@options.once(
    "--parallelism",
    type=click.IntRange(1, 10),
    default=4,
    metavar="N",
    help="So many requests at once, 1 to 10. Default: 4.",
)
def command(
    planfile: str | None,
    config: str | None,
    org: str | None,
    prune: bool,
    max_delete: int | None,
    targets: tuple[str, ...],
    report_format: str,
    yes: bool,
    parallelism: int,
) -> int:
    """Make Okta as the manifests say: plan, ask once, write, read back, prove it.

    With PLANFILE, a plan saved by hookops plan --out: it is planned again, and refused (exit code
    6, nothing written) unless that leads to the very same plan.

    Hooks are deleted only with --prune, and only those that hookops made or adopted.
    """
    if planfile and (prune or max_delete is not None or targets):
        raise click.UsageError("PLANFILE says itself what is pruned and targeted")
    with opened(config, org, read_only=False) as run, _signals() as (stop, signals):
        if planfile:
            applied = _saved(run, planfile, yes, stop, parallelism)
        else:
            applied = _fresh(run, (prune, max_delete, targets), yes, stop, parallelism)
    _report(applied, report_format)
    return 128 + signals[0] if signals else applied.exit_code


def _fresh(
    run: "Run",
    wanted: tuple[bool, int | None, tuple[str, ...]],
    yes: bool,
    stop: Event,
    parallelism: int,
) -> "Applied":
    from hookops import workflow
    from hookops.reconcile.guard import Limits

    prune, max_delete, targets = wanted
    return workflow.apply(
        run,
        Limits(prune, max_delete),
        targets,
        consent=lambda made: _consent(made, yes),
        progress=_progress,
        stop=stop,
        parallelism=parallelism,
    )


def _saved(run: "Run", planfile: str, yes: bool, stop: Event, parallelism: int) -> "Applied":
    from hookops import workflow
    from hookops.apply import saved

    path = Path(planfile)
    text = saved.read(path)
    envelope, _ = saved.open_envelope(text, path)
    if not yes:
        click.echo(f"saved plan {path}, made at {envelope.created_at}", err=True)
        _ask(f"apply it to {envelope.organization}")
    return workflow.apply_saved(
        run, text, envelope, progress=_progress, stop=stop, parallelism=parallelism
    )


def _consent(made: "Plan", yes: bool) -> bool:
    """The plan on stderr, then the one question."""
    from hookops.report.formats import render_plan

    styled, width = terminal()
    click.echo(render_plan(made, "text", styled=styled, width=width), nl=False, err=True)
    if not yes:
        _ask(f"make these changes to {made.organization}")
    return True


def _ask(what: str) -> None:
    """Raises: Refused for anything but yes, and where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Refused("there is no terminal to ask on", "say --yes; nothing was written")
    click.echo(f'Type "yes" to {what}: ', nl=False, err=True)
    if sys.stdin.readline().strip() != "yes":
        raise Refused("not applied: the answer was not yes", "nothing was written")


def _progress(outcome: "Outcome") -> None:
    from hookops.report.text import progress_line

    click.echo(progress_line(outcome), err=True)


def _report(applied: "Applied", report_format: str) -> None:
    from hookops.report.formats import render_outcomes, render_plan

    styled, width = terminal()
    if not applied.plan.changes:
        text = render_plan(applied.plan, report_format, styled=styled, width=width)
    else:
        text = render_outcomes(
            applied.outcomes,
            applied.plan,
            applied.left,
            report_format,
            styled=styled,
            width=width,
        )
    click.echo(text, nl=False)


@contextmanager
def _signals() -> Iterator[tuple[Event, list[int]]]:
    """The first SIGINT or SIGTERM lets what is in flight end; the second ends the process."""
    stop, seen = Event(), list[int]()

    def handle(number: int, frame: FrameType | None) -> None:
        del frame
        if seen:
            os._exit(128 + number)
        seen.append(number)
        stop.set()

    old = {n: signal.signal(n, handle) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop, seen
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
