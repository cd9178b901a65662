"""The area of the organization itself: its metadata, and the owner of the token.

`/.well-known/okta-organization` and `/api/v1/users/me`.
Source: Okta Management API, Retrieve the Okta organization metadata; Retrieve a user.
"""

from flask import Response, g

from hookops.emulator.http.errors import ApiError, not_found
from hookops.emulator.http.gate import ACTOR
from hookops.emulator.http.responses import json_answer
from hookops.emulator.okta.hooks import views
from hookops.emulator.world import World


def register(world: World) -> None:
    """The organization's metadata, for anybody; the owner of an API token."""

    def metadata() -> Response:
        shown = views.organization(world.store.org_id, world.base_url, world.switches.engine)
        return json_answer(shown)

    def me() -> Response:
        # An OAuth client is no user, and what Okta answers to it is unknown.
        if g.actor["type"] == "User":
            return json_answer(views.user(ACTOR, world.base_url))
        if world.switches.me_of_client == "not-found":
            raise not_found("me", "User")
        raise ApiError("E0000006")

    world.route("GET", "/.well-known/okta-organization", metadata, "getWellknownOrgMetadata")
    world.route("GET", "/api/v1/users/me", me, "getUser")
