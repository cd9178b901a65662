"""`hookops apply`."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import click

from hookops.cli import consent, environment, host, limit_options, options, output
from hookops.cli.context import opened
from hookops.cli.environment import allowed_networks
from hookops.cli.progress import Progress
from hookops.cli.reports import Reports, reported
from hookops.cli.stop import Stop
from hookops.model.errors import InvalidInput
from hookops.model.text import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from hookops.apply.elsewhere import VerifyUrls
    from hookops.apply.saved_plan import Envelope
    from hookops.files.seal import Takes
    from hookops.kinds.labels import Requirement
    from hookops.model.change import Plan
    from hookops.model.limits import Limits
    from hookops.report.text_kit import Depth
    from hookops.workflow.run import Applied, Run


@options.command("apply")
@click.argument("planfile", required=False)
@options.org
@limit_options.limits
@reported("outcome", depth=True)
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
    reports: Reports,
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
    stop, progress = Stop(), Progress()
    how = How(yes, stop, progress, parallelism, reports.depth)
    with opening(stop=stop.event, lock_timeout_s=lock_timeout) as run, stop, progress:
        targets = restrict(targets, labels, run.desired)
        if planfile:
            allowed = partial(_check_options, limits, targets, verifies=bool(verify_urls))
            applied = _apply_saved(run, planfile, allowed, how)
        else:
            applied = _apply(run, limits, targets, how)
    return stop.exit_code(report_applied(applied, reports))


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


@dataclass(frozen=True, slots=True)
class How:
    """How an apply is watched, asked and ended."""

    yes: bool
    stop: Stop
    progress: Progress
    parallelism: int
    depth: "Depth"


def _apply(run: "Run", limits: "Limits", targets: tuple[str, ...], how: How) -> "Applied":
    from hookops.workflow import apply as workflow

    return workflow.apply(
        run,
        limits,
        targets,
        consent=lambda made: ask_consent(run, made, how),
        # Whoever is asked is shown the hosts, and can say no.
        asks=not how.yes and host.current().terminal() is not None,
        progress=how.progress,
        stop=how.stop.event,
        parallelism=how.parallelism,
    )


def _apply_saved(
    run: "Run",
    planfile: str,
    check_options: "Callable[[Envelope], None]",
    how: How,
) -> "Applied":
    from hookops.apply import saved_plan
    from hookops.workflow import apply as workflow

    path = host.current().path(planfile)
    # The same text is compared with the fresh plan, so that nobody swaps the file in between.
    text, exposure = saved_plan.read(path)
    envelope, document = saved_plan.open_envelope(text, path)
    seals = environment.seals(host.current().env, "plan")
    if doubt := saved_plan.check_seal(envelope, seals, path, exposure):
        output.notice(doubt)
    check_options(envelope)
    # A saved plan has been reviewed as a file; what is asked is only whether this is the org.
    if not how.yes:
        output.err(f"saved plan {planfile}, made at {envelope.created_at}")
        consent.ask(f"apply it to {show(envelope.organization)}", nothing="nothing was written")
    how.stop.arm()
    # The plan is compared with this one before anything is written.
    how.progress.begin(len(document["resource_changes"]))
    return workflow.apply_saved(
        run,
        text,
        envelope,
        progress=how.progress,
        stop=how.stop.event,
        parallelism=how.parallelism,
    )


def ask_consent(run: "Run", made: "Plan", how: How) -> bool:
    """The plan on stderr, then the one question."""
    from hookops.apply.deferred_values import if_available, secrets_sent

    # Reads the secrets: before the plan is shown, since nothing of them may be in it.
    run.read_ahead(refs := secrets_sent(made.changes))
    for ref in refs:
        if_available(run.resolve_secret, ref)
    output.err_text(output.rendered("plan", "text", made, depth=how.depth))
    if not how.yes:
        hosts = [f"{each.ref} to {each.host}" for each in made.secret_hosts if not each.allowed]
        sends = f", and let Okta send {', '.join(dict.fromkeys(hosts))}" if hosts else ""
        consent.ask(f"make these changes to {made.title}{sends}", nothing="nothing was written")
    # Not earlier: until here Ctrl-C ends the process at once, as nothing is under way.
    how.stop.arm()
    how.progress.begin(len(made.changes))
    return True


def report_applied(applied: "Applied", reports: Reports) -> int:
    """The exit code, also of a report that did not arrive."""
    from hookops.apply.verdict import PARTLY_APPLIED
    from hookops.report.formats import FORMATS

    # Nothing was to be done, and the plan says why, for people. JSON has one shape, whatever was
    # done: a script reads it.
    what = applied.outcomes, applied.plan, applied.left
    if not applied.plan.changes and reports.format in {*FORMATS["plan"]} - {"json"}:
        output.report("plan", reports.format, applied.plan, depth=reports.depth)
    else:
        output.report("outcome", reports.format, *what, depth=reports.depth)
    try:
        # Always that of an apply: whoever reads the file asked for one.
        reports.keep("outcome", *what)
    except InvalidInput as problem:
        # What became of the writes is said above, and is what the exit code is about.
        output.err(f"error: {problem.message}")
        return applied.exit_code or PARTLY_APPLIED
    # Not the code of output that is lost, which says that nothing was changed.
    lost = output.is_lost() and applied.outcomes and not applied.exit_code
    return PARTLY_APPLIED if lost else applied.exit_code
