"""`hookops doctor`."""

from hookops.cli import options
from hookops.cli.examined import examined
from hookops.cli.reports import Reports, reported


@options.command("doctor")
@options.org
@options.url
@reported("doctor")
def command(config: str | None, org: str | None, url: str | None, reports: Reports) -> int:
    """Look at everything that a run needs, each with its fix: one line a check.

    Which source each setting comes from; the org and its engine; the credential, its scopes for
    reading and for writing, DPoP; the clock; rate limit, hooks and keys; the ledger and its lock;
    and the hosts of hooks: name, TLS, days of the certificate. A check that fails stops no other,
    and the exit code is that of the worst problem; warnings have none.

    Works without a project as well. Sends GET requests and those for an access token; services get
    a connection and nothing in it.

    \b
    An org that you have a token for:   hookops doctor --url https://acme.okta.com
    """
    from hookops.workflow.doctor.examine import examine

    with examined(config, org, url) as subject:
        found = examine(subject)
    # Once the session is closed: a report that cannot be written keeps no connection.
    reports.write("doctor", found)
    return found.exit_code
