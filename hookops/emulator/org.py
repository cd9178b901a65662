"""The area of the organization itself: its metadata, and who is asking.

In this room: `/.well-known/okta-organization`; `/api/v1/users/me` belongs here too.
Follows api, 8; Okta Management API, Retrieve the Okta organization metadata.
"""

from typing import Any

from flask import Response

from hookops.emulator import views
from hookops.emulator.responses import json_answer
from hookops.emulator.world import SeedError, World


def register(world: World) -> None:
    """The organization's metadata, for anybody."""

    def metadata() -> Response:
        shown = views.organization(world.store.org_id, world.base_url, world.switches.engine)
        return json_answer(shown)

    world.route("GET", "/.well-known/okta-organization", metadata, "getWellknownOrgMetadata")


def fresh(world: World) -> None:
    """An org is there from the start."""


def seed(world: World, items: list[Any]) -> None:
    """Nothing of it can be seeded. Raises: SeedError."""
    raise SeedError("the organization cannot be seeded; `engine` and `features` can be set")
