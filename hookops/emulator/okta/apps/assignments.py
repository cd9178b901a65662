"""Which policies an app uses: `/api/v1/apps/{id}/policies/{id}` and `/api/v1/policies/{id}/app`.

Those that were assigned to it, and the org's own where none was.
"""

from collections.abc import Callable
from typing import Any

from flask import Response

from hookops.emulator.http.responses import empty_answer, json_answer
from hookops.emulator.okta import resources
from hookops.emulator.okta.hooks.references import APPS, POLICIES
from hookops.emulator.okta.policies import area as policies
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

Find = Callable[[World, str], Record]
Show = Callable[[Record], dict[str, Any]]

# An app uses one policy of each type, and names it in its links.
_MEMBERS = {"ACCESS_POLICY": "accessPolicy", "PROFILE_ENROLLMENT": "profileEnrollment"}


def register(world: World, app_path: str, find: Find, show: Show) -> None:
    """The routes of assignments."""

    def assign(app_id: str, policy_id: str) -> Response:
        _assign(world, find, app_id, policy_id)
        return empty_answer(204)

    def list_apps(policy_id: str) -> Response:
        """One page: no parameter for pages is documented."""
        policy = policies.find(world, policy_id)
        apps = [app for app in world.all(APPS) if policy["id"] in used(world, app).values()]
        return json_answer([show(app) for app in apps])

    world.route("PUT", app_path + "/policies/<policy_id>", assign, "assignApplicationPolicy")
    world.route("GET", policies.PATH + "/<policy_id>/app", list_apps, "listPolicyApps")


def used(world: World, app: Record) -> dict[str, str]:
    """The ids of the policies that the app uses, by their names in its links."""
    found = {}
    for type_, member in _MEMBERS.items():
        policy = app["policies"].get(member)
        # Emulator choice: whose policy was deleted uses the org's own again.
        if policy is None or world.get(POLICIES, policy) is None:
            policy = policies.find_default(world, type_)
        if policy is not None:
            found[member] = policy
    return found


def _assign(world: World, find: Find, app_id: str, policy_id: str) -> None:
    # Source: Okta Management API, assignApplicationPolicy.
    with world.transaction() as records:
        app = find(world, app_id)
        policy = policies.find(world, policy_id)
        app["policies"][_MEMBERS[policy["type"]]] = policy["id"]
        records.save(APPS, app_id, app)
        name = "application.policy.sign_on.update"
        resources.log(world, name, "AppInstance", app, app["label"])
