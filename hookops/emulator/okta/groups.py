"""The area of groups, which authorization server rules and enrollment policies name.

`/api/v1/groups`; the members of groups are not emulated.
"""

from typing import Any

from flask import Response, request

from hookops.emulator.http.errors import ApiError
from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import queries, resources
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

PATH = "/api/v1/groups"
GROUPS = "groups"
_GROUP = PATH + "/<group_id>"
# Source: Okta Management API, listGroups, limit.
_MOST = 10_000
# Source: Okta Management API, listGroups, filter and search.
_FILTERED = ("id", "type", "lastUpdated", "lastMembershipUpdated")
_SEARCHED = (*_FILTERED, "created", "source.id", "profile.")


def register(world: World) -> None:
    """Groups without their members."""

    def show(group: Record) -> dict[str, Any]:
        return _view(group, world.base_url)

    def list_groups() -> Response:
        # Source: Okta Management API, listGroups: `q` is the start of a name.
        start = request.args.get("q")
        groups = [
            group
            for group in queries.select(
                world.all(GROUPS), request.args, filtered=_FILTERED, searched=_SEARCHED
            )
            if resources.matches_start(start, group["profile"]["name"])
        ]
        # Recorded for policies alone: see `Switches.spurious_next`.
        everywhere = world.switches.spurious_next == "everywhere"
        return resources.answer_page(
            world, groups, show, default=_MOST, most=_MOST, spurious=everywhere
        )

    def get_group(group_id: str) -> Response:
        return json_answer(show(_find(world, group_id)))

    def create_group() -> Response:
        return json_answer(show(_create(world, json_body())))

    def replace_group(group_id: str) -> Response:
        return json_answer(show(_replace(world, group_id, json_body())))

    def delete_group(group_id: str) -> Response:
        _delete(world, group_id)
        return empty_answer(204)

    world.route("GET", PATH, list_groups, "listGroups")
    world.route("POST", PATH, create_group, "addGroup")
    world.route("GET", _GROUP, get_group, "getGroup")
    world.route("PUT", _GROUP, replace_group, "replaceGroup")
    world.route("DELETE", _GROUP, delete_group, "deleteGroup")


def fresh(world: World) -> None:
    """The group `Everyone`."""
    profile = {"name": "Everyone", "description": "All users in your organization"}
    # Every org has it, and factory rules name it by EVERYONE.
    _create(world, {"profile": profile}, type_="BUILT_IN")


def seed(world: World, items: list[Any]) -> None:
    """Groups: `name` and `description`, or `profile` with them."""

    def make(item: dict[str, Any]) -> None:
        _create(world, {"profile": item.get("profile", item)})

    names = ("name", "description")
    resources.seed_each("a group", items, make, {"": (*names, "profile"), "profile": names})


def _find(world: World, group_id: str) -> Record:
    return resources.find_record(world, GROUPS, group_id, "UserGroup")


def _create(world: World, body: dict[str, Any], *, type_: str = "OKTA_GROUP") -> Record:
    now = resources.now(world)
    record = {
        "id": world.ids.new("00g"),
        "created": now,
        "lastUpdated": now,
        "lastMembershipUpdated": now,
        "objectClass": ["okta:user_group"],
        "type": type_,
    }
    with world.transaction():
        return _save(world, record, body, "group.lifecycle.create")


def _replace(world: World, group_id: str, body: dict[str, Any]) -> Record:
    with world.transaction():
        stored = _changeable(_find(world, group_id))
        changes = {"lastUpdated": resources.now(world)}
        return _save(world, stored | changes, body, "group.profile.update")


def _save(world: World, record: Record, body: dict[str, Any], event: str) -> Record:
    profile = resources.read_mapping(body, "profile")
    resources.check_texts(profile, "name")
    names = {group["profile"]["name"] for group in world.all(GROUPS) if group["id"] != record["id"]}
    if profile["name"] in names:
        text = "An object with this field already exists in the current organization"
        raise resources.member_error("name", text)
    saved = record | {
        "profile": {"name": profile["name"], "description": profile.get("description")}
    }
    with world.transaction() as records:
        records.save(GROUPS, saved["id"], saved)
        _log(world, saved, event)
    return saved


def _delete(world: World, group_id: str) -> None:
    with world.transaction() as records:
        group = _changeable(_find(world, group_id))
        records.remove(GROUPS, group_id)
        _log(world, group, "group.lifecycle.delete")


def _changeable(group: Record) -> Record:
    """The group, unless it is Okta's own. Source: Okta Management API, Group, BUILT_IN."""
    if group["type"] == "BUILT_IN":
        raise ApiError("E0000006")
    return group


def _log(world: World, group: Record, event: str) -> None:
    # Source: Okta, Event types, `group.*`.
    resources.log(world, event, "UserGroup", group, group["profile"]["name"])


def _view(group: Record, base_url: str) -> dict[str, Any]:
    """The group as it is shown. Source: Okta Management API, Group."""
    href = f"{base_url}{PATH}/{group['id']}"
    logos = [
        {
            "name": size,
            "href": f"{base_url}/assets/img/logos/groups/{size}.png",
            "type": "image/png",
        }
        for size in ("medium", "large")
    ]
    links = {
        "logo": logos,
        # Recorded by terraform-provider-okta, since 2025-12.
        "owners": {"href": href + "/owners"},
        "users": {"href": href + "/users"},
        "apps": {"href": href + "/apps"},
    }
    return {**group, "_links": links}
