"""`hookops adopt --terraform`: from a state of Terraform to manifests of the same org."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hookops.cli import host, output
from hookops.cli.any_org import opened_anywhere
from hookops.cli.export import schemas_beside
from hookops.cli.exported import files_of, report_kept, variable_lines, write_files
from hookops.cli.import_ import read_text, shown_name
from hookops.model.text import plural

if TYPE_CHECKING:
    from hookops.workflow.existing.terraform import FromState

REMOVED = "hookops-removed.tf"
_SHOWN = 5
"""So many addresses of one kind are named in a line."""


def adopt_terraform(
    file: str, config: str | None, org: str | None, url: str | None, *, to: str, force: bool
) -> int:
    """Manifests of what the state manages are in the folder `to`, and what Terraform needs beside
    it. Where there is no project, there is one now, with the org at `url`.

    Raises: InvalidInput for a file that is no state; as `opened_anywhere`.
    """
    from hookops.cli.init_from_org import next_lines, write_new_project
    from hookops.manifest.project import find
    from hookops.manifest.terraform.state import read_state
    from hookops.okta.organization import read_organization_id
    from hookops.workflow.existing.terraform import export_state

    resources = read_state(read_text(file), shown_name(file))
    folder = Path(to)
    with opened_anywhere(config, org, url) as run:
        found = export_state(run, resources)
        # Only with --url can there be no project here.
        alone = config is None and find(host.current().folder) is None
        id_ = read_organization_id(run.session) if alone else ""
    # Manifests without a project would be of no org.
    if alone and url:
        write_new_project(Path(), folder, org or "prod", url.rstrip("/"), id_)
    files = files_of(found.made, folder, schemas_beside(folder))
    if found.removed:
        files[folder.parent / REMOVED] = found.removed
    report_kept(write_files(files, force=force), found.made)
    output.err(*_warnings(found))
    output.lines(*variable_lines(found.made.manifests), "", "next:", *next_lines(url or ""))
    if found.removed:
        output.lines(f"  then move {REMOVED} to the Terraform configuration, and apply it there")
    return 0


def _warnings(found: "FromState") -> Iterator[str]:
    if found.secrets:
        yield (
            f"warning: the state has the secrets of {_listed(found.secrets)} in clear: whoever can "
            "read the state has them; hookops writes none of them. Rotate them afterwards"
        )
    if found.missing:
        yield (
            f"warning: the org does not have {_listed(found.missing)}: is the state an old one, or "
            "of another org? The manifests say what the state says"
        )
    if found.managed:
        yield (
            f"warning: two tools manage {plural(found.managed, 'thing')} until Terraform has "
            f"applied {REMOVED}: each sets back what the other changes"
        )


def _listed(addresses: tuple[str, ...]) -> str:
    more = len(addresses) - _SHOWN
    return ", ".join(addresses[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
