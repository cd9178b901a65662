"""`hookops unlock`."""

import click

from hookops.cli import options, output
from hookops.cli.context import ledger_of
from hookops.model.errors import GuardError


@options.command("unlock")
@options.org
@click.option("--force", is_flag=True, help="Also when the run that has the lock may be alive.")
def command(config: str | None, org: str | None, force: bool) -> int:
    """Free the ledger's lock that a dead run has left, and say whose it was.

    Needs proof that the run is dead: its process is gone (a file), its connection is closed
    (PostgreSQL), or it has not renewed its lease (object storage). The next apply takes such a lock
    over by itself. Without proof nothing happens (exit code 5), unless --force is given: look first
    whether the run is at work, since two applies at once can undo each other.
    """
    from hookops.ledger.owner import LeaseHeld

    store, place = ledger_of(config, org)
    try:
        owner = store.unlock(force=force)
    except LeaseHeld as problem:
        hint = "see whether that run is at work; --force frees the lock all the same"
        raise GuardError(f"{problem.message}, and it may be alive", hint) from None
    was = f"it was that of {owner.describe()}" if owner else "no run had it"
    output.lines(f"the lock of {place.shown} is free: {was}")
    return 0
