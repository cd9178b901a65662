"""Edits by others that came between hookops' read of an object and its write of it.

Okta has no conditional write, so such an edit is in no answer; where the System Log may be read, it
is there. The log is read before the first write and after the last: what is new is of the time
between.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from hookops.kinds import KINDS
from hookops.model.change import Change, Outcome, Plan, Result
from hookops.model.errors import HookopsError
from hookops.model.text import show
from hookops.model.usage import LoggedEdit
from hookops.okta.edits import read_edits
from hookops.okta.transport import AGENT
from hookops.workflow.run import Run


@dataclass(frozen=True, slots=True)
class Watch:
    """What the log had before the first write."""

    since_s: float
    events: tuple[str, ...]
    seen: frozenset[str]
    """Ids of the events that it had."""


def watch(run: Run, made: Plan) -> Watch | None:
    """Begin. None where nothing that exists is written, or the log may not be read."""
    ids = {id_ for change in made.changes for id_ in _written(change)}
    events = sorted({event for change in made.changes for event in _events(change)})
    # Nothing that exists is written, or no event is about it.
    if not ids or not events:
        return None
    since_s = run.session.now_s()
    found = _read(run, ids, events, since_s)
    if found is None:
        return None
    return Watch(since_s, tuple(events), frozenset(edit.uuid for edit in found))


def report_lost(run: Run, begun: Watch | None, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes; those of objects that somebody else wrote meanwhile say so."""
    ids = {id_ for outcome in outcomes if _was_sent(outcome) for id_ in _ids(outcome)}
    # Without a look before, an older edit could not be kept apart from one of the time between.
    if begun is None or not ids:
        return tuple(outcomes)
    found = _read(run, ids, begun.events, begun.since_s) or []
    new = [edit for edit in found if edit.uuid not in begun.seen]
    return tuple(_noted(outcome, new) for outcome in outcomes)


def _read(
    run: Run, ids: Collection[str], events: Sequence[str], since_s: float
) -> list[LoggedEdit] | None:
    try:
        return read_edits(run.session, ids, events, since_s)
    except HookopsError as problem:
        # What is written is as safe as it was: only that nobody looks afterwards is worth a word.
        run.report(f"edits by others are not looked for in the System Log: {problem.message}")
        return None


def _ids(outcome: Outcome) -> tuple[str, ...]:
    """Of what the change wrote: a replacement also writes its new hook twice."""
    return (*_written(outcome.change), *([outcome.id] if outcome.id else []))


def _written(change: Change) -> tuple[str, ...]:
    """The id of what is there and written; nothing that is new can be edited before."""
    return (change.before.id,) if change.steps and change.before is not None else ()


def _events(change: Change) -> Sequence[str]:
    return KINDS[change.key.kind].logged_as(change.key) if change.before else ()


def _was_sent(outcome: Outcome) -> bool:
    return bool(outcome.done) or outcome.result is Result.UNKNOWN


def _noted(outcome: Outcome, edits: Sequence[LoggedEdit]) -> Outcome:
    own = [edit for edit in edits if edit.ids & {*_ids(outcome)}]
    others = _by_others(own) if _was_sent(outcome) else []
    if not others:
        return outcome
    who = ", ".join(dict.fromkeys(map(_describe, others)))
    text = (
        f"{who} wrote it after hookops had read it and before hookops wrote it: that edit may be "
        "lost; ask them, or look for it in Okta's System Log"
    )
    return replace(outcome, lost_update=text)


def _describe(edit: LoggedEdit) -> str:
    return f"{show(edit.actor)} ({show(edit.actor_id)}) at {show(edit.published)}"


def _by_others(edits: Sequence[LoggedEdit]) -> list[LoggedEdit]:
    """Those that are not ours and came before our last one; what came later is there to be read."""
    ours = [position for position, edit in enumerate(edits) if edit.agent.startswith(AGENT)]
    if ours:
        # Another hookops, with another account, is somebody else as well.
        us = edits[ours[-1]].actor_id
        return [e for e in edits[: ours[-1]] if e.actor_id != us or not e.agent.startswith(AGENT)]
    # A log that shows no agent: of two actors, one is somebody else.
    return list(edits) if len({edit.actor_id for edit in edits}) > 1 else []
