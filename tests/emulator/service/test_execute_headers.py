"""The request of `execute`: the caller's body, under the headers of Okta's own calls."""

import json

import pytest
from emulator.local_service import PAYLOAD

NO_CONTEXT = {"eventType": "com.okta.saml.tokens.transform", "data": {}}


def request_of(id):
    """A request of a hook that has that id."""
    return PAYLOAD | {"data": {"context": {"request": {"id": id}}}}


def test_service_gets_what_okta_would_send(execute, hook, service):
    """The caller's body is posted as JSON with Okta's headers, authentication and custom headers.

    Source: captured by CruGlobal/okta-hooks, the event of a load balancer (2019); Okta, Inline
    hooks concept, HTTP header and HTTP method.
    """
    service.answers["/hook"] = [(200, {"commands": [{"type": "a", "value": []}]})]
    payload = request_of("reqA1b2-C3")

    answer, _ = execute(hook(headers=[{"key": "X-Team", "value": "core"}]), payload)

    assert (200, {"commands": [{"type": "a", "value": []}]}) == (answer.status_code, answer.json())
    ((path, headers, body),) = service.requests
    assert ("/hook", payload) == (path, json.loads(body))
    assert [
        ("Host", service.base.removeprefix("http://")),
        ("User-Agent", "Okta-Integrations"),
        ("Accept", "application/json"),
        ("Cache-Control", "no-cache"),
        ("Pragma", "no-cache"),
        ("X-Okta-Request-Id", "reqA1b2-C3"),
        ("Content-Type", "application/json"),
        ("Authorization", "s3cret"),
        ("X-Team", "core"),
        ("Content-Length", str(len(body))),
    ] == headers.items()


@pytest.mark.parametrize(
    "payload",
    [NO_CONTEXT, request_of(None), request_of(""), request_of("a\r\nX-Other: b"), request_of("é")],
)
def test_request_without_an_id_gets_one(execute, hook, service, payload):
    """A request without an id, or with one that no header can carry, has an id of its own.

    The emulator's choice: the id of every captured request is one that a header can carry.
    """
    answer, _ = execute(hook(), payload)

    headers = service.requests[0][1]
    assert 200 == answer.status_code
    assert (27, True) == (
        len(headers["X-Okta-Request-Id"]),
        headers["X-Okta-Request-Id"].isalnum(),
    )
    assert "X-Other" not in headers


def test_second_attempt_has_the_same_id(execute, hook, service):
    """Both attempts of a call are of one request, also where the emulator names it."""
    service.answers["/hook"] = [(500, b""), (200, {"commands": []})]

    execute(hook(), NO_CONTEXT)

    ids = [headers["X-Okta-Request-Id"] for _, headers, _ in service.requests]
    assert (2, 1) == (len(ids), len(set(ids)))
