"""What somebody changes in Okta after a plan was saved stops its apply before the first write."""

from collections.abc import Callable

import pytest
from conftest import World, key_manifest
from flows.org import APP, RULE, TOKEN, WIKI, hook, signed
from flows.test_saved_plan import apply, save
from flows.test_secrets import KEY

from hookops.model.errors import Conflict


def delete(world: World) -> None:
    hook_id = world.hook("token")["id"]
    world.okta("POST", f"{hook_id}/lifecycle/deactivate")
    world.okta("DELETE", hook_id)


def rename_key(world: World) -> None:
    (key,) = world.api("GET", "hook-keys")
    world.api("PUT", f"hook-keys/{key['id']}", {"name": "renamed in the console"})


def unbind(world: World) -> None:
    (app,) = [app for app in world.api("GET", "apps") if app["label"] == "Acme Wiki"]
    app["settings"]["signOn"]["inlineHooks"] = []
    world.api("PUT", f"apps/{app['id']}", app)


EDITS: dict[str, Callable[[World], object]] = {
    "address": lambda world: world.edit("token", uri="https://failover.example.com/"),
    "header": lambda world: world.edit("token", headers=[{"key": "X-A", "value": "1"}]),
    "secret": lambda world: world.edit("token"),
    "status": lambda w: w.okta("POST", f"{w.hook('other')['id']}/lifecycle/deactivate"),
    "deletion": delete,
    "key": rename_key,
    "binding": unbind,
}


@pytest.mark.promise("P10")
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_nothing_is_written(org: World, edit: Callable[[World], object]) -> None:
    """Whatever it is, the apply is refused, and Okta is as the administrator left it."""
    org.key = KEY
    before = [hook("token", TOKEN), hook("other", TOKEN), key_manifest("first")]
    org.declare(*before, signed("saml", "first", WIKI))
    assert org.apply().exit_code == 0
    org.declare(
        hook("token", TOKEN, name="New name"),
        hook("other", TOKEN, RULE),
        key_manifest("first", annotations={"hookops.dev/published": "x"}),
        signed("saml", "first", WIKI, APP),
    )
    path = save(org)
    edit(org)
    written = len(org.writes())

    with pytest.raises(Conflict, match="stale"):
        apply(org, path)
    assert written == len(org.writes())
