"""A plan in lines of text."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from hookops.kinds import KINDS
from hookops.model.change import Plan
from hookops.model.text import plural
from hookops.report.plan.json import plan_data
from hookops.report.plan.looks import NOT_IN_GIT, SECRET_HOSTS_TITLE, VERBS
from hookops.report.plan.view import ChangeView, FieldView, Notice, PlanView, Unmanaged, read_plan
from hookops.report.text_kit import Line, Table, draw, spaced
from hookops.report.words import in_words, things

_RISKS: tuple[tuple[Callable[[ChangeView], bool], str], ...] = (
    (lambda change: change.verb == "delete", "deleted"),
    (lambda change: change.verb == "replace", "replaced"),
    (lambda change: change.stops, "deactivated"),
)


_FIRST = ("many-gone",)
"""Codes of notices that stand before the changes: all of those would be wrong."""


def plan_text(plan: Plan, *, styled: bool = False, width: int = 80) -> str:
    """What apply would do, for someone who does not know hookops."""
    view = read_plan(plan_data(plan), plan.title)
    return draw(plan_lines(view), plan_table(view), styled=styled, width=width)


def plan_lines(view: PlanView) -> list[Line]:
    """Header, changes with the most dangerous first, notices, the rest, and the sum."""
    blocks = [
        list(_header(view)),
        list(_secret_hosts(view)),
        *([*change_lines(change)] for change in view.changes),
        [
            line
            for notice in view.notices
            if notice.code not in _FIRST
            for line in notice_lines(notice)
        ],
        list(_aside(view)),
        [Line(closing(view), "bold")],
    ]
    return spaced(blocks)


def plan_table(view: PlanView) -> Table:
    """One row for each change."""
    return Table(
        columns=("", "action", "what", "impact", "where"),
        rows=tuple((c.symbol, c.verb, c.key, c.level, c.origin) for c in view.changes),
        styles=tuple(VERBS[c.verb].colour for c in view.changes),
    )


def risks(view: PlanView) -> str:
    """`1 hook will be deleted, 2 hooks will be deactivated`; empty when there is no such thing."""
    # Only of what Okta calls: users notice when that is gone. A key is deleted when nothing uses
    # it, and what a binding no longer calls is one of the changes themselves.
    counted = (
        (kind.title, sum(happens(c) for c in view.changes if c.kind == kind.name), word)
        for kind in KINDS.values()
        if kind.is_called
        for happens, word in _RISKS
    )
    return ", ".join(f"{plural(n, noun)} will be {word}" for noun, n, word in counted if n)


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
        return f"No changes. {unchanged} {_are(counts['unchanged'])} as declared."
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
    waiting = f"{plural(deferred, 'change')} {verb} for you, as described above."
    not_read = f"hookops could not read {plural(unread, 'binding')}."
    return [text for count, text in ((deferred, waiting), (unread, not_read)) if count]


def change_lines(change: ChangeView) -> Iterator[Line]:
    """The change in one line, then all that is known about it, indented."""
    yield Line(headline(change), f"bold {VERBS[change.verb].colour}")
    # What it is, what differs, then what it means: a reviewer decides by the last.
    for label, text in change.declared:
        yield Line(f"    {label}: {text}")
    yield from field_lines(change.fields)
    for fact in change.facts:
        if fact.only in ("", "text"):
            yield Line(f"    {fact.label}: {fact.text}", fact.style)


def headline(change: ChangeView) -> str:
    """`~ update InlineHook/x, "X" in Okta, manifests/x.yaml:3`."""
    title = f', "{change.title}" in Okta' if change.title else ""
    return f"{change.symbol} {change.verb} {change.key}{title}, {change.origin or NOT_IN_GIT}"


def field_lines(fields: Sequence[FieldView]) -> Iterator[Line]:
    """`path: before -> after (file:line, edited in Git)`, indented; of a secret what is known."""
    for field in fields:
        where = ", ".join(part for part in (field.origin, field.side) if part)
        if field.secret:
            moved = f"    secret {field.path}: {field.before}; {field.after}"
        else:
            moved = f"    {field.path}: {field.before} -> {field.after}"
        yield Line(f"{moved} ({where})" if where else moved)


def notice_lines(notice: Notice) -> Iterator[Line]:
    """`conflict file:line:col: code: message`; the word first, so that no file name starts it."""
    yield Line(f"{notice.word} {notice.text}", notice.colour)
    for text in notice.more:
        yield Line(f"    {text}")


def unmanaged_line(unmanaged: Unmanaged) -> Line:
    """What Okta has and no manifest declares."""
    meaning = "no manifest declares it, and hookops never touches it"
    return Line(f"unmanaged {_named(unmanaged)}: {meaning}", "dim")


def unsupported_line(found: Unmanaged) -> Line:
    """What hookops cannot read."""
    meaning = "hookops does not know its type, status or channel, and never touches it"
    # Without a name there may be nothing else either.
    return Line(f"unsupported {_named(found) if found.name else found.id}: {meaning}", "dim")


def _named(found: Unmanaged) -> str:
    # A key has no status.
    about = ", ".join(filter(None, (found.type, found.status, f"id {found.id}")))
    return f'"{found.name}" ({about})'


def _header(view: PlanView) -> Iterator[Line]:
    # The risks stand in the first line: it is the one that notifications and lists of runs show.
    at_risk = risks(view)
    title = f"Plan for {view.title}"
    yield Line(f"{title}: {at_risk}" if at_risk else title, "bold red" if at_risk else "bold")
    for notice in view.notices:
        if notice.code in _FIRST:
            yield from notice_lines(notice)
    if view.prune:
        yield Line("hookops may delete what is no longer declared (--prune)")
    if view.targets:
        yield Line(f"the plan covers only {', '.join(view.targets)} (--target)")


def _secret_hosts(view: PlanView) -> Iterator[Line]:
    if view.secret_hosts:
        yield Line(SECRET_HOSTS_TITLE, "bold red")
    for found in view.secret_hosts:
        yield from notice_lines(found)


def _aside(view: PlanView) -> Iterator[Line]:
    for key in view.kept:
        yield Line(f"kept {key}: no longer declared; --prune deletes it", "dim")
    for key, meaning in view.forgotten:
        yield Line(f"forgotten {key}: {meaning}", "dim")
    for unmanaged in view.unmanaged:
        yield unmanaged_line(unmanaged)
    for unsupported in view.unsupported:
        yield unsupported_line(unsupported)


def _blocked(view: PlanView) -> str:
    counted = (
        (view.conflicts, "conflict"),
        (view.invalid, "error in manifests"),
        (view.guard_errors, "guard error"),
    )
    parts = [plural(count, word) for count, word in counted if count]
    return f"hookops can apply nothing: {' and '.join(parts)}." if parts else ""


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
