"""Words about a plan as a whole that every report of it shares."""

from collections.abc import Callable, Mapping

from hookops.kinds import KINDS
from hookops.model.change import Plan
from hookops.model.text import plural
from hookops.report.plan.json import plan_data
from hookops.report.plan.looks import LEVELS, VERBS
from hookops.report.plan.view import ChangeView, PlanView, read_plan
from hookops.report.words import in_words, things

_RISKS: tuple[tuple[Callable[[ChangeView], bool], str], ...] = (
    (lambda change: change.verb == "delete", "deleted"),
    (lambda change: change.verb == "replace", "replaced"),
    (lambda change: change.stops and change.level != "safe", "deactivated"),
)

ORDER = "Most dangerous hook first"
RISKS = "Look at these before anything else"
UNDO = "To undo it"
CALM = "About what does not change"
NOT_DECLARED = "No longer declared"
UNMANAGED = "In no manifest, never touched by hookops"
UNSUPPORTED = "Not understood, never touched by hookops"


def risks(view: PlanView) -> str:
    """`1 change can stop users, 1 hook will be deleted`; empty when there is no such thing."""
    # Only of what Okta calls: users notice when that is gone. A key is deleted when nothing uses
    # it, and what a binding no longer calls is one of the changes themselves.
    counted = (
        (kind.title, sum(happens(c) for c in view.changes if c.kind == kind.name), word)
        for kind in KINDS.values()
        if kind.is_called
        for happens, word in _RISKS
    )
    stopping = sum(change.level == "outage" for change in view.changes)
    losing = sum((c.verb, c.level) == ("unbind", "silent") for c in view.changes)
    parts = [
        f"{plural(stopping, 'change')} can stop users" if stopping else "",
        *(f"{plural(n, noun)} will be {word}" for noun, n, word in counted if n),
        f"{plural(losing, 'flow')} will go on without a hook" if losing else "",
    ]
    return ", ".join(filter(None, parts))


def legend(view: PlanView) -> list[tuple[str, str]]:
    """Each impact of the plan's changes that does not explain itself, and what it means."""
    levels = {change.level for change in view.changes}
    return [(level, text) for level, text in LEVELS.items() if level in levels]


def plan_closing(plan: Plan) -> str:
    """The same of a plan."""
    return closing(read_plan(plan_data(plan), plan.title))


def closing(view: PlanView) -> str:
    """The last line: what the plan comes to."""
    # It says "No changes" only when nothing is open: a plan that a conflict blocks, or that defers
    # a change, has none either, and somebody who reads only this line must not take it for done.
    counts = view.summary
    parts = [(counts[verb], f"to {verb}") for verb in VERBS if verb != "record"]
    # `record` is no action of the JSON, whose summary counts only what writes to Okta.
    records = sum(change.verb == "record" for change in view.changes)
    todo = in_words([*parts, (records, "to record"), (len(view.forgotten), "to forget")])
    blocked = _blocked(view)
    unchanged = things(view.unchanged)
    open_ends = _open_ends(view)
    if not todo and not blocked and not open_ends:
        off = sum(notice.code == "disabled" for notice in view.notices)
        more = f", {plural(off, 'hook')} {_are(off)} disabled" if off else ""
        # A plan of one hook that is to stay as Okta has it has nothing to compare.
        if not counts["unchanged"]:
            return f"No changes{more}."
        return f"No changes. {unchanged} {_are(counts['unchanged'])} as declared{more}."
    sentences = [
        f"Plan: {todo or 'no changes'}, {_requests(counts)}.",
        f"{unchanged} unchanged." if counts["unchanged"] else "",
        *open_ends,
        blocked,
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _requests(counts: Mapping[str, int]) -> str:
    """What apply sends: each write is preceded by a read of what it writes."""
    writes = f"{plural(counts['requests'], 'request')} to write"
    return f"{writes} and {counts['reads']} to read again" if counts["reads"] else writes


def _open_ends(view: PlanView) -> list[str]:
    """What is not as declared, and what this plan does not change all the same."""
    deferred, unread = view.summary["held"], view.summary["unread"]
    verb = "waits" if deferred == 1 else "wait"
    waiting = f"{plural(deferred, 'change')} {verb} for you, as the report describes."
    not_read = f"hookops could not read {plural(unread, 'binding')}."
    return [text for count, text in ((deferred, waiting), (unread, not_read)) if count]


def _blocked(view: PlanView) -> str:
    counted = (
        (view.conflicts, "conflict"),
        (view.invalid, "manifest error"),
        (view.guard_errors, "guard error"),
    )
    parts = [plural(count, word) for count, word in counted if count]
    return f"hookops can apply nothing: {' and '.join(parts)}." if parts else ""


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
