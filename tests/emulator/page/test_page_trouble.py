"""The page's log of requests, switches and faults, and who may use the page at all."""

import re
from collections.abc import Iterator

import httpx
import pytest
from werkzeug.test import Client

from hookops.emulator.app import create_app
from hookops.emulator.store.memory import MemoryStore

HOOKS = "/api/v1/inlineHooks"
FORMS = "/_emulator/page/"


@pytest.fixture
def org(client) -> Iterator[httpx.Client]:
    with client() as started:
        yield started


def test_requests_can_be_filtered(org, http_body):
    """The log is newest first, and a text selects lines of it."""
    org.post(HOOKS, json=http_body())
    org.get("/api/v1/<i>none")
    everything, one = org.get("/requests").text, org.get("/requests?q=CREATEinline").text

    assert everything.index("%3Ci%3Enone") < everything.index("createInlineHook")
    assert "createInlineHook" in one
    assert "none" not in re.sub(r"<style>.*?</style>", "", one, flags=re.DOTALL)
    assert "No request contains this text" in org.get("/requests?q=nowhere").text


def test_switches_can_be_set(org):
    """A switch is shown with what it is about, and changed."""
    answer = org.post(FORMS + "switches", data={"duplicate_name": "accept"})
    refused = org.post(FORMS + "switches", data={"duplicate_name": "perhaps"})

    assert answer.status_code == 303
    assert org.get("/_emulator/switches").json()["duplicate_name"] == "accept"
    assert "whether two hooks may have one name" in org.get("/trouble").text
    assert refused.status_code == 400


def test_faults_are_added_and_cleared(org):
    """A fault of the form meets requests of the API, but no page."""
    given = {"method": "GET", "path": "/api/.*", "nth": "1", "status": "503", "body": '{"a": 1}'}
    added = org.post(FORMS + "faults", data={**given, "operation": "", "delay_s": "", "drop": ""})
    statuses = [org.get("/trouble").status_code, org.get(HOOKS).status_code]
    listed = org.get("/_emulator/faults").json()
    org.post(FORMS + "faults/clear")

    assert added.status_code == 303
    assert statuses == [200, 503]
    match = {"method": "GET", "path": "/api/.*", "nth": 1}
    assert listed == [{"match": match, "action": {"status": 503, "body": {"a": 1}}}]
    assert [] == org.get("/_emulator/faults").json()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "say what happens"),
        ({"body": "text"}, "a body needs a status"),
        ({"status": "many"}, "status is no number"),
        ({"status": "99"}, "status is between 200 and 599"),
        ({"delay_s": "nan"}, "delay_s is between"),
        ({"delay_s": "1", "path": "("}, "match.path is no regular expression"),
        ({"drop": "never"}, "action.drop is before or after"),
    ],
)
def test_wrong_fault_is_explained(org, given, problem):
    """What cannot be a fault is said, and none is added."""
    page = org.post(FORMS + "faults", data=given)

    assert page.status_code == 400
    assert problem in page.text
    assert [] == org.get("/_emulator/faults").json()


def test_reset_wants_a_tick(org, http_body):
    """Everything goes, but only when that was meant."""
    org.post(HOOKS, json=http_body())
    refused = org.post(FORMS + "reset")
    kept = org.get(HOOKS).json()
    answer = org.post(FORMS + "reset", data={"sure": "on"})

    assert refused.status_code == 400
    assert len(kept) == 1
    assert answer.status_code == 303
    assert [] == org.get(HOOKS).json()


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("GET", "/", {"Host": "evil.example"}, 421),
        ("GET", "/hooks/new", {"Host": "evil.example"}, 421),
        ("POST", FORMS + "faults/clear", {"Origin": "http://localhost"}, 303),
        ("POST", FORMS + "faults/clear", {"Origin": "https://evil.example"}, 403),
        ("POST", FORMS + "faults/clear", {"Origin": "null"}, 403),
        ("GET", "/_emulator/admin" + HOOKS, {}, 200),
        ("GET", "/_emulator/admin" + HOOKS, {"Host": "evil.example"}, 421),
        ("GET", "/_emulator/admin" + HOOKS, {"Origin": "https://evil.example"}, 403),
    ],
)
def test_pages_of_others_are_kept_out(method, path, headers, status):
    """On a port, no page of another origin reads a page or sends a form."""
    port = Client(create_app(MemoryStore(), token="t0ken"))
    served = {"SERVER_SOFTWARE": "waitress"}
    answer = port.open(path, method=method, headers=headers, environ_overrides=served)

    assert answer.status_code == status
