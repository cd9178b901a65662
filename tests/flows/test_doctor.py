"""Doctor: each thing that a run needs, in order and not; nothing is written, and one check that
fails stops no other."""

from dataclasses import replace

import httpx
import pytest
from conftest import HASTY, URL, Faulty, World, key_manifest, manifest
from flows.org import APP, POLICY, REGISTRATION, RULE, SAML, SEED, TOKEN, hook, signed
from service.local import Listener, certificate, trusting
from signing_in import CLIENT, EVERY, Recorder, new_key, pem_of

from hookops.emulator.control.switches import Switches
from hookops.emulator.world import get_world
from hookops.ledger.file import FileLedger
from hookops.ledger.none import NoLedger
from hookops.model.errors import Unavailable
from hookops.model.secret import Secret
from hookops.network.outside import Network
from hookops.okta.auth.credential import ServiceApp
from hookops.okta.auth.keys import read_key
from hookops.report.doctor.value import Check
from hookops.workflow.doctor.examine import examine
from hookops.workflow.doctor.identify import identify
from hookops.workflow.doctor.subject import Subject

READ = [scope for scope in EVERY if scope.endswith(".read")]
INLINE = ["okta.inlineHooks.read", "okta.inlineHooks.manage"]


def nowhere(*_):
    """A network in which no name has an address."""
    raise OSError


def subject(world, **members):
    given = {
        "title": "acme",
        "settings": (),
        "desired": world.desired,
        "session": world.session(read_only=True),
        "credential": world.credential,
        "ledger": world.ledger_store,
        "network": world.network or Network(look_up=nowhere),
        # What is wrong with a service is for the tests that bring one.
        "emulated": world.network is None and "network" not in members,
    }
    return Subject(**(given | members))


def look(world, **members):
    return examine(subject(world, **members))


def check(doctor, name, of=""):
    (found,) = [one for one in doctor.checks if (one.name, one.subject) == (name, of)]
    return found


def states(doctor):
    return {one.name: one.state for one in doctor.checks}


@pytest.fixture
def enter(tmp_path):
    """A function that makes a world which signs in as a service app."""

    def start(*, dpop=False, use="auto", scopes=EVERY, switches=Switches(), **members):
        key = new_key()
        client = {
            "clientId": CLIENT,
            "jwks": {"keys": [key.as_dict(private=False)]},
            "scopes": list(scopes),
            "role": "SUPER_ADMIN",
            "dpop": dpop,
            **members,
        }
        world = World(tmp_path, seed={**SEED, "clients": [client]}, switches=switches)
        world.app = Recorder(world.made)
        signer = read_key(Secret(pem_of(key)), "HOOKOPS_PRIVATE_KEY", "k1")
        world.key_pair, world.credential = key, ServiceApp(CLIENT, signer, use)
        return world

    return start


@pytest.fixture
def listen():
    made = []

    def start(*script, **options):
        made.append(Listener(*script, **options))
        return made[-1]

    yield start
    for listener in made:
        listener.close()


def test_all_is_well(enter, tmp_path, listen):
    """A service app that may do everything, and a service that answers: nothing but ok, exit code
    0, and the requests are GET and one for a token."""
    context, path = certificate(tmp_path, days=90)
    world = enter(dpop=True)
    world.network = listen(context=context, greets=True).network(trust=trusting(path))
    world.declare(hook("token", TOKEN, RULE))

    found = look(world)

    assert {"ok"} == {one.state for one in found.checks}
    assert 0 == found.exit_code
    host = check(found, "host", "hooks.example.com")
    assert "TLS 1.3, the certificate lasts 90 days" == host.found
    assert [
        "GET /.well-known/okta-organization",
        # Without a nonce, and with the one of that answer.
        *["POST /oauth2/v1/token"] * 3,
        "GET /api/v1/hook-keys",
        "GET /api/v1/inlineHooks",
        "GET /api/v1/authorizationServers",
    ] == world.app.requests


def test_it_asks_for_what_these_manifests_need(enter):
    """One token request names the scopes of reading and of writing, of what is declared alone."""
    world = enter()
    world.declare(hook("saml", SAML, APP), hook("screen", REGISTRATION, POLICY))

    look(world)

    parts = ("apps", "inlineHooks", "policies")
    wanted = [f"okta.{part}.{verb}" for part in parts for verb in ("manage", "read")]
    assert [" ".join(wanted)] == world.app.scopes


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


@pytest.mark.parametrize(
    ("skew_s", "state", "text"),
    [
        (0, "ok", "within 1 s of Okta's"),
        (-420, "warning", "is 420 s behind Okta's"),
        (420, "warning", "is 420 s ahead of Okta's"),
    ],
)
def test_clocks(enter, skew_s, state, text):
    """A clock that is 7 minutes off is a warning, since hookops goes by Okta's."""
    world = enter()
    world.declare(manifest("a"))
    world.skew_s = skew_s

    found = look(world)

    assert (state, True) == (check(found, "clock").state, text in check(found, "clock").found)
    assert ("ok", 0) == (check(found, "sign-in").state, found.exit_code)


def test_an_answer_without_a_date(world):
    """A clock that no answer names is unknown, and not in order."""
    world.declare(manifest("a"))
    world.app = Undated(world.made)

    assert "unknown" == check(look(world), "clock").state


class Undated:
    """The org behind a proxy that drops the date and the rate limits."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start):
        def begin(status, headers, *more):
            kept = [h for h in headers if not h[0].lower().startswith(("date", "x-rate-limit"))]
            return start(status, kept, *more)

        return self.app(environ, begin)


def test_rate_limits(world, tmp_path):
    """Few requests that are left are a warning, an answer that names none is unknown."""
    world.declare(manifest("a"))
    fine = check(look(world), "rate limit")
    few = {"headers": {"X-Rate-Limit-Limit": "600", "X-Rate-Limit-Remaining": "60"}}
    fault(world, few, path="/api/v1/inlineHooks")
    near = check(look(world), "rate limit")
    world.app = Undated(world.made)

    assert ("ok", "warning") == (fine.state, near.state)
    assert "60 of 600 requests are left in this minute" == near.found
    assert "unknown" == check(look(world), "rate limit").state


@pytest.mark.parametrize(("left", "state"), [("500", "ok"), ("0", "warning")])
def test_a_rate_limit_without_its_size(world, left, state):
    """Of how many they are left says nobody: only none at all is a warning."""
    world.declare(manifest("a"))
    made = world.made

    def app(environ, start):
        def begin(status, headers, *more):
            kept = [one for one in headers if not one[0].lower().startswith("x-rate-limit")]
            return start(status, [*kept, ("X-Rate-Limit-Remaining", left)], *more)

        return made(environ, begin)

    world.app = app
    found = check(look(world), "rate limit")

    assert (state, f"{left} requests are left in this minute") == (found.state, found.found)


def fault(world, action, **match):
    get_world(world.made).control.faults.add({"match": match, "action": action})


def test_a_rate_limit_that_is_used_up(world):
    """Reading that Okta limits is a problem of its own: nobody's scope is missing."""
    world.declare(manifest("a"))
    world.patience = replace(HASTY, attempts=1)
    fault(world, {"status": 429, "headers": {"X-Rate-Limit-Limit": "0"}, "body": ""}, method="GET")

    found = look(world)

    assert ("problem", 9) == (check(found, "org").state, found.exit_code)
    assert "429" in check(found, "org").found


def test_reading_that_is_limited(world):
    """A part of Okta that is limited or broken is a problem of reading, and of no scope."""
    world.declare(manifest("a"))
    world.patience = replace(HASTY, attempts=1)
    fault(world, {"status": 503, "body": ""}, path="/api/v1/inlineHooks")
    fault(world, {"status": 503, "body": ""}, path="/api/v1/hook-keys")

    found = look(world)

    assert "unknown" == check(found, "sign-in").state
    read = check(found, "read", "okta.inlineHooks.read")
    assert ("problem", 9, 9) == (read.state, read.exit_code, found.exit_code)


def test_limits_of_an_org(world):
    """Hooks and keys are counted; near the documented limit there is a warning."""
    world.declare(manifest("a"))
    for number in range(45):
        world.api("POST", "hook-keys", {"name": f"key {number}"})

    found = look(world)

    assert "45 keys in Okta; Okta documents 50 per org" == check(found, "keys").found
    assert ("warning", "ok") == (check(found, "keys").state, check(found, "hooks").state)


@pytest.mark.parametrize(("engine", "named"), [("identity", "Identity"), ("classic", "Classic")])
def test_engines(tmp_path, engine, named):
    """The engine is named; what one of them has in its console alone is not read there."""
    world = World(tmp_path, switches=Switches(engine=engine))
    world.declare(hook("screen", REGISTRATION, POLICY))

    found = look(world)

    assert f"{named} Engine" == check(found, "engine").found
    asked = [path for _, path, _ in world.requests() if path.startswith("/api/v1/policies")]
    assert bool(asked) is (engine == "identity")


def test_another_org_than_the_pinned_one(world):
    """Nothing more is asked of it: it would get the credential."""
    world.declare(manifest("a"))

    found = look(world, pin="00oanother0000000000")

    assert ("problem", 5) == (check(found, "org").state, found.exit_code)
    assert ["/.well-known/okta-organization"] == [path for _, path, _ in world.requests()]
    assert "unknown" == check(found, "sign-in").state


def test_the_pinned_org(world):
    """It is the one."""
    world.declare(manifest("a"))
    answer = httpx.Client(transport=httpx.WSGITransport(app=world.made))
    id_ = answer.get(f"{URL}/.well-known/okta-organization").json()["id"]

    assert "which hookops.yaml pins" in check(look(world, pin=id_), "org").found


def test_an_org_that_nobody_reaches(world):
    """What it would show is unknown, and the ledger and services are looked at."""
    world.declare(manifest("a"))
    world.app = Faulty(world.made, lambda *_: "refuse")

    found = look(world)

    assert ("problem", 9) == (check(found, "org").state, check(found, "org").exit_code)
    unknown = [one.name for one in found.checks if one.state == "unknown"]
    assert ["engine", "sign-in", "read", "write", "DPoP"] == unknown[:5]
    assert "ok" == check(found, "ledger").state
    assert "warning" == check(found, "host", "hooks.example.com").state


def test_without_settings(world):
    """Where nothing names an org, nothing of it is known."""
    world.declare(manifest("a"))
    wrong = Check("credential", "problem", "none", "export one", 3)

    found = look(world, settings=(wrong,), session=None, ledger=None, desired={})

    assert {"unknown"} == {one.state for one in found.checks if one is not wrong}
    assert 3 == found.exit_code


def test_a_ledger_of_another_org(world):
    """It is compared with the org that answers."""
    world.declare(manifest("a"))
    world.apply()
    store = FileLedger(world.folder / "ledger.json", URL)
    store.swap(store.read(), replace(store.read(), organization_id="00oanother0000000000"))

    found = look(world)

    assert ("problem", 5) == (check(found, "ledger").state, check(found, "ledger").exit_code)
    assert "00oanother0000000000" in check(found, "ledger").found


def test_a_ledger_that_cannot_be_read(world):
    """Whatever is wrong with it, the code is that of a run."""
    world.declare(manifest("a"))
    (world.folder / "ledger.json").write_text("{")

    found = check(look(world), "ledger")

    assert ("problem", 3) == (found.state, found.exit_code)


class Silent(NoLedger):
    """A store of which no answer comes."""

    def read(self):
        raise Unavailable("the ledger at s3://acme-state/prod.json cannot be used: no answer")


def test_a_ledger_that_nobody_reaches(world):
    """Exit code 9, and the org is looked at."""
    world.declare(manifest("a"))

    found = look(world, ledger=Silent(URL))

    assert ("problem", 9) == (check(found, "ledger").state, check(found, "ledger").exit_code)
    assert "ok" == check(found, "sign-in").state


def test_an_apply_at_work(world):
    """Who has the lock is named, the lock stays its own, and that is no fault."""
    world.declare(manifest("a"))
    with world.ledger_store.lease():
        found = look(world)
        lock = (world.folder / "ledger.json.lock").exists()
    world.network = None

    assert ("warning", True) == (check(found, "ledger lock").state, lock)
    assert " has the lock " in check(found, "ledger lock").found
    assert "ok" == check(look(world), "ledger lock").state


def test_nothing_is_left_behind(world):
    """No file, no folder, and no write to Okta, from a folder that has none."""
    world.declare(manifest("a"))
    store = FileLedger(world.folder / "state" / "ledger.json", URL)
    before = sorted(world.folder.rglob("*"))

    look(world, ledger=store)

    assert before == sorted(world.folder.rglob("*"))
    assert [] == world.writes()


def test_no_ledger(world):
    """Where none is kept there is no lock either."""
    world.declare(manifest("a"))

    found = look(world, ledger=NoLedger(URL))

    assert "ok" == check(found, "ledger").state
    assert "ledger lock" not in states(found)


def test_certificates(world, tmp_path, listen):
    """One that ends soon is a warning, one that has ended or is nobody's a problem; nothing is
    sent in any connection."""
    world.declare(manifest("a"))
    found = []
    for days, trusts in ((10, True), (-1, True), (90, False)):
        context, path = certificate(tmp_path, days=days)
        other = certificate(tmp_path, "other.example.com")[1]
        service = listen(context=context)
        world.network = service.network(trust=trusting(path if trusts else other))
        found.append(check(look(world), "host", "hooks.example.com"))
        assert [] == [each for each in service.requests if each[0]]

    assert [("warning", 0), ("problem", 10), ("problem", 10)] == [
        (each.state, each.exit_code) for each in found
    ]
    assert "expire" in found[1].found
    assert all(each.fix for each in found)


def test_hosts_that_are_not_there(world):
    """A name without an address, a private address, and a port where nobody listens."""
    world.declare(manifest("a"))
    private = Network(look_up=lambda *_: ("10.0.0.1",))
    closed = Network(look_up=lambda *_: ("93.184.215.14",), connect=nowhere)
    found = [
        check(look(world, network=each), "host", "hooks.example.com")
        for each in (Network(look_up=nowhere), private, closed)
    ]

    assert [10, 5, 10] == [each.exit_code for each in found]
    assert "10.0.0.1 is private" in found[1].found


def test_hosts_of_an_emulated_org(world):
    """Nobody's flow calls them, so what is wrong with one is a warning."""
    world.declare(manifest("a"))

    found = look(world, emulated=True)

    assert ("warning", 0) == (check(found, "host", "hooks.example.com").state, found.exit_code)


def test_each_host_once(world, listen, tmp_path):
    """Hooks at one host are one connection; a token server is a host of its own."""
    context, path = certificate(tmp_path, "login.example.com")
    service = listen(context=context)
    world.network = service.network(trust=trusting(path))
    world.declare(manifest("a"), manifest("b"), key_manifest("k"), signed("c", "k"))

    found = look(world)

    hosts = [one.subject for one in found.checks if one.name == "host"]
    assert ["hooks.example.com", "login.example.com"] == hosts == sorted(service.asked)


def test_without_manifests_the_org_s_hooks_count(world):
    """Whoever has no project sees the hosts of what is there."""
    world.declare(manifest("a", config={"uri": "https://there.example.com/a"}))
    world.apply(send_secret_to=("there.example.com",))

    found = look(world, desired={})

    assert ["there.example.com"] == [one.subject for one in found.checks if one.name == "host"]


def test_a_silent_host_ends_in_time(world, listen):
    """All hosts have a deadline together; those that it leaves no time for are unknown."""
    world.declare(manifest("a"))
    ticks = iter([0.0, *[21.0] * 100])
    network = Network(look_up=nowhere, clock=lambda: next(ticks))

    found = check(look(world, network=network), "host", "hooks.example.com")

    assert "unknown" == found.state


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
