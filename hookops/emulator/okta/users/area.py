"""The area of users: `/api/v1/users`, the owner of the API token among them.

What a user is, is in `records.py`; groups of users, factors and sessions are not emulated.
Source: Okta Management API, Users.
"""

from typing import Any

from flask import Response, g, request

from hookops.emulator.http.errors import ApiError, not_found
from hookops.emulator.http.gate import ACTOR
from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import queries, resources
from hookops.emulator.okta.hooks import views
from hookops.emulator.okta.users import records as user_records
from hookops.emulator.okta.users.records import DEPROVISIONED, USERS
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

PATH = "/api/v1/users"
_USER = PATH + "/<user_id>"
# Source: Okta Management API, listUsers, limit: 10 with `q`.
_MOST, _WITH_QUERY = 200, 10
# Source: Okta Management API, listUsers, filter and search.
_NAMES = ("profile.login", "profile.email", "profile.firstName", "profile.lastName")
_FILTERED = ("status", "lastUpdated", "id", *_NAMES)
_SEARCHED = (
    *("id", "status", "created", "activated", "statusChanged", "lastUpdated", "type.id"),
    "profile.",
)


def register(world: World) -> None:
    """Users without their groups."""

    def show(user: Record) -> dict[str, Any]:
        return user_records.view(user, world.base_url)

    def list_users() -> Response:
        return _list(world)

    def get_user(user_id: str) -> Response:
        if user_id == "me":
            return _me(world)
        if _is_owner(user_id):
            return json_answer(views.user(ACTOR, world.base_url))
        return json_answer(show(_find(world, user_id)))

    def create_user() -> Response:
        return json_answer(show(_create(world, json_body())))

    def update_user(user_id: str) -> Response:
        return json_answer(show(_update(world, user_id, json_body(), partly=True)))

    def replace_user(user_id: str) -> Response:
        return json_answer(show(_update(world, user_id, json_body(), partly=False)))

    def delete_user(user_id: str) -> Response:
        _delete(world, user_id)
        return empty_answer(204)

    def activate(user_id: str) -> Response:
        return json_answer(_activate(world, user_id))

    def deactivate(user_id: str) -> Response:
        _deactivate(world, user_id)
        return json_answer({})

    world.route("GET", PATH, list_users, "listUsers")
    world.route("POST", PATH, create_user, "createUser")
    world.route("GET", _USER, get_user, "getUser")
    world.route("POST", _USER, update_user, "updateUser")
    world.route("PUT", _USER, replace_user, "replaceUser")
    world.route("DELETE", _USER, delete_user, "deleteUser")
    world.route("POST", _USER + "/lifecycle/activate", activate, "activateUser")
    world.route("POST", _USER + "/lifecycle/deactivate", deactivate, "deactivateUser")


def _list(world: World) -> Response:
    # Source: Okta Management API, listUsers: `q` is the start of a name or address; those who are
    # DEPROVISIONED are omitted unless a filter or a search is given.
    query, start = request.args, request.args.get("q")
    shown = [views.user(ACTOR, world.base_url)]
    shown += [user_records.view(user, world.base_url) for user in world.all(USERS)]
    whole = query.get("filter") or query.get("search")
    users = [
        user
        for user in queries.select(shown, query, filtered=_FILTERED, searched=_SEARCHED)
        if (whole or user["status"] != DEPROVISIONED)
        and resources.matches_start(
            start, *(user["profile"][name] for name in ("firstName", "lastName", "email"))
        )
    ]
    return resources.answer_page(
        world,
        users,
        lambda user: user,
        default=_WITH_QUERY if start else _MOST,
        most=_MOST,
        spurious=world.switches.spurious_next == "everywhere",
    )


def _me(world: World) -> Response:
    # An OAuth client is no user, and what Okta answers to it is unknown.
    if g.actor["type"] == "User":
        return json_answer(views.user(ACTOR, world.base_url))
    if world.switches.me_of_client == "not-found":
        raise not_found("me", "User")
    raise ApiError("E0000006")


def _is_owner(user_id: str) -> bool:
    """The user is the owner of the API token, who is not among those stored."""
    return user_id.lower() in {str(ACTOR[name]).lower() for name in ("id", "alternateId")}


def _find(world: World, user_id: str) -> Record:
    """The user of that id, login, or start of a login before @ if only one has it.

    Source: Okta Management API, getUser. Raises: ApiError.
    """
    wanted = user_id.lower()
    found = world.get(USERS, user_id)
    if found is not None:
        return found
    users = world.all(USERS)
    logins = [user for user in users if user["profile"]["login"].lower() == wanted]
    short = [user for user in users if user["profile"]["login"].lower().split("@")[0] == wanted]
    for fitting in (logins, short):
        if len(fitting) == 1:
            return fitting[0]
    raise not_found(user_id, "User")


def _find_changeable(world: World, user_id: str) -> Record:
    # Emulator choice: the owner of the token stays as they are, or a client would end its own
    # access.
    if user_id == "me" or _is_owner(user_id):
        raise ApiError("E0000006")
    return _find(world, user_id)


def _create(world: World, body: dict[str, Any]) -> Record:
    # Source: Okta Management API, createUser, activate: true unless given.
    activate = request.args.get("activate", "true").lower() != "false"
    expired = request.args.get("nextLogin") == "changePassword"
    with world.transaction():
        user = user_records.create(world, body, activate=activate, expired=expired)
        return _save(world, user, "user.lifecycle.create")


def _update(world: World, user_id: str, body: dict[str, Any], *, partly: bool) -> Record:
    with world.transaction():
        stored = _find_changeable(world, user_id)
        user = user_records.update(world, stored, body, partly=partly)
        return _save(world, user, "user.account.update_profile")


def _activate(world: World, user_id: str) -> dict[str, Any]:
    """What the call answers: how to activate, unless that is sent by mail.

    Source: Okta Management API, activateUser: of those who are STAGED or DEPROVISIONED.
    """
    with world.transaction():
        user = _find_changeable(world, user_id)
        if user["status"] not in ("STAGED", DEPROVISIONED):
            # Emulator choice: the code; that they are not activated is documented.
            raise resources.member_error("status", "The user is already active")
        status = user_records.active_status(user)
        _save(world, user_records.change_status(world, user, status), "user.lifecycle.activate")
    if request.args.get("sendEmail", "true").lower() != "false":
        return {}
    token = world.ids.text(20)
    return {"activationUrl": f"{world.base_url}/welcome/{token}", "activationToken": token}


def _deactivate(world: World, user_id: str) -> None:
    with world.transaction():
        user = _find_changeable(world, user_id)
        if user["status"] == DEPROVISIONED:
            # Emulator choice: the code; that they are not deactivated again is documented.
            raise resources.member_error("status", "The user is already deactivated")
        changed = user_records.change_status(world, user, DEPROVISIONED)
        _save(world, changed, "user.lifecycle.deactivate")


def _delete(world: World, user_id: str) -> None:
    """The user is deactivated, or gone if they were before.

    Source: Okta Management API, deleteUser.
    """
    with world.transaction() as records:
        user = _find_changeable(world, user_id)
        if user["status"] != DEPROVISIONED:
            _deactivate(world, user["id"])
            return
        records.remove(USERS, user["id"])
        _log(world, user, "user.lifecycle.delete.completed")


def _save(world: World, user: Record, event: str) -> Record:
    with world.transaction() as records:
        records.save(USERS, user["id"], user)
        _log(world, user, event)
    return user


def _log(world: World, user: Record, event: str) -> None:
    # Source: Okta, Event types, `user.*`.
    resources.log(world, event, "User", user, user["profile"]["login"])
