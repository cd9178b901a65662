"""Tests of the registration service: run `pytest` in this folder."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from registration_hook import TYPE, create_app
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
    return client.post("/registration", json=event, headers={"Authorization": secret})


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

    assert 400 == client.post("/registration", data=body, headers=headers).status_code


def test_people_of_known_domains_may_register(client: FlaskClient, event: Any) -> None:
    """They get the user type of their domain."""
    command = {"type": "com.okta.user.profile.update", "value": {"userType": "Employee"}}

    assert {"commands": [command]} == call(client, event).get_json()


def test_others_may_not(client: FlaskClient, event: Any) -> None:
    """They are denied, and read why at the field."""
    event["data"]["userProfile"]["email"] = "eve@elsewhere.example"

    answer = call(client, event).get_json()

    (command,), (cause,) = answer["commands"], answer["error"]["errorCauses"]
    assert {"type": "com.okta.action.update", "value": {"registration": "DENY"}} == command
    assert "data.userProfile.email" == cause["location"]
