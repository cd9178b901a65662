"""The area of apps: `/api/v1/apps`.

What an app is, is in `records.py`, the policies that it uses in `assignments.py`; its signing keys
are in `keys.py`, and the metadata that publishes one in `metadata.py`.
Source: Okta Management API, Applications; SAML inline hooks.
"""

import re
from collections.abc import Callable
from typing import Any

from flask import Response, request

from hookops.emulator.control.seed_members import check_members
from hookops.emulator.http.errors import ApiError
from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import resources
from hookops.emulator.okta.apps import assignments, features, metadata
from hookops.emulator.okta.apps import keys as app_keys
from hookops.emulator.okta.apps import records as app_records
from hookops.emulator.okta.hooks import references
from hookops.emulator.okta.hooks.references import APPS
from hookops.emulator.okta.resources import ACTIVE, INACTIVE
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

PATH = "/api/v1/apps"
_APP = PATH + "/<app_id>"
# One comparison with eq is all that the API documents for apps.
_FILTER = re.compile(r'\s*([A-Za-z.]+)\s+eq\s+("([^"]*)"|true|false)\s*', re.ASCII)
# Apps on a page when no `limit` is given. Emulator choice: the API's description says -1.
_PAGE = 20
# What may be in them depends on the app: `records.read_members`.
_SEED = {
    "": (
        *("label", "name", "signOnMode", "status", "inlineHook"),
        *("accessibility", "visibility", "credentials", "settings"),
    )
}


def register(world: World) -> None:
    """Apps, their keys and their metadata."""

    def show(app: Record) -> dict[str, Any]:
        return app_records.view(world, app)

    def list_apps() -> Response:
        apps = [app for app in world.all(APPS) if _admitted(app)]
        everywhere = world.switches.spurious_next == "everywhere"
        return resources.answer_page(
            world, apps, show, default=_PAGE, most=200, spurious=everywhere
        )

    def get_app(app_id: str) -> Response:
        return json_answer(show(find(world, app_id)))

    def create_app() -> Response:
        # Source: Okta Management API, createApplication, activate: true unless given.
        active = request.args.get("activate", "true").lower() != "false"
        return json_answer(show(_create(world, json_body(), active=active)))

    def replace_app(app_id: str) -> Response:
        return json_answer(show(_replace(world, app_id, json_body())))

    def delete_app(app_id: str) -> Response:
        _delete(world, app_id)
        return empty_answer(204)

    def to(status: str) -> Callable[[str], Response]:
        def change(app_id: str) -> Response:
            _set_status(world, app_id, status)
            # Emulator choice: 200 with an empty object, where policies answer 204.
            return json_answer({})

        return change

    world.route("GET", PATH, list_apps, "listApplications")
    world.route("POST", PATH, create_app, "createApplication")
    world.route("GET", _APP, get_app, "getApplication")
    world.route("PUT", _APP, replace_app, "replaceApplication")
    world.route("DELETE", _APP, delete_app, "deleteApplication")
    world.route("POST", _APP + "/lifecycle/activate", to(ACTIVE), "activateApplication")
    world.route("POST", _APP + "/lifecycle/deactivate", to(INACTIVE), "deactivateApplication")
    assignments.register(world, _APP, find, show)
    app_keys.register(world, _APP, find)
    metadata.register(world, _APP, find)
    features.register(world, _APP, find)


def seed(world: World, items: list[Any]) -> None:
    """Apps as the body of a create; `status` INACTIVE is obeyed.

    `signOnMode` is SAML_2_0 unless given; an app binds by `inlineHook`: a hook's name or id.
    """
    resources.seed_each("an app", items, lambda item: _seed_one(world, item), _SEED)


def find(world: World, app_id: str) -> Record:
    """The app of that id. Raises: ApiError."""
    return resources.find_record(world, APPS, app_id, "AppInstance")


def _create(world: World, body: dict[str, Any], *, active: bool = True) -> Record:
    with world.transaction():
        record = app_records.create(world, body, ACTIVE if active else INACTIVE)
        return _save(world, record, "create")


def _replace(world: World, app_id: str, body: dict[str, Any]) -> Record:
    """The app is what the body says; an INACTIVE custom app refuses it.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAppAutoLoginApplication_crud,
    and TestAppUpdateStatus_all_apps for an app of the catalogue.
    """
    with world.transaction():
        stored = find(world, app_id)
        # Apps of the catalogue accept it in either status.
        if stored["custom"] and stored["status"] == INACTIVE:
            text = "This operation on app metadata is not yet supported: No active instances."
            raise ApiError("E0000024", causes=[text])
        return _save(world, app_records.replace(world, body, stored), "update")


def _set_status(world: World, app_id: str, status: str) -> None:
    with world.transaction():
        changes = {"status": status, "lastUpdated": resources.now(world)}
        event = "activate" if status == ACTIVE else "deactivate"
        _save(world, find(world, app_id) | changes, event)


def _delete(world: World, app_id: str) -> None:
    # Source: Okta Management API, deleteApplication: only an INACTIVE app.
    with world.transaction() as records:
        app = find(world, app_id)
        if app["status"] == ACTIVE:
            # Documented without a cause.
            raise ApiError("E0000056")
        records.remove(APPS, app_id)
        app_keys.forget(world, app_id)
        _log(world, app, "delete")


def _save(world: World, app: Record, event: str) -> Record:
    with world.transaction() as records:
        records.save(APPS, app["id"], app)
        _log(world, app, event)
    return app


def _log(world: World, app: Record, event: str) -> None:
    # Source: Okta, Event types, `application.lifecycle.*`.
    resources.log(world, f"application.lifecycle.{event}", "AppInstance", app, app["label"])


def _admitted(app: Record) -> bool:
    """The app is one that the query of the request being served asks for."""
    if not resources.matches_start(request.args.get("q"), app["name"], app["label"]):
        return False
    text = request.args.get("filter")
    if not text:
        return True
    match = _FILTER.fullmatch(text)
    values = _filterable(app)
    if match is None or match[1] not in values:
        # The label cannot be filtered by. Source: Okta Management API, listApplications, filter.
        raise ApiError("E0000031")
    # true and false are not in quotes.
    wanted = match[2] if match[3] is None else match[3]
    return values[match[1]] == wanted


def _filterable(app: Record) -> dict[str, str]:
    """What apps can be filtered by. Source: Okta Management API, listApplications, filter."""
    slo = app["settings"].get("signOn", {}).get("slo") or {}
    return {
        "id": app["id"],
        "status": app["status"],
        "name": app["name"],
        "credentials.signing.kid": app["credentials"].get("signing", {}).get("kid", ""),
        "settings.slo.enabled": "true" if slo.get("enabled") else "false",
    }


def _seed_one(world: World, item: dict[str, Any]) -> None:
    body = {"signOnMode": "SAML_2_0", **item}
    check_members(f"an app {item.get('label')!r}", item, app_records.read_members(body))
    hook = body.pop("inlineHook", None)
    if hook is not None:
        settings = resources.read_mapping(body, "settings")
        sign_on = resources.read_mapping(settings, "settings.signOn")
        sign_on["inlineHooks"] = [{"id": references.find_hook_id(world, hook)}]
        body["settings"] = settings | {"signOn": sign_on}
    _create(world, body, active=item.get("status") != INACTIVE)
