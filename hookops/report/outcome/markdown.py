"""What became of an apply, as Markdown."""

from collections.abc import Sequence

from hookops.model.change import Outcome, Plan
from hookops.report.markdown_kit import Block, code, fit, marker, table, text_block
from hookops.report.outcome.json import next_command
from hookops.report.outcome.text import attention_words, notes, outcome_closing, verb
from hookops.report.plan.json import plan_data
from hookops.report.plan.markdown import detail, notice_block
from hookops.report.plan.view import read_plan


def outcome_markdown(outcomes: Sequence[Outcome], plan: Plan, left: Plan | None) -> str:
    """What became of an apply; `left` as in `outcome_text`."""
    return fit(outcome_blocks(outcomes, plan, left), "the log of the run")


def outcome_blocks(outcomes: Sequence[Outcome], plan: Plan, left: Plan | None) -> list[Block]:
    """Marker and sum, what nobody may miss, results, errors, and what is left."""
    # `fit` cuts from the end: errors and what is left can be read in the log, the rest cannot.
    # Each block is left out when it has no parts, so no branch is needed for a calm apply.
    head = f"### Apply to {code(plan.title or plan.organization)}"
    command = next_command(outcomes, left, plan)
    attention = tuple(
        f"> - {words}: {', '.join(code(str(key)) for key in keys)}"
        for words, keys in attention_words(outcomes, left)
    )
    blocks = [
        text_block(f"{marker('apply', plan.organization)}\n{head}"),
        text_block(f"**{outcome_closing(outcomes, left)}**"),
        Block("> [!CAUTION]\n", attention, noun="risk"),
        Block("", (f"Next: {code(command)}",) if command else ()),
        table(("result", "action", "what", "id in Okta"), [_row(o) for o in outcomes], "row"),
        Block("", tuple(_error(o) for o in outcomes if o.error), noun="error"),
        Block("", tuple(f"- {code(str(o.change.key))}: {code(t)}" for o, t in notes(outcomes))),
        *_left(left),
    ]
    return [block for block in blocks if block.parts]


def _row(outcome: Outcome) -> tuple[str, ...]:
    change = outcome.change
    hook_id = code(outcome.id) if outcome.id else ""
    return outcome.result.value, verb(change), code(str(change.key)), hook_id


def _error(outcome: Outcome) -> str:
    # A list, because a code span holds one line, and a fence inside a list breaks in some readers.
    lines = [line.strip() for line in outcome.error.split("\n")]
    details = "\n".join(f"  - {code(line)}" for line in lines)
    return f"- {code(str(outcome.change.key))} {outcome.result.value}:\n{details}"


def _left(left: Plan | None) -> list[Block]:
    if left is None:
        return []
    view = read_plan(plan_data(left))
    details = tuple(detail(change) for change in view.changes)
    found = [Block("Left after reading back:\n\n", details, "\n\n", "detail")]
    return [*found, notice_block(view.notices)]
