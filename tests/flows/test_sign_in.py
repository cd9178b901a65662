"""A service app plans and applies: it converges, shows nothing twice, and asks for the least."""

from dataclasses import replace

import httpx
import pytest
from conftest import HASTY, World, manifest
from emulator.service_app import ServiceApp as Client
from flows.org import (
    APP,
    MACHINES,
    POLICY,
    REGISTRATION,
    RULE,
    SAML,
    SEED,
    TOKEN,
    hook,
    one_of_each,
)
from signing_in import CLIENT, EVERY, Recorder, new_key, pem_of
from signing_in import TOKEN as TOKEN_PATH

from hookops.emulator.control.switches import Switches
from hookops.emulator.world import get_world
from hookops.model.errors import ApiError, AuthError
from hookops.model.secret import Secret
from hookops.okta.auth.credential import AccessToken, ServiceApp
from hookops.okta.auth.keys import read_key
from hookops.report.plan.json import plan_data
from hookops.workflow.usage import usage

READ = [scope for scope in EVERY if scope.endswith(".read")]


@pytest.fixture
def enter(tmp_path):
    """A function that makes a world which signs in as a service app; what it shows is kept."""

    def start(key=None, *, dpop=False, use="auto", switches=Switches(), **members):
        key = key or new_key()
        client = {
            "clientId": CLIENT,
            "jwks": {"keys": [key.as_dict(private=False)]},
            "scopes": list(EVERY),
            "role": "SUPER_ADMIN",
            "dpop": dpop,
            **members,
        }
        world = World(tmp_path, seed={**SEED, "clients": [client]}, switches=switches)
        world.app = Recorder(world.made)
        signer = read_key(Secret(pem_of(key)), "HOOKOPS_PRIVATE_KEY", "k1")
        world.key_pair = key
        world.credential = ServiceApp(CLIENT, signer, use)
        return world

    return start


def fault(world, action, **match):
    get_world(world.made).control.faults.add({"match": match, "action": action})


_REASON = 'error="invalid_token", error_description="The token has expired."'
ENDED = {"status": 401, "headers": {"WWW-Authenticate": f"Bearer {_REASON}"}, "body": ""}
PATIENT = replace(HASTY, attempts=4)
LIMITED = {"status": 429, "headers": {"X-Rate-Limit-Limit": "0"}, "body": ""}


@pytest.mark.promise("P25")
@pytest.mark.parametrize("skew_s", [-420, 420])
@pytest.mark.parametrize("nonce", ["daily", "each"])
@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
@pytest.mark.parametrize("kind", ["RSA", "P-256"])
def test_all_troubles_at_once(enter, kind, dpop, nonce, skew_s):
    """A clock 7 minutes off, nonces that change, tokens that end while somebody is asked and while
    hookops writes, and rate limits: apply converges, shows no assertion or proof twice, and creates
    each hook once."""
    world = enter(new_key(kind), dpop=dpop, switches=Switches(dpop_nonce=nonce))
    world.skew_s, world.patience = skew_s, PATIENT
    fault(world, LIMITED, path=TOKEN_PATH, nth=[2, 9])
    fault(world, LIMITED, method="POST", path="/api/v1/inlineHooks", nth=[1, 4])
    fault(world, LIMITED, method="PUT", nth=[1])
    fault(world, ENDED, method="POST", path="/api/v1/inlineHooks", nth=[3])
    fault(world, ENDED, method="PUT", nth=[3])
    world.declare(*one_of_each())

    applied = world.apply(consent=lambda _: world.sleep(3601) is None)

    assert [] == [each.error for each in applied.outcomes if each.error]
    assert 0 == applied.exit_code
    assert () == world.plan().changes
    assert len(world.app.jtis) == len(set(world.app.jtis))
    names = [e.request["name"] for e in world.history if creates(e)]
    assert sorted(names) == sorted({*names})
    assert 6 == len(names)


def creates(entry):
    return (entry.method, entry.path, entry.status) == ("POST", "/api/v1/inlineHooks", 200)


@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
def test_reading_asks_for_read_scopes_alone(enter, dpop):
    """Plan and drift ask for reading what the manifests declare, and for nothing else."""
    world = enter(dpop=dpop)
    world.declare(hook("token", TOKEN, RULE))
    world.apply()
    world.app.scopes.clear()

    world.plan()
    world.drift()

    wanted = "okta.authorizationServers.read okta.inlineHooks.read"
    assert {wanted} == set(world.app.scopes)


def test_what_cannot_be_read_makes_no_plan_stale(enter):
    """A role without the part that holds the bindings: two plans are the same, whatever ids Okta's
    answers have, so the rest is applied also where somebody is asked in between."""
    world = enter(role=["okta.inlinehooks.manage"])
    world.declare(hook("token", TOKEN, RULE))

    shown, now = world.plan(), world.plan()
    applied = world.apply(asks=True)

    assert "403 E0000006" in shown.unread[0].message
    assert plan_data(shown) == plan_data(now)
    assert [""] == [each.error for each in applied.outcomes]
    assert 4 == applied.exit_code


def test_hooks_alone_need_the_scope_of_hooks(enter):
    """Without bindings no other part of Okta is read, so no other scope is asked for."""
    world = enter()
    world.declare(manifest("a"))

    world.plan()

    assert ["okta.inlineHooks.read"] == world.app.scopes
    assert ["POST /oauth2/v1/token", "GET /api/v1/inlineHooks"] == world.app.requests


def test_an_apply_asks_for_what_it_writes(enter):
    """Once the plan is known, the scopes of its own requests are added; then that of the log, which
    says whether somebody else wrote meanwhile."""
    world = enter()
    world.declare(hook("saml", SAML, APP))

    world.apply()

    read = "okta.apps.read okta.inlineHooks.read"
    both = "okta.apps.manage okta.apps.read okta.inlineHooks.manage okta.inlineHooks.read"
    assert [read, both, f"{both} okta.logs.read"] == world.app.scopes


def test_an_apply_of_nothing_gets_no_right_to_write(enter):
    """Where nothing changes, no token could write."""
    world = enter()
    world.declare(manifest("a"))
    world.apply()
    before = len(world.app.scopes)

    world.apply()

    assert ["okta.inlineHooks.read"] == world.app.scopes[before:]


@pytest.mark.promise("P25")
@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
def test_a_credential_that_reads_is_enough_to_read(enter, dpop):
    """With read scopes and a read-only administrator plan, drift and usage work; apply ends with 4
    before any write, and names the scopes."""
    world = enter(dpop=dpop, scopes=READ, role="READ_ONLY_ADMIN")
    world.declare(hook("token", TOKEN, RULE), hook("screen", REGISTRATION, POLICY))

    planned = world.plan()
    world.drift()
    usage(world.run(read_only=True))
    with pytest.raises(AuthError) as problem:
        world.apply(consent=never_asked)

    assert 4 == len(planned.changes)
    for family in ("inlineHooks", "authorizationServers", "policies"):
        assert f"okta.{family}.manage" in problem.value.message
    assert (4, "apps" in problem.value.message) == (
        problem.value.exit_code,
        False,
    )
    assert {"GET", "POST /oauth2/v1/token"} == {
        "GET" if request.startswith("GET") else request for request in world.app.requests
    }


def never_asked(_):
    raise AssertionError("nobody is asked about what Okta would not let hookops do")


def test_a_role_that_only_reads_is_refused_at_the_first_write(enter):
    """Scopes that were granted to an app whose role reads: the first write is refused, exit code
    4, and nothing is written."""
    world = enter(role="READ_ONLY_ADMIN")
    world.declare(manifest("a"), manifest("b"))

    applied = world.apply()

    assert 4 == applied.exit_code
    assert [] == world.store.hooks()


def test_the_log_is_optional(enter):
    """Without okta.logs.read drift is reported, and says that it could not ask who did it."""
    scopes = [scope for scope in EVERY if not scope.startswith("okta.logs")]
    world = enter(scopes=scopes)
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", uri="https://staging.example.com/a")

    found = world.drift()

    assert ("not-granted", 1) == (found.system_log, len(found.drifted))


def test_an_attachment_point_that_may_not_be_read(enter):
    """A part of Okta that was not granted leaves its bindings unread, and the plan says which scope
    is missing."""
    world = enter(scopes=["okta.inlineHooks.read", "okta.apps.read"])
    world.declare(hook("token", TOKEN, MACHINES), hook("saml", SAML, APP))

    made = world.plan()

    assert "okta.authorizationServers.read" in str(made.unread)
    assert "okta.apps.read" not in str(made.unread)


def token_of(world, scope):
    """A token that another client has got for the app."""
    okta = httpx.Client(transport=httpx.WSGITransport(app=world.made))
    return Secret(Client(okta, lambda: world.now, world.key_pair).token(scope))


def test_a_ready_access_token(enter):
    """A token that somebody else has got is shown as it is; what it lacks is said at first."""
    world = enter(dpop=False)
    world.declare(manifest("a"))
    world.credential = AccessToken(token_of(world, "okta.inlineHooks.read"))

    assert 1 == len(world.plan().changes)
    with pytest.raises(AuthError, match=r"the access token has no okta\.inlineHooks\.manage"):
        world.apply()
    both = "okta.inlineHooks.read okta.inlineHooks.manage"
    world.credential = AccessToken(token_of(world, both))
    assert 0 == world.apply().exit_code


def test_an_access_token_that_has_ended(enter):
    """Nobody can renew it: Okta's reason, and exit code 4."""
    world = enter(dpop=False)
    world.declare(manifest("a"))
    world.credential = AccessToken(token_of(world, "okta.inlineHooks.read"))
    world.now += 3601

    with pytest.raises(ApiError) as problem:
        world.plan()

    assert (4, True) == (problem.value.exit_code, "The token has expired" in problem.value.message)
