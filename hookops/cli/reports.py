"""How the report of a run is written: its format, how much of it, and a copy as JSON in a file."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from hookops.cli import host, options, output
from hookops.cli.context import project_file
from hookops.files.boundary import Boundary, repository
from hookops.files.reading import Unreadable, read_start
from hookops.files.writing import PUBLIC, check_target, replace_file
from hookops.model.errors import InvalidInput

if TYPE_CHECKING:
    from hookops.report.text_kit import Depth

F = TypeVar("F", bound=Callable[..., Any])
_START = b'{\n  "format_version"'
"""How a JSON report of hookops begins: one of an earlier run gives way, and nothing else does."""


@dataclass(frozen=True, slots=True)
class Reports:
    """What options say about the report of a run."""

    format: str
    depth: "Depth"
    json_into: str
    """A file; empty for none."""
    start: Callable[[], Path] = Path
    """The folder that marks are relative to."""

    def check(self) -> None:
        """The file can be written, as far as anybody can know before the run.

        Raises: InvalidInput.
        """
        if not self.json_into:
            return
        if host.streams() is not None:
            # Each of several would take the place of the one before.
            raise click.UsageError("--json-into is for one organization")
        path, nothing = host.current().path(self.json_into), "hookops did not ask Okta anything"
        if not os.path.isdir(path.parent):
            raise InvalidInput(f"{self.json_into} cannot be written: it has no folder", nothing)
        try:
            check_target(path)
            around = Boundary(path.parent)
            start = read_start(path, len(_START), around) if os.path.exists(path) else b""
        except (OSError, Unreadable) as problem:
            raise _unwritable(self.json_into, problem, nothing) from None
        if start and start != _START:
            text = f"{self.json_into} is no JSON report of hookops: hookops leaves it alone"
            raise InvalidInput(text, nothing)

    def write(self, noun: str, *values: Any) -> None:
        """The report on stdout, and its JSON in the file.

        Raises: InvalidInput when the file cannot be written.
        """
        from hookops.report.formats import FORMATS

        # The file first: whoever waits for stdout to end finds it there.
        self.keep(noun, *values)
        folder = self._folder() if FORMATS[noun][self.format].placed else ""
        output.report(noun, self.format, *values, depth=self.depth, folder=folder)

    def _folder(self) -> str:
        """Of the project, from the root of the repository, which is all that CI systems know."""
        start = self.start()
        return start.relative_to(repository(start)).as_posix().removeprefix(".")

    def keep(self, noun: str, *values: Any) -> None:
        """The JSON in the file alone. Raises: InvalidInput when it cannot be written."""
        from hookops.report.formats import render

        if not self.json_into:
            return
        text = output.checked(render(noun, "json", *values))
        path: Path = host.current().path(self.json_into)
        try:
            replace_file(path, text, PUBLIC)
        except OSError as problem:
            raise _unwritable(self.json_into, problem) from None


def _start(config: str | None, paths: Any) -> Path:
    # Paths are relative to the shell's folder, and need no project.
    return Path(os.path.abspath(host.current().folder if paths else project_file(config).parent))


def _unwritable(name: str, problem: OSError | Unreadable, hint: str = "") -> InvalidInput:
    reason = problem.strerror if isinstance(problem, OSError) else problem.reason
    return InvalidInput(f"{name} cannot be written: {reason}", hint)


def reported(noun: str, *, depth: bool = False) -> Callable[[F], F]:
    """`--format` and `--json-into` as `reports`; with `depth` also `--concise` and `--details`."""

    def decorate(function: F) -> F:
        found: Any = _gathered(function)
        for option in (_JSON_INTO, *(reversed(_DEPTH) if depth else ())):
            found = option(found)
        return cast("F", options.report_format(noun)(found))

    return decorate


_DEPTH: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--concise", is_flag=True, help="One line for each change or problem, and the sum."
    ),
    click.option(
        "--details", is_flag=True, help="Everything that is known of each change or problem."
    ),
)
_JSON_INTO: Callable[[Any], Any] = options.once(
    "--json-into",
    metavar="FILE",
    default="",
    help="Also write the report as JSON into FILE, in the place of an earlier one.",
)


def _gathered(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def wrapper(
        *,
        report_format: str,
        json_into: str,
        concise: bool = False,
        details: bool = False,
        **given: Any,
    ) -> Any:
        if concise and details:
            raise click.UsageError("--concise and --details exclude each other")
        # One value of three, so that no function below has to ask what both flags would mean.
        depth: Depth = "concise" if concise else "details" if details else "usual"
        config, paths = given.get("config"), given.get("paths")
        reports = Reports(report_format, depth, json_into, lambda: _start(config, paths))
        # Before the command: a report that cannot be written is a run lost.
        reports.check()
        return function(reports=reports, **given)

    return wrapper
