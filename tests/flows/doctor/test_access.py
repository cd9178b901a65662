"""Doctor and whoami: signing in, scopes and roles, DPoP."""

import pytest
from conftest import key_manifest, manifest
from flows.doctor.looking import check, look, subject
from flows.org import APP, POLICY, REGISTRATION, SAML, hook
from signing_in import CLIENT, EVERY

from hookops.model.secret import Secret
from hookops.workflow.doctor.identify import identify

READ = [scope for scope in EVERY if scope.endswith(".read")]
INLINE = ["okta.inlineHooks.read", "okta.inlineHooks.manage"]


def test_it_asks_for_what_these_manifests_need(enter):
    """One token request names the scopes of reading and of writing, of what is declared alone."""
    world = enter()
    world.declare(hook("saml", SAML, APP), hook("screen", REGISTRATION, POLICY))

    look(world)

    parts = ("apps", "inlineHooks", "policies")
    wanted = [f"okta.{part}.{verb}" for part in parts for verb in ("manage", "read")]
    assert [" ".join(wanted)] == world.app.scopes


def test_a_role_that_is_too_small(enter):
    """Scopes let nobody write without a role, so their being granted is not said to be enough."""
    world = enter(role=["okta.logs.read"])
    world.declare(manifest("a"))

    found = look(world)

    read, write = check(found, "read", "okta.inlineHooks.read"), check(found, "write")
    assert ("problem", "unknown", 4) == (read.state, write.state, found.exit_code)
    assert "a custom one that may do what okta.inlinehooks.read is for" in read.fix
    assert "what the role allows is not known" in write.found


def test_scopes_for_reading(enter):
    """What is not granted is a problem that names the scope, and the rest is looked at."""
    world = enter(scopes=INLINE)
    world.declare(hook("saml", SAML, APP), key_manifest("first"))

    found = look(world)

    missing = check(found, "read", "okta.apps.read")
    assert ("problem", 4, 4) == (missing.state, missing.exit_code, found.exit_code)
    assert "did not grant okta.apps.read" in missing.found
    assert "Okta API Scopes" in missing.fix
    assert "the rest can be read (okta.inlineHooks.read)" == check(found, "read").found
    assert "ok" == check(found, "hooks").state


def test_a_credential_that_reads(enter):
    """Without manage scopes a job can plan: a warning says what apply would do."""
    world = enter(scopes=READ, role="READ_ONLY_ADMIN")
    world.declare(hook("saml", SAML, APP))

    found = look(world)

    write = check(found, "write")
    assert ("warning", 0) == (write.state, found.exit_code)
    assert "okta.apps.manage, okta.inlineHooks.manage" in write.found
    assert "apply exits with 4" in write.found


def test_a_role_that_is_missing(enter):
    """A scope alone opens nothing: where Okta refuses the request, reading is a problem."""
    world = enter(role=None)
    world.declare(manifest("a"))

    found = look(world)

    assert "ok" == check(found, "sign-in").state
    assert ("problem", 4) == (check(found, "read", "okta.inlineHooks.read").state, found.exit_code)


def test_no_scope_at_all(enter):
    """A service app without a scope is not let in; the ledger and services are looked at."""
    world = enter(scopes=["okta.logs.read"])
    world.declare(manifest("a"))

    found = look(world)

    assert ("problem", 4) == (check(found, "sign-in").state, found.exit_code)
    assert "okta.inlineHooks.manage, okta.inlineHooks.read" in check(found, "sign-in").found
    assert ["unknown"] * 3 == [check(found, name).state for name in ("read", "write", "DPoP")]
    assert "ok" == check(found, "ledger lock").state


@pytest.mark.parametrize(
    ("dpop", "use", "state", "text"),
    [
        (True, "auto", "ok", "are bound to a key of this run"),
        (False, "always", "ok", "are bound to a key of this run"),
        (False, "auto", "ok", "the app does not require it"),
    ],
)
def test_dpop(enter, dpop, use, state, text):
    """Whether tokens are bound to a key."""
    world = enter(dpop=dpop, use=use)
    world.declare(manifest("a"))

    found = check(look(world), "DPoP")

    assert (state, True) == (found.state, text in found.found)


def test_dpop_that_the_settings_refuse(enter):
    """An app that requires it, and settings that do without, are not let in."""
    world = enter(dpop=True, use="never")
    world.declare(manifest("a"))

    found = check(look(world), "sign-in")

    assert ("problem", 4) == (found.state, found.exit_code)
    assert "auth.dpop" in found.found


def test_a_wrong_token(world):
    """Okta is asked once with it; what it would show is unknown."""
    world.declare(manifest("a"))
    world.credential = Secret("CANARY-wrong-token")

    found = look(world)

    assert ("problem", 4) == (check(found, "sign-in").state, found.exit_code)
    assert "E0000011" in check(found, "sign-in").found
    assert [200, 401] == [status for _, _, status in world.requests()]
    assert ("unknown", "unknown") == (check(found, "read").state, check(found, "hooks").state)
    assert "CANARY" not in repr(found)


def test_an_api_token_has_no_scopes(world):
    """What it may write nobody can know, so that is neither in order nor a problem."""
    world.declare(manifest("a"))

    found = look(world)

    assert ("ok", "unknown") == (check(found, "read").state, check(found, "write").state)
    assert [] == world.writes()


@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
def test_who_a_service_app_is(enter, dpop):
    """Its client ID, the scopes that it has of those that hookops uses, DPoP."""
    world = enter(dpop=dpop, scopes=[*INLINE, "okta.logs.read"])
    world.declare(manifest("a"))

    found = identify(subject(world, source="HOOKOPS_PRIVATE_KEY"))

    assert ("service-app", CLIENT) == (found.kind, found.client_id)
    assert frozenset([*INLINE, "okta.logs.read"]) == found.scopes
    assert dpop is found.is_bound


def test_who_an_api_token_is(world):
    """Okta shows nothing of it; two requests, both reads."""
    world.declare(manifest("a"))

    found = identify(subject(world, source="HOOKOPS_API_TOKEN"))

    assert ("api-token", None, None) == (found.kind, found.scopes, found.is_bound)
    assert ["/.well-known/okta-organization", "/api/v1/hook-keys"] == [
        path for _, path, _ in world.requests()
    ]
