"""The formats of reports, and one function per noun that picks one."""

from collections.abc import Sequence

from hookops.model.change import Drift, Outcome, Plan
from hookops.report.drift.json import drift_data
from hookops.report.markdown import drift_markdown, outcome_markdown, plan_markdown
from hookops.report.outcome.json import outcome_data
from hookops.report.plan.json import dumps, plan_data
from hookops.report.text import drift_text, outcome_text, plan_text

FORMATS: tuple[str, ...] = ("text", "json", "markdown")
"""The first is the default."""


def render_plan(plan: Plan, format: str, *, styled: bool = False, width: int = 80) -> str:
    """The plan in one of `FORMATS`.

    Raises: ValueError for another format.
    """
    match format:
        case "text":
            return plan_text(plan, styled=styled, width=width)
        case "json":
            return dumps(plan_data(plan))
        case "markdown":
            return plan_markdown(plan)
    raise ValueError(format)


def render_drift(drift: Drift, format: str, *, styled: bool = False, width: int = 80) -> str:
    """The drift in one of `FORMATS`.

    Raises: ValueError for another format.
    """
    match format:
        case "text":
            return drift_text(drift, styled=styled, width=width)
        case "json":
            return dumps(drift_data(drift))
        case "markdown":
            return drift_markdown(drift)
    raise ValueError(format)


def render_outcomes(
    outcomes: Sequence[Outcome],
    plan: Plan,
    left: Plan | None,
    format: str,
    *,
    styled: bool = False,
    width: int = 80,
) -> str:
    """What became of an apply, in one of `FORMATS`.

    Raises: ValueError for another format.
    """
    match format:
        case "text":
            return outcome_text(outcomes, plan, left, styled=styled, width=width)
        case "json":
            return dumps(outcome_data(outcomes, plan, left))
        case "markdown":
            return outcome_markdown(outcomes, plan, left)
    raise ValueError(format)
