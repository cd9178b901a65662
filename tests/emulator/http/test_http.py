"""What all answers have in common: tokens, rates, dates, paths that are not there."""

import re

import pytest

from hookops.emulator.app import create_app
from hookops.emulator.store.memory import MemoryStore

HOOKS = "/api/v1/inlineHooks"


@pytest.mark.parametrize(
    "value", ["", "SSWS", "SSWS other", "Basic t0ken", "SSWS t0ken2", "SSWS  t0ken"]
)
def test_bad_token_is_refused(client, value):
    """A missing or wrong token is answered with 401 E0000011.

    Source: Okta, Error codes, E0000011.
    """
    answer = client().get(HOOKS, headers={"Authorization": value})

    assert (answer.status_code, answer.json()["errorCode"]) == (401, "E0000011")


def test_token_without_a_space_is_accepted(client):
    """`SSWS` and the token may stand together.

    Source: api, the requests of okta-sdk-python 3.4.
    """
    answer = client().get(HOOKS, headers={"Authorization": "SSWSt0ken"})

    assert (answer.status_code, answer.json()) == (200, [])


def test_answers_are_dated_and_named(client):
    """Each answer has one Date, by the injected clock, and a request id.

    Source: Okta API, Request debugging, X-Okta-Request-Id.
    """
    answer = client().get(HOOKS)

    assert answer.headers.get_list("date") == ["Tue, 14 Nov 2023 22:13:20 GMT"]
    assert re.fullmatch("[A-Za-z0-9_-]{20,}", answer.headers["x-okta-request-id"])
    assert answer.headers["content-type"] == "application/json"


def rates(answer):
    return [answer.headers.get(f"x-rate-limit-{name}") for name in ("limit", "remaining", "reset")]


def test_rate_is_reported_and_not_enforced(client):
    """Without a limit, 1200 is reported, and at least 1 remains.

    Source: Okta, Monitor rate limits; that nothing is enforced is the emulator's choice.
    """
    okta = client()
    first = okta.get(HOOKS)

    answers = [okta.get(HOOKS) for _ in range(1200)]

    assert rates(first) == ["1200", "1199", "1700000060"]
    assert rates(answers[-1]) == ["1200", "1", "1700000060"]
    assert answers[-1].status_code == 200


def test_rate_is_enforced(client, clock):
    """One request too many is answered with 429 E0000047, the three headers and no Retry-After.

    Source: recorded by okta-sdk-python test_agent_pools_it.
    """
    okta = client(rate_limit=2)
    clock.now += 7

    answers = [okta.get(HOOKS) for _ in range(3)]

    assert [(answer.status_code, rates(answer)) for answer in answers] == [
        (200, ["2", "1", "1700000067"]),
        (200, ["2", "0", "1700000067"]),
        (429, ["2", "0", "1700000067"]),
    ]
    assert answers[2].json()["errorCode"] == "E0000047"
    assert "retry-after" not in answers[2].headers


def test_rate_comes_back_at_the_reset(client, clock):
    """At the time of the reset header, a new window starts.

    Source: Okta, Monitor rate limits.
    """
    okta = client(rate_limit=1)
    okta.get(HOOKS)
    clock.now = 1_700_000_059.9
    early = okta.get(HOOKS)
    clock.now = 1_700_000_060.0

    last = okta.get(HOOKS)

    assert early.status_code == 429
    assert (last.status_code, rates(last)) == (200, ["1", "0", "1700000120"])


def test_buckets_are_counted_apart(client):
    """Inline hooks share a bucket with policies, not with hook keys.

    Source: Okta, Rate limits, as generated into terraform-provider-okta.
    """
    okta = client(rate_limit=5)
    paths = [
        HOOKS,
        "/api/v1/policies",
        "/api/v1/hook-keys",
        "/api/v1/apps",
        "/api/v1/apps/0oa",
        "/api/v9",
    ]

    answers = [okta.get(path) for path in paths]

    assert [rates(answer)[1] for answer in answers] == ["4", "3", "4", "4", "4", "2"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/inlineHooks/calx/verify"),
        ("GET", "/api/v1/apps/0oax/users"),
        ("GET", "/api/v1/authorizationServers/default/credentials/keys"),
        ("GET", "/api/v1/policies/00px/mappings"),
        ("GET", "/api/v1/users/00ux/groups"),
        ("GET", "/api/v1/groups/00gx/users"),
    ],
)
def test_known_routes_say_that_they_are_missing(client, method, path):
    """A route of the API that is not emulated answers 501 and its name. Emulator choice."""
    answer = client().request(method, path)

    summary = f"Unsupported operation: {method} {path} is not emulated"
    assert (answer.status_code, answer.json()["errorSummary"]) == (501, summary)


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api//v1/inlineHooks"])
def test_unknown_path_is_not_found(client, path):
    """A path that is none is answered with 404 E0000008.

    Source: Okta, Error codes, E0000008.
    """
    answer = client().get("https://acme.okta.example" + path)

    assert (answer.status_code, answer.json()["errorCode"]) == (404, "E0000008")


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "OPTIONS"])
def test_wrong_method_is_refused(client, method):
    """A method that a path does not have is answered with 405 E0000022, without rate headers.

    Source: Okta, Error codes, E0000022; the missing headers as recorded elsewhere in the API.
    """
    answer = client().request(method, HOOKS)

    assert (answer.status_code, answer.json()["errorCode"]) == (405, "E0000022")
    assert rates(answer) == [None, None, None]


def test_empty_post_needs_its_length(client):
    """A POST without Content-Length is answered with 411.

    Source: Okta API, overview: an empty POST or PUT needs Content-Length: 0.
    """
    app = create_app(MemoryStore(), token="t")

    answer = app.test_client().post(
        f"{HOOKS}/calx/lifecycle/activate", headers={"Authorization": "SSWS t"}
    )

    assert (answer.status_code, answer.data) == (411, b"")


class Broken(MemoryStore):
    def hooks(self, type=None):
        raise KeyError


def test_fault_of_the_emulator_has_the_envelope(clock):
    """An error that nobody foresaw is answered with 500 E0000009.

    Source: Okta, Error codes, E0000009.
    """
    app = create_app(Broken(), token="t", clock=clock)

    answer = app.test_client().get(HOOKS, headers={"Authorization": "SSWS t"})

    assert (answer.status_code, answer.get_json()["errorCode"]) == (500, "E0000009")


def test_requests_are_listed(client, http_body):
    """The emulator lists what it served, in order, with queries, but not its own paths."""
    okta = client()
    okta.post(HOOKS, json=http_body())
    okta.get("/_emulator/requests")
    okta.get("/_emulator/other")
    okta.get(HOOKS, params={"type": "com.okta.import.transform"})

    answer = okta.get("/_emulator/requests", headers={"Authorization": ""})

    assert answer.json() == [
        {"method": "POST", "path": HOOKS, "status": 200},
        {"method": "GET", "path": f"{HOOKS}?type=com.okta.import.transform", "status": 200},
    ]


def test_organization_needs_no_token(client):
    """Anybody may ask who the org is. Source: api, Retrieve the Okta organization metadata."""
    answer = client().get("/.well-known/okta-organization", headers={"Authorization": ""})

    assert 200 == answer.status_code
    assert ["id", "_links", "pipeline"] == list(answer.json())
