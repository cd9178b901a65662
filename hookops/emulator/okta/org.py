"""The area of the organization itself: its metadata, `/.well-known/okta-organization`.

Source: Okta Management API, Retrieve the Okta organization metadata.
"""

from flask import Response

from hookops.emulator.http.responses import json_answer
from hookops.emulator.okta.hooks import views
from hookops.emulator.world import World


def register(world: World) -> None:
    """The organization's metadata, for anybody."""

    def metadata() -> Response:
        shown = views.organization(world.store.org_id, world.base_url, world.switches.engine)
        return json_answer(shown)

    world.route("GET", "/.well-known/okta-organization", metadata, "getWellknownOrgMetadata")
