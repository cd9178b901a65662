"""`hookops apply`."""

from functools import partial
from typing import TYPE_CHECKING

import click

from hookops.cli import consent, environment, host, options, output
from hookops.cli.context import opened
from hookops.cli.environment import allowed_networks
from hookops.cli.stop import Stop
from hookops.model.text import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from hookops.apply.elsewhere import VerifyUrls
    from hookops.apply.saved_plan import Envelope
    from hookops.files.seal import Takes
    from hookops.kinds.labels import Requirement
    from hookops.model.change import Outcome, Plan
    from hookops.model.limits import Limits
    from hookops.workflow.run import Applied, Run


@options.command("apply")
@click.argument("planfile", required=False)
@options.org
@options.limits
@options.report_format("outcome")
@click.option(
    "--verify-url",
    "verify_urls",
    multiple=True,
    metavar="NAME=URL",
    help="Verify the hook NAME at URL, where its service is not public yet. May be repeated.",
)
@options.allow_loopback
@options.accept_unsealed
@options.yes
@options.once(
    "--parallelism",
    type=click.IntRange(1, 10),
    default=4,
    metavar="N",
    help="How many requests to send at once, 1 to 10. Default: 4.",
)
@options.lock_timeout
def command(
    planfile: str | None,
    config: str | None,
    org: str | None,
    limits: "Limits",
    targets: tuple[str, ...],
    labels: "tuple[Requirement, ...]",
    report_format: str,
    verify_urls: tuple[str, ...],
    allow_loopback: bool,
    takes: "Takes",
    yes: bool,
    parallelism: int,
    lock_timeout: int,
) -> int:
    """Change Okta to what the manifests declare: plan, ask once, write, read back, plan again.

    With PLANFILE, which hookops plan --out has saved, hookops plans again, and writes nothing (exit
    code 6) unless that leads to the very same plan. Options that allow something are given to plan
    and to apply: whoever can replace the file decides nothing.

    Hooks are deleted only with --prune, and only those that hookops made or adopted.

    A service that passes at --verify-url does not count as verification of the declared one: where
    that is required, hookops binds no flow to the hook, and the next plan asks to verify it. A
    private network needs HOOKOPS_ALLOWED_NETWORKS as well.
    """
    from hookops.reconcile.scope import restrict

    elsewhere = _elsewhere(verify_urls, allow_loopback, limits.send_secret_to)
    opening = partial(opened, config, org, read_only=False, elsewhere=elsewhere, takes=takes)
    # Made before the session, which ends its waits when the event is set.
    stop = Stop()
    with opening(stop=stop.event, lock_timeout_s=lock_timeout) as run, stop:
        targets = restrict(targets, labels, run.desired)
        if planfile:
            allowed = partial(_check_options, limits, targets, verifies=bool(verify_urls))
            applied = _apply_saved(run, planfile, allowed, yes, stop, parallelism)
        else:
            applied = _apply(run, limits, targets, yes, stop, parallelism)
    return stop.exit_code(report_applied(applied, report_format))


def _check_options(
    limits: "Limits", targets: tuple[str, ...], envelope: "Envelope", *, verifies: bool
) -> None:
    from hookops.model.limits import check_options

    check_options(envelope.limits, envelope.targets, limits, targets, verifies=verifies)


def _elsewhere(
    pairs: tuple[str, ...], loopback: bool, named_hosts: tuple[str, ...]
) -> "VerifyUrls":
    """Where services are verified. Raises: click.UsageError, InvalidInput."""
    from hookops.apply.elsewhere import VerifyUrl, VerifyUrls
    from hookops.kinds import HOOKS
    from hookops.model.resource import Key

    if not pairs:
        # Apply calls no other service, so either of them would do nothing, in silence.
        if loopback:
            raise click.UsageError("--allow-loopback needs --verify-url")
        return VerifyUrls(named_hosts=named_hosts)
    urls: dict[Key, VerifyUrl] = {}
    for pair in pairs:
        name, equals, url = pair.partition("=")
        key = Key(HOOKS.name, name.removeprefix(f"{HOOKS.name}/"))
        # The URL may hold a secret in its query, so no message quotes it.
        if not key.name or not equals or not url:
            raise click.UsageError("--verify-url is NAME=URL")
        if urls.setdefault(key, VerifyUrl(url)).url != url:
            raise click.UsageError(f"--verify-url is given twice for {show(key.name)}")
    return VerifyUrls(urls, loopback, named_hosts, allowed_networks(host.current().env))


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
        consent=lambda made: ask_consent(run, made, yes, stop),
        # Whoever is asked is shown the hosts, and can say no.
        asks=not yes and host.current().terminal() is not None,
        progress=show_progress,
        stop=stop.event,
        parallelism=parallelism,
    )


def _apply_saved(
    run: "Run",
    planfile: str,
    check_options: "Callable[[Envelope], None]",
    yes: bool,
    stop: Stop,
    parallelism: int,
) -> "Applied":
    from hookops.apply import saved_plan
    from hookops.workflow import apply as workflow

    path = host.current().path(planfile)
    # The same text is compared with the fresh plan, so that nobody swaps the file in between.
    text, exposure = saved_plan.read(path)
    envelope, _ = saved_plan.open_envelope(text, path)
    seals = environment.seals(host.current().env, "plan")
    if doubt := saved_plan.check_seal(envelope, seals, path, exposure):
        output.notice(doubt)
    check_options(envelope)
    # A saved plan has been reviewed as a file; what is asked is only whether this is the org.
    if not yes:
        output.err(f"saved plan {planfile}, made at {envelope.created_at}")
        consent.ask(f"apply it to {show(envelope.organization)}", nothing="nothing was written")
    stop.arm()
    return workflow.apply_saved(
        run, text, envelope, progress=show_progress, stop=stop.event, parallelism=parallelism
    )


def ask_consent(run: "Run", made: "Plan", yes: bool, stop: Stop) -> bool:
    """The plan on stderr, then the one question."""
    from hookops.apply.deferred_values import unset

    # Reads the secrets: before the plan is shown, since nothing of them may be in it.
    unset(made.changes, run.resolve_secret)
    output.err_text(output.rendered("plan", "text", made))
    if not yes:
        hosts = [f"{each.ref} to {each.host}" for each in made.secret_hosts if not each.allowed]
        sends = f", and let Okta send {', '.join(dict.fromkeys(hosts))}" if hosts else ""
        consent.ask(f"make these changes to {made.title}{sends}", nothing="nothing was written")
    # Not earlier: until here Ctrl-C ends the process at once, as nothing is under way.
    stop.arm()
    return True


def show_progress(outcome: "Outcome") -> None:
    """One line on stderr."""
    from hookops.report.outcome.text import progress_line

    output.err(progress_line(outcome))


def report_applied(applied: "Applied", report_format: str) -> int:
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
