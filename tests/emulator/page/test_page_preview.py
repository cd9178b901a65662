"""The page's preview: a request goes through the hook, and is shown beside the answer."""

import html
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from hookops.emulator import facts
from hookops.emulator.control.switches import Switches

HOOKS = "/api/v1/inlineHooks"
FORMS = "/_emulator/page/"
TYPED = {
    "name": "typed",
    "uri": "https://hooks.acme.example/typed",
    "authentication": "header",
    "auth_key": "Authorization",
    "auth_value": "typed-s3cret",
}


class Echo(BaseHTTPRequestHandler):
    """A service that gives away what it was sent."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"commands": [], "debugContext": {"<b>": self.headers["Authorization"]}})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        """Nothing is logged."""


@pytest.fixture
def echo() -> Iterator[str]:
    """The URL of such a service."""
    server = HTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def org(client) -> Iterator[httpx.Client]:
    with client(switches=Switches(service_addresses="loopback")) as started:
        yield started


def created(org: httpx.Client, body: dict[str, Any]) -> str:
    answer = org.post(HOOKS, json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def test_sample_of_each_type_is_json(org):
    """The preview starts with a request of the hook's type."""
    types = re.findall(r'id="type-\d" name="type" value="([^"]+)"', org.get("/hooks/new").text)
    for type_ in types:
        page = org.post(
            FORMS + "hooks", data={**TYPED, "type": type_, "name": type_}, follow_redirects=True
        )
        sample = re.search(r'<textarea id="payload".*?>(.*?)</textarea>', page.text, re.DOTALL)

        assert sample is not None
        assert json.loads(html.unescape(sample[1]))["eventType"] == type_
    assert sorted(types) == sorted(facts.load().types)


def test_preview_without_json_keeps_it(org, http_body):
    """What is no JSON is not sent, and can be corrected."""
    form = FORMS + f"hooks/{created(org, http_body())}/preview"
    page = org.post(form, data={"payload": "{<no"})

    assert page.status_code == 400
    assert "this is no JSON" in page.text
    assert "{&lt;no" in page.text


def test_preview_shows_request_and_response(org, http_body):
    """The preview is what `execute` answers, next to what was sent."""
    hook_id = created(org, http_body(uri="https://127.0.0.1:9/none"))
    page = org.post(FORMS + f"hooks/{hook_id}/preview", data={"payload": '{"eventId": "e1"}'})

    assert page.status_code == 200
    assert "&#34;eventId&#34;: &#34;e1&#34;" in page.text
    assert "errorSummary" in page.text
    assert [] == [one for one in org.get("/_emulator/requests").json() if "execute" in one["path"]]


def test_preview_hides_the_secret_that_a_service_gives_back(org, http_body, echo):
    """What a service answers is shown as text, without the hook's secret."""
    hook_id = created(org, http_body(uri=echo))
    page = org.post(FORMS + f"hooks/{hook_id}/preview", data={"payload": '{"eventId": "e1"}'})

    assert "debugContext" in page.text
    assert "[secret]" in page.text
    assert "s3cret" not in page.text
    assert "&lt;b&gt;" in page.text
