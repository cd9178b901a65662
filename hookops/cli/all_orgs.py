"""`--all-orgs`: one command for every organization of the project, several at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import Any

import click

from hookops.cli import crash, host, output
from hookops.cli.context import project
from hookops.cli.host import Host
from hookops.cli.recorded import Recorded
from hookops.cli.shared import Shared
from hookops.cli.stop import Stop
from hookops.ledger.location import VARIABLE
from hookops.model.errors import HookopsError, InvalidInput, worst
from hookops.report.formats import TEXT
from hookops.report.organizations import FRAMES, Frame, Result, summary_text
from hookops.secrets.tripwire import SecretFound

Command = Callable[..., int]
"""The function of a command: its options, and the exit code."""


def run_all(command: Command, given: Mapping[str, Any], jobs: int) -> int:
    """The worst exit code of the command for each organization, which all have been reported.

    Reports and errors come in the order of the project file, messages when they are written.
    Raises: InvalidInput, UsageError before anything is read.
    """
    frame = _check(given)
    names = list(project(given["config"]).organizations)
    # What takes paths reads manifests alone, and no ledger.
    if len(names) > 1 and host.current().env.get(VARIABLE) and "paths" not in given:
        raise InvalidInput(
            f"{VARIABLE} names one ledger, and the project has {len(names)} organizations",
            "name the ledger of each in hookops.yaml, or run them one by one with --org",
        )
    # Only text is read on this terminal.
    write = output.out if frame is FRAMES[TEXT] else output.out_utf8
    with Stop("organization") as stop:
        stop.arm()
        write(frame.start)
        done = _report_each(frame, _results(command, given, names, jobs, stop.event), write)
        if stop.signal:
            return stop.exit_code(0)
        code = worst(result.exit_code for result in done)
        write(frame.end(done, code))
    if not frame.summary:
        output.err_text(summary_text(done, code))
    return code


def _report_each(
    frame: Frame, results: Iterable[Result], write: Callable[[str], None]
) -> list[Result]:
    """The results, without their reports, each of which was printed when it came."""
    done: list[Result] = []
    said: set[str] = set()
    for result in results:
        _say_error(result, said)
        write(frame.piece(result, done))
        # Only what the table needs is kept: a hundred reports may be large.
        done.append(replace(result, report="", has_report=bool(result.report)))
    return done


def _check(given: Mapping[str, Any]) -> Frame:
    """How the report is put together. Raises: UsageError for what means one organization only."""
    for name in ("org", "out", "url", "paths"):
        if given.get(name):
            words = {"org": "--org (or HOOKOPS_ORG)", "paths": "PATH"}.get(name, f"--{name}")
            raise click.UsageError(f"--all-orgs is for every organization, and {words} for one")
    # One file for all would have the metrics of whichever came last.
    if "{org}" not in (given.get("metrics_file") or "{org}"):
        raise click.UsageError("--all-orgs writes a file for each: put {org} into --metrics-file")
    chosen = given.get("report_format", "text")
    if chosen not in FRAMES:
        types = [param.type for param in click.get_current_context().command.params]
        named = {name for each in types if isinstance(each, click.Choice) for name in each.choices}
        raise click.UsageError(
            f"--format {chosen} is for one organization: use --org NAME with it; "
            f"--all-orgs takes {', '.join(name for name in FRAMES if name in named)}"
        )
    return FRAMES[chosen]


def _results(
    command: Command, given: Mapping[str, Any], names: list[str], jobs: int, stop: Event
) -> Iterator[Result]:
    """In the order of the names, each as soon as it and all before it have ended; no other once
    the runs are to stop."""
    context, here, shared = click.get_current_context(), host.current(), Shared()
    # Not brief: what one run leaves behind must not stay until the last one has ended.
    common = replace(here, stop=stop, shared=shared, stdin=None, brief=False)
    say = output.speaker()
    runs = [(name, Recorded(name, here.tripwire.check, say, shared)) for name in names]
    with ThreadPoolExecutor(jobs, "organization") as pool:
        # From the end, so that what was reported is kept no longer.
        left = [(one, pool.submit(_run, context, common, command, given, *one)) for one in runs]
        left.reverse()
        runs.clear()
        try:
            while left:
                (name, streams), future = left.pop()
                result = _result(name, streams, future)
                # What a run says that was cut short is no report, and no reason.
                if stop.is_set():
                    return
                yield result
        finally:
            # Whatever ends this early ends every run: no other is begun.
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)


def _run(
    context: click.Context,
    common: Host,
    command: Command,
    given: Mapping[str, Any],
    name: str,
    streams: Recorded,
) -> int:
    """The exit code of one organization's run. Raises: what the command raises."""
    own = replace(common, streams=streams)
    # Click's context is the thread's own, and `host.current` reads it.
    with click.Context(context.command, info_name=context.info_name, obj=own):
        return command(**{**given, "org": name})


def _result(name: str, streams: Recorded, future: "Future[int]") -> Result:
    """How the run ended, in whatever way.

    Raises: UsageError, which is the same for all of them.
    """
    # First: it waits for the end of the run, and so for the whole report.
    ended, here = future.exception(), host.current()
    report, closing = streams.report, streams.closing
    # The same cases as of a run alone, in `main`: whatever nothing foresees is a bug, of this run.
    match ended:
        case None:
            return Result(name, future.result(), report, closing, has_report=bool(report))
        case click.UsageError() as problem:
            raise problem
        case HookopsError() as problem:
            text = here.hide(str(problem) if problem.diagnostics else f"error: {problem}")
            return Result(name, problem.exit_code, report, closing, text, bool(report))
        case SecretFound():
            return Result(name, 1, error="\n".join(crash.CAUGHT))
        case Exception() as problem:
            return Result(name, 1, error="\n".join(crash.describe(problem, here.env)))
        case problem:
            raise problem


def _say_error(result: Result, said: set[str]) -> None:
    """Why there is no report; what is wrong with manifests that several share, once."""
    if not result.error:
        return
    lines = result.error.split("\n")
    # The last line is the error itself, those before it are where it is.
    if result.error in said:
        lines = [f"{lines[-1]} (as above)"]
    said.add(result.error)
    output.err(*(f"{result.name}: {line}" for line in lines))
