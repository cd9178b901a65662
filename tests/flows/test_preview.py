"""Preview: the hook's service is called as Okta would, and nothing is sent without consent."""

import io
import json
from dataclasses import replace

import pytest
from conftest import URL, World, key_manifest, manifest
from flows.org import signed
from flows.previews import declare, ids, near_to, preview
from service.local import PUBLIC, Listener, certificate, trusting
from services.broken import expected, variants
from services.broken_rows import ROWS
from services.samples import SECRET, TYPES, module, ready

from hookops.contracts.exchange import Case
from hookops.contracts.types import contract_of
from hookops.emulator.control.switches import Switches
from hookops.model.errors import ApiError, GuardError, InvalidInput, Unavailable
from hookops.model.limits import SecretTrust
from hookops.model.resource import Key
from hookops.workflow.services import preview as workflow_preview
from hookops.workflow.services.case_choice import Fill
from hookops.workflow.services.preview import How

KEY = Key("InlineHook", "a")
RIGHT = {"debugContext": {"nothing": "to do"}}
PHONE = "+12025550143"
PATIENT_S = 60.0
"""Where time is not the point: a busy machine may take longer than Okta waits."""


@pytest.fixture
def near(tmp_path):
    """A world whose emulator calls services on this computer."""
    return World(tmp_path, switches=Switches(service_addresses="loopback"))


@pytest.fixture
def listen():
    made = []

    def start(value, status=200, **options):
        body = json.dumps(value).encode()
        head = f"HTTP/1.1 {status} Word\r\nContent-Type: application/json\r\n"
        made.append(
            Listener(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body, **options)
        )
        return made[-1]

    yield start
    for listener in made:
        listener.close()


def at(listener):
    return f"http://127.0.0.1:{listener.port}/a"


@pytest.fixture(params=list(TYPES))
def short(request):
    return request.param


def test_every_example_service_passes(world, serve, short):
    """Also the probes: each refuses whoever has not the secret."""
    declare(world, short)
    base = serve(ready(short))

    found = preview(world, near_to(f"{base}/{short}", probe=True, budget_s=PATIENT_S))

    assert (True, [401, 401]) == (found.passed, [p.reply.answer.status for p in found.probed])
    assert not [finding for finding in found.findings if finding.severity == "error"]


@pytest.mark.parametrize("short", [row.short for row in ROWS], indirect=True)
@pytest.mark.parametrize("name", list(variants("token")))
def test_every_broken_service_is_caught(world, serve, short, name):
    """By the check that its row names."""
    declare(world, short)
    broken = variants(short, delay_s=0.1)[name](ready(short))
    url, budget_s = f"{serve(broken)}/{short}", 0.05 if name == "slow" else 60.0

    found = preview(world, near_to(url, probe=True, budget_s=budget_s))

    assert not found.passed
    assert set(expected(short)[name]) <= ids(found)


def test_every_variant_of_every_type_can_be_sent(world, serve):
    """The example services answer all of them as Okta wants it."""
    for short in TYPES:
        declare(world, short)
        base = serve(ready(short))
        for variant in contract_of(TYPES[short]).variants:
            fill, how = Fill(variant=variant), near_to(f"{base}/{short}", budget_s=PATIENT_S)

            assert preview(world, how, fill=fill).passed, (short, variant)


def test_an_applied_host_needs_no_consent(world, listen, tmp_path):
    """It has the secret already. TLS is reported."""
    world.declare(manifest("a"))
    world.apply()
    context, path = certificate(tmp_path)
    listener = listen(RIGHT, context=context)
    network = listener.network(trust=trusting(path))

    found = preview(world, network=network)

    ((head, body),) = listener.requests
    assert "Authorization: value-of-hookops_secret_a" in head
    assert world.hook("a")["id"] not in found.url
    assert [(PUBLIC, 443)] == listener.reached
    assert ("https://hooks.example.com/a", "TLSv1.3") == (
        found.url,
        found.exchanges[0].reply.tls.version,
    )
    assert "header Authorization, secret from env:HOOKOPS_SECRET_A" == found.authentication
    assert URL in json.loads(body)["source"]


@pytest.mark.promise("P14", "P18")
def test_a_host_that_was_not_applied_gets_nothing(world, listen):
    """A manifest in a pull request cannot send a secret anywhere."""
    world.declare(manifest("a"))
    world.apply()
    world.trust = SecretTrust()
    listener = listen(RIGHT)
    network = listener.network()
    for changed in (
        manifest("a", config={"uri": "https://evil.example/a"}),
        manifest("b"),
    ):
        world.declare(changed)
        with pytest.raises(GuardError, match="hookops does not send") as problem:
            preview(world, name=changed["metadata"]["name"], network=network)

        assert "value-of" not in str(problem.value)
    assert ([], 0) == (listener.asked, listener.connections)


@pytest.mark.parametrize(
    ("value", "why"), [(None, "is not set"), ("", "is empty"), ("a\nb", "a line break")]
)
def test_a_secret_that_cannot_be_sent(world, value, why):
    """Reported before anything is sent."""
    world.declare(manifest("a"))
    world.env.pop("HOOKOPS_SECRET_A") if value is None else world.env.update(HOOKOPS_SECRET_A=value)
    with pytest.raises(InvalidInput, match=why):
        preview(world, near_to("http://127.0.0.1:9/"))


def test_a_hook_without_authentication(world, listen):
    """Nothing to consent to; the probe finds it."""
    open_to_all = manifest("a")
    del open_to_all["spec"]["channel"]["config"]["authScheme"]
    world.declare(open_to_all)
    listener = listen(RIGHT)

    found = preview(world, How(loopback=True, url=at(listener), probe=True))

    assert ("none", {"probe.accepts"}, False) == (found.authentication, ids(found), found.passed)
    assert found.exchanges[0].passed


def client_secret(name, uri, token_url):
    made = signed(name, "unused")
    config = made["spec"]["channel"]["config"]
    del config["hookKey"]
    config |= {
        "authType": "client_secret_post",
        "clientSecretFrom": "env:HOOKOPS_SECRET_A",
        "uri": uri,
        "tokenUrl": token_url,
    }
    return made


def test_oauth_with_a_client_secret(world, listen, tmp_path):
    """Token endpoint and service, both over TLS, both applied."""
    uri, token_url = "https://hooks.example.com/a", "https://hooks.example.com/token"
    world.declare(client_secret("a", uri, token_url))
    world.apply()
    context, path = certificate(tmp_path)
    listener = listen({"access_token": "t0p-access-token", "commands": []}, context=context)

    found = preview(world, network=listener.network(trust=trusting(path)))

    (first, _), (second, _) = listener.requests
    assert ("POST /token", "POST /a") == (first[:11], second[:7])
    assert "Authorization: Bearer t0p-access-token" in second
    assert "OAuth 2.0, token from hooks.example.com, secret from env:HOOKOPS_SECRET_A" == (
        found.authentication
    )


def test_an_address_of_the_token_endpoint_is_checked_first(world, listen):
    """Nothing is sent anywhere when it must not be called."""
    world.declare(client_secret("a", "https://hooks.example.com/a", "https://login.example.com/t"))
    listener = listen(RIGHT)
    how = How(named_hosts=("hooks.example.com", "login.example.com"))
    with pytest.raises(GuardError, match=r"hookops does not call login\.example\.com: 10\.0\.0\.1"):
        preview(world, how, network=listener.network("10.0.0.1"))

    assert 0 == listener.connections


def test_a_private_key_is_oktas_alone(near, listen):
    """A direct call cannot be; Okta makes it, and the probes go directly."""
    near.declare(key_manifest("k"), signed("a", "k"))
    near.apply()
    with pytest.raises(InvalidInput, match="only Okta can call") as problem:
        preview(near)
    assert "--through-okta" in problem.value.hint
    service, login = listen({"commands": []}), listen({"access_token": "x", "token_type": "Bearer"})
    near.edit("a", uri=at(service), tokenUrl=at(login))

    found = preview(near, How(through_okta=True))

    assert ("okta", "by Okta") == (found.via, found.authentication)
    assert found.passed
    assert "client_assertion=" in login.requests[0][1].decode()
    assert "Bearer x" in service.requests[0][0]


def through_okta(world, listener, **more):
    """A hook that was applied, and leads to this computer."""
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", uri=at(listener))
    before = len(world.requests())
    found = preview(world, How(through_okta=True, **more))
    return found, world.requests()[before:]


def test_through_okta(near, listen):
    """A read, and one POST of the same request, without a secret of ours."""
    listener = listen(RIGHT)
    near.env = {}

    found, sent = through_okta(near, listener)

    hook_id = near.hook("a")["id"]
    # It is read first: the ledger must not decide whose hook is executed.
    path = f"/api/v1/inlineHooks/{hook_id}"
    assert [("GET", path, 200), ("POST", f"{path}/execute", 200)] == sent
    assert json.loads(listener.requests[0][1]) == found.exchanges[0].case.request
    assert "Authorization: typed" in listener.requests[0][0]
    assert (None, None, True) == (found.times, found.exchanges[0].reply.tls, found.passed)
    assert "status, headers, time and TLS are not known" in found.remarks[0]


@pytest.mark.parametrize("status", [400, 500, 302])
def test_through_okta_what_fails(near, listen, status):
    """Okta says why; it is asked once."""
    found, sent = through_okta(near, listen(RIGHT, status))

    assert ({"all.2c"}, False, 2) == (ids(found), found.passed, len(sent))
    assert "E00001" in found.exchanges[0].reply.note


def test_through_okta_a_manifest_that_is_not_applied(near, listen):
    """Okta calls what is registered; the report notes that it differs."""
    near.declare(manifest("a"))
    near.apply()
    near.edit("a", uri=at(listen(RIGHT)))
    near.declare(manifest("a", config={"uri": "https://new.example.com/a"}))

    found = preview(near, How(through_okta=True))

    assert "https://hooks.example.com/a" == found.url
    assert "the manifest has another uri than the one that Okta calls" in found.remarks


def test_through_okta_nothing_is_there(near):
    """Not applied: nothing is sent. Deleted in the console: Okta's own answer."""
    near.declare(manifest("a"))
    with pytest.raises(InvalidInput, match="has not applied InlineHook/a"):
        preview(near, How(through_okta=True))
    assert [] == near.requests()
    near.apply()
    hook_id = near.hook("a")["id"]
    near.okta("POST", f"{hook_id}/lifecycle/deactivate")
    near.okta("DELETE", hook_id)
    with pytest.raises(ApiError, match="404"):
        preview(near, How(through_okta=True))


def test_through_okta_no_connection(near):
    """Reported as what it is, and not repeated: the service may have been called."""
    near.declare(manifest("a"))
    near.apply()
    tries = []

    def gone(environ, start):
        tries.append(environ["PATH_INFO"])
        raise ConnectionError

    near.app = gone
    with pytest.raises((Unavailable, ConnectionError)):
        preview(near, How(through_okta=True))

    assert 1 == len(tries)


def refuse(what):
    raise GuardError(what)


@pytest.mark.parametrize("through", [True, False])
def test_messages_are_asked_for_first(near, listen, through):
    """How many, to whom; without a yes nothing is sent."""
    listener = listen({"commands": []})
    declare(near, "telephony")
    near.apply()
    near.edit("a", uri=at(listener))
    how = How(through_okta=True) if through else near_to(at(listener))
    with pytest.raises(GuardError, match=r"^send 1 real message to \+12025550143$"):
        preview(near, how, consent=refuse)
    with pytest.raises(
        GuardError, match="send 3 real messages .* and 2 more if the service refuses"
    ):
        preview(near, replace(how, probe=True, repeat=3), consent=refuse)

    assert 0 == listener.connections


def test_repeated_calls(world, serve):
    """Each is an event of its own; times are reported, and judged."""
    seen = []
    inner = module("token").create_app(SECRET)

    def noting(environ, start):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        seen.append(json.loads(body)["eventId"])
        return inner({**environ, "wsgi.input": io.BytesIO(body)}, start)

    declare(world, "token")

    found = preview(world, near_to(f"{serve(noting)}/token", repeat=5))

    assert (5, 5) == (len(set(seen)), found.times.count)
    assert 0 < found.times.p50_s <= found.times.p95_s <= found.times.max_s < 3


def test_a_hook_that_nobody_declared(world):
    """A slip is recognised; otherwise all are named."""
    world.declare(manifest("enrich"), key_manifest("k"))
    run = world.run(read_only=True)
    for name, hint in (("enrihc", "did you mean enrich"), ("zzz", "there is: enrich")):
        with pytest.raises(InvalidInput, match="declare no hook") as problem:
            workflow_preview.find(run, name)

        assert hint == problem.value.hint
    world.declare(key_manifest("k"))
    with pytest.raises(InvalidInput) as problem:
        workflow_preview.find(world.run(read_only=True), "HookKey/k")
    assert "there is: none" == problem.value.hint


def kept(world, found):
    run = world.run(read_only=True)
    return workflow_preview.kept(run, workflow_preview.find(run, "a")[1], found.exchanges[0])


def test_what_is_kept(world, serve, listen):
    """A request that passed, with the status that it got; without any secret."""
    declare(world, "token")
    base = serve(module("token").create_app(SECRET))
    url = f"{base}/token"
    found = preview(world, near_to(url))
    run = world.run(read_only=True)
    _, hook = workflow_preview.find(run, "a")
    holding = Case("x", hook.type, {**found.exchanges[0].case.request, "note": SECRET})

    assert {"status": 200} == json.loads(kept(world, found))["expect"]
    assert SECRET not in kept(world, found)
    assert "" == kept(world, preview(world, near_to(f"{base}/nowhere")))
    assert "" == kept(world, preview(world, near_to("http://127.0.0.1:9/")))
    with pytest.raises(GuardError, match="holds the secret of env:HOOKOPS_SECRET_A"):
        kept(world, preview(world, near_to(url), cases=(holding,)))
    del world.env["HOOKOPS_SECRET_A"]
    assert kept(world, found)


def test_nothing_is_written(near, listen):
    """The command's session refuses every write, and every other POST."""
    found, _ = through_okta(near, listen(RIGHT))
    before = near.ledger

    assert found.passed
    assert before == near.ledger
    assert found.organization == near.ledger.organization
