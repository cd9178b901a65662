"""`hookops promote`."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from hookops.cli import complete, options, output
from hookops.cli.context import (
    PLANNED,
    check_organizations,
    load_valid,
    opened,
    organization,
    project,
)
from hookops.model.text import show

if TYPE_CHECKING:
    from hookops.model.management.acceptance import Promotion
    from hookops.model.resource import Key


@options.command("promote")
@click.argument("keys", nargs=-1, required=True, metavar="KEY...", shell_complete=complete.keys)
@options.once("--config", metavar="FILE", variable="HOOKOPS_CONFIG", help="The project file.")
@options.once(
    "--from",
    "source",
    metavar="ORG",
    shell_complete=complete.organizations,
    help="The organization that has it already.",
)
@options.once(
    "--to",
    "target",
    metavar="ORG",
    shell_complete=complete.organizations,
    help="The organization that is to get it.",
)
def command(
    keys: tuple[str, ...], config: str | None, source: str | None, target: str | None
) -> int:
    """Write what one organization has of KEY into the manifests of another. Never writes to Okta.

    Only what no overlay sets, in either of them: what overlays set makes the environments differ.
    hookops changes only those lines, and shows them as a diff; the next plan for the other
    organization shows what that means there.

    \b
    hookops promote --from dev --to prod InlineHook/claims && hookops plan --org prod
    """
    from hookops.cli.edited import write_edited
    from hookops.workflow.management.promote import promote

    if source is None or target is None or source == target:
        raise click.UsageError("promote takes two organizations: --from ORG --to ORG")
    # Nothing is asked of the organization that gets it: a plan does that.
    found = project(config)
    check_organizations(found, (source, target))
    desired = load_valid(organization(found, target).sources, PLANNED)
    with opened(config, source, read_only=True) as run:
        made, files = promote(run, desired, found.root, keys)
    write_edited(files, config, target)
    for line in _notices(made, source, target):
        output.notice(line)
    return 0


def _notices(made: "Mapping[Key, Promotion]", source: str, target: str) -> Iterator[str]:
    for key, each in made.items():
        # Whoever expected the value to go along reads why it does not.
        yield from (f"{key}: {path} stays, since {mark} sets it" for path, mark in each.kept)
        if not each.edits:
            yield f"{key}: beside overlays, {show(target)} declares what {show(source)} has"
