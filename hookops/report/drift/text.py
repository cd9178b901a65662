"""Drift in lines of text."""

from collections.abc import Iterator
from dataclasses import dataclass

from hookops.model.diagnostic import render
from hookops.model.drift import Drift, Drifted, DriftKind
from hookops.model.text import plural
from hookops.report.drift.actors import edit_lines, why_unknown
from hookops.report.drift.json import KINDS_OF_DRIFT, drift_data
from hookops.report.plan.json import actual_data
from hookops.report.plan.looks import NOT_IN_GIT
from hookops.report.plan.notices import Unmanaged, read_unmanaged
from hookops.report.plan.text import field_lines, unmanaged_line, unsupported_line
from hookops.report.plan.view import read_unsupported, view_field
from hookops.report.text_kit import Depth, Line, draw, spaced
from hookops.report.words import clean, in_words, line_of, things


@dataclass(frozen=True, slots=True)
class Look:
    """How drift of one kind is shown and explained."""

    symbol: str
    colour: str
    title: str
    meaning: str = ""
    """Empty where the fields say it."""


LOOKS: dict[DriftKind, Look] = {
    "gone": Look("-", "red", "gone", "it is no longer in Okta"),
    "unbound": Look("-", "red", "unbound", "the flow goes on without the hook"),
    "dangling": Look(
        "!",
        "red",
        "bound to nothing",
        "the flow has the id of a hook that is no longer in Okta",
    ),
    "unsupported": Look(
        "!",
        "red",
        "cannot be read",
        "it is in Okta, and its type, status or channel is none that hookops knows: "
        "look at it in the console",
    ),
    "duplicates": Look("!", "red", "there twice"),
    "rebound": Look("~", "red", "bound to another", "the flow calls another hook"),
    "extra": Look(
        "+",
        "yellow",
        "bound outside Git",
        "a flow calls the hook, and its manifest does not bind it there",
    ),
    "intent": Look("?", "red", "outcome unknown"),
    "status": Look("!", "red", "status changed"),
    "changed": Look("~", "yellow", "changed"),
    # Okta never shows a secret, so a write that changed nothing else is all there is to see.
    "secret": Look(
        "?",
        "magenta",
        "secret may have changed",
        "it was written in Okta after the last apply and looks the same, "
        "so its secret may have been changed",
    ),
}


def drift_text(
    drift: Drift, *, styled: bool = False, width: int = 0, depth: Depth = "usual"
) -> str:
    """What changed outside hookops."""
    return draw(drift_lines(drift, depth), None, styled=styled, width=width)


def drift_lines(drift: Drift, depth: Depth = "usual") -> list[Line]:
    """Header, what drifted with the worst first, what is no drift, and the sum.

    Shape: `concise` is header, a line for each thing that drifted, and the sum.
    """
    brief = depth == "concise"
    blocks = [
        [
            Line(
                f"Drift in {clean(drift.title or drift.organization)}, against {basis(drift)}",
                "bold",
            )
        ],
        *([[*_item_lines(item, drift)] for item in by_danger(drift)] if not brief else []),
        [next(_item_lines(item, drift)) for item in by_danger(drift)]
        if brief
        else list(_aside(drift)),
        [Line(drift_closing(drift), "bold")],
    ]
    return spaced(blocks)


def by_danger(drift: Drift) -> list[Drifted]:
    """Gone first, then what users may notice, then what may have changed."""
    # What is waived comes last: nobody has to look at it today.
    return sorted(drift.drifted, key=lambda d: (d.waiver is not None, KINDS_OF_DRIFT.index(d.what)))


def waived(item: Drifted) -> str:
    """`waived until 2026-12-24: the vendor moves its hosts`; empty where it counts."""
    if item.waiver is None:
        return ""
    return f"waived until {item.waiver.until}, so it does not count: {clean(item.waiver.because)}"


def basis(drift: Drift) -> str:
    """What Okta is compared with."""
    return "what was last applied" if drift.against == "ledger" else "the manifests"


def where(item: Drifted) -> str:
    """`file:line`, or empty."""
    return line_of(str(item.mark)) if item.mark else ""


def meaning(item: Drifted) -> str:
    """What it means; empty where its fields and details say it."""
    # Without a ledger, what is declared and not in Okta counts as gone although it never was.
    never = item.what == "gone" and not item.id
    return "it is not in Okta, and was never applied" if never else LOOKS[item.what].meaning


def drift_closing(drift: Drift) -> str:
    """The last line: what it comes to."""
    # "No drift" is said only of what could be read; the rest of the sentence says what could not.
    waived_too = len(drift.drifted) - len(drift.counted)
    known = f" but for {waived_too} that is waived" if waived_too else ""
    if not drift.counted:
        verb = "is" if sum(drift.in_sync.values()) == 1 else "are"
        basis_word = "last applied" if drift.against == "ledger" else "declared"
        # With a warning nobody can say it: somebody who reads this line alone must not believe so.
        head = "It is open whether there is drift" if drift.warnings else f"No drift{known}"
        return f"{head}{_unread(drift)}. {things(drift.in_sync)} {verb} as {basis_word}."
    counts = [(sum(d.what == w for d in drift.counted), LOOKS[w].title) for w in KINDS_OF_DRIFT]
    counts.append((waived_too, "waived"))
    more = " It is open whether there is more." if drift.warnings else ""
    return f"Drift: {in_words(counts)}{_unread(drift)}. {things(drift.in_sync)} in sync.{more}"


def _unread(drift: Drift) -> str:
    count = len(drift.unread)
    return (
        f" in what hookops could read; it could not read {plural(count, 'binding')}"
        if count
        else ""
    )


def _item_lines(item: Drifted, drift: Drift) -> Iterator[Line]:
    look, place = LOOKS[item.what], where(item) or NOT_IN_GIT
    head = f"{look.symbol} {look.title} {clean(str(item.key))}, {place}"
    yield Line(head, f"bold {look.colour}")
    for text in filter(None, (waived(item), meaning(item), *item.details)):
        yield Line(f"    {clean(text)}")
    yield from field_lines([view_field(field) for field in item.fields])
    yield from (Line(f"    {clean(text)}", "bold") for text in edit_lines(item, drift))
    when = f", last written {clean(item.last_updated)}" if item.last_updated else ""
    if item.id:
        yield Line(f"    id in Okta: {clean(item.id)}{when}")


def _aside(drift: Drift) -> Iterator[Line]:
    # First what nobody could read: what is not known never counts as in order.
    for diagnostic in drift.warnings:
        place = f"{diagnostic.mark}: " if diagnostic.mark else ""
        text = f"warning {place}{diagnostic.code}: {diagnostic.message}"
        yield Line(clean(text), "bold yellow")
        yield Line(f"    hint: {clean(diagnostic.hint)}")
    if reason := why_unknown(drift):
        yield Line(f"note: {reason}", "dim")
    for diagnostic in drift.unread:
        yield Line(f"not read {clean(render(diagnostic).partition(chr(10))[0])}", "bold yellow")
    for diagnostic in drift.disabled:
        yield Line(clean(f"off {diagnostic.message}; this is no drift"), "bold yellow")
    for key in drift.pending:
        yield Line(
            f"pending {clean(str(key))}: edited in Git and not applied yet, which is no drift",
            "dim",
        )
    for actual in drift.unmanaged:
        yield unmanaged_line(read_unmanaged(actual_data(actual)))
    yield from map(unsupported_line, others_unsupported(drift))


def others_unsupported(drift: Drift) -> list[Unmanaged]:
    """What hookops cannot read and does not manage: the rest has drifted."""
    # Both clean: an answer may have an id that cleaning changes.
    known = {clean(item.id) for item in drift.drifted}
    return [found for found in read_unsupported(drift_data(drift)) if found.id not in known]
