"""What the emulator's tests share: a clock, a client, and bodies that the API accepts."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from emulator.local_service import PAYLOAD, Service
from made_keys import made_pems

from hookops.emulator.app import create_app
from hookops.emulator.control.switches import Switches
from hookops.emulator.store.memory import MemoryStore

ORG = "https://acme.okta.example"
OKTA = "/api/v1/inlineHooks"


class Clock:
    """A clock that moves when a test moves it."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.25

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Callable[..., httpx.Client]:
    """A function that starts an emulator and gives a client of it."""

    def start(store: Any = None, token: str = "t0ken", **options: Any) -> httpx.Client:
        app = create_app(
            store or MemoryStore(), token=token, clock=clock, **{"new_pem": made_pems(), **options}
        )
        return httpx.Client(
            transport=httpx.WSGITransport(app=app),
            base_url=ORG,
            headers={"Authorization": f"SSWS {token}"},
        )

    return start


@pytest.fixture
def http_body() -> Callable[..., dict[str, Any]]:
    """A function that gives the body of an HTTP hook; None takes a member of config away."""

    def body(
        name: str = "enrich",
        type: str = "com.okta.oauth2.tokens.transform",
        version: str = "1.0.1",
        **config: Any,
    ) -> dict[str, Any]:
        scheme = {"type": "HEADER", "key": "Authorization", "value": "s3cret"}
        whole = {"uri": "https://hooks.acme.example/t", "authScheme": scheme, **config}
        given = {key: value for key, value in whole.items() if value is not None}
        channel = {"type": "HTTP", "version": "1.0.0", "config": given}
        return {"name": name, "type": type, "version": version, "channel": channel}

    return body


@pytest.fixture
def oauth_body() -> Callable[..., dict[str, Any]]:
    """A function that gives the body of an OAUTH hook; None takes a member of config away."""

    def body(name: str = "assert", **config: Any) -> dict[str, Any]:
        whole = {
            "uri": "https://hooks.acme.example/s",
            "method": "POST",
            "authType": "client_secret_post",
            "clientId": "hooks",
            "clientSecret": "s3cret",
            "tokenUrl": "https://hooks.acme.example/token",
            "scope": "call",
            **config,
        }
        given = {key: value for key, value in whole.items() if value is not None}
        channel = {"type": "OAUTH", "version": "1.0.0", "config": given}
        type_ = "com.okta.saml.tokens.transform"
        return {"name": name, "type": type_, "version": "1.0.2", "channel": channel}

    return body


@pytest.fixture
def service() -> Any:
    """A service on this computer."""
    made = Service()
    yield made
    made.over.set()
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def execute(client, service):
    """A function that registers a hook and executes it: its answer, and the client."""

    def run(
        body, payload=PAYLOAD, seed=None, before=lambda okta, hook: None, budget_s=3.0, **switches
    ):
        given = Switches(**{"service_addresses": "loopback", **switches})
        okta = client(seed=seed, switches=given, service_budget_s=budget_s)
        created = okta.post(OKTA, json=body)
        assert created.status_code == 200, created.text
        hook = created.json()["id"]
        before(okta, hook)
        return okta.post(f"{OKTA}/{hook}/execute", json=payload), okta

    return run


@pytest.fixture
def hook(http_body, service):
    """A function that gives the body of a hook of this service."""

    def body(type="com.okta.saml.tokens.transform", **config):
        uri = config.pop("uri", service.base + "/hook")
        return http_body("h", type, "1.0.0", uri=uri, **config)

    return body
