"""Each broken variant is broken, in its own way and in no other."""

import json
from wsgiref.validate import validator

import pytest
from services.broken import LIMIT, expected, variants
from services.broken_rows import ROWS
from services.samples import SECRET, TYPES, event, ready
from werkzeug.test import Client

from hookops.contracts.rules import checks

NAMES = [
    "wrong-status",
    "slow",
    "redirect",
    "bad-path",
    "reserved",
    "wrong-command",
    "too-large",
    "not-json",
    "missing-value",
    "wrong-error",
    "no-authentication",
    "echoed-secret",
]
FORBIDDEN = {
    "token": ("/claims/iss", "path"),
    "saml": ("/issuer", "path"),
    "registration": ("chosen by the service", "password"),
    "password-import": ("EXEMPT", "credential"),
    "user-import": ("DELETE_USER", "result"),
    "telephony": ("SUCCESS", "status"),
}
CLEAR = {"password-import": "correct horse", "telephony": "481516"}


@pytest.fixture(params=[row.short for row in ROWS])
def short(request):
    return request.param


@pytest.fixture
def answers(short):
    """A function that gives a variant's answer; the rules of WSGI are checked too."""

    def call(name, secret=SECRET, body=None, sleep=lambda delay_s: None):
        inner = ready(short)
        broken = variants(short, sleep=sleep)[name](inner)
        data = json.dumps(event(short)) if body is None else body
        headers = {"Authorization": secret, "Content-Type": "application/json"}
        client = Client(validator(broken))
        return client.post(f"/{short}", data=data, headers=headers, buffered=True)

    return call


def right(short):
    """The commands of the service that works."""
    client = ready(short).test_client()
    return client.post(
        f"/{short}", json=event(short), headers={"Authorization": SECRET}
    ).get_json()["commands"]


def test_every_type_has_the_same_twelve(short):
    """By both names of a type; each says what is wrong, and which checks find it."""
    found = variants(short)

    assert NAMES == list(found) == list(expected(short)) == list(variants(TYPES[short]))
    assert NAMES == [wrap.__name__ for wrap in found.values()]
    assert all(wrap.__doc__ for wrap in found.values())
    assert set(checks()) >= {check for checks in expected(short).values() for check in checks}


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("redirect", "no-authentication")])
def test_refused_requests_stay_refused(answers, name):
    """Whom the service refuses, the variant refuses too."""
    assert (401, 401) == (answers(name, "").status_code, answers(name, "wrong").status_code)


@pytest.mark.parametrize("name", ["not-json", "too-large", "reserved", "echoed-secret"])
def test_bad_requests_stay(answers, name):
    """So does what is no request."""
    assert 400 == answers(name, body=b"{}").status_code


def test_wrong_status(answers):
    """A failure, although the body is right."""
    assert 500 == answers("wrong-status").status_code
    assert ["commands"] == list(answers("wrong-status").get_json())


def test_slow(answers, short):
    """The right answer comes after the delay."""
    slept = []
    answer = answers("slow", sleep=slept.append)

    assert (200, [3.5]) == (answer.status_code, slept)
    assert ["commands"] == list(answer.get_json())


def test_redirect(answers):
    """The answer points elsewhere."""
    answer = answers("redirect")

    assert (307, True) == (answer.status_code, "Location" in answer.headers)


def test_bad_path(answers):
    """The service knows another path only."""
    assert 404 == answers("bad-path").status_code


def test_reserved(answers, short):
    """The answer wants what no hook of the type may."""
    text = answers("reserved").get_data(as_text=True)
    value, member = FORBIDDEN[short]

    assert f'"{member}": "{value}"' in text


def test_wrong_command(answers, short):
    """Everything is right but the commands' types, of which the type has none."""
    found = answers("wrong-command").get_json()["commands"]

    types = {command["type"] for command in right(short)}
    assert len(right(short)) == len(found)
    assert set() == types & {command["type"] for command in found}


def test_too_large(answers):
    """The body is JSON, and too much of it."""
    answer = answers("too-large")

    assert (200, True) == (answer.status_code, len(answer.data) >= LIMIT)
    assert {"commands", "debugContext"} == set(answer.get_json())


def test_not_json(answers):
    """The body is a page."""
    answer = answers("not-json")

    assert (200, b"<") == (answer.status_code, answer.data[:1])


def test_missing_value(answers):
    """The commands have types and nothing else."""
    assert {("type",)} == {tuple(c) for c in answers("missing-value").get_json()["commands"]}


def test_wrong_error(answers):
    """The error is an array."""
    assert [list] == [type(value) for value in answers("wrong-error").get_json().values()]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET])
def test_no_authentication(answers, secret):
    """Anybody is answered."""
    answer = answers("no-authentication", secret)

    assert (200, ["commands"]) == (answer.status_code, list(answer.get_json()))


def test_echoed_secret(answers, short):
    """The answer repeats the header, and what the request had in clear."""
    echo = answers("echoed-secret").get_json()["debugContext"]

    assert [SECRET, *([CLEAR[short]] if short in CLEAR else [])] == list(echo.values())


def nothing_to_say(short):
    """A request that the service answers with 204."""
    value = event(short)
    value["data"]["context"] = {}
    client = ready(short).test_client()
    answer = client.post(f"/{short}", json=value, headers={"Authorization": SECRET})
    assert 204 == answer.status_code
    return json.dumps(value)


@pytest.mark.parametrize("short", ["token", "saml", "user-import"], indirect=True)
def test_service_with_nothing_to_say(answers, short):
    """A variant breaks an empty answer too: it answers commands of its own."""
    body = nothing_to_say(short)

    assert [{"type"}] == [set(c) for c in answers("missing-value", body=body).json["commands"]]
    assert b"Welcome" in answers("not-json", body=body).data
