"""A plan in lines of text."""

from collections.abc import Iterator, Sequence

from hookops.model.change import Plan
from hookops.model.text import plural
from hookops.report.plan.json import plan_data
from hookops.report.plan.view import (
    SYMBOLS,
    ChangeView,
    FieldView,
    Notice,
    PlanView,
    Stranger,
    read_plan,
)
from hookops.report.text_kit import Line, Table, draw
from hookops.report.words import in_words, things

COLOURS = {
    "create": "green",
    "update": "yellow",
    "activate": "green",
    "deactivate": "red",
    "replace": "red",
    "delete": "red",
    "bind": "green",
    "rebind": "yellow",
    "unbind": "red",
    "verify": "cyan",
    "adopt": "cyan",
    "record": "cyan",
}
LEVEL_COLOURS = {"outage": "bold red", "silent": "yellow", "safe": "green"}
_NOTICE_COLOURS = {
    "conflict": "bold red",
    "refused": "bold red",
    "waiting": "bold yellow",
    "not read": "bold yellow",
    "warning": "yellow",
    "by hand": "cyan",
}


def plan_text(plan: Plan, *, styled: bool = False, width: int = 80) -> str:
    """What apply would do, for someone who does not know hookops."""
    view = read_plan(plan_data(plan), plan.title)
    return draw(plan_lines(view), plan_table(view), styled=styled, width=width)


def plan_lines(view: PlanView) -> list[Line]:
    """Header, changes with the most dangerous first, notices, the rest, and the sum."""
    blocks = [
        list(_header(view)),
        *([*change_lines(change)] for change in view.changes),
        [line for notice in view.notices for line in notice_lines(notice)],
        list(_aside(view)),
        [Line(closing(view), "bold")],
    ]
    return spaced(blocks)


def plan_table(view: PlanView) -> Table:
    """One row for each change."""
    return Table(
        columns=("", "action", "what", "impact", "where"),
        rows=tuple((c.symbol, c.verb, c.key, c.level, c.origin) for c in view.changes),
        styles=tuple(COLOURS[c.verb] for c in view.changes),
    )


def risks(view: PlanView) -> str:
    """`1 hook will be deleted, 2 hooks will be deactivated`; empty when there is no such thing."""
    hooks = [change for change in view.changes if change.kind == "InlineHook"]
    counted = (
        (sum(c.verb == "delete" for c in hooks), "deleted"),
        (sum(c.verb == "replace" for c in hooks), "replaced"),
        (sum(c.stops for c in hooks), "deactivated"),
    )
    return ", ".join(f"{plural(n, 'hook')} will be {word}" for n, word in counted if n)


def closing(view: PlanView) -> str:
    """The last line: what the plan comes to."""
    counts = view.summary
    parts = [(counts[verb], f"to {verb}") for verb in SYMBOLS if verb != "record"]
    records = sum(change.verb == "record" for change in view.changes)
    todo = in_words([*parts, (records, "to record"), (len(view.forgotten), "to forget")])
    blocked = _blocked(view)
    unchanged = things(view.unchanged)
    open_ends = _open_ends(view)
    if not todo and not blocked and not open_ends:
        return f"No changes. {unchanged} {_are(counts['unchanged'])} as declared."
    sentences = [
        f"Plan: {todo or 'no changes'}, {plural(counts['requests'], 'request')} to write.",
        f"{unchanged} unchanged." if counts["unchanged"] else "",
        *open_ends,
        blocked,
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _open_ends(view: PlanView) -> list[str]:
    """What is not as declared and not to be changed by this plan."""
    deferred, unread = view.summary["held"], view.summary["unread"]
    verb = "waits" if deferred == 1 else "wait"
    waits = f"{plural(deferred, 'change')} {verb} for you, as told above."
    described = f"{plural(unread, 'binding')} could not be read."
    return [text for count, text in ((deferred, waits), (unread, described)) if count]


def change_lines(change: ChangeView) -> Iterator[Line]:
    """The change in one line, then all that is known about it, indented."""
    yield Line(headline(change), f"bold {COLOURS[change.verb]}")
    for label, text in change.facts:
        yield Line(f"    {label}: {text}")
    yield from field_lines(change.fields)
    yield Line(f"    impact: {change.level}, {change.impact}", LEVEL_COLOURS[change.level])
    if change.flows:
        yield Line(f"    touches: {', '.join(change.flows)}")
    if change.verify:
        yield Line(f"    verify: {change.verify}")
    if change.adopts:
        yield Line(f"    adopts: the {change.noun} that exists in Okta with id {change.adopts}")
    if change.undo or change.verb not in ("adopt", "record", "verify"):
        yield Line(f"    undo: {change.undo or 'not possible'}")
    if change.reason:
        yield Line(f"    reason: {change.reason}")


def headline(change: ChangeView) -> str:
    """`~ update InlineHook/x, "X" in Okta, manifests/x.yaml:3`."""
    title = f', "{change.title}" in Okta' if change.title else ""
    return f"{change.symbol} {change.verb} {change.key}{title}, {change.origin or 'not in Git'}"


def field_lines(fields: Sequence[FieldView]) -> Iterator[Line]:
    """`path: before -> after (file:line, edited in Git)`, indented."""
    for field in fields:
        where = ", ".join(part for part in (field.origin, field.side) if part)
        moved = f"    {field.path}: {field.before} -> {field.after}"
        yield Line(f"{moved} ({where})" if where else moved)


def notice_lines(notice: Notice) -> Iterator[Line]:
    """`conflict file:line:col: code: message`; the word first, so that no file name starts it."""
    yield Line(f"{notice.word} {notice.text}", _NOTICE_COLOURS[notice.word])
    for text in notice.more:
        yield Line(f"    {text}")


def forgotten_why(key: str) -> str:
    """What it means that the ledger lets go of it."""
    if key.startswith("Binding/"):
        return (
            "no longer declared under this name; nothing changes in Okta, "
            "and `bindings: []` is what unbinds a hook"
        )
    return "no longer declared, and gone from Okta already"


def stranger_line(unmanaged_hook: Stranger) -> Line:
    """What is in the registry and declared nowhere."""
    facts = (unmanaged_hook.type, unmanaged_hook.status, f"id {unmanaged_hook.id}")
    about = ", ".join(fact for fact in facts if fact)
    described = "declared nowhere, never touched"
    return Line(f'unmanaged "{unmanaged_hook.name}" ({about}): {described}', "dim")


def foreign_line(hook_id: str) -> Line:
    """What hookops cannot read."""
    described = "its type, status or channel is not known, never touched"
    return Line(f"not understood {hook_id}: {described}", "dim")


def spaced(blocks: Sequence[Sequence[Line]]) -> list[Line]:
    """The blocks that are not empty, with an empty line between them."""
    spread = [line for block in blocks if block for line in (Line(""), *block)]
    return spread[1:]


def _header(view: PlanView) -> Iterator[Line]:
    described = risks(view)
    title = f"Plan for {view.title}"
    yield Line(f"{title}: {described}" if described else title, "bold red" if described else "bold")
    if view.prune:
        yield Line("what is no longer declared may be deleted (--prune)")
    if view.targets:
        yield Line(f"planned only: {', '.join(view.targets)} (--target)")


def _aside(view: PlanView) -> Iterator[Line]:
    for key in view.kept:
        yield Line(f"kept {key}: no longer declared, kept: run with --prune to delete", "dim")
    for key in view.forgotten:
        yield Line(f"forgotten {key}: {forgotten_why(key)}", "dim")
    for unmanaged_hook in view.unmanaged:
        yield stranger_line(unmanaged_hook)
    for hook_id in view.unsupported:
        yield foreign_line(hook_id)


def _blocked(view: PlanView) -> str:
    counted = ((view.conflicts, "conflict"), (view.guard_errors, "refusal"))
    parts = [plural(count, word) for count, word in counted if count]
    return f"Nothing can be applied: {' and '.join(parts)}." if parts else ""


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
