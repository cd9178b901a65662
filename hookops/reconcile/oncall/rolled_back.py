"""After a rollback: Git still declares what was taken back."""

from collections.abc import Iterator

from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Ledger

ROLLBACK = "rollback"


def find_rolled_back(ledger: Ledger) -> Iterator[Diagnostic]:
    """A warning while the last apply was a rollback: the next one would undo it."""
    # The last one only: an apply after it has carried out what Git declares, whatever that was.
    for record in ledger.applies[-1:]:
        if record.command.startswith(ROLLBACK):
            what, _, revert = record.because.partition("; ")
            who = f" by {record.by}" if record.by else ""
            yield Diagnostic(
                "rolled-back",
                f"hookops rollback took back {what}, at {record.at}{who}, and Git still wants the "
                "newer state: apply makes it so again",
                None,
                f"{revert or 'correct the manifests'}, if that state was wrong",
                "warning",
            )
