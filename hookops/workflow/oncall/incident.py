"""Incident: how all hooks are doing, and what changed lately. Not one request is a write."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hookops.kinds import HOOKS, KINDS
from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.model.errors import ApiError, AuthError, HookopsError
from hookops.model.history.night import History, HookState, Incident, LoggedWrite
from hookops.model.resource import Actual, Ledger, Snapshot
from hookops.model.usage import HookUse, KnownHook, Period
from hookops.okta import log
from hookops.okta.edits import read_recent
from hookops.okta.refresh import read_points, refresh
from hookops.reconcile.intents import time_of
from hookops.usage import count as counting
from hookops.usage.hooks import known_hooks
from hookops.workflow.oncall.history import read_history
from hookops.workflow.oncall.rollback import find_offered
from hookops.workflow.run import Run

FAILURES, CHANGES = timedelta(hours=1), timedelta(days=1)


def incident(run: Run) -> Incident:
    """What is known of every hook now.

    Requests: the hooks twice, the flows that may call one, one for each page of the System Log.
    What cannot be read is named in the report, and the rest is there.
    """
    ledger = run.ledger_store.read()
    registered = log.hooks(run.session, HOOKS.list_call())
    seen, unread = _read_flows(run)
    # By Okta's clock, which an answer has shown by now: it wrote the events.
    now = datetime.fromtimestamp(int(run.session.now_s()) + 1, UTC)
    uses, more = _count(run, known_hooks(run.desired, registered, ledger), now)
    writes, most = _read_writes(run, now)
    hooks = (_state(use, seen, ledger) for use in uses)
    return Incident(
        ledger.organization,
        run.title,
        now.isoformat(),
        # Failing hooks first, then those that flows call: the page is read from the top.
        tuple(sorted(hooks, key=_urgency)),
        _recent(ledger, now),
        writes,
        tuple(dict.fromkeys((*unread, *more, *most))),
        find_offered(ledger, run.desired, seen),
    )


def _read_flows(run: Run) -> tuple[Snapshot, list[str]]:
    seen = refresh(run.session)
    found = {t for a in seen.actuals for t in KINDS[a.kind].attachment_types(a.spec)}
    seen = read_points(run.session, seen, [t for t in ATTACHMENT_POINTS if t in found])
    return seen, [f"flows ({type_}) cannot be read: {why}" for type_, why in seen.unread.items()]


def _count(
    run: Run, known: Sequence[KnownHook], now: datetime
) -> tuple[Sequence[HookUse], list[str]]:
    pages = log.events(run.session, Period(now - FAILURES, now), run.report)
    try:
        return counting.count(pages, known, Period(now - FAILURES, now), "").hooks, []
    except HookopsError as problem:
        # Failures are unknown then, and everything else still helps.
        refused = isinstance(problem, AuthError)
        why = f"{problem.message}: {problem.hint}" if refused else f"failures: {problem.message}"
        return [HookUse(hook) for hook in known if hook.status or hook.declared], [why]


def _read_writes(run: Run, now: datetime) -> tuple[tuple[LoggedWrite, ...], list[str]]:
    # Without ids: a hook that somebody made and deleted since is in no list.
    types = [f"inline_hook.{verb}" for verb in _VERBS]
    try:
        found = read_recent(run.session, types, (now - CHANGES).timestamp())
    except HookopsError as problem:
        # Where hookops may not read it, the count above has said so already.
        refused = isinstance(problem, ApiError) and problem.status in (401, 403)
        return (), [] if refused else [f"edits: {problem.message}"]
    writes = (
        LoggedWrite(edit.published, edit.event, edit.actor, edit.agent, edit.names)
        for edit in reversed(found)
    )
    return tuple(writes), []


_VERBS = ("created", "updated", "activated", "deactivated", "deleted")
"""Source: Okta, Event types, `inline_hook.*`."""


def _state(use: HookUse, seen: Snapshot, ledger: Ledger) -> HookState:
    # One of the log alone is gone from Okta, and no flow is known to call it.
    actual = next((a for a in seen.actuals if a.id == use.hook.id), None)
    noted = (entry for entry in ledger.disabled if entry.key == use.hook.key)
    return HookState(use, _flows(actual, seen), next(noted, None))


def _flows(actual: Actual | None, seen: Snapshot) -> tuple[str, ...] | None:
    """What calls it; None when that is not known."""
    if actual is None:
        return ()
    kind = KINDS[actual.kind]
    types = kind.attachment_types(actual.spec)
    # A point that cannot be read may call any hook.
    complete = {*types} <= {*seen.scanned}
    users = [
        point
        for point in seen.points
        if any(id_ == actual.id for _, id_ in KINDS[point.kind].references(point.spec))
    ]
    flows = kind.flows(actual.spec, (), users, complete=complete)
    return flows and tuple(sorted(flows))


def _urgency(state: HookState) -> tuple[bool, bool, str, str]:
    hook = state.use.hook
    return not state.is_failing, not state.flows, hook.type, str(hook.key or hook.name)


def _recent(ledger: Ledger, now: datetime) -> History:
    found = read_history(ledger)
    recent = ((n, record) for n, record in found.applies if time_of(record.at) >= now - CHANGES)
    return replace(found, applies=tuple(recent), deleted=())
