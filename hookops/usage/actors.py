"""Who changed what drifted: events of the System Log beside each managed thing.

The log says who wrote an object and never which field, so every write since hookops' own is listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hookops.kinds import KINDS
from hookops.model.drift import Drifted
from hookops.model.resource import Managed
from hookops.model.usage import LoggedEdit

SHOWN = 5
"""Writes of one thing that a report lists; the newest, since they made what is there now."""
OLDEST_S = 90 * 86_400
"""So long Okta keeps its log. Source: Okta, System Log query, data retention."""
_OWN_S = 60
"""An event of hookops' own last write is so much later than that write at most."""


def find_window(
    drifted: Sequence[Drifted], managed: Mapping[str, Managed], now_s: float
) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """What to ask the log for: ids, types of events, and the Unix time to begin at.

    Shape: `managed` is what the ledger has, by id.
    """
    items = [item for item in drifted if item.id]
    events = {event for item in items for event in KINDS[item.key.kind].logged_as(item.key)}
    starts = [written_s(managed.get(item.id)) or 0.0 for item in items]
    since_s = max(min(starts, default=now_s), now_s - OLDEST_S)
    ids = {item.id for item in items}
    return tuple(sorted(ids)), tuple(sorted(events)), since_s


def with_edits(
    item: Drifted, edits: Sequence[LoggedEdit], managed: Mapping[str, Managed], own_agent: str
) -> Drifted:
    """The same, with the writes of it that came after hookops' own.

    Shape: `edits` are of any object, oldest first; what hookops sends has a `User-Agent` that
    begins with `own_agent`.
    """
    types = KINDS[item.key.kind].logged_as(item.key)
    # A query joins ids and types of several kinds: an object may have events of another one.
    about = [edit for edit in edits if item.id in edit.ids and edit.event in types]
    since_s = written_s(managed.get(item.id))
    found = (
        _after_own(about, own_agent)
        if since_s is None
        else [edit for edit in about if _is_later(edit, since_s, own_agent)]
    )
    return replace(item, edits=tuple(found[-SHOWN:]), more_edits=max(0, len(found) - SHOWN))


def written_s(entry: Managed | None) -> float | None:
    """Unix time of hookops' last write of a thing; None where nobody knows it."""
    return read_time(entry.last_updated) if entry is not None else None


def read_time(text: str) -> float | None:
    """Unix time; None for what is no time. Access policy rules have none (null in Okta)."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _is_later(edit: LoggedEdit, since_s: float, own_agent: str) -> bool:
    at_s = read_time(edit.published)
    # Our own write is logged a moment after the time that it left on the object.
    margin_s = _OWN_S if edit.agent.startswith(own_agent) else 0
    return at_s is not None and at_s > since_s + margin_s


def _after_own(edits: Sequence[LoggedEdit], own_agent: str) -> Sequence[LoggedEdit]:
    """Those after the last one of hookops; all of them where there is none."""
    ours = [place for place, edit in enumerate(edits) if edit.agent.startswith(own_agent)]
    return edits[ours[-1] + 1 :] if ours else edits
