"""`hookops history`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import complete, oncall, options, output
from hookops.cli.ledger import read_ledger

if TYPE_CHECKING:
    from hookops.model.resource import Key


@options.command("history")
@click.argument("key", required=False, callback=oncall.any_key, shell_complete=complete.keys)
@options.org
@options.report_format("history")
def command(key: "Key | None", config: str | None, org: str | None, report_format: str) -> int:
    """Show the last applies, or those that changed KEY: who, when, commit, CI run and effects.

    The newest comes first, with the number by which hookops rollback names it. The ledger keeps the
    last 20; nothing is sent to Okta.
    """
    from hookops.workflow.oncall.history import read_history

    # Whoever has to find out what happened to a ledger looks at it first, whatever its seal is.
    # Without manifests: those of today have nothing to do with it, and may be wrong.
    ledger, _ = read_ledger(config, org, "any")
    output.report("history", report_format, read_history(ledger, key))
    return 0
