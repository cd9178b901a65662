"""What an authorization server can put into tokens: its scopes and its claims.

The calls that both have; what one of them may say is in `scopes.py` and `claims.py`.
Source: Okta Management API, Authorization Server Scopes and Authorization Server Claims.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from hookops.emulator.http.errors import ApiError
from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import resources
from hookops.emulator.okta.hooks.references import SERVERS
from hookops.emulator.okta.resources import link
from hookops.emulator.okta.servers import views
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

Find = Callable[[World, str], Record]
Route = Callable[[str, str, Callable[..., Response], str], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """Scopes or claims."""

    path: str
    """Below the server, and last in the name of the collection."""
    name: str
    """In operations and messages: `OAuth2Scope`."""
    event: str
    """Source: Okta, Event types, `oauth2.scope.*` and `oauth2.claim.*`."""
    prefix: str
    """Of ids, as in the examples of Okta's documents."""
    read: Callable[[Mapping[str, Any]], dict[str, Any]]
    """What a body says, complete, in the order in which it is shown. Raises: ApiError."""
    unique: tuple[str, ...]
    """The members by which two of a server differ."""
    paged: bool
    system: Sequence[Mapping[str, Any]]
    """Bodies of those that a server has from the start."""


def register(world: World, kind: Kind, server_path: str, find_server: Find, route: Route) -> None:
    """The routes of that kind."""

    def show_below(server: Record) -> Callable[[Record], dict[str, Any]]:
        base = views.address(server, world.base_url)
        return lambda record: _view(record, f"{base}/{kind.path}")

    def list_all(server_id: str) -> Response:
        server = find_server(world, server_id)
        records = world.all(_collection(kind, server))
        if not kind.paged:
            return json_answer([show_below(server)(record) for record in records])
        if "filter" in request.args:
            raise ApiError("E0000060", "filter of scopes")
        query = request.args.get("q", "").lower()
        records = [record for record in records if query in record["name"].lower()]
        return resources.answer_page(world, records, show_below(server), default=200, most=200)

    def get_one(server_id: str, part_id: str) -> Response:
        server = find_server(world, server_id)
        return json_answer(show_below(server)(_find(world, kind, server, part_id)))

    def create(server_id: str) -> Response:
        server = find_server(world, server_id)
        own = {"id": world.ids.new(kind.prefix), "system": False}
        record = _save(world, kind, server, own, json_body(), "created")
        return json_answer(show_below(server)(record), 201)

    def replace(server_id: str, part_id: str) -> Response:
        server = find_server(world, server_id)
        with world.transaction():
            stored = _find(world, kind, server, part_id)
            record = _save(world, kind, server, stored, json_body(), "updated")
        return json_answer(show_below(server)(record))

    def delete(server_id: str, part_id: str) -> Response:
        _delete(world, kind, find_server(world, server_id), part_id)
        return empty_answer(204)

    many = f"{server_path}/{kind.path}"
    one = many + "/<part_id>"
    route("GET", many, list_all, f"list{kind.name}s")
    route("POST", many, create, f"create{kind.name}")
    route("GET", one, get_one, f"get{kind.name}")
    route("PUT", one, replace, f"replace{kind.name}")
    route("DELETE", one, delete, f"delete{kind.name}")


def create_system(world: World, kind: Kind, server: Record) -> None:
    """The server has those that every server has."""
    with world.transaction() as records:
        for body in kind.system:
            id_ = world.ids.new(kind.prefix)
            record = {"id": id_, "system": True, **kind.read(body)}
            records.save(_collection(kind, server), id_, record)


def remove_all(world: World, kind: Kind, server: Record) -> None:
    """They are gone with their server."""
    with world.transaction() as records:
        for record in world.all(_collection(kind, server)):
            records.remove(_collection(kind, server), record["id"])


def check_value(body: Mapping[str, Any], name: str, values: Sequence[Any]) -> None:
    """What the body has of that name, if anything, is one of the values. Raises: ApiError."""
    value = body.get(name)
    # By type too: 1 is equal to true in Python.
    if value is not None and not (isinstance(value, type(values[0])) and value in values):
        shown = ", ".join(str(one) for one in values)
        raise resources.member_error(name, f"The value must be one of: {shown}")


def _collection(kind: Kind, server: Record) -> str:
    return f"{SERVERS}/{server['id']}/{kind.path}"


def _find(world: World, kind: Kind, server: Record, part_id: str) -> Record:
    return resources.find_record(world, _collection(kind, server), part_id, kind.name)


def _save(
    world: World, kind: Kind, server: Record, old: Record, body: Mapping[str, Any], event: str
) -> Record:
    record = {"id": old["id"], "system": old["system"], **kind.read(body)}
    # Emulator choice: what Okta made keeps its name, as clients and documents rely on it.
    if old["system"] and record["name"] != old["name"]:
        raise resources.member_error("name", "The value cannot be changed")
    with world.transaction() as records:
        collection = _collection(kind, server)
        others = [one for one in world.all(collection) if one["id"] != record["id"]]
        # Emulator choice: the words that groups have for it.
        if any(all(one[name] == record[name] for name in kind.unique) for one in others):
            text = "An object with this field already exists in the current organization"
            raise resources.member_error("name", text)
        records.save(collection, record["id"], record)
        _log(world, kind, record, event)
    return record


def _delete(world: World, kind: Kind, server: Record, part_id: str) -> None:
    with world.transaction() as records:
        record = _find(world, kind, server, part_id)
        # Emulator choice: the error, which is that of a rule of the system.
        if record["system"]:
            raise ApiError("E0000006")
        records.remove(_collection(kind, server), part_id)
        _log(world, kind, record, "deleted")


def _log(world: World, kind: Kind, record: Record, event: str) -> None:
    resources.log(world, f"oauth2.{kind.event}.{event}", kind.name, record, record["name"])


def _view(record: Record, href: str) -> dict[str, Any]:
    own = link(f"{href}/{record['id']}", "GET", "PUT", "DELETE")
    return {**record, "_links": {"self": own}}
