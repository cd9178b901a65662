"""Tests of the user import service: run `pytest` in this folder."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from user_import_hook import TYPE, create_app
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
    return client.post("/user-import", json=event, headers={"Authorization": secret})


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

    assert 400 == client.post("/user-import", data=body, headers=headers).status_code


def test_login_that_is_taken(client: FlaskClient, event: Any) -> None:
    """Somebody new whose login is taken gets another."""
    value = {"login": "ada+imported@example.com"}
    command = {"type": "com.okta.user.profile.update", "value": value}

    assert {"commands": [command]} == call(client, event).get_json()


def test_somebody_known(client: FlaskClient, event: Any) -> None:
    """Somebody known is linked to the account they have."""
    event["data"]["appUser"]["profile"]["externalId"] = "employee-1815"

    assert [
        {"type": "com.okta.action.update", "value": {"result": "LINK_USER"}},
        {"type": "com.okta.user.update", "value": {"id": "00uadaLovelace000001"}},
    ] == call(client, event).get_json()["commands"]


def test_nothing_to_change(client: FlaskClient, event: Any) -> None:
    """Without a conflict the user is imported as they are."""
    event["data"]["context"]["conflicts"] = []

    assert 204 == call(client, event).status_code
