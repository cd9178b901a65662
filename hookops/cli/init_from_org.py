"""`hookops init --from-org`: a project that declares what an org has already."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookops.cli import host, output
from hookops.cli.any_org import opened_alone
from hookops.cli.exported import files_of, report_kept, variable_lines
from hookops.cli.project_files import check_new, schema_files, write_project
from hookops.model.errors import InvalidInput
from hookops.network.org_url import PIN, check_url, is_trusted

if TYPE_CHECKING:
    from hookops.manifest.export.values import Exported

PROJECT = """\
# yaml-language-server: $schema=.hookops/schemas/project.schema.json
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [{manifests}]
  organizations:
    {name}:
      url: {url}
      # The org itself, whatever is at the URL one day: hookops refuses to speak to another one.
      id: {id}
      # Without it the ledger is a file here, for one person. Teams share one, which is not in Git:
      # ledger: s3://acme-state/hookops/{name}.json
"""


def write_existing(here: Path, url: str | None, name: str) -> int:
    """The project is in the folder `here`, and what is left to do is on stdout.

    Raises: InvalidInput where a file is there already; nothing was written then.
    """
    from hookops.okta.organization import read_organization_id
    from hookops.workflow.existing.export import export_org

    on = host.current()
    address = _address(url or on.env.get(PIN, ""))
    # Before Okta is asked: a project that is there already is the usual mistake.
    check_new(on.folder, [here / "hookops.yaml"], here)
    with opened_alone(address, None) as run:
        made = export_org(run)
        text = _project(name, address, read_organization_id(run.session))
    folder, schemas = here / "manifests", here / ".hookops" / "schemas"
    files = {here / "hookops.yaml": text, **files_of(made, folder, schemas), **schema_files(here)}
    check_new(on.folder, files, here)
    write_project(on.folder, files, here)
    report_kept((), made)
    output.lines(*_next(here, address, made))
    return 0


def write_new_project(here: Path, manifests: Path, name: str, url: str, id_: str) -> None:
    """A project with that org is in the folder `here`, without a manifest yet.

    Raises: InvalidInput where a file is there already; nothing was written then.
    """
    files = {here / "hookops.yaml": _project(name, url, id_, manifests), **schema_files(here)}
    check_new(host.current().folder, files, here)
    write_project(host.current().folder, files, here)


def _address(url: str) -> str:
    """Raises: click.UsageError without one; InvalidInput for what is no URL of an org."""
    if not url:
        raise click.UsageError(f"--from-org needs the org: --url URL, or {PIN}")
    if complaint := check_url(url):
        raise InvalidInput(f"--{complaint}", "its value is not shown")
    return url.rstrip("/")


def _project(name: str, url: str, id_: str, manifests: Path = Path("manifests")) -> str:
    from hookops.manifest.export.scalars import scalar

    folder = scalar(manifests.as_posix())
    return PROJECT.format(name=scalar(name), url=scalar(url), id=id_, manifests=folder)


def next_lines(url: str) -> Iterator[str]:
    """The commands after manifests of the org at `url` were written."""
    # The command line was the word for this host once; from now on the environment's is needed.
    if url and not is_trusted(url, host.current().env, can_be_real=False):
        yield f"  export {PIN}={shlex.quote(url)}"
    yield "  hookops plan                      # adopts what is there, and writes nothing"
    yield "  hookops apply                     # only the ledger learns of it"
    yield "  hookops plan --detailed-exitcode  # 0: nothing differs"


def _next(here: Path, url: str, made: "Exported") -> Iterator[str]:
    yield from variable_lines(made.manifests)
    yield from ("", "next:")
    if str(here) != ".":
        yield f"  cd {shlex.quote(str(here))}"
    yield from next_lines(url)
