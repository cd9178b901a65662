"""What real clients send and a server must stand, byte by byte, over a socket.

Each oddity was seen in requests of Okta's own SDKs, or is what HTTP/1.1 lets any client send.
"""

import json
import socket
from urllib.parse import urlsplit

import pytest

from hookops.emulator.http.server import running
from hookops.emulator.pytest_plugin import emulated_org

HOOKS = "/api/v1/inlineHooks"


class Wire:
    """One connection to the emulator: bytes go in, answers come out one by one."""

    def __init__(self, url):
        self.url = url
        parts = urlsplit(url)
        self.address = (parts.hostname, parts.port)
        self.socket = socket.create_connection(self.address, 5)
        self.reader = self.socket.makefile("rb")

    def send(self, *lines, body=""):
        """The lines, an empty one, and the body."""
        self.socket.sendall("\r\n".join([*lines, "", body]).encode())

    def ask(self, target, *lines, auth="SSWS t", body=""):
        """What is answered to a request; it names its host and shows the token."""
        host = f"Host: {self.address[0]}:{self.address[1]}"
        self.send(f"{target} HTTP/1.1", host, f"Authorization: {auth}", *lines, body=body)
        return self.answer()

    def answer(self):
        """(status, headers by lower-case name, body as it came)"""
        status = int(self.reader.readline().split()[1])
        headers = {}
        while line := self.reader.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return status, headers, self.reader.read(int(headers.get("content-length", 0)))

    def create(self, body):
        """The id of a new hook."""
        status, _, answer = self.ask(f"POST {HOOKS}", *typed(body), body=body)
        assert status == 200
        return json.loads(answer)["id"]


def typed(body, type="application/json"):
    return f"Content-Type: {type}", f"Content-Length: {len(body)}"


@pytest.fixture(scope="module")
def url():
    org = emulated_org(token="t", lost=ConnectionResetError)
    with running(org.app, threads=2) as url:
        yield url


@pytest.fixture
def wire(url):
    wire = Wire(url)
    with wire.socket, wire.reader:
        yield wire


@pytest.fixture
def body(http_body):
    return json.dumps(http_body())


@pytest.fixture
def hook(wire, body):
    """The id of a hook, gone in the end."""
    hook_id = wire.create(body)
    yield hook_id
    wire.ask(f"POST {HOOKS}/{hook_id}/lifecycle/deactivate", "Content-Length: 0")
    wire.ask(f"DELETE {HOOKS}/{hook_id}")


@pytest.mark.parametrize("auth", ["SSWS t", "SSWSt"])
def test_token_needs_no_space_before_it(wire, auth):
    """A token is accepted without a space after the scheme. Source: okta-sdk-python 3.4.6."""
    assert wire.ask(f"GET {HOOKS}", auth=auth)[0] == 200


@pytest.mark.parametrize("auth", ["SSWS", "SSWSSSWS t", "SSWS  t", "SSWSx", "Bearert"])
def test_other_tokens_are_refused(wire, auth):
    """Nothing but the token itself comes after the scheme."""
    assert wire.ask(f"GET {HOOKS}", auth=auth)[0] == 401


def test_empty_post_may_be_an_octet_stream(wire, hook):
    """A lifecycle call has the type of bytes and no body. Source: okta-sdk-python 3.4.6."""
    headers = typed("", "application/octet-stream")

    status, _, answer = wire.ask(f"POST {HOOKS}/{hook}/lifecycle/deactivate", *headers)

    assert (status, json.loads(answer)["status"]) == (200, "INACTIVE")


def test_answer_without_content_has_no_type(wire, body):
    """A 204 has no Content-Type: both Python SDKs would read its body as JSON.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud, DELETE.
    """
    hook_id = wire.create(body)
    wire.ask(f"POST {HOOKS}/{hook_id}/lifecycle/deactivate", "Content-Length: 0")

    status, headers, answer = wire.ask(f"DELETE {HOOKS}/{hook_id}")

    assert (status, answer) == (204, b"")
    assert "content-type" not in headers


@pytest.mark.parametrize("origin", ["{url}", "http://127.0.0.1", "http://acme.okta.example:80"])
@pytest.mark.parametrize("more", [[], ["Proxy-Authorization: Basic cHJveHk6czNjcmV0"]])
def test_target_may_be_a_whole_url(wire, hook, origin, more):
    """A client with a proxy set sends whole URLs, and shows itself to the proxy.

    Source: RFC 9112, section 3.2.2.
    """
    target = f"GET {origin.format(url=wire.url)}{HOOKS}/{hook}"

    status, _, answer = wire.ask(target, *more)

    assert (status, json.loads(answer)["id"]) == (200, hook)


def test_whole_url_keeps_its_query(wire, hook):
    """A query in a whole URL counts."""
    answer = wire.ask(f"GET {wire.url}{HOOKS}?type=com.okta.import.transform")[2]

    assert json.loads(answer) == []


def test_whole_url_takes_a_body(wire, body):
    """A hook can be created through a proxy."""
    target = f"POST {wire.url}{HOOKS}"

    status, _, answer = wire.ask(target, *typed(body), body=body.replace("enrich", "prixie"))

    assert (status, json.loads(answer)["name"]) == (200, "prixie")


def test_one_connection_serves_many_requests(wire, hook):
    """A connection stays open, after errors and answers without a body too."""
    asked = [
        wire.ask(f"GET {HOOKS}/{hook}"),
        wire.ask(f"GET {HOOKS}/cal0000000000000000"),
        wire.ask(f"POST {HOOKS}", *typed("{", "application/json"), body="{"),
        wire.ask(f"GET {HOOKS}", auth="SSWS another"),
        wire.ask(f"POST {HOOKS}/{hook}/lifecycle/deactivate", "Content-Length: 0"),
        wire.ask(f"PATCH {HOOKS}/{hook}", "Content-Length: 0"),
        wire.ask(f"GET {HOOKS}/{hook}"),
    ]

    assert [status for status, _, _ in asked] == [200, 404, 400, 401, 200, 405, 200]


def test_requests_may_be_sent_ahead(wire):
    """Requests that come at once are answered in their order."""
    head = (f"Host: localhost:{wire.address[1]}", "Authorization: SSWS t")
    missing = f"{HOOKS}/cal0000000000000000"
    wire.send(f"GET {HOOKS} HTTP/1.1", *head)
    wire.send(f"GET {missing} HTTP/1.1", *head)
    wire.send(f"GET {HOOKS} HTTP/1.1", *head)

    assert [wire.answer()[0] for _ in range(3)] == [200, 404, 200]


def test_body_may_wait_for_a_go_ahead(wire, http_body):
    """A client that expects 100-continue gets 100 and then its answer. Source: RFC 9110."""
    body = json.dumps(http_body("expecting"))
    host = f"Host: localhost:{wire.address[1]}"
    expect = "Expect: 100-continue"
    wire.send(f"POST {HOOKS} HTTP/1.1", host, "Authorization: SSWS t", expect, *typed(body))

    first = wire.answer()
    wire.socket.sendall(body.encode())

    assert first[0] == 100
    assert wire.answer()[0] == 200


def test_body_may_come_in_chunks(wire, http_body):
    """A body in chunks is read to its end, and the connection serves on. Source: RFC 9112, 7.1."""
    body = json.dumps(http_body("chunked"))
    parts = [body[:10], body[10:11], body[11:]]
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in parts) + "0\r\n\r\n"
    headers = ["Content-Type: application/json", "Transfer-Encoding: chunked"]

    status, _, answer = wire.ask(f"POST {HOOKS}", *headers, body=chunks)

    assert (status, json.loads(answer)["name"]) == (200, "chunked")
    assert wire.ask(f"GET {HOOKS}")[0] == 200


def test_list_may_have_a_slash_before_its_query(wire, hook):
    """A list with a query is asked for with a slash at its end. Source: okta-sdk-python 2.9.13."""
    status, _, answer = wire.ask(f"GET {HOOKS}/?type=com.okta.oauth2.tokens.transform")

    assert status == 200
    assert hook in [found["id"] for found in json.loads(answer)]
