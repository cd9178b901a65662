"""What became of an apply, in lines of text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hookops.model.change import Action, Change, Outcome, Plan, Result
from hookops.model.resource import Key
from hookops.model.text import plural
from hookops.report.outcome.json import (
    complete,
    next_command,
    standing,
    verified_elsewhere,
)
from hookops.report.plan.json import plan_data
from hookops.report.plan.text import body_lines
from hookops.report.plan.view import read_plan
from hookops.report.text_kit import Depth, Line, draw, spaced
from hookops.report.words import clean, in_words

COLOURS = {
    Result.DONE: "green",
    Result.FAILED: "bold red",
    Result.UNKNOWN: "bold magenta",
    Result.SKIPPED: "yellow",
    Result.NOT_TRIED: "yellow",
}
_PARTS = (("Done", True), ("Not done", False))
_PAST = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.ACTIVATE: "activated",
    Action.DEACTIVATE: "deactivated",
    Action.REPLACE: "replaced",
    Action.DELETE: "deleted",
    Action.BIND: "bound",
    Action.REBIND: "rebound",
    Action.UNBIND: "unbound",
    Action.VERIFY: "verified",
    Action.NOTHING: "adopted",
}


def outcome_text(
    outcomes: Sequence[Outcome],
    plan: Plan,
    left: Plan | None,
    *,
    styled: bool = False,
    width: int = 0,
    depth: Depth = "usual",
) -> str:
    """What became of an apply; `concise` without the details of what is left.

    Shape: `left` is what a plan after it still finds; None when nothing was read back.
    """
    return draw(outcome_lines(outcomes, plan, left, depth), None, styled=styled, width=width)


def outcome_lines(
    outcomes: Sequence[Outcome], plan: Plan, left: Plan | None, depth: Depth = "usual"
) -> list[Line]:
    """What nobody may miss, one line for each change, what is left, the sum, what to do next."""
    # Each change had its line on stderr when it ended, so a complete apply needs only the sum. An
    # incomplete one repeats the lines, those that are done first: a job's log shows stdout and
    # stderr in different places, and whoever comes back asks what is done and what is not.
    title = Line(f"Apply to {clean(plan.title or plan.organization)}", "bold")
    blocks = [
        [title, *attention(outcomes, left)],
        [Line(f"note {clean(str(o.change.key))}: {clean(text)}") for o, text in notes(outcomes)],
        *([] if complete(outcomes, left) else [_part(*part, outcomes) for part in _PARTS]),
        list(_left_lines(left, outcomes, depth)),
        list(_closing_lines(outcomes, plan, left)),
    ]
    return spaced(blocks)


def progress_line(outcome: Outcome, ended: str = "") -> str:
    """`done     create InlineHook/x`, with the first line of the error when there is one.

    Shape: `ended` says how many have, as `3 of 12, 2.1/s`.
    """
    line = f"{outcome.result.value:<9} {verb(outcome.change)} {clean(str(outcome.change.key))}"
    line = f"{line} ({ended})" if ended else line
    # One line for one change, since changes of a phase end in any order and between each other.
    first = outcome.error.partition("\n")[0]
    return f"{line}: {clean(first)}" if first else line


def attention(outcomes: Sequence[Outcome], left: Plan | None) -> Iterator[Line]:
    """Which hooks changed their status, or should have, or may have."""
    for words, keys in attention_words(outcomes, left):
        yield Line(f"! {words}: {', '.join(clean(str(key)) for key in keys)}", "bold red")


def attention_words(
    outcomes: Sequence[Outcome], left: Plan | None
) -> list[tuple[str, tuple[Key, ...]]]:
    """A few words and the hooks that they are true of."""
    seen = standing(outcomes, left)
    found = [
        ("now INACTIVE, was ACTIVE", seen.now_inactive),
        ("now ACTIVE, was INACTIVE", seen.now_active),
        ("deleted, was ACTIVE", seen.now_gone),
        ("still ACTIVE, declared INACTIVE", seen.still_active),
        ("hookops does not know whether Okta wrote it", seen.not_known),
        ("somebody else wrote it at the same time", seen.lost_updates),
        ("verified at another address, NOT the declared service", verified_elsewhere(outcomes)),
    ]
    return [(words, keys) for words, keys in found if keys]


def notes(outcomes: Sequence[Outcome]) -> list[tuple[Outcome, str]]:
    """What was noticed beside the changes, also of those that are done."""
    return [(o, text) for o in outcomes for text in (o.note, o.lost_update) if text]


def verb(change: Change) -> str:
    """The action as one word for people."""
    if change.action is Action.NOTHING:
        return "adopt" if change.adopts else "record"
    return str(change.action.value)


def outcome_closing(outcomes: Sequence[Outcome], left: Plan | None) -> str:
    """What the apply comes to."""
    # "complete" is a promise: all is done, and a read afterwards found nothing left to do.
    if complete(outcomes, left):
        done = [(sum(o.change.action is a for o in outcomes), word) for a, word in _PAST.items()]
        return f"Apply complete: {in_words(done) or 'nothing to do'}. {_read_back(left)}"
    counts = [(sum(o.result is r for o in outcomes), r.value) for r in Result]
    return f"Apply incomplete: {in_words(counts) or 'nothing was sent'}. {_read_back(left)}"


def _read_back(left: Plan | None) -> str:
    if left is None:
        return "hookops did not read back, so nothing proves that Okta is as declared."
    if left.is_open:
        open_ends = (
            left.changes,
            left.conflicts,
            left.invalid,
            left.guard_errors,
            left.deferred,
            left.unread,
        )
        found = sum(map(len, open_ends))
        return f"Read back: {plural(found, 'difference')} left."
    return "Read back: everything is as declared."


def _part(title: str, done: bool, outcomes: Sequence[Outcome]) -> list[Line]:
    # What nobody knows counts as not done: it is what somebody has to look at.
    found = [o for o in outcomes if (o.result is Result.DONE) is done]
    head = [Line(f"{title} ({len(found)} of {len(outcomes)}):", "bold")] if found else []
    return [*head, *(line for outcome in found for line in _result_lines(outcome))]


def _result_lines(outcome: Outcome) -> Iterator[Line]:
    yield Line(progress_line(outcome), COLOURS[outcome.result])
    for text in outcome.error.split("\n")[1:]:
        yield Line(f"    | {clean(text.strip())}")
    if outcome.done and outcome.result is not Result.DONE:
        yield Line(f"    done before that: {', '.join(clean(step) for step in outcome.done)}")
    # The id of what is new is found nowhere else; of all else the plan had it.
    if outcome.id and outcome.change.action in (Action.CREATE, Action.REPLACE):
        yield Line(f"    id in Okta: {clean(outcome.id)}")


def _left_lines(left: Plan | None, outcomes: Sequence[Outcome], depth: Depth) -> Iterator[Line]:
    if left is None or not left.is_open:
        return
    # The plan that is still to be applied, in its own words, without its header and its sum; and
    # without what was shown before the apply and has its line above, since nobody began it.
    view = read_plan(plan_data(left))
    known = {clean(str(o.change.key)) for o in outcomes if o.result is Result.NOT_TRIED}
    changes = tuple(change for change in view.changes if change.key not in known)
    lines = list(body_lines(replace(view, changes=changes), depth))
    yield from [Line("Left after reading back:", "bold"), *lines] if lines else []


def _closing_lines(outcomes: Sequence[Outcome], plan: Plan, left: Plan | None) -> Iterator[Line]:
    yield Line(outcome_closing(outcomes, left), "bold")
    command = next_command(outcomes, left, plan)
    if command:
        yield Line(f"Next: {clean(command, len(command))}")
