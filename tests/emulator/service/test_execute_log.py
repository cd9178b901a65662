"""What the System Log has of an `execute`."""

import pytest

SAML = "com.okta.saml.tokens.transform"


def events(okta, prefix="inline_hook."):
    types = (f"{prefix}executed", f"{prefix}response.processed")
    found = okta.get("/api/v1/logs").json()
    return [event for event in found if event["eventType"] in types]


def test_success_is_logged_when_processed(execute, hook, service):
    """A good answer is one event, with the service's debugContext as Java prints a map.

    Source: Okta, Event types, inline_hook.response.processed, debug data `inline_hook`.
    """
    context = {"Azuqua": "Send something", "n": 1, "l": [True, None]}
    service.answers["/hook"] = [(200, {"debugContext": context})]

    _, okta = execute(hook())

    (event,) = events(okta)
    assert "inline_hook.response.processed" == event["eventType"]
    assert {"result": "SUCCESS", "reason": None} == event["outcome"]
    assert {
        "inlineHookType": SAML,
        "url": service.base + "/hook",
        "inlineHook": "{Azuqua=Send something, n=1, l=[true, null]}",
    } == event["debugContext"]["debugData"]


@pytest.mark.parametrize(
    ("error", "text"),
    [({"errorSummary": "no"}, "no"), ({}, "The callback service returned an error")],
)
def test_error_of_a_service_is_an_answer(execute, hook, service, error, text):
    """A service's `error` is answered as it is, and logged as a failure.

    Source: Okta Management API, createTokenHook, error.
    """
    service.answers["/hook"] = [(200, {"error": error})]

    answer, okta = execute(hook())

    assert (200, {"error": error}) == (answer.status_code, answer.json())
    assert {"result": "FAILURE", "reason": text} == events(okta)[0]["outcome"]


@pytest.mark.parametrize(
    ("status", "switch", "outcomes"),
    [
        (404, "failure", [("executed", "FAILURE")]),
        (200, "always", [("executed", "SUCCESS"), ("response.processed", "SUCCESS")]),
    ],
)
def test_executed_is_logged(execute, hook, service, status, switch, outcomes):
    """A failed call is `inline_hook.executed`; a good one too with the switch `executed_event`.

    Source: Okta, Event types, against Okta, Inline hooks concept: unsettled.
    """
    service.answers["/hook"] = [(status, {})]

    _, okta = execute(hook(), executed_event=switch)

    found = events(okta)
    shown = [(event["eventType"][12:], event["outcome"]["result"]) for event in found]
    assert outcomes == shown
    assert "emulatorDurationMs" in found[0]["debugContext"]["debugData"]
