"""`hookops validate`."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookops.cli import complete, host, options, output
from hookops.cli.context import GUARDS, complain, load_found, organization, project
from hookops.cli.reports import Reports, reported
from hookops.model.diagnostic import errors
from hookops.model.errors import GuardError, InvalidInput

if TYPE_CHECKING:
    from hookops.manifest.load import Loaded
    from hookops.manifest.sources import Sources
    from hookops.model.diagnostic import Diagnostic
    from hookops.report.text_kit import Depth


@options.command("validate")
@options.all_orgs
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@options.once("--config", metavar="FILE", variable="HOOKOPS_CONFIG", help="The project file.")
# Without a variable: HOOKOPS_ORG, which a job sets for its other commands, must not make this one
# check less.
@options.once(
    "--org",
    metavar="NAME",
    shell_complete=complete.organizations,
    help="Only what this organization has. Default: all.",
)
@reported("validation", depth=True)
def command(paths: tuple[str, ...], config: str | None, org: str | None, reports: Reports) -> int:
    """Check manifests offline. Sends nothing and reads no secret.

    Without PATH, checks the manifests of the project, for each organization with its overlays.
    Reports every problem at once, as file:line:column: error[code]: message, and exits with 3 then.
    """
    from hookops.report.formats import TEXT
    from hookops.report.validation.value import Validation

    found = [(names, load_found(sources)) for names, sources in _sources(paths, config, org)]
    counts = [(tuple(names), Counter(key.kind for key in each.desired)) for names, each in found]
    validation = Validation(tuple(counts), tuple(_all(found)))
    if reports.format == TEXT:
        reports.keep("validation", validation)
        complain(_shown(validation.diagnostics, reports.depth))
        output.report("validation", TEXT, validation)
        return 0
    reports.write("validation", validation)
    return _exit_code(validation.diagnostics)


def _shown(diagnostics: tuple["Diagnostic", ...], depth: "Depth") -> tuple["Diagnostic", ...]:
    """A line each where that is asked for."""
    # The messages alone say what is wrong; what to do about it takes most of the lines.
    if depth != "concise":
        return diagnostics
    return tuple(replace(each, hint="", related=()) for each in diagnostics)


def _exit_code(diagnostics: tuple["Diagnostic", ...]) -> int:
    """As of the error that `complain` raises."""
    wrong = {each.code for each in errors(diagnostics)}
    if not wrong:
        return 0
    return GuardError.exit_code if wrong <= GUARDS else InvalidInput.exit_code


def _sources(
    paths: tuple[str, ...], config: str | None, org: str | None
) -> Iterator[tuple[list[str], "Sources"]]:
    """What is checked, each with the organizations that have it."""
    from hookops.manifest.sources import Sources

    here = host.current()
    if paths:
        # Marks are relative to where paths are: the folder of the shell, or the project's root.
        root = Path(os.path.abspath(here.folder))
        yield [], Sources(tuple(here.path(path) for path in paths), root)
        return
    if org is not None:
        yield [org], organization(project(config), org).sources
        return
    names: dict[Sources, list[str]] = {}
    for name, one in project(config).organizations.items():
        names.setdefault(one.sources, []).append(name)
    yield from ((organizations, sources) for sources, organizations in names.items())


def _all(found: list[tuple[list[str], "Loaded"]]) -> Iterator["Diagnostic"]:
    """Each problem once; one that only some organizations have says which."""
    from hookops.model.diagnostic import by_position

    having: dict[Diagnostic, list[str]] = {}
    for names, loaded in found:
        for diagnostic in loaded.diagnostics:
            having.setdefault(diagnostic, []).extend(names)
    every = sum(len(names) for names, _ in found)
    yield from by_position(_named(having, every))


def _named(having: Mapping["Diagnostic", list[str]], every: int) -> Iterator["Diagnostic"]:
    for diagnostic, names in having.items():
        where = f" (in {', '.join(names)})" if len(names) < every else ""
        yield replace(diagnostic, message=f"{diagnostic.message}{where}")
