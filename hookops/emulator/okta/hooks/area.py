"""The area of inline hooks: their routes, and hooks of a seed.

HTTP alone; what a call does is in `operations.py`.
Source: Okta Management API, Inline Hooks.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import resources
from hookops.emulator.okta.hooks import views
from hookops.emulator.okta.hooks.operations import INACTIVE, HookOperations
from hookops.emulator.world import World

_HOOKS = "/api/v1/inlineHooks"
_HOOK = _HOOKS + "/<hook_id>"
# Emulator choice; see `Switches.list_pages`.
_PAGE = 20
# A channel and its config may have more: see `Switches.unknown_members`.
_SEED = {
    "": ("name", "type", "version", "status", "channel"),
    "channel.config.headers": ("key", "value"),
    "channel.config.authScheme": ("type", "key", "value"),
}


def register(world: World) -> None:
    """Everything of inline hooks but `execute`."""
    org = HookOperations(world)

    def show(operation: Callable[[str], Any]) -> Callable[[str], Response]:
        return lambda hook_id: json_answer(views.hook(operation(hook_id), world.base_url))

    def change(operation: Callable[[str, dict[str, Any]], Any]) -> Callable[[str], Response]:
        return lambda hook_id: json_answer(
            views.hook(operation(hook_id, json_body()), world.base_url)
        )

    def list_hooks() -> Response:
        base_url = world.base_url
        hooks = org.hooks(request.args.get("type"))
        shown = [views.hook(hook, base_url) for hook in hooks]
        # `limit` and `after` are ignored then: a stray limit=200 was recorded without effect
        # (salto-io/salto, replies).
        if world.switches.list_pages == "whole":
            return json_answer(shown)
        return resources.answer_page(world, shown, dict, default=_PAGE, most=_PAGE)

    def create() -> Response:
        # 200, not 201: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
        return json_answer(views.hook(org.create(json_body()), world.base_url))

    def delete(hook_id: str) -> Response:
        org.delete(hook_id)
        # Recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
        return empty_answer(204)

    lifecycle = _HOOK + "/lifecycle/"
    world.route("GET", _HOOKS, list_hooks, "listInlineHooks")
    world.route("POST", _HOOKS, create, "createInlineHook")
    world.route("GET", _HOOK, show(org.get), "getInlineHook")
    world.route("PUT", _HOOK, change(org.replace), "replaceInlineHook")
    world.route("POST", _HOOK, change(org.update), "updateInlineHook")
    world.route("DELETE", _HOOK, delete, "deleteInlineHook")
    world.route("POST", lifecycle + "activate", show(org.activate), "activateInlineHook")
    world.route("POST", lifecycle + "deactivate", show(org.deactivate), "deactivateInlineHook")


def seed(world: World, items: list[Any]) -> None:
    """The hooks of a seed: bodies of a create; `status` INACTIVE is obeyed."""
    org = HookOperations(world)

    def make(item: dict[str, Any]) -> None:
        hook = org.create(item)
        # A create makes every hook ACTIVE, in a seed as in the API; the switch second_telephony
        # may have made it INACTIVE already.
        if item.get("status") == INACTIVE != hook.status:
            org.deactivate(hook.id)
        # What a seed has was there long before.
        org.show_in_lists(hook.id)

    resources.seed_each("a hook", items, make, _SEED)
