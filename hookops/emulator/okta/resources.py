"""What areas with plain objects share: finding, checking, paging and linking them.

JSON objects in collections; what an object of an area is, the area decides.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, g, has_request_context, request

from hookops.emulator.control.seed_members import Known, check_members, name_item
from hookops.emulator.http import links
from hookops.emulator.http.errors import ApiError, Problem, invalid, not_found
from hookops.emulator.http.reader import BLANK
from hookops.emulator.http.responses import json_answer
from hookops.emulator.okta.hooks import views
from hookops.emulator.store.contract import Record
from hookops.emulator.world import SeedError, World

ACTIVE = "ACTIVE"
INACTIVE = "INACTIVE"
STATUSES = (ACTIVE, INACTIVE)


def log(world: World, event_type: str, target_type: str, record: Record, name: str) -> None:
    """The System Log has it, unless the object is one that the org starts with."""
    # Objects of a fresh org and of a seed were there before the log begins.
    if has_request_context() and g.get("actor"):
        world.log_event(event_type, target_type, record["id"], name)


def find_record(world: World, collection: str, id: str, kind: str) -> Record:
    """The object of that id. Raises: ApiError, when there is none."""
    record = world.get(collection, id)
    if record is None:
        raise not_found(id, kind)
    return record


def now(world: World) -> str:
    """The time as objects have it."""
    return stamp(int(world.clock()))


def stamp(unix_s: int) -> str:
    """That time as objects have it."""
    return views.timestamp(unix_s)


def check_texts(body: Mapping[str, Any], *names: str) -> None:
    """The body has text under each name. Raises: ApiError."""
    problems = [
        Problem(name, BLANK)
        for name in names
        if not isinstance(body.get(name), str) or not body[name].strip()
    ]
    if problems:
        raise invalid(problems)


def read_mapping(holder: Mapping[str, Any], path: str) -> dict[str, Any]:
    """A copy of the object under the last name of `path`; empty when there is none or null.

    Raises: ApiError, when it is something else.
    """
    value = holder.get(path.rpartition(".")[2])
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise member_error(path, "The value is not an object")
    # A copy, as callers add and drop members of it.
    return dict(value)


def member_error(path: str, message: str) -> ApiError:
    """The error of a body for one member."""
    return invalid([Problem(path, message)])


def read_status(body: Mapping[str, Any], default: str) -> str:
    """The status that the body wants, if it is one."""
    status = body.get("status")
    # What is no status is ignored rather than refused: no source documents an error for it.
    return status if status in STATUSES else default


def read_put_status(world: World, body: Mapping[str, Any], status: str) -> str:
    """The status of an object of that status once a PUT replaced it: see `Switches.put_status`."""
    return read_status(body, status) if world.switches.put_status == "obey" else status


def link(href: str, *methods: str) -> dict[str, Any]:
    """A link, and what may be done with it."""
    return {"href": href, "hints": {"allow": list(methods)}}


def lifecycle_link(href: str, status: str) -> dict[str, Any]:
    """The link to the status that the object does not have."""
    verb = "deactivate" if status == ACTIVE else "activate"
    return {verb: link(f"{href}/lifecycle/{verb}", "POST")}


def answer_page(
    world: World,
    items: Sequence[Record],
    show: Callable[[Record], dict[str, Any]],
    *,
    default: int,
    most: int,
    spurious: bool = False,
) -> Response:
    """The page of the list that the request being served asks for, with its `Link` headers.

    A `limit` beyond `most` counts as `most`. With `spurious`, a list that was given a `limit` has
    one more page than it needs.
    """
    limit = _limit(default, most)
    after = request.args.get("after")
    try:
        shown, cursor = links.page(items, limit=limit, after=after, key=_id)
    except links.BadCursor:
        raise ApiError("E0000029") from None
    # Recorded by salto-io/salto: a list with a limit has a `next` although it is complete, and that
    # page is empty.
    if spurious and cursor is None and shown and "limit" in request.args:
        cursor = links.cursor(_id(shown[-1]))
    answer = json_answer([show(item) for item in shown])
    query = request.args.to_dict()
    for value in links.header(world.base_url, request.path, query, cursor):
        answer.headers.add("Link", value)
    return answer


def matches_start(query: str | None, *texts: Any) -> bool:
    """One of the texts starts with the query, in whatever case; every one does without a query."""
    if not query:
        return True
    # `q` of apps, groups and policies is the start of a name. Source: Okta Management API,
    # listApplications, q.
    return any(str(text or "").lower().startswith(query.lower()) for text in texts)


def seed_each(
    kind: str,
    items: Sequence[Any],
    make: Callable[[dict[str, Any]], Any],
    known: Known,
) -> None:
    """Each of the items of a seed is made, of members that are known. Raises: SeedError."""
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise SeedError(f"{kind} of a seed is no mapping")
        where = name_item(kind, number, item)
        check_members(where, item, known)
        try:
            make(item)
        except ApiError as error:
            problems = "; ".join(error.causes) or error.summary
            # The API's own words, with the object that they are about.
            raise SeedError(f"{where} of the seed: {problems}") from None


def _limit(default: int, most: int) -> int:
    text = request.args.get("limit")
    # Some descriptions of the API give -1 as the default: no limit was asked for.
    if text is None or text == "-1":
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) == 0:
        raise member_error("limit", "The value is not a valid page size")
    return min(int(text), most)


def _id(record: Record) -> str:
    return str(record["id"])
