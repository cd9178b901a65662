"""`hookops incident`."""

from hookops.cli import options
from hookops.cli.context import NO_MANIFESTS, PLANNED, opened
from hookops.cli.reports import Reports, reported


@options.command("incident")
@options.org
@reported("incident")
def command(config: str | None, org: str | None, reports: Reports) -> int:
    """Show on one screen how all hooks are doing, what changed, and which commands help.

    Hooks with the flows that call them and their failures in the last hour; applies and edits of
    the last day. Failures and edits come from the System Log (okta.logs.read): where hookops may
    not read it, the page says so. Never writes.
    """
    from hookops.workflow.oncall.incident import incident

    # An org without manifests has nights, too.
    with opened(config, org, read_only=True, later=PLANNED | NO_MANIFESTS) as run:
        found = incident(run)
        reports.write("incident", found)
    return 0
