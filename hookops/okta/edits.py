"""Who has written an object lately, as the System Log has it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hookops.model.call import Call
from hookops.model.errors import ApiError
from hookops.model.resource import Json
from hookops.okta.log_values import PAGE, as_object, as_text, stamp
from hookops.okta.session import Session

_IDS = 20
"""So many ids are in one query: URLs have limits that nobody documents."""
_AHEAD_S = 3600
"""So far beyond now the query ends: one without an end would have pages for ever."""


@dataclass(frozen=True, slots=True)
class LoggedEdit:
    """One event of a write."""

    uuid: str
    published: str
    actor_id: str
    actor: str
    """As people know it: a name, or an address."""
    agent: str
    """The `User-Agent` of the request; empty where the log has none."""
    ids: frozenset[str]
    """What it was about."""
    event: str = ""
    names: tuple[str, ...] = ()
    """The same, by name where it has one."""


def read_edits(
    session: Session, ids: Collection[str], events: Sequence[str], since_s: float
) -> list[LoggedEdit] | None:
    """The events of these types about these objects, oldest first; None where hookops may not read
    the log.

    Source: Okta Management API, listLogEvents (scope okta.logs.read).
    """
    found: list[LoggedEdit] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), _IDS):
        call = _call(wanted[start : start + _IDS], events, since_s, session.now_s() + _AHEAD_S)
        try:
            pages = [page for page in session.pages(call, limit=None) if isinstance(page, list)]
        except ApiError as problem:
            # Not granted: an apply needs no right to read the log.
            if problem.status in (401, 403):
                return None
            raise
        found += [_read(raw) for page in pages for raw in page if isinstance(raw, dict)]
    return sorted(found, key=lambda edit: edit.published)


def read_recent(session: Session, events: Sequence[str], since_s: float) -> list[LoggedEdit]:
    """The events of these types about whatever they are, oldest first.

    Raises: ApiError when hookops may not read the log, as for anything else.
    """
    call = _call((), events, since_s, session.now_s() + _AHEAD_S)
    pages = [page for page in session.pages(call, limit=None) if isinstance(page, list)]
    found = [_read(raw) for page in pages for raw in page if isinstance(raw, dict)]
    return sorted(found, key=lambda edit: edit.published)


def _call(ids: Sequence[str], events: Sequence[str], since_s: float, until_s: float) -> Call:
    about = " or ".join(f'target.id eq "{id_}"' for id_ in ids)
    types = " or ".join(f'eventType eq "{event}"' for event in events)
    query = {
        "since": stamp(datetime.fromtimestamp(since_s, UTC)),
        "until": stamp(datetime.fromtimestamp(until_s, UTC)),
        "filter": f"({types}) and ({about})" if ids else types,
        "limit": str(PAGE),
        "sortOrder": "ASCENDING",
    }
    return Call("GET", ("api", "v1", "logs"), query=tuple(query.items()))


def _read(raw: Mapping[str, Json]) -> LoggedEdit:
    """Source: Okta Management API, LogEvent, LogActor, LogClient and LogTarget."""
    actor = as_object(raw.get("actor"))
    agent = as_object(as_object(raw.get("client")).get("userAgent"))
    targets = raw.get("target")
    items = targets if isinstance(targets, list) else []
    return LoggedEdit(
        uuid=as_text(raw.get("uuid")),
        published=as_text(raw.get("published")),
        actor_id=as_text(actor.get("id")),
        actor=as_text(actor.get("displayName")) or as_text(actor.get("alternateId")),
        agent=as_text(agent.get("rawUserAgent")),
        ids=frozenset(_ids(items)),
        event=as_text(raw.get("eventType")),
        names=tuple(filter(None, map(_name, items))),
    )


def _name(target: Json) -> str:
    found = as_object(target)
    return as_text(found.get("displayName")) or as_text(found.get("id"))


def _ids(targets: Sequence[Json]) -> Iterator[str]:
    for target in targets:
        yield as_text(as_object(target).get("id"))
