"""A preview with probes shows whether a service accepts the secret of this environment."""

import threading

import pytest
from conftest import World, manifest
from service.local import FINE, PUBLIC, Listener, certificate, trusting
from services.samples import SECRET, module
from werkzeug.serving import make_server

from hookops.emulator.control.switches import Switches
from hookops.network.outside import Network, connect
from hookops.workflow.services import preview as workflow_preview
from hookops.workflow.services.accepted_secrets import record_accepted
from hookops.workflow.services.case_choice import declared_cases
from hookops.workflow.services.preview import How

URL = "https://hooks.example.com/token"
ACCEPTED = {"channel.config.authScheme.value": URL}


@pytest.fixture
def service(tmp_path):
    """A network in which hooks.example.com and every other name is a service with a secret."""
    context, path = certificate(tmp_path)
    app = module("token").create_app(SECRET)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=context)
    setattr(server, "log", lambda *_: None)  # noqa: B010 - a method, which mypy protects
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield Network(
        look_up=lambda *_: (PUBLIC,),
        connect=lambda _, port, timeout_s: connect("127.0.0.1", server.server_port, timeout_s),
        trust=trusting(path),
    )
    server.shutdown()
    server.server_close()


@pytest.fixture
def applied(world):
    """A world with a hook of that service."""
    world.env["HOOKOPS_SECRET_A"] = SECRET
    world.declare(manifest("a", config={"uri": URL}))
    world.apply()
    return world


def accepted(world, network, **how):
    """What a preview says of the hook's secrets."""
    run = world.run()
    key, hook = workflow_preview.find(run, "a")
    cases = declared_cases(run, key, hook, world.folder)
    return workflow_preview.preview(
        run, key, hook, cases, How(budget_s=60.0, **how), consent=lambda _: None, network=network
    ).accepted


def test_the_right_secret(applied, service):
    """It is accepted, as the same request without it and with another is refused."""
    assert ACCEPTED == accepted(applied, service, probe=True)


def test_a_typo_in_the_secret(applied, service):
    """Nothing is accepted."""
    applied.env["HOOKOPS_SECRET_A"] = SECRET + "x"

    assert {} == accepted(applied, service, probe=True)


def test_without_probes(applied, service):
    """A service that nobody saw refuse anything may accept any value."""
    assert {} == accepted(applied, service)


def test_another_service(applied, service):
    """What is called instead of the hook's service is what accepts it, and is named."""
    copy = f"{URL}?copy"

    assert dict.fromkeys(ACCEPTED, copy) == accepted(applied, service, probe=True, url=copy)


def test_through_okta(tmp_path, service):
    """Okta calls with the secret that it has, which need not be this environment's."""
    world = World(tmp_path, switches=Switches(service_addresses="loopback"))
    world.declare(manifest("a", config={"uri": URL}))
    world.apply()
    listener = Listener(FINE)
    world.edit("a", uri=f"http://127.0.0.1:{listener.port}/a")

    found = accepted(world, service, probe=True, through_okta=True)

    listener.close()
    assert {} == found


KEY = b"k" * 32


def recorded(world, network, **how):
    """The preview, kept in the ledger as the command keeps it."""
    run = world.run()
    key, hook = workflow_preview.find(run, "a")
    cases = declared_cases(run, key, hook, world.folder)
    found = workflow_preview.preview(
        run, key, hook, cases, How(budget_s=60.0, **how), consent=lambda _: None, network=network
    )
    record_accepted(run, found)


def edited(world):
    """(impact, words about the secret) of the next edit."""
    world.declare(manifest("a", name="Edited", config={"uri": URL}))
    (change,) = world.plan().changes
    (field,) = [field for field in change.fields if field.secret]
    return change.impact, field.before


@pytest.fixture
def adopted(world):
    """A world with a hook that was taken over, so that nobody knows its secret."""
    world.key = KEY
    world.env["HOOKOPS_SECRET_A"] = SECRET
    world.declare(manifest("a", config={"uri": URL}))
    body = manifest("a", config={"uri": URL})["spec"]
    body["channel"]["config"]["authScheme"] = {
        "type": "HEADER",
        "key": "Authorization",
        "value": "typed-in-the-console",
    }
    world.okta("POST", body=body)
    annotated = {"annotations": {"hookops.dev/adopt": "true"}}
    world.declare(manifest("a", metadata=annotated, config={"uri": URL}))
    world.apply()
    return world


def test_a_plan_knows_what_the_service_accepts(adopted, service):
    """The value may be another than Okta has, and yet nothing of it is unproven."""
    before = edited(adopted)
    recorded(adopted, service, probe=True)

    unknown = "value in Okta unknown (adopted: hookops never sent it)"
    assert ("unproven", unknown) == before
    assert ("safe", f"{unknown}; the service accepts this value, as a preview showed") == (
        edited(adopted)
    )


def test_another_value_is_not_the_accepted_one(adopted, service):
    """What was accepted is a value, and not a name."""
    recorded(adopted, service, probe=True)
    adopted.env["HOOKOPS_SECRET_A"] = f"{SECRET}x"

    assert "unproven" == edited(adopted)[0]


def test_another_address_is_another_service(adopted, service):
    """What one accepts, the next one may refuse."""
    recorded(adopted, service, probe=True, url=f"{URL}?copy")

    assert "unproven" == edited(adopted)[0]


def test_without_probes_nothing_is_recorded(adopted, service):
    """Nor is it said that something could not be."""
    recorded(adopted, service)

    assert ("unproven", [], ()) == (edited(adopted)[0], adopted.notices, adopted.ledger.accepted)


def test_without_a_fingerprint_key(applied, service):
    """A value cannot be known again, and a notice says so."""
    recorded(applied, service, probe=True)

    assert "unproven" == edited(applied)[0]
    assert [
        "the plan will not know that the service accepts its secret: "
        "HOOKOPS_FINGERPRINT_KEY is not set"
    ] == applied.notices


def test_before_the_first_apply(world, service):
    """There is no ledger to keep it in, and a preview begins none."""
    world.key = KEY
    world.env["HOOKOPS_SECRET_A"] = SECRET
    world.declare(manifest("a", config={"uri": URL}))

    recorded(world, service, probe=True, named_hosts=("hooks.example.com",))

    assert (False, []) == (world.ledger.exists, world.notices)
