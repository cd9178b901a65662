"""`hookops show`."""

import os
import re
from typing import TYPE_CHECKING

import click

from hookops.cli import complete, host, options, output
from hookops.cli.context import load_valid, organization, project
from hookops.model.errors import InvalidInput
from hookops.model.text import show
from hookops.report.formats import TEXT

if TYPE_CHECKING:
    from hookops.manifest.document import Document
    from hookops.manifest.overlays.origins import Line

_KEY = re.compile(r"(?:[A-Za-z]+/)?[a-z0-9][-a-z0-9]*")


@options.command("show")
@click.argument("what", metavar="PLANFILE|KEY", shell_complete=complete.keys_and_files)
@options.org
@options.report_format("saved plan")
def command(config: str | None, org: str | None, what: str, report_format: str) -> int:
    """Print a saved plan, or a manifest with its overlays and where each line is from.

    KEY is InlineHook/NAME, HookKey/NAME, or the NAME alone. Reads nothing but the file or the
    manifests.

    \b
    hookops show plan.json
    hookops show enrich-access-tokens --org prod
    """
    if _KEY.fullmatch(what) and not os.path.isfile(host.current().path(what)):
        if report_format != TEXT:
            raise click.UsageError(f"--format {report_format} is for PLANFILE; KEY prints YAML")
        _show_manifest(config, org, what)
    else:
        _show_plan(what, report_format)
    return 0


def _show_plan(planfile: str, report_format: str) -> None:
    from hookops.apply import saved_plan as saved

    path = host.current().path(planfile)
    # What opens a plan would say that it is damaged.
    if path.suffix in (".yaml", ".yml") and os.path.isfile(path):
        raise InvalidInput(
            f"{show(planfile, 200)} is YAML, and no saved plan",
            "show takes a file that hookops plan --out has saved, or the name of a manifest in Git",
        )
    # Nothing is asked of an org: whoever reviews a plan needs no credentials.
    text, _ = saved.read(path)
    _, document = saved.open_envelope(text, path)
    output.report("saved plan", report_format, document)


def _show_manifest(config: str | None, org: str | None, key: str) -> None:
    from hookops.manifest.overlays.origins import show_origins
    from hookops.manifest.sources import read_documents

    chosen = organization(project(config), org)
    # Only what is valid: in what is not, a secret may be written out.
    load_valid(chosen.sources)
    documents = read_documents(chosen.sources).documents
    for line in show_origins(_find(documents, key, chosen.name)):
        output.lines(_with_place(line))


def _find(documents: "list[Document]", key: str, org: str) -> "Document":
    from hookops.manifest.overlays.merge import identity_of

    keys = {"/".join(identity_of(document) or ()): document for document in documents}
    found = [name for name in keys if key in (name, name.partition("/")[2])]
    if not found:
        raise InvalidInput(
            f"{show(key)} is no file, and no manifest of {org} declares it",
            f"manifests declare {', '.join(map(show, sorted(keys)))}",
        )
    if len(found) > 1:
        raise InvalidInput(f"{show(key)} may be {' or '.join(sorted(found))}", "name the kind too")
    return keys[found[0]]


def _with_place(line: "Line") -> str:
    text, mark = line
    return f"{text:<60}  # {mark}" if mark is not None else text
