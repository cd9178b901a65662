"""A plan in lines of text."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from hookops.model.change import Plan
from hookops.model.text import plural
from hookops.report.plan.json import plan_data
from hookops.report.plan.looks import (
    FEW,
    LEVEL_COLOURS,
    NOT_IN_GIT,
    SECRET_HOSTS_TITLE,
    VERBS,
)
from hookops.report.plan.notices import FIRST, Notice, Unmanaged
from hookops.report.plan.view import ChangeView, FieldView, PlanView, read_plan
from hookops.report.plan.words import ORDER, UNDO, closing, legend, risks
from hookops.report.text_kit import Depth, Line, draw, spaced, wrapped
from hookops.report.words import in_words

_SCREEN = 40
"""Lines that a reviewer sees at once."""
_ROWS = 2
"""Lines for a change where the screen is short."""
_ALIKE = 2
"""Warnings of one code that are shown where a plan is long; the others are counted."""


def plan_text(plan: Plan, *, styled: bool = False, width: int = 0, depth: Depth = "usual") -> str:
    """What apply would do, for someone who does not know hookops."""
    view = read_plan(plan_data(plan), plan.title)
    lines = plan_lines(view, depth)
    if width and depth == "usual" and len(wrapped(lines, width)) > _SCREEN:
        lines = plan_lines(view, depth, width)
    return draw(lines, None, styled=styled, width=width)


def plan_lines(view: PlanView, depth: Depth = "usual", width: int = 0) -> list[Line]:
    """Header, each change on a line with the most dangerous first, what stands against the plan,
    the details where there is room for them, and the sum.

    Shape: `concise` leaves out everything but header, lines and sum; `details` nothing. Without its
    details a change takes two lines of `width` where it can, unless that is 0.
    """
    brief, whole = depth == "concise", depth == "details"
    # A reviewer has half a minute: of many changes the lines alone fill the screen.
    detailed = whole or (not brief and len(view.changes) <= FEW)
    blocks = [
        list(_header(view, whole)),
        list(_secret_hosts(view)),
        list(_overview(view, legend=not brief and not detailed, width=width)),
        [] if brief else list(_notices(view, whole)),
        *(list(_details(group, whole)) for group in view.groups if detailed),
        list(_undo_lines(view)) if detailed else [],
        [] if brief else list(_aside(view, whole)),
        [Line(closing(view), "bold"), *([] if whole or brief else _more(view, detailed=detailed))],
    ]
    return spaced(blocks)


def body_lines(view: PlanView, depth: Depth) -> Iterator[Line]:
    """Each change on a line, what stands against the plan, and details where there is room."""
    yield from _overview(view, legend=False)
    yield from _notices(view, depth == "details")
    if depth == "details" or (depth == "usual" and len(view.changes) <= FEW):
        for change in view.changes:
            yield from change_lines(change)


def _overview(view: PlanView, *, legend: bool, width: int = 0) -> Iterator[Line]:
    said = set()
    # First, since the word in brackets at the end of each line is what a reviewer decides by.
    if legend:
        yield from _legend(view)
    for change in view.changes:
        look = VERBS[change.verb]
        style = LEVEL_COLOURS[change.level] if change.risky else look.colour
        text = change.outline.text
        if width and legend:
            text = change.outline.shortest(_fitting(look.symbol, width))
        yield Line(f"{look.symbol} {text}", style)
        # What stops users is the one thing that nobody may have to look up; once for all of them.
        if legend and change.level == "outage" and change.impact not in said:
            said.add(change.impact)
            yield Line(f"    {change.impact}", style)


def _fitting(symbol: str, width: int) -> Callable[[str], bool]:
    return lambda text: len(wrapped([Line(f"{symbol} {text}")], width)) <= _ROWS


def _legend(view: PlanView) -> Iterator[Line]:
    if words := [f"{level}: {text}" for level, text in legend(view)]:
        yield Line(f"{ORDER}. {'; '.join(words)}", "dim")


def _notices(view: PlanView, whole: bool) -> Iterator[Line]:
    left_out: Counter[tuple[str, str]] = Counter()
    for notice in view.notices:
        if notice.code in FIRST or (notice.aside and not whole):
            continue
        kind = (notice.word, notice.code)
        # A warning of many manifests is read once; what stands against the plan is never left out.
        if notice.word == "warning" and not whole and len(view.changes) > FEW:
            left_out[kind] += 1
            if left_out[kind] > _ALIKE:
                continue
        yield from notice_lines(notice)
    for (word, code), count in left_out.items():
        if count > _ALIKE:
            yield Line(f"{word} {code}: {count - _ALIKE} more of these; --details lists them")


def _details(group: Sequence[ChangeView], whole: bool) -> Iterator[Line]:
    for change in group:
        yield from change_lines(change, whole=whole)


def _undo_lines(view: PlanView) -> Iterator[Line]:
    if view.undos:
        yield Line(f"{UNDO}:")
    for text, keys in view.undos.items():
        yield Line(f"    {text}: {', '.join(keys)}")


def _more(view: PlanView, *, detailed: bool) -> Iterator[Line]:
    """Where the rest is, when something was left out."""
    hidden = sum(notice.aside for notice in view.notices)
    parts = [] if detailed else ["every field, its place in Git, how to undo it"]
    parts += [f"{plural(hidden, 'note')} on what does not change"] if hidden else []
    if parts:
        yield Line(f"More with --details: {', '.join(parts)}.")


def change_lines(change: ChangeView, *, whole: bool = False) -> Iterator[Line]:
    """Where the change is, then all that is known about it, indented."""
    yield Line(headline(change), f"bold {VERBS[change.verb].colour}")
    # What it is, what differs, then what it means: a reviewer decides by the last.
    for label, text in change.declared:
        yield Line(f"    {label}: {text}")
    # The plan's first lines say which hook a flow gets; where it had another, that one's id is new.
    said = change.verb == "bind"
    yield from field_lines([f for f in change.fields if not said or f.path != "hook"])
    for fact in change.facts:
        if not fact.only or (whole and fact.only == "all"):
            yield Line(f"    {fact.label}: {fact.text}", fact.style)


def headline(change: ChangeView) -> str:
    """`~ update InlineHook/x, "X" in Okta, manifests/x.yaml:3`."""
    title = f', "{change.title}" in Okta' if change.title else ""
    return f"{change.symbol} {change.verb} {change.key}{title}, {change.origin or NOT_IN_GIT}"


def field_lines(fields: Sequence[FieldView]) -> Iterator[Line]:
    """`path: before -> after (file:line, edited in Okta)`, indented; of a secret what is known."""
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


def _header(view: PlanView, whole: bool) -> Iterator[Line]:
    # The risks stand in the first line: it is the one that notifications and lists of runs show.
    at_risk = risks(view)
    title = f"Plan for {view.title}"
    yield Line(f"{title}: {at_risk}" if at_risk else title, "bold red" if at_risk else "bold")
    for notice in view.notices:
        if notice.code in FIRST:
            yield from notice_lines(notice)
    if view.prune:
        yield Line("hookops may delete what is no longer declared (--prune)")
    if view.targets:
        # A rollback has many, and each of them that changes has a line below.
        few = whole or len(view.targets) <= FEW
        only = ", ".join(view.targets) if few else plural(len(view.targets), "resource")
        yield Line(f"the plan covers only {only}")


def _secret_hosts(view: PlanView) -> Iterator[Line]:
    if view.secret_hosts:
        yield Line(SECRET_HOSTS_TITLE, "bold red")
    for found in view.secret_hosts:
        yield from notice_lines(found)


def _aside(view: PlanView, whole: bool) -> Iterator[Line]:
    yield from _untouched(view, whole)
    if view.unseen:
        yield Line(f"note: {view.unseen}", "dim")


def _untouched(view: PlanView, whole: bool) -> Iterator[Line]:
    if view.kept:
        keys = ", ".join(view.kept)
        yield Line(f"kept {keys}: no longer declared; --prune deletes what is kept", "dim")
    for key, meaning in view.forgotten:
        yield Line(f"forgotten {key}: {meaning}", "dim")
    unmanaged = [unmanaged_line(each) for each in view.unmanaged]
    unsupported = [unsupported_line(each) for each in view.unsupported]
    if whole or len(unmanaged) + len(unsupported) <= FEW:
        yield from (*unmanaged, *unsupported)
        return
    # The same in every plan of an org that is adopted step by step.
    counts = (len(unmanaged), "unmanaged"), (len(unsupported), "unsupported")
    yield Line(f"not touched: {in_words(counts)}; --details lists them", "dim")
