"""`execute`: hooks' services are really called, as Okta would call them."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import signature

import pytest
from emulator.local_service import FINE

from hookops.emulator.app import create_app

HOOKS = "/api/v1/inlineHooks"
SAML = "com.okta.saml.tokens.transform"
TOKEN = "com.okta.oauth2.tokens.transform"
TELEPHONY = "com.okta.telephony.provider"


def failure(answer):
    body = answer.json()
    return answer.status_code, body["errorCode"], body["errorCauses"][0]["errorSummary"]


def events(okta, prefix="inline_hook."):
    types = (f"{prefix}executed", f"{prefix}response.processed")
    found = okta.get("/api/v1/logs").json()
    return [event for event in found if event["eventType"] in types]


def test_hook_without_a_secret_calls_without_it(execute, hook, service):
    """A hook whose authScheme is null sends no such header.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud: null is allowed.
    """
    answer, _ = execute(hook(authScheme=None))

    assert 200 == answer.status_code
    assert service.requests[0][1]["Authorization"] is None


def test_wiped_secret_is_not_sent(execute, hook, service):
    """A secret that an update wiped goes out no more, see the switch `omitted_secret`."""
    bare = hook(authScheme={"type": "HEADER", "key": "Authorization"})

    answer, _ = execute(
        hook(), before=lambda okta, hook_id: okta.put(f"{HOOKS}/{hook_id}", json=bare)
    )

    assert 200 == answer.status_code
    assert service.requests[0][1]["Authorization"] is None


@pytest.mark.parametrize(
    ("type", "first", "status", "calls"),
    [
        (SAML, 200, 200, 1),
        (SAML, 500, 200, 2),
        (SAML, 302, 200, 2),
        (SAML, 404, 400, 1),
        (TOKEN, 500, 400, 1),
        (TELEPHONY, 500, 400, 1),
        (TOKEN, 201, 400, 1),
        (TELEPHONY, 204, 400, 1),
        (SAML, 201, 200, 1),
    ],
)
def test_attempts_by_type_and_status(execute, hook, service, type, first, status, calls):
    """One retry, none after 2xx or 4xx, none for token and telephony hooks, which want 200.

    Source: Okta, Inline hooks concept, timeout and retry; Okta Management API, createTokenHook and
    CreateTelephonyInlineHook.
    """
    service.answers["/hook"] = [(first, {}), FINE]

    answer, _ = execute(hook(type))

    assert (status, ["/hook"] * calls) == (answer.status_code, service.paths())


def test_redirects_are_not_followed(execute, hook, service):
    """A redirect is a failed call.

    Source: Okta, Inline hooks concept: redirects are not followed.
    """
    service.answers["/hook"] = [(302, {})]

    answer, _ = execute(hook())

    assert (400, "E0000134", "the service redirected with status 302") == failure(answer)
    assert ["/hook", "/hook"] == service.paths()


@pytest.mark.parametrize(("switch", "status"), [("refuse", 400), ("accept", 200)])
@pytest.mark.parametrize("type_", [TOKEN, TELEPHONY])
def test_other_success(execute, hook, service, switch, status, type_):
    """Whether 201 is a success where a type documents 200 is the switch `other_success`.

    Source: Okta Management API, createTokenHook and CreateTelephonyInlineHook, against Okta's guide
    to Workflows, which takes every 2xx.
    """
    service.answers["/hook"] = [(201, {})]

    assert status == execute(hook(type_), other_success=switch)[0].status_code


@pytest.mark.parametrize(("switch", "bytes_"), [("256000", 256_000), ("262144", 262_144)])
def test_answers_stay_under_256_kb(execute, hook, service, switch, bytes_):
    """An answer of 256 KB is refused, one byte less is not; switch `response_limit`.

    Source: Okta, Inline hooks concept; which of two numbers it is, is unknown.
    """
    longest = json.dumps({"debugContext": {"a": "x" * (bytes_ - 28)}}).encode()
    longest += b" " * (bytes_ - 1 - len(longest))

    service.answers["/hook"] = [(200, longest)]
    fine, _ = execute(hook(), response_limit=switch)
    service.answers["/hook"] = [(200, longest + b" ")]
    refused, _ = execute(hook(), response_limit=switch)

    assert 200 == fine.status_code
    cause = f"the answer has {bytes_} bytes or more"
    assert (400, "E0000134", cause) == failure(refused)


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        (b"<html>", "the service's answer is no JSON"),
        ([], "the service's answer is no JSON object"),
        ({"commands": {}}, "commands of the service's answer is no array"),
        ({"commands": ["a"]}, "commands[0] of the service's answer has no type and value"),
        (
            {"commands": [{"type": "a"}]},
            "commands[0] of the service's answer has no type and value",
        ),
        ({"error": "x"}, "error of the service's answer is no object"),
        ({"debugContext": []}, "debugContext of the service's answer is no object"),
    ],
)
def test_answer_outside_the_contract(execute, hook, service, value, cause):
    """An answer that is no hook response is an error, and processing it is logged as failed.

    Source: Okta Management API, executeInlineHook; what is checked is the emulator's choice.
    """
    service.answers["/hook"] = [(200, value)]

    answer, okta = execute(hook())

    assert (400, "E0000134", cause) == failure(answer)
    (event,) = events(okta)
    assert "inline_hook.response.processed" == event["eventType"]
    assert {"result": "FAILURE", "reason": cause} == event["outcome"]


def test_check_can_be_left_out(execute, hook, service):
    """With the switch `execute_check` at json, any object is an answer."""
    service.answers["/hook"] = [(200, {"commands": 1})]

    assert {"commands": 1} == execute(hook(), execute_check="json")[0].json()


@pytest.mark.parametrize("status", [200, 204])
def test_empty_answer_is_an_empty_object(execute, hook, service, status):
    """A service that wants no change answers nothing. What `execute` shows is the emulator's."""
    service.answers["/hook"] = [(status, b"")]

    answer, _ = execute(hook(TOKEN))

    assert (200, {}) == (answer.status_code, answer.json())


def refused_port():
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return server.server_port


@pytest.mark.parametrize(("switch", "status"), [("operation", 400), ("catalogue", 504)])
def test_service_that_is_not_there(execute, hook, switch, status):
    """No answer is E0000137; its status is the switch `execute_status`.

    Source: Okta Management API, executeInlineHook (400), against Okta, Error codes (504).
    """
    body = hook(uri=f"http://127.0.0.1:{refused_port()}/")

    answer, _ = execute(body, execute_status=switch)

    cause = "the connection failed: ConnectionRefusedError"
    assert (status, "E0000137", cause) == failure(answer)


def test_catalogue_has_502_for_bad_answers(execute, hook, service):
    """E0000134 has the status 502 in the list of errors.

    Source: Okta, Error codes, E0000134.
    """
    service.answers["/hook"] = [(200, b"x")]

    assert 502 == execute(hook(), execute_status="catalogue")[0].status_code


def test_slow_service_gets_three_seconds(execute, oauth_body, service, hook):
    """A call that takes longer has failed, and a token hook is not called again.

    Source: Okta, Inline hooks concept, timeout.
    """
    service.answers["/hook"] = [lambda handler: service.over.wait()]

    answer, _ = execute(hook(TOKEN), budget_s=0.05)

    assert 3.0 == signature(create_app).parameters["service_budget_s"].default
    assert (400, "E0000137", "no whole answer came in time") == failure(answer)
    assert ["/hook"] == service.paths()


def test_loopback_hook_needs_the_switch(client, hook):
    """A plain http:// URL is refused at registration unless the switch allows it.

    Source: Okta Management API, InlineHookChannelConfig, uri: https.
    """
    okta = client()

    answer = okta.post(HOOKS, json=hook())

    assert (400, "E0000001") == (answer.status_code, answer.json()["errorCode"])


@pytest.mark.parametrize(("switch", "status"), [("refuse", 400), ("run", 200)])
def test_inactive_hook(execute, hook, switch, status):
    """Whether an INACTIVE hook is executed is the switch `execute_inactive`."""

    def deactivate(okta, id):
        okta.post(f"{HOOKS}/{id}/lifecycle/deactivate")

    answer, _ = execute(hook(), before=deactivate, execute_inactive=switch)

    assert status == answer.status_code


def test_unknown_hook_and_broken_body(client):
    """An unknown hook is not found, and a body that is no JSON is refused.

    Source: Okta Management API, executeInlineHook; Okta, Error codes, E0000003.
    """
    okta = client()
    json_type = {"Content-Type": "application/json"}

    assert 404 == okta.post(f"{HOOKS}/calx/execute", json={}).status_code
    broken = okta.post(f"{HOOKS}/calx/execute", content=b"{", headers=json_type)
    assert (400, "E0000003") == (broken.status_code, broken.json()["errorCode"])
