"""`hookops ledger`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from hookops.cli import consent as consents
from hookops.cli import options, output
from hookops.cli.context import ledger_of, opened
from hookops.cli.ledger_store import NONE
from hookops.model.errors import InvalidInput, WriteUnknown
from hookops.model.text import plural, show

if TYPE_CHECKING:
    from hookops.files.seal import Takes
    from hookops.model.resource import Ledger, Managed


@click.group("ledger")
def command() -> None:
    """Look at the ledger, move it, or make it again. Never writes to Okta."""


@command.command("show", cls=options.Command)
@options.org
@options.once(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text, or the document as it is stored. Default: text.",
)
def show_ledger(config: str | None, org: str | None, form: str) -> int:
    """Show what hookops manages, and the writes whose outcome is not known."""
    from hookops.ledger.document import Writer

    # Whoever has to find out what happened to it looks at it first.
    ledger, place = read_ledger(config, org, "any")
    if form == "json":
        output.out_utf8(Writer().dumps(ledger))
    else:
        output.lines(*_described(ledger, place))
    return 0


@command.command("history", cls=options.Command)
@options.org
def history(config: str | None, org: str | None) -> int:
    """Show the last applies, and every hook that hookops has deleted."""
    from hookops.workflow.oncall.history import read_history

    ledger, _ = read_ledger(config, org, "any")
    output.report("history", "text", read_history(ledger))
    return 0


@command.command("check", cls=options.Command)
@options.org
def check(config: str | None, org: str | None) -> int:
    """Check that the ledger is whole and that every write in it has a known outcome.

    Exits with 8 when one has not: the next apply finds out what became of it.
    """
    ledger, place = read_ledger(config, org)
    if ledger.intents:
        writes = ", ".join(f"{intent.step} {intent.key}" for intent in ledger.intents)
        raise WriteUnknown(
            f"the ledger at {place} has {plural(len(ledger.intents), 'write')} without a known "
            f"outcome: {show(writes, 400)}",
            "hookops apply finds out what became of it",
        )
    output.lines(f"the ledger at {place} is in order: {_counted(ledger)}")
    return 0


@command.command("move", cls=options.Command)
@options.org
@options.once(
    "--to", "target", metavar="LOCATION", required=True, help="A place, as `ledger:` names it."
)
def move(config: str | None, org: str | None, target: str) -> int:
    """Move the ledger to LOCATION, where there must be none. The old place has none afterwards.

    Credentials of both places come from the standard variables. hookops.yaml stays as it is:
    change its `ledger` then, or export HOOKOPS_LEDGER.
    """
    from hookops.ledger import move as moving

    source, old = ledger_of(config, org)
    store, new = ledger_of(config, org, target)
    # Its own lease would keep the move out.
    if new.location in (old.location, NONE):
        raise InvalidInput(f"the ledger cannot be moved from {old.shown} to {new.shown}")
    ledger = moving.move(source, store)
    output.lines(f"moved {_counted(ledger)} from {old.shown} to {new.shown}")
    return 0


@command.command("rebuild", cls=options.Command)
@options.org
@options.yes
def rebuild(config: str | None, org: str | None, yes: bool) -> int:
    """Make a ledger again that was lost, of what the manifests declare and Okta has.

    Only reads Okta. hookops no longer manages what the manifests do not declare, and does not know
    which secrets Okta has.
    """
    from hookops.workflow.plan import rebuild_ledger

    with opened(config, org, read_only=True, takes="any") as run:

        def consent(found: "Ledger") -> None:
            output.err(*_described(found, run.ledger_place))
            if not yes:
                consents.ask("store this ledger", nothing="nothing was stored")

        ledger = rebuild_ledger(run, consent)
    output.lines(f"the ledger at {run.ledger_place} has {_counted(ledger)}")
    return 0


def read_ledger(
    config: str | None, org: str | None, takes: "Takes" = "sealed"
) -> tuple["Ledger", str]:
    """The ledger, and where it is. Raises: InvalidInput when there is none."""
    store, place = ledger_of(config, org, takes=takes)
    ledger = store.read()
    if ledger.by_name:
        raise InvalidInput(
            "hookops keeps no ledger here (`ledger: none`), so it remembers nothing",
            "name a place for a ledger, in hookops.yaml or HOOKOPS_LEDGER",
        )
    if not ledger.exists:
        raise InvalidInput(
            f"there is no ledger at {place.shown}",
            "the first apply makes it; is it in another place, which HOOKOPS_LEDGER names?",
        )
    return ledger, place.shown


def _counted(ledger: "Ledger") -> str:
    writes = plural(len(ledger.intents), "write")
    return f"{plural(len(ledger.managed), 'resource')}, {writes} without a known outcome"


def _described(ledger: "Ledger", place: str) -> Iterator[str]:
    id_ = f" ({show(ledger.organization_id)})" if ledger.organization_id else ""
    yield f"{show(ledger.organization)}{id_}, serial {ledger.serial}, at {place}"
    yield _counted(ledger)
    # In the order of how urgent it is: the seal, what is managed, what is not known.
    if ledger.seal != "none":
        yield f"its seal is {_SEALS[ledger.seal]}"
    for key, managed in sorted(ledger.managed.items()):
        doubts = [
            *(["protected"] if managed.protected else []),
            *(["not verified"] if managed.unverified else []),
            *(["its secret is unconfirmed"] if _is_unconfirmed(managed) else []),
        ]
        yield f"  {show(str(key))}  {show(managed.id)}{''.join(f', {d}' for d in doubts)}"
    for intent in ledger.intents:
        yield f"  ? {intent.step} {show(str(intent.key))}, begun {show(intent.at)}"


_SEALS = {
    "unchecked": "not checked: HOOKOPS_FINGERPRINT_KEY is not set here",
    "right": "right",
    "previous": "right, under HOOKOPS_FINGERPRINT_KEY_PREVIOUS; the next apply renews it",
    "accepted": "missing",
    "wrong": "WRONG: it is not that of its content, or of another key",
}


def _is_unconfirmed(managed: "Managed") -> bool:
    return not all(print_.confirmed for print_ in managed.fingerprints.values())
