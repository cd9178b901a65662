"""`hookops history`."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from hookops.cli import complete, oncall, options
from hookops.cli.ledger import read_ledger
from hookops.cli.reports import Reports, reported
from hookops.model.errors import InvalidInput
from hookops.model.text import show

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
    from hookops.workflow.oncall.history import known_keys, read_history

    # Whoever has to find out what happened to a ledger looks at it first, whatever its seal is.
    # Without manifests: those of today have nothing to do with it, and may be wrong.
    ledger, _ = read_ledger(config, org, "any")
    found = read_history(ledger, key)
    # A typing mistake must not read as a hook that nobody has changed.
    if key is not None and not found.applies and key not in (known := known_keys(ledger)):
        raise _unknown(key, known)
    reports.write("history", found)
    return 0


def _unknown(key: "Key", known: "Collection[Key]") -> InvalidInput:
    from hookops.manifest.guess import guess

    close = guess(key.name, [other.name for other in known if other.kind == key.kind])
    hint = f"did you mean {close}" if close else "hookops history without a name shows all of it"
    return InvalidInput(f"the ledger has nothing of {show(str(key), 200)}", hint)
