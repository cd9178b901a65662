"""What people are shown: mistakes in what they wrote, as values, how bad a change is, and lines
while a run works."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from hookops.model.source import FieldPath, Mark
from hookops.model.text import as_lines

Severity = Literal["error", "warning"]
# The least dangerous first. `silent`: flows go on without the hook. `unproven`: the service may
# refuse the next calls, or another one gets them. `permanent`: what goes cannot be brought back as
# it was. `outage`: users are stopped.
Impact = Literal["safe", "silent", "unproven", "permanent", "outage"]
IMPACTS: tuple[Impact, ...] = get_args(Impact)


def at_least(floor: Impact, level: Impact) -> Impact:
    """The more dangerous of the two."""
    return max(floor, level, key=IMPACTS.index)


MAX_PRINTED = 100
"""Problems of a run that people are shown; the others are counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found in a document, before its place is known."""

    code: str
    """Short, stable, lower case: `type`, `unknown-field`."""
    path: FieldPath
    """From the document's root."""
    message: str
    """What was found and what is allowed; lower case, no full stop, no secret in it."""
    hint: str = ""
    """What to do next; may be empty."""
    severity: Severity = "error"
    at_key: bool = False
    """Whether the place is the key of `path` and not its value."""
    missing: str = ""
    """Of the mapping at `path`, the field that is not there."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem with its place, where it has one."""

    code: str
    message: str
    mark: Mark | None
    """None for what no file says: an entry of the ledger, something that only the org has."""
    hint: str = ""
    severity: Severity = "error"
    related: tuple[tuple[Mark, str], ...] = ()
    """Other places that belong to it, each with a word on why."""


def render(diagnostic: Diagnostic) -> str:
    """`file:line:col: error[code]: message`, then a line for the hint and each related place."""
    place = f"{diagnostic.mark}: " if diagnostic.mark else ""
    lines = [
        f"{place}{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}",
        *(f"{mark}: note: {text}" for mark, text in diagnostic.related),
    ]
    if diagnostic.hint:
        lines.append(f"  hint: {diagnostic.hint}")
    return as_lines(lines)


def render_first(diagnostics: Sequence[Diagnostic], limit: int = MAX_PRINTED) -> Iterator[str]:
    """The first of them, then how many more there are."""
    yield from map(render, diagnostics[:limit])
    if more := max(0, len(diagnostics) - limit):
        yield f"and {more:,} more {'problem' if more == 1 else 'problems'}"


def by_position(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by file, line and column, each one once; those without a position come last."""
    # Schema and rules may find the same mistake.
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=_order))


def _order(diagnostic: Diagnostic) -> tuple[bool, Mark, str, str, str]:
    mark = diagnostic.mark or Mark("", 0, 0)
    rest = (diagnostic.severity, diagnostic.code, diagnostic.message)
    return (not mark, mark, *rest)


def errors(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Those that stop a run."""
    return tuple(d for d in diagnostics if d.severity == "error")


class Reporter(Protocol):
    """Takes one line for people: a wait, a retry, progress, a warning that stops nothing."""

    def __call__(self, text: str, /) -> None:
        """Report it, from any thread."""


def report_nothing(text: str, /) -> None:
    """For a run that nobody watches."""
