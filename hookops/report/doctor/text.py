"""Checks in lines of text: the state, what was looked at, what was found; then what to do."""

from collections.abc import Iterator, Sequence

from hookops.model.text import plural
from hookops.report.doctor.value import Check, Doctor, State
from hookops.report.text_kit import Line, draw, spaced
from hookops.report.words import clean

_STYLES: dict[State, str] = {
    "ok": "green",
    "warning": "yellow",
    "problem": "bold red",
    "unknown": "cyan",
}
_WIDTH = max(map(len, _STYLES))
_LIMIT = 600
"""Characters of what was found: it may name a project's folders and a ledger's owner."""


def doctor_text(doctor: Doctor, *, styled: bool = False, width: int = 0) -> str:
    """A line for each check, and one for what is to be done."""
    title = f"Checks of {clean(doctor.title)}" if doctor.title else "Checks without an organization"
    blocks = [
        [Line(title, "bold")],
        [line for alike in _alike(doctor.checks) for line in _lines(alike)],
        [Line(_closing(doctor), "bold")],
    ]
    return draw(spaced(blocks), None, styled=styled, width=width)


def _alike(checks: Sequence[Check]) -> Iterator[Sequence[Check]]:
    """Those that nobody could look at, for the same reason, together; each other one alone."""
    for number, check in enumerate(checks):
        # An org that does not answer would else be ten lines that say so.
        same = [each for each in checks if each.state == "unknown" and each.found == check.found]
        if check not in same:
            yield [check]
        elif same[0] is checks[number]:
            yield same


def _lines(alike: Sequence[Check]) -> Iterator[Line]:
    check = alike[0]
    names = (f"{each.name} {clean(each.subject)}".rstrip() for each in alike)
    text = f"{', '.join(names)}: {clean(check.found, _LIMIT)}"
    # Aligned from the right: where a line is broken, one space is all that stays between words.
    yield Line(f"{check.state:>{_WIDTH}} {text}", _STYLES[check.state])
    if check.fix:
        yield Line(f"{'':{_WIDTH}} fix: {clean(check.fix, _LIMIT)}")


def _closing(doctor: Doctor) -> str:
    counts = (
        f"{doctor.count('ok')} ok",
        plural(doctor.count("warning"), "warning"),
        plural(doctor.count("problem"), "problem"),
        f"{doctor.count('unknown')} unknown",
    )
    return f"{', '.join(text for text in counts if not text.startswith('0 '))}."
