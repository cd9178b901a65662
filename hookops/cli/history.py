"""`hookops history`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import complete, oncall, options
from hookops.cli.ledger import read_ledger
from hookops.cli.reports import Reports, reported

if TYPE_CHECKING:
    from hookops.model.resource import Key


@options.command("history")
@click.argument("key", required=False, callback=oncall.any_key, shell_complete=complete.keys)
@options.org
@reported("history")
def command(key: "Key | None", config: str | None, org: str | None, reports: Reports) -> int:
    """Show the last applies, or those that changed KEY: who, when, commit, CI run and effects.

    The newest comes first, with the number by which hookops rollback names it. The ledger keeps the
    last 20; nothing is sent to Okta.
    """
    from hookops.workflow.oncall.history import read_history

    # Whoever has to find out what happened to a ledger looks at it first, whatever its seal is.
    # Without manifests: those of today have nothing to do with it, and may be wrong.
    ledger, _ = read_ledger(config, org, "any")
    reports.write("history", read_history(ledger, key))
    return 0
