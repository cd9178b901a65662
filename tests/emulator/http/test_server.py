"""The emulator on a port: what waitress must not change."""

import os
import signal
import socket
import threading
from urllib.parse import urlsplit

import httpx
import pytest

from hookops.emulator.app import create_app
from hookops.emulator.http.server import loopback, serve
from hookops.emulator.store.memory import MemoryStore

HOOKS = "/api/v1/inlineHooks"
SSWS = {"Authorization": "SSWS t"}


def served(visit, end=signal.SIGTERM, host="127.0.0.1"):
    """What `visit` gives for the base URL of a running emulator, which `end` then ends."""
    results = []

    def run(url):
        try:
            results.append(visit(url))
        finally:
            os.kill(os.getpid(), end)

    threads = []

    def ready(url):
        threads.append(threading.Thread(target=run, args=(url,)))
        threads[0].start()

    serve(create_app(MemoryStore(), token="t"), host=host, port=0, ready=ready, threads=2)
    threads[0].join()
    return results[0]


def raw(url, text):
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), 5) as connection:
        connection.sendall(text.format(url=url).encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def test_absolute_form_is_understood():
    """A request whose target is a whole URL is answered like any other, whatever Host it has.

    Source: RFC 9112, section 3.2.2.
    """
    text = (
        "GET {url}/api/v1/inlineHooks?limit=1 HTTP/1.1\r\nHost: x.example\r\n"
        "Authorization: SSWS t\r\nConnection: close\r\n\r\n"
    )

    answer = served(lambda url: raw(url, text))

    head, _, body = answer.partition("\r\n\r\n")
    assert head.splitlines()[0] == "HTTP/1.1 200 OK"
    assert body == "[]"


def test_answers_on_a_port_have_no_header_twice(http_body):
    """Over waitress too, a delete has no Content-Type, and Date is there once; links are its own.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud, DELETE.
    """

    def visit(url):
        with httpx.Client(base_url=url, headers=SSWS) as okta:
            created = okta.post(HOOKS, json=http_body()).json()
            okta.post(f"{HOOKS}/{created['id']}/lifecycle/deactivate")
            return url, created, okta.delete(f"{HOOKS}/{created['id']}")

    url, created, answer = served(visit, signal.SIGINT)

    assert created["_links"]["self"]["href"] == f"{url}{HOOKS}/{created['id']}"
    assert answer.status_code == 204
    assert "content-type" not in answer.headers
    assert "server" not in answer.headers
    assert len(answer.headers.get_list("date")) == 1


def test_chunked_body_is_read():
    """A body sent in chunks has a length that is known once it is read."""

    def visit(url):
        headers = {**SSWS, "Content-Type": "application/json"}
        return httpx.post(url + HOOKS, content=iter([b"{", b"}"]), headers=headers)

    answer = served(visit)

    assert answer.json()["errorCode"] == "E0000001"


def test_body_over_the_limit_is_refused_on_a_port():
    """A body of more than 1 MiB is not read."""
    text = (
        "POST {url}/api/v1/inlineHooks HTTP/1.1\r\nHost: x.example\r\n"
        "Content-Length: 1048577\r\n\r\n"
    )

    answer = served(lambda url: raw(url, text))

    assert answer.splitlines()[0] == "HTTP/1.1 413 Request Entity Too Large"


def test_signal_before_the_first_request_ends_it():
    """A signal that comes while `ready` runs ends the server too, and the handlers are restored."""
    before = signal.getsignal(signal.SIGTERM)
    app = create_app(MemoryStore(), token="t")

    serve(app, host="127.0.0.1", port=0, ready=lambda _url: os.kill(os.getpid(), signal.SIGTERM))

    assert signal.getsignal(signal.SIGTERM) == before


def test_version_six_address_is_shown_in_brackets():
    """The base URL of an IPv6 address is one that clients understand."""
    assert served(lambda url: url, host="::1").startswith("http://[::1]:")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.1", "example.com", "", "::"])
def test_only_loopback_is_served(host):
    """A host that others can reach is refused."""
    with pytest.raises(ValueError, match="serves only loopback addresses"):
        serve(create_app(MemoryStore(), token="t"), host=host, port=0, ready=lambda _: None)


def test_localhost_is_loopback():
    """`localhost` is the IPv4 address, wherever the name points to."""
    assert loopback("localhost") == "127.0.0.1"
