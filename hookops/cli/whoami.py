"""`hookops whoami`."""

from hookops.cli import options
from hookops.cli.examined import identified
from hookops.cli.reports import Reports, reported


@options.command("whoami")
@options.org
@options.url
@reported("identity")
def command(config: str | None, org: str | None, url: str | None, reports: Reports) -> int:
    """Show who hookops is to an org: the org, the credential, its scopes. No secret is shown.

    Works without a project as well, and reads no manifest. Exits with 4 where the org does not
    take the credential. Never writes.
    """
    from hookops.workflow.doctor.identify import identify

    # No manifest is read: who hookops is does not depend on what is declared.
    with identified(config, org, url) as subject:
        reports.write("identity", identify(subject))
    return 0
