"""The reports as Markdown for pull requests and step summaries.

What a reviewer must not miss comes first and is cut last.
"""

from collections.abc import Sequence

from hookops.model.change import Drift, Outcome, Plan
from hookops.report.drift.markdown import drift_blocks
from hookops.report.markdown_kit import fit
from hookops.report.outcome.markdown import outcome_blocks
from hookops.report.plan.json import plan_data
from hookops.report.plan.markdown import plan_blocks
from hookops.report.plan.view import read_plan


def plan_markdown(plan: Plan) -> str:
    """What apply would do, risks first, no longer than a comment may be."""
    return fit(plan_blocks(read_plan(plan_data(plan), plan.title)), "`hookops plan`")


def drift_markdown(drift: Drift) -> str:
    """What changed behind our back."""
    return fit(drift_blocks(drift), "`hookops drift`")


def outcome_markdown(outcomes: Sequence[Outcome], plan: Plan, left: Plan | None) -> str:
    """What became of an apply; `left` as in `outcome_text`."""
    return fit(outcome_blocks(outcomes, plan, left), "the log of the run")
