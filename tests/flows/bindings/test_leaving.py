"""A hook leaves its flows: which of them, with whom, and when it stays."""

import json

import pytest
from conftest import World, manifest
from flows.bindings.console import bind, bind_another_app, codes, delete_the_hook, unmanaged_hook
from flows.org import APP, POLICY, REGISTRATION, RULE, SAML, SEED, TOKEN, hook

from hookops.emulator.control.switches import Switches
from hookops.model.errors import GuardError

PROTECT = {"annotations": {"hookops.dev/protect": "true"}}


def test_two_of_ours_leave_one_app(tmp_path):
    """Both go by one request, under one key."""
    switches = Switches(second_saml_hook="accept")
    world = World(tmp_path, seed=SEED, switches=switches)
    world.declare(hook("a", SAML), hook("b", SAML))
    world.apply()
    bind(world, "Acme Portal", world.hook("a")["id"], world.hook("b")["id"])

    applied = world.apply()

    assert ["unbind"] == [outcome.change.action.value for outcome in applied.outcomes]
    assert (0, ()) == (applied.exit_code, world.plan().changes)


def test_a_hook_that_stays_in_an_app_is_in_use(tmp_path):
    """That another hook leaves the app frees nobody else."""
    switches = Switches(second_saml_hook="accept", deactivate_bound_saml="accept")
    world = World(tmp_path, seed=SEED, switches=switches)
    world.declare(hook("a", SAML, APP), hook("b", SAML), hook("c", TOKEN))
    world.apply()
    bind(world, "Acme Portal", world.hook("a")["id"], world.hook("b")["id"])
    world.declare(hook("a", SAML), hook("c", TOKEN))

    (guard_error,) = world.plan(prune=True).guard_errors

    assert ("in-use", True) == (guard_error.code, "InlineHook/b" in guard_error.message)


def test_a_dead_reference_of_a_hook_that_is_bound_nowhere(org):
    """It is taken out of the rule, and the hook is made again."""
    org.declare(hook("token", TOKEN, RULE))
    org.apply()
    delete_the_hook(org)
    org.declare(hook("token", TOKEN))

    assert 0 == org.apply().exit_code
    assert ((), ()) == (org.plan().changes, org.drift().drifted)


@pytest.mark.parametrize("target", [None, "b"])
def test_a_protected_hook_leaves_no_flow(org, target):
    """Unbound, or replaced by another: refused, since nobody would be screened."""
    org.declare(hook("a", REGISTRATION, POLICY, metadata=PROTECT), hook("b", REGISTRATION))
    org.apply()
    moved = [POLICY] if target else []
    org.declare(hook("a", REGISTRATION, metadata=PROTECT), hook("b", REGISTRATION, *moved))

    assert ["protected"] == [error.code for error in org.plan().guard_errors]


def test_a_target_leaves_its_flows(org):
    """A targeted hook is also taken out of flows that nobody declared."""
    org.declare(hook("a", SAML), hook("b", TOKEN, RULE))
    org.apply()
    bind(org, "Acme Wiki", org.hook("a")["id"])
    org.declare(hook("a", SAML, status="INACTIVE"), hook("b", TOKEN))

    planned = org.plan(targets=["InlineHook/a"])

    assert ["deactivate", "unbind"] == [change.action.value for change in planned.changes]
    assert () == planned.guard_errors


def test_a_hook_that_is_not_understood_keeps_its_flow(org):
    """Neither changed nor forgotten, with --prune as well."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN))
    org.apply()
    org.declare(hook("b", TOKEN))

    def app(environ, start):
        """Okta has a status that nobody knew."""
        got = {}
        body = b"".join(org.made(environ, lambda s, h, *_: got.update(s=s, h=h)))
        if environ["PATH_INFO"] == "/api/v1/inlineHooks":
            hooks = json.loads(body)
            made = [h | ({"status": "X"} if h["name"] == "a" else {}) for h in hooks]
            body = json.dumps(made).encode()
        start(got["s"], [(k, v) for k, v in got["h"] if k.lower() != "content-length"])
        return [body]

    org.app = app

    assert () == org.plan(prune=True).changes


def test_an_unmanaged_hook_beside_one_that_leaves(org):
    """Of two hooks only ours goes."""
    world = org
    world.declare(hook("a", SAML, APP))
    world.apply()
    other = unmanaged_hook(world, SAML, "1.0.2")
    bind(world, "Acme Portal", other)
    world.declare(hook("a", SAML))

    applied = world.apply()

    assert (0, ()) == (applied.exit_code, world.plan().changes)
    assert [] == [r for r in world.writes() if r[0] == "PUT" and "/apps/" in r[1]][2:]


@pytest.mark.promise("P9")
@pytest.mark.parametrize("status", ["INACTIVE", None])
def test_a_hook_in_use_elsewhere_stays(org, status):
    """A flow outside of the manifests keeps a hook from being deactivated or deleted."""
    org.declare(hook("saml", SAML, None), hook("b", TOKEN))
    org.apply()
    bind_another_app(org)
    rest = [hook("saml", SAML, None, status=status)] if status else []
    org.declare(*rest, hook("b", TOKEN))

    (guard_error,) = org.plan(prune=True).guard_errors

    assert "in-use" == guard_error.code
    assert 'app "Acme Wiki"' in guard_error.message
    with pytest.raises(GuardError):
        org.apply(prune=True)


def test_a_type_change_of_a_hook_in_use_elsewhere(org):
    """It would be deleted under a flow that nobody declared."""
    org.declare(hook("saml", SAML, None))
    org.apply()
    bind_another_app(org)
    org.declare(hook("saml", TOKEN, None))

    assert ["in-use"] == codes(org, prune=True)


def test_a_hook_cannot_leave_an_inactive_app(org):
    """Okta changes no INACTIVE custom app, so the plan reports it before any request."""
    org.declare(hook("a", SAML, APP))
    org.apply()
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == "Acme Portal"]
    org.api("POST", f"apps/{app['id']}/lifecycle/deactivate")
    still = org.plan()
    org.declare(hook("a", SAML))

    assert ((), ()) == (still.changes, still.conflicts)
    assert ["target"] == codes(org)


def test_before_a_user_import_hook_goes(org):
    """The API does not show whether it is in use, so a person looks first."""
    org.declare(hook("a", "com.okta.import.transform", None), manifest("b"))
    org.apply()
    org.declare(manifest("b"))

    assert ["look-first"] == [found.code for found in org.plan(prune=True).by_hand]


def test_two_extra_bindings_of_one_name(tmp_path):
    """Ids distinguish attachment points of one name when the hook leaves both."""
    world = World(tmp_path, seed={"apps": [{"label": "Duplicate"}, {"label": "Duplicate"}]})
    world.declare(hook("a", SAML))
    world.apply()
    for app in world.api("GET", "apps"):
        app["settings"]["signOn"]["inlineHooks"] = [{"id": world.hook("a")["id"]}]
        world.api("PUT", f"apps/{app['id']}", app)

    drifted = world.drift().drifted
    applied = world.apply()

    assert ["extra", "extra"] == [item.what for item in drifted]
    assert 2 == len({str(outcome.change.key) for outcome in applied.outcomes})
    assert (0, ()) == (applied.exit_code, world.plan().changes)
