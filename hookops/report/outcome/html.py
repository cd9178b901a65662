"""What became of an apply, as one HTML page. Its template is `outcome.html`."""

from collections.abc import Sequence

from hookops.model.change import Outcome, Plan
from hookops.report.outcome.json import next_command
from hookops.report.outcome.text import COLOURS, attention_words, notes, outcome_closing, verb
from hookops.report.plan import looks
from hookops.report.plan.diff import diff_lines
from hookops.report.plan.html import worst
from hookops.report.plan.json import plan_data
from hookops.report.plan.view import read_plan
from hookops.report.template import render_template
from hookops.report.text_kit import Depth
from hookops.report.words import clean


def outcome_html(
    outcomes: Sequence[Outcome], plan: Plan, left: Plan | None, *, depth: Depth = "usual"
) -> str:
    """What nobody may miss, the result of each change, what is left; `left` as in text."""
    attention = [
        (text, [clean(str(key)) for key in keys]) for text, keys in attention_words(outcomes, left)
    ]
    return render_template(
        "hookops.report",
        "outcome.html",
        title=clean(plan.title or plan.organization),
        closing=outcome_closing(outcomes, left),
        command=clean(next_command(outcomes, left, plan)),
        attention=attention,
        rows=[_row(outcome) for outcome in outcomes],
        notes=[(clean(str(o.change.key)), clean(text)) for o, text in notes(outcomes)],
        left=read_plan(plan_data(left)) if left is not None and left.is_open else None,
        depth=depth,
        looks=looks,
        diff_lines=diff_lines,
        worst=worst,
    )


def _row(outcome: Outcome) -> tuple[str, str, str, str, str, list[str]]:
    """Result, its style, action, what, id in Okta, and lines of the error."""
    change = outcome.change
    # The lines are kept: an API names its causes on lines of their own.
    lines = outcome.error.split("\n") if outcome.error else ()
    error = [clean(line.strip()) for line in lines]
    style, key = COLOURS[outcome.result], clean(str(change.key))
    return outcome.result.value, style, verb(change), key, clean(outcome.id), error
