"""Tests of the token service: run `pytest` in this folder."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from token_hook import TYPE, create_app
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
    return client.post("/token", json=event, headers={"Authorization": secret})


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

    assert 400 == client.post("/token", data=body, headers=headers).status_code


def test_both_tokens_get_the_region(client: FlaskClient, event: Any) -> None:
    """A user in Europe/London gets the region Europe, in both tokens."""
    operation = {"op": "add", "path": "/claims/region", "value": "Europe"}

    answer = call(client, event)

    assert [
        {"type": "com.okta.identity.patch", "value": [operation]},
        {"type": "com.okta.access.patch", "value": [operation]},
    ] == answer.get_json()["commands"]


def test_client_without_a_user(client: FlaskClient, event: Any) -> None:
    """A token for a machine goes out as it is."""
    del event["data"]["context"]["user"]

    answer = call(client, event)

    assert (204, b"") == (answer.status_code, answer.data)
