"""Where hooks are bound: one list over everything that can bind one."""

from hookops.emulator.okta.hooks import references
from hookops.emulator.okta.hooks.references import REGISTRATION, SAML, TOKEN
from hookops.emulator.world import get_world


def seed_of(body):
    hooks = [
        body("token", TOKEN),
        body("saml", SAML, "1.0.2"),
        body("signup", REGISTRATION, "1.0.2"),
    ]
    rules = [{"name": "bound", "inlineHook": "token"}, {"name": "free"}]
    servers = [{"name": "default", "policies": [{"name": "Default Policy", "rules": rules}]}]
    enrollment = [{"name": "Catch-all Rule", "inlineHook": "signup"}]
    return {
        "hooks": hooks,
        "authorization_servers": servers,
        "policies": [{"name": "Default Policy", "rules": enrollment}],
        "apps": [{"label": "Portal", "inlineHook": "saml"}, {"label": "Free"}],
    }


def test_every_binding_is_found(client, http_body):
    """Each place that binds a hook is listed with its names from the outermost; no other is.

    Source: Okta Management API, every schema with a reference to a hook.
    """
    world = get_world(client(seed=seed_of(http_body))._transport.app)
    names = {hook.id: hook.name for hook in world.store.hooks()}

    found = references.bindings(world)

    assert [
        (TOKEN, "token", ("default", "Default Policy", "bound")),
        (REGISTRATION, "signup", ("Default Policy",)),
        (SAML, "saml", ("Portal",)),
    ] == [(one.kind, names[one.hook_id], one.where) for one in found]
    assert [("aus", "00p", "0pr"), ("rst",), ("0oa",)] == [
        tuple(id_[:3] for id_ in one.ids) for one in found
    ]


def test_hook_that_is_bound_nowhere_is_deleted(client, http_body):
    """With every check on, a hook that nothing names is deactivated and deleted."""
    okta = client(seed=seed_of(http_body))
    okta.patch("/_emulator/switches", json={"delete_bound": "refuse"})
    hooks = [("a", TOKEN, "1.0.1"), ("b", SAML, "1.0.2"), ("c", REGISTRATION, "1.0.2")]

    statuses = []
    for hook in hooks:
        created = okta.post("/api/v1/inlineHooks", json=http_body(*hook)).json()
        path = f"/api/v1/inlineHooks/{created['id']}"
        okta.post(path + "/lifecycle/deactivate", content=b"")
        statuses.append(okta.delete(path).status_code)

    assert [204, 204, 204] == statuses
