"""What a list shows otherwise than it was written a moment ago is read by its id."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from hookops.kinds import LISTED
from hookops.model.resource import Actual, Managed, Snapshot
from hookops.okta.refresh import find_by_id
from hookops.okta.session import Session

GRACE_PERIOD_S = 30
"""So long after a write the reads of an org may lag behind it."""


def with_recent(
    session: Session, seen: Snapshot, managed: Iterable[Managed], tried: Collection[str] = ()
) -> Snapshot:
    """`seen`, in which what was written a moment ago is as a read by its id shows it.

    One request for each thing that the list shows otherwise than it was written, within the grace
    period: a list may lag behind, and an edit by somebody else is shown by both.
    Shape: `tried` are ids of what a write was sent to that was not taken.
    """
    written = {entry.id: entry for entry in managed if _is_recent(session, entry)}
    again = {a.id for a in seen.actuals if a.id in written and _differs(a, written[a.id])}
    # A gateway may have sent it twice, and then the list may lag behind the first one.
    again |= {actual.id for actual in seen.actuals if actual.id in tried}
    if not again:
        return seen
    kept = [actual for actual in seen.actuals if actual.id not in again]
    kept += [found for a in seen.actuals if a.id in again and (found := _read(session, a))]
    return replace(seen, actuals=tuple(sorted(kept, key=lambda one: (one.kind, one.id))))


def _read(session: Session, actual: Actual) -> Actual | None:
    """What a read by its id shows; None when it is gone."""
    kind = LISTED[actual.kind]
    raw = find_by_id(session, kind.get_call(actual.id))
    found = kind.read(raw) if raw is not None else None
    # What cannot be read any more is as the list has it; what is gone is in no list.
    return found if found is not None else actual if raw is not None else None


def _is_recent(session: Session, entry: Managed) -> bool:
    try:
        written = datetime.fromisoformat(entry.last_updated).timestamp()
    except ValueError:
        return False
    return session.now_s() - written < GRACE_PERIOD_S


def _differs(actual: Actual, entry: Managed) -> bool:
    same = actual.spec.compared() == entry.compared
    return not same or actual.last_updated != entry.last_updated
