"""An incident on one screen, and as JSON."""

from collections.abc import Iterator, Sequence

from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.history.night import HookState, Incident, LoggedWrite
from hookops.model.history.records import ApplyRecord
from hookops.model.resource import Json
from hookops.model.text import plural
from hookops.report.json_kit import FORMAT_VERSION, address, dumps
from hookops.report.oncall.history import apply_data, disabled_data, headline
from hookops.report.text_kit import Line, draw, spaced
from hookops.report.words import clean, org_option

MOST_HOOKS, MOST_FLOWS, MOST_WRITES, MOST_CHANGES = 12, 4, 6, 8
"""So many are shown; the page is to stay one screen. JSON has all."""


def incident_text(incident: Incident, *, styled: bool = False, width: int = 0) -> str:
    """What an engineer on call has to know first."""
    return draw(incident_lines(incident), None, styled=styled, width=width)


def incident_lines(incident: Incident) -> list[Line]:
    """Hooks with their flows and failures, what changed, what is not known, and what helps."""
    failing = sum(state.is_failing for state in incident.hooks)
    word = f"{plural(failing, 'hook')} with failures" if failing else "no failure is logged"
    # Where the log cannot be read, "no failure" would be a lie.
    known = word if not incident.unread or failing else "not everything could be read"
    head = f"{clean(incident.title or incident.organization)} at {clean(incident.at)}: {known}"
    return spaced(
        [
            [Line(head, "bold red" if failing else "bold")],
            [Line(f"not read: {clean(text)}", "bold yellow") for text in incident.unread],
            list(_hooks(incident)),
            list(_changes(incident)),
            list(_help(incident)),
        ]
    )


def _hooks(incident: Incident) -> Iterator[Line]:
    # What fails or is off is always there, however many hooks an org has.
    first = [s for s in incident.hooks if s.is_failing or s.disabled is not None]
    others = [s for s in incident.hooks if s not in first]
    room = max(0, MOST_HOOKS - len(first))
    for state in (*first, *others[:room]):
        yield from _hook(state)
    if more := others[room:]:
        yield Line(f"  and {plural(len(more), 'hook')} more without a failure that is known")


def _hook(state: HookState) -> Iterator[Line]:
    hook, figures = state.use.hook, state.use.all
    # Each fact once, and a mark at the start where there is a failure: people search by eye.
    name = str(hook.key) if hook.key else f'"{hook.name}" (not in Git)'
    words = [_title(hook.type), hook.status or "not in Okta"]
    if state.disabled is not None:
        words.append(f"disabled: {state.disabled.because}")
    if figures.total:
        words.append(f"{figures.failure} of {plural(figures.total, 'event')} failed in an hour")
    flows = [f"called by {text}" for text in _flows(state)]
    # One flow has room in the line of its hook, and half of all hooks are on the screen then.
    if len(flows) == 1:
        words.append(flows.pop())
    colour = "bold red" if state.is_failing else "yellow" if state.disabled else ""
    mark = "! " if state.is_failing else "  "
    text = f"{mark}{name}  {', '.join(words)}"
    yield Line(clean(text, len(text)), colour)
    for reason in state.use.reasons[:2]:
        yield Line(f"      {reason.count} times: {clean(reason.text) or 'no reason is logged'}")
    yield from (Line(f"      {clean(text)}") for text in flows)


def _title(type_: str) -> str:
    row = HOOK_TYPES.get(type_)
    return f"{row.title} hook" if row is not None else type_


def _flows(state: HookState) -> Iterator[str]:
    # Not the same as no flow: nobody may take this hook for one that can be deleted.
    if state.flows is None:
        yield "what hookops cannot read"
        return
    yield from state.flows[:MOST_FLOWS]
    if more := len(state.flows) - MOST_FLOWS:
        yield from [f"{more} more"] if more > 0 else ()


def _changes(incident: Incident) -> Iterator[Line]:
    yield Line("Changed in the last day:", "bold")
    room = MOST_CHANGES
    for number, record in incident.history.applies:
        yield Line(f"  {number}  {headline(record)}")
        effects = list(_effects(record, room))
        room = max(0, room - len(effects))
        yield from (Line(f"       {clean(text)}") for text in effects)
    # Those of hookops are what the applies above have done.
    writes = [write for write in incident.writes if not write.agent.startswith("hookops/")]
    for write in writes[:MOST_WRITES]:
        yield Line(f"  {clean(_describe(write))}")
    if (more := len(writes) - MOST_WRITES) > 0:
        yield Line(f"  and {plural(more, 'event')} more in the System Log")
    if not incident.history.applies and not writes:
        yield Line("  nothing that is known here")


def _effects(record: ApplyRecord, room: int) -> Iterator[str]:
    """What it did, the latest applies first; the number is in its first line."""
    # What the ledger alone has learned breaks nothing.
    changes = () if record.is_quiet else record.changes
    for change in changes[:room]:
        yield f"{change.action} {change.key}: {change.result}"
    if room and (more := len(changes) - room) > 0:
        yield f"and {plural(more, 'change')} more"


def _describe(write: LoggedWrite) -> str:
    # A tool has a name here, and a person has the browser's.
    agent = f" ({write.agent})" if write.agent else ""
    about = ", ".join(f'"{name}"' for name in write.about)
    return f"{write.at}  {write.event.rpartition('.')[2]} {about} by {write.who}{agent}"


def _help(incident: Incident) -> Iterator[Line]:
    # Whole commands: nobody looks options up at three in the morning.
    yield Line("What helps:", "bold")
    for command, meaning in help_of(incident):
        yield Line(f"  {clean(command)}", "bold")
        yield Line(f"      {meaning}")


def help_of(incident: Incident) -> Sequence[tuple[str, str]]:
    """Commands for this night, each with what it does."""
    found: list[tuple[str, str]] = []
    org = org_option(incident.title)
    # One that hookops does not manage it cannot disable either.
    for state in incident.hooks:
        if state.disabled is not None:
            found.append((f"hookops enable {state.key}{org}", "brings it back as it is declared"))
        elif state.is_failing and state.use.hook.managed:
            what = "takes it out of its flows until it is enabled again"
            found.append((f"hookops disable {state.key}{org} --because TEXT", what))
    # An older one is not on the page, and is not what makes this night.
    if incident.offered in dict(incident.history.applies):
        what = f"returns Okta to the state before the apply with the number {incident.offered}"
        found.append((f"hookops rollback{org}", what))
    found.append((f"hookops history{org}", "shows who applied what, and from which commit"))
    found.append(
        (f"hookops usage{org} --since 1d", "shows calls and failures, and why they failed")
    )
    return found


def incident_data(incident: Incident) -> dict[str, Json]:
    """Everything that the page says, and what does not fit on it."""
    return {
        "format_version": FORMAT_VERSION,
        "organization": incident.organization,
        "at": incident.at,
        "hooks": [_hook_data(state) for state in incident.hooks],
        "applies": [apply_data(number, record) for number, record in incident.history.applies],
        "writes": [_write_data(write) for write in incident.writes],
        "unread": list(incident.unread),
        "commands": [command for command, _ in help_of(incident)],
    }


def incident_json(incident: Incident) -> str:
    """`incident_data` as text."""
    return dumps(incident_data(incident))


def _hook_data(state: HookState) -> dict[str, Json]:
    hook, figures = state.use.hook, state.use.all
    return {
        "address": address(hook.key) if hook.key else None,
        "id": hook.id,
        "name": hook.name,
        "type": hook.type,
        "status": hook.status,
        "managed": hook.managed,
        # Null and not an empty list: nobody knows whether a flow calls it.
        "flows": None if state.flows is None else list(state.flows),
        "events": {"failure": figures.failure, "total": figures.total},
        "reasons": [{"count": r.count, "text": r.text} for r in state.use.reasons],
        "disabled": disabled_data(state.disabled) if state.disabled else None,
    }


def _write_data(write: LoggedWrite) -> dict[str, Json]:
    found = {"at": write.at, "event": write.event, "who": write.who, "agent": write.agent}
    return {**found, "about": list(write.about)}
