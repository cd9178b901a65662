"""`hookops plan`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from hookops.cli import host, limit_options, options, output
from hookops.cli.context import opened
from hookops.cli.environment import seals
from hookops.cli.reports import Reports, reported
from hookops.model.change import Action
from hookops.model.errors import AuthError, HookopsError
from hookops.model.text import plural
from hookops.report.formats import TEXT

if TYPE_CHECKING:
    from hookops.files.seal import Takes
    from hookops.kinds.labels import Requirement
    from hookops.model.change import Plan
    from hookops.model.limits import Limits
    from hookops.workflow.run import Run


@options.command("plan")
@options.all_orgs
@options.org
@limit_options.limits
@reported("plan", depth=True)
@options.once("--out", metavar="FILE", help="Save the plan in a new file, for hookops apply FILE.")
@click.option("--force", is_flag=True, help="With --out: replace FILE if it is a saved plan.")
@options.accept_unsealed
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
def command(
    config: str | None,
    org: str | None,
    limits: "Limits",
    targets: tuple[str, ...],
    labels: "tuple[Requirement, ...]",
    reports: Reports,
    out: str | None,
    force: bool,
    takes: "Takes",
    detailed_exitcode: bool,
) -> int:
    """Show what apply would change, and what that means for users. Never writes to Okta.

    One request reads all hooks, a few more what they are bound to. The report goes to stdout,
    everything else to stderr. The JSON has Terraform's shape (.resource_changes[].change.actions)
    and no secret can be in it.

    \b
    In a pull request:   hookops plan --format markdown --json-into plan-report.json
    A page to look at:   hookops plan --format html > plan.html
    In CI, to apply later exactly this:
                         hookops plan --out plan.json && hookops apply plan.json --yes
    """
    from hookops.reconcile.scope import restrict
    from hookops.workflow import plan as workflow

    _check_place(out, force)
    with opened(config, org, read_only=True, takes=takes) as run:
        made = workflow.plan(run, limits, restrict(targets, labels, run.desired))
        # The report before the errors: whoever has conflicts wants to see the whole plan.
        _report(run, made, reports, prune=limits.prune)
        _check_applicable(made, shown=_is_read_above(reports))
        if out:
            _save(run, made, out, force)
    # First: differences are less important than that the plan could not read everything.
    if made.unread:
        return AuthError.exit_code
    return 2 if detailed_exitcode and (made.changes or made.deferred) else 0


def _is_read_above(reports: Reports) -> bool:
    """Whether whoever reads stderr has just read the errors in the report."""
    whole = reports.format == TEXT and reports.depth != "concise"
    return whole and output.is_one_screen()


def _check_applicable(made: "Plan", *, shown: bool) -> None:
    """As the workflow's; where the report is `shown` right above, what it says is not repeated."""
    from hookops.workflow import plan as workflow

    try:
        workflow.check_applicable(made)
    except HookopsError as problem:
        # The report only counts what is wrong in manifests.
        if not shown or made.invalid:
            raise
        count = plural(len(problem.diagnostics), "error")
        raise type(problem)(f"{count} in the plan above; hookops can apply nothing") from None


def _report(run: "Run", made: "Plan", reports: Reports, *, prune: bool) -> None:
    # Before the report: of secrets that were read nothing is in it, nor in the manifests.
    notices = list(_notices(run, made, prune=prune))
    reports.write("plan", made)
    for line in notices:
        output.notice(line)


def _notices(run: "Run", made: "Plan", *, prune: bool) -> Iterator[str]:
    """What apply will need, and what this plan does not see."""
    from hookops.apply.deferred_values import (
        incomparable,
        secrets_of,
        unavailable,
        unset,
        unusable,
    )
    from hookops.workflow.run import known_fingerprints

    if missing := unset(made.changes, run.resolve_secret):
        yield f"apply needs variables that are not set here: {', '.join(missing)}"
    # Without a key the plan itself says that nobody would see a rotation.
    read = secrets_of(run.desired) if run.fingerprint_key else ()
    if unread := unavailable(read, run.resolve_secret):
        by_reason: dict[str, list[str]] = {}
        for ref, reason in unread.items():
            by_reason.setdefault(reason, []).append(ref)
        listed = "; ".join(f"{', '.join(refs)} ({why})" for why, refs in by_reason.items())
        yield f"this plan does not know whether these secrets were rotated: {listed}"
    if refused := unusable(made.changes, run.peek):
        yield f"apply will refuse secrets that are set here: {'; '.join(refused)}"
    # Secrets that the ledger knows under another key: a rotation of them looks like no change.
    known = known_fingerprints(run, made.organization)
    if blind := incomparable(run.ledger_store.read().managed, known):
        yield (
            "hookops sent these secrets without this fingerprint key, and does not notice their "
            f"rotation until you raise their version: {', '.join(blind)}"
        )
    # Somebody who typed --prune expects deletes, and should not have to search for none.
    if prune and not any(c.action in (Action.DELETE, Action.REPLACE) for c in made.changes):
        yield "--prune: this plan deletes nothing"


def _check_place(name: str | None, force: bool) -> None:
    """Before anything is read: a plan of a large org that cannot be saved is a minute lost."""
    if name:
        from hookops.apply import saved_plan

        saved_plan.check_place(host.current().path(name), replace=force)
    elif force:
        raise click.UsageError("--force is for --out FILE")


def _save(run: "Run", made: "Plan", name: str, force: bool) -> None:
    from hookops.apply import saved_plan
    from hookops.workflow.apply import save

    text = output.checked(save(run, made, seals(host.current().env, "plan")))
    saved_plan.write(host.current().path(name), text, replace=force)
    output.notice(f"saved to {name}; apply it within {saved_plan.LIFETIME_H} hours")
