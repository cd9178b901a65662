"""Tests of the telephony service: run `pytest` in this folder."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from telephony_hook import TYPE, NotDelivered, create_app
from werkzeug.test import TestResponse

SECRET = "a secret of the tests"
CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases").glob("*.json"))
    if (case := json.loads(path.read_text(encoding="utf-8")))["type"] == TYPE
]


@pytest.fixture
def client() -> FlaskClient:
    """The service, without a network."""
    return create_app(SECRET).test_client()


@pytest.fixture
def event() -> Any:
    """A request as Okta sends it."""
    return json.loads(json.dumps(CASES[0]["request"]))


def call(client: FlaskClient, event: Any, secret: str = SECRET) -> TestResponse:
    """What the service answers to Okta."""
    return client.post("/telephony", json=event, headers={"Authorization": secret})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_saved_cases(client: FlaskClient, case: Any) -> None:
    """Every case in cases/ gets the status that it expects."""
    assert case["expect"]["status"] == call(client, case["request"]).status_code


@pytest.mark.parametrize("secret", ["", "another secret", SECRET + "x"])
def test_only_okta_is_answered(client: FlaskClient, event: Any, secret: str) -> None:
    """Without the right secret there is no answer."""
    assert 401 == call(client, event, secret).status_code


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_no_request_of_oktas(client: FlaskClient, body: bytes) -> None:
    """What is no request of this hook is refused, and breaks nothing."""
    headers = {"Authorization": SECRET, "Content-Type": "application/json"}

    assert 400 == client.post("/telephony", data=body, headers=headers).status_code


def test_code_is_handed_to_the_provider(event: Any) -> None:
    """The provider gets number, text and channel; Okta gets the provider's id of the message."""
    sent: list[tuple[str, ...]] = []

    def send(*message: str) -> str:
        sent.append(message)
        return "m-1"

    answer = call(create_app(SECRET, send, "acme").test_client(), event).get_json()

    assert [("+12025550143", "Your code is 481516", "sms")] == sent
    value = {"status": "SUCCESSFUL", "provider": "acme", "transactionId": "m-1"}
    assert {"commands": [{"type": "com.okta.telephony.action", "value": [value]}]} == answer


def test_provider_fails(event: Any) -> None:
    """After an error in an answer of status 200, Okta sends the code itself."""

    def send(*_message: str) -> str:
        raise NotDelivered

    answer = call(create_app(SECRET, send).test_client(), event)

    assert (200, ["error"]) == (answer.status_code, list(answer.get_json()))
