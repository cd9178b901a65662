"""A preview with probes shows whether a service accepts the secret of this environment."""

import threading

import pytest
from conftest import World, manifest
from service.local import FINE, PUBLIC, Listener, certificate, trusting
from services.samples import SECRET, module
from werkzeug.serving import make_server

from hookops.emulator.control.switches import Switches
from hookops.network.outside import Network, connect
from hookops.workflow import preview as workflow_preview
from hookops.workflow.case_choice import declared_cases
from hookops.workflow.preview import How

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
