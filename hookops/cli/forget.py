"""`hookops forget`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import complete, host, options, output
from hookops.cli import consent as consents
from hookops.cli.context import ledger_of, load_found, organization, project
from hookops.model.text import show

if TYPE_CHECKING:
    from hookops.files.seal import Takes
    from hookops.model.management.adoption import Forgetting


@options.command("forget")
@click.argument("keys", nargs=-1, metavar="KEY..", required=True, shell_complete=complete.keys)
@options.org
@options.accept_unsealed
@options.yes
def command(
    keys: tuple[str, ...], config: str | None, org: str | None, takes: "Takes", yes: bool
) -> int:
    """Stop managing KEY. Deletes nothing, and sends nothing to Okta.

    KEY is InlineHook/NAME, or NAME where one kind alone has it. The ledger loses its entry, and
    those of a hook's bindings; hookops ledger history says who did that. A hook key that a managed
    hook signs with stays, and so does what has a write without a known outcome. Remove the manifest
    as well: the next plan has a conflict where it is still there, and adopts it again where it is
    annotated.
    """
    from hookops.cli.author import project_author
    from hookops.workflow.management.forget import forget

    store, _ = ledger_of(config, org, takes=takes)
    # Whatever is wrong with the manifests: this is no statement about them.
    desired = load_found(organization(project(config), org).sources).desired
    author = project_author(config)
    at = host.current().clock().replace(microsecond=0).isoformat()

    def consent(found: "Forgetting") -> None:
        _ask(found, yes)

    _report(forget(store, desired, keys, at=at, author=author, consent=consent))
    return 0


def _ask(found: "Forgetting", yes: bool) -> None:
    for entry in found.entries:
        output.err(f"forget {show(str(entry.key))} ({entry.id}): nothing changes in Okta")
    if not yes:
        consents.ask("stop managing this", nothing="hookops forgot nothing")


def _report(found: "Forgetting") -> None:
    entries = found.entries
    output.lines(*(f"forgotten {show(str(m.key))} ({m.id}): it stays in Okta" for m in entries))
    for resource in found.declared:
        then = "adopts it again" if resource.adopt else "has a conflict, since it exists unmanaged"
        place = f"{show(str(resource.key))} is still declared ({resource.origin.start})"
        output.notice(f"{place}: remove it, or the next plan {then}")
