"""`hookops apply`."""

import os
import signal
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from hookops.cli import host, options, output
from hookops.cli.context import opened, terminal
from hookops.model.errors import GuardError
from hookops.model.text import show

if TYPE_CHECKING:
    from hookops.model.change import Outcome, Plan
    from hookops.reconcile.passes.guards import Limits
    from hookops.workflow.run import Applied, Run


@click.command("apply")
@click.argument("planfile", required=False)
@options.org
@options.limits
@options.report_format("outcome")
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
    take_over: tuple[str, ...],
    report_format: str,
    yes: bool,
    parallelism: int,
) -> int:
    """Make Okta as the manifests say: plan, ask once, write, read back, prove it.

    With PLANFILE, a plan saved by hookops plan --out: it is planned again, and refused (exit code
    6, nothing written) unless that leads to the very same plan.

    Hooks are deleted only with --prune, and only those that hookops made or adopted.
    """
    from hookops.reconcile.passes.guards import Limits

    if planfile and (prune or max_delete is not None or targets or take_over):
        raise click.UsageError("PLANFILE says itself what is pruned, targeted and taken over")
    stop = Stop()
    with opened(config, org, read_only=False, stop=stop.event) as run, stop:
        if planfile:
            applied = _saved(run, planfile, yes, stop, parallelism)
        else:
            limits = Limits(prune, max_delete, options.names(take_over))
            applied = _fresh(run, limits, targets, yes, stop, parallelism)
    _report(applied, report_format)
    return 128 + stop.signal if stop.signal else applied.exit_code


class Stop:
    """Signals, once they are armed: the first lets what is in flight end, the second ends it all.

    Until then, so while a person is asked, they do what they always do.
    """

    def __init__(self) -> None:
        self.event = Event()
        self.signal = 0
        self._old: dict[int, Any] = {}

    def arm(self) -> None:
        """From now on requests are sent."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._old[number] = signal.signal(number, self._handle)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.signal:
            os._exit(128 + number)
        self.signal = number
        self.event.set()
        output.notice(
            "stopping: what is in flight ends, nothing new is sent; once more stops at once"
        )

    def __enter__(self) -> "Stop":
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._old.items():
            signal.signal(number, handler)


def _fresh(
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


def _saved(run: "Run", planfile: str, yes: bool, stop: Stop, parallelism: int) -> "Applied":
    from hookops.apply import saved_plan as saved
    from hookops.workflow import apply as workflow

    path = host.current().path(planfile)
    text = saved.read(path)
    envelope, _ = saved.open_envelope(text, path)
    if not yes:
        output.err(f"saved plan {planfile}, made at {envelope.created_at}")
        _ask(f"apply it to {show(envelope.organization)}")
    stop.arm()
    return workflow.apply_saved(
        run, text, envelope, progress=_progress, stop=stop.event, parallelism=parallelism
    )


def _consent(made: "Plan", yes: bool, stop: Stop) -> bool:
    """The plan on stderr, then the one question."""
    from hookops.report.formats import render

    styled, width = terminal()
    output.err(render("plan", "text", made, styled=styled, width=width), nl=False)
    if not yes:
        _ask(f"make these changes to {made.title}")
    stop.arm()
    return True


def _ask(what: str) -> None:
    """Raises: Refused for anything but yes, and where nobody can be asked."""
    terminal = host.current().terminal()
    if terminal is None:
        raise GuardError("there is no terminal to ask on", "say --yes; nothing was written")
    output.err(f'Type "yes" to {what}: ', nl=False)
    if terminal.readline().strip() != "yes":
        raise GuardError("not applied: the answer was not yes", "nothing was written")


def _progress(outcome: "Outcome") -> None:
    from hookops.report.outcome.text import progress_line

    output.err(progress_line(outcome))


def _report(applied: "Applied", report_format: str) -> None:
    from hookops.report.formats import FORMATS, render

    styled, width = terminal()
    # Nothing was to be done, and the plan says why; `--format` lists the formats of outcomes.
    if not applied.plan.changes and report_format in FORMATS["plan"]:
        text = render("plan", report_format, applied.plan, styled=styled, width=width)
    else:
        whole = (applied.outcomes, applied.plan, applied.left)
        text = render("outcome", report_format, *whole, styled=styled, width=width)
    output.out(text)
