"""Which pages there are: a new one is a line here."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from reference import commands, diagnostics, environment, hooks, schemas

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "commands": commands.text,
    "environment": environment.text,
    "manifests": schemas.manifests,
    "reports": schemas.reports,
    "hook-types": hooks.text,
    "diagnostics": diagnostics.text,
}


def texts() -> Iterator[tuple[Path, str]]:
    """Path and right text of each page."""
    for name, make in PAGES.items():
        yield FOLDER / f"{name}.md", make()
