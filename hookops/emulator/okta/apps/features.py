"""The provisioning features of apps: `/api/v1/apps/{id}/features`.

No app of the emulator has provisioning, so these are the answers of apps without it.
"""

from collections.abc import Callable

from flask import Response

from hookops.emulator.http.errors import ApiError, not_found
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

Find = Callable[[World, str], Record]


def register(world: World, app_path: str, find: Find) -> None:
    """The routes of features."""

    def list_features(app_id: str) -> Response:
        # Source: Okta Management API, listFeaturesForApplication: an error if provisioning isn't
        # enabled. That of 400 is the one that it lists for this; code and text are a choice.
        find(world, app_id)
        raise ApiError("E0000001", "provisioning", ["Provisioning is not enabled for the app"])

    def miss_feature(app_id: str, name: str) -> Response:
        # Source: Okta Management API, getFeatureForApplication, which lists 404 and no 400. An
        # update cannot reach what is not there either.
        find(world, app_id)
        raise not_found(name, "ApplicationFeature")

    many = app_path + "/features"
    one = many + "/<name>"
    world.route("GET", many, list_features, "listFeaturesForApplication")
    world.route("GET", one, miss_feature, "getFeatureForApplication")
    world.route("PUT", one, miss_feature, "updateFeatureForApplication")
