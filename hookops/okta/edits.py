"""Who has written an object lately, as the System Log has it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

from hookops.model.call import Call
from hookops.model.errors import ApiError
from hookops.model.resource import Json
from hookops.model.usage import LoggedEdit
from hookops.okta.log_values import PAGE, as_object, as_text, stamp
from hookops.okta.session import Session

_IDS = 20
"""So many ids are in one query: URLs have limits that nobody documents."""
_AHEAD_S = 3600
"""So far beyond now the query ends: one without an end would have pages for ever."""


def read_edits(
    session: Session,
    ids: Collection[str],
    events: Sequence[str],
    since_s: float,
    *,
    pages: int | None = None,
) -> list[LoggedEdit] | None:
    """The events of these types about these objects, oldest first; None where hookops may not read
    the log.

    Shape: with `pages`, so many of each query at most, which have the newest events.
    Source: Okta Management API, listLogEvents (scope okta.logs.read).
    """
    found: list[LoggedEdit] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), _IDS):
        until_s = session.now_s() + _AHEAD_S
        call = _call(wanted[start : start + _IDS], events, since_s, until_s, newest=bool(pages))
        try:
            read = list(islice(session.pages(call, limit=None), pages))
        except ApiError as problem:
            # Not granted: an apply needs no right to read the log.
            if problem.status in (401, 403):
                return None
            raise
        lists = [page for page in read if isinstance(page, list)]
        found += [_read(raw) for page in lists for raw in page if isinstance(raw, dict)]
    return sorted(found, key=lambda edit: edit.published)


def _call(
    ids: Sequence[str], events: Sequence[str], since_s: float, until_s: float, *, newest: bool
) -> Call:
    about = " or ".join(f'target.id eq "{id_}"' for id_ in ids)
    types = " or ".join(f'eventType eq "{event}"' for event in events)
    query = {
        "since": stamp(datetime.fromtimestamp(since_s, UTC)),
        "until": stamp(datetime.fromtimestamp(until_s, UTC)),
        "filter": f"({types}) and ({about})",
        "limit": str(PAGE),
        # Of a query that is cut, what was written last is what the org has now.
        "sortOrder": "DESCENDING" if newest else "ASCENDING",
    }
    return Call("GET", ("api", "v1", "logs"), query=tuple(query.items()))


def _read(raw: Mapping[str, Json]) -> LoggedEdit:
    """Source: Okta Management API, LogEvent, LogActor, LogClient and LogTarget."""
    actor = as_object(raw.get("actor"))
    client = as_object(raw.get("client"))
    agent = as_object(client.get("userAgent"))
    targets = raw.get("target")
    items = targets if isinstance(targets, list) else []
    return LoggedEdit(
        uuid=as_text(raw.get("uuid")),
        published=as_text(raw.get("published")),
        actor_id=as_text(actor.get("id")),
        actor=as_text(actor.get("displayName")) or as_text(actor.get("alternateId")),
        agent=as_text(agent.get("rawUserAgent")),
        ids=frozenset(_ids(items)),
        login=as_text(actor.get("alternateId")),
        address=as_text(client.get("ipAddress")),
        event=as_text(raw.get("eventType")),
    )


def _ids(targets: Sequence[Json]) -> Iterator[str]:
    for target in targets:
        yield as_text(as_object(target).get("id"))
