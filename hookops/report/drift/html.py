"""Drift as one HTML page: no script, nothing loaded from anywhere. Its template is `drift.html`."""

from collections.abc import Iterable
from dataclasses import dataclass

from hookops.model.diagnostic import Diagnostic
from hookops.model.drift import Drift, Drifted
from hookops.report.drift.actors import edit_lines, name_of, why_unknown
from hookops.report.drift.text import (
    LOOKS,
    Look,
    basis,
    by_danger,
    drift_closing,
    meaning,
    others_unsupported,
    waived,
    where,
)
from hookops.report.plan import words
from hookops.report.plan.diff import field_diff
from hookops.report.plan.json import actual_data, diagnostic_data
from hookops.report.plan.looks import FEW, NOT_IN_GIT, NOTICES
from hookops.report.plan.notices import Notice, read_notice, read_unmanaged
from hookops.report.plan.view import view_field
from hookops.report.template import render_template
from hookops.report.text_kit import Depth
from hookops.report.words import clean


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that drifted, in words. Every text is clean."""

    look: Look
    key: str
    short: str
    """Which fields, and who changed them: what stands on its line."""
    waived: bool
    says: tuple[str, ...]
    """What it means, sentence by sentence."""
    diff: tuple[str, ...]
    edits: tuple[str, ...]
    """Who wrote it, a sentence for each write."""
    id: str
    written: str
    place: str


def drift_html(drift: Drift, *, depth: Depth = "usual") -> str:
    """What changed outside hookops, the worst first, one line for each; details behind the lines.

    Shape: `concise` is the lines and the sum.
    """
    return render_template(
        "hookops.report",
        "drift.html",
        title=clean(drift.title or drift.organization),
        against=basis(drift),
        closing=drift_closing(drift),
        depth=depth,
        # First what nobody could read: what is not known never counts as in order.
        open_ends=[*_notices(drift.warnings, "warnings"), *_notices(drift.unread, "unread")],
        disabled=_notices(drift.disabled, "disabled"),
        # Once, below all of them: it is the same for each.
        who=why_unknown(drift),
        cards=[_card(item, drift) for item in by_danger(drift)],
        # As of a plan: a list of many stays a list.
        opened=depth == "details" or len(drift.drifted) <= FEW,
        pending=[clean(str(key)) for key in drift.pending],
        unmanaged=[read_unmanaged(actual_data(actual)) for actual in drift.unmanaged],
        unsupported=others_unsupported(drift),
        words=words,
    )


def _notices(found: Iterable[Diagnostic], member: str) -> list[Notice]:
    return [read_notice(diagnostic_data(each), *NOTICES[member]) for each in found]


def _card(item: Drifted, drift: Drift) -> Card:
    fields = [view_field(field) for field in item.fields]
    names = dict.fromkeys(clean(name_of(edit)) for edit in item.edits)
    # The log may have several writes of one person: the line names each person once.
    parts = [*(field.path for field in fields), f"by {', '.join(names)}" if names else ""]
    return Card(
        look=LOOKS[item.what],
        key=clean(str(item.key)),
        short=", ".join(filter(None, parts)),
        waived=item.waiver is not None,
        says=tuple(map(clean, filter(None, (waived(item), meaning(item), *item.details)))),
        diff=tuple(field_diff(fields)),
        edits=tuple(map(clean, edit_lines(item, drift))),
        id=clean(item.id),
        written=clean(item.last_updated),
        place=where(item) or NOT_IN_GIT,
    )
