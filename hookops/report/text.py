"""The reports as text: plain for pipes and logs, coloured for terminals.

Every function returns whole lines with a newline at the end, but for `progress_line`.
"""

from collections.abc import Sequence

from hookops.model.change import Drift, Outcome, Plan
from hookops.model.errors import InvalidInput
from hookops.model.resource import Json
from hookops.report.drift.text import drift_lines, drift_table
from hookops.report.outcome.text import outcome_lines, outcome_table, progress
from hookops.report.plan.json import plan_data
from hookops.report.plan.text import plan_lines, plan_table, spaced
from hookops.report.plan.view import read_plan
from hookops.report.text_kit import Line, draw, plain_text
from hookops.report.words import clean


def plan_text(plan: Plan, *, styled: bool = False, width: int = 80) -> str:
    """What apply would do, for someone who does not know hookops."""
    view = read_plan(plan_data(plan), plan.title)
    return draw(plan_lines(view), plan_table(view), styled=styled, width=width)


def drift_text(drift: Drift, *, styled: bool = False, width: int = 80) -> str:
    """What changed behind our back."""
    return draw(drift_lines(drift), drift_table(drift), styled=styled, width=width)


def outcome_text(
    outcomes: Sequence[Outcome],
    plan: Plan,
    left: Plan | None,
    *,
    styled: bool = False,
    width: int = 80,
) -> str:
    """What became of an apply.

    Shape: `left` is what a plan after it still finds; None when nothing was read back.
    """
    lines = outcome_lines(outcomes, plan, left)
    return draw(lines, outcome_table(outcomes), styled=styled, width=width)


def progress_line(outcome: Outcome) -> str:
    """One line for a change that has just ended; no newline."""
    return progress(outcome)


def saved_text(document: dict[str, Json]) -> str:
    """A saved plan: its envelope, then the plan as `plan_text` shows it.

    Raises: InvalidInput when it has not the shape of one.
    """
    try:
        envelope = [
            Line(f"{word} {clean(str(document[member]))}")
            for word, member in (
                ("saved plan made by hookops", "hookops_version"),
                ("created", "created_at"),
                ("expires", "expires_at"),
                ("digest", "digest"),
            )
        ]
        lines = spaced([envelope, plan_lines(read_plan(document))])
    except (KeyError, TypeError, AttributeError, ValueError) as exc:
        hint = "make a new one with `hookops plan --out FILE`"
        raise InvalidInput("the file is no saved plan, or a damaged one", hint) from exc
    return plain_text(lines)
