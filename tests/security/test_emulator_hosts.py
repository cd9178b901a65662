"""No page of another site reaches the emulator on a port: every Host, Origin, path and method."""

import socket
from itertools import cycle, product
from urllib.parse import urlsplit

import pytest
from security.emulator_hosts import HOSTILE_HOSTS, HOSTILE_ORIGINS, METHODS, OWN_HOSTS, PATHS

from hookops.emulator.app import create_app
from hookops.emulator.http.local_only import LocalOnly
from hookops.emulator.http.server import running
from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.world import get_world

REFUSED = {421, 403}


@pytest.fixture(scope="module")
def org():
    """An application, and the port that serves it."""
    app = create_app(MemoryStore(), token="t0ken")
    with running(app) as url:
        yield app, urlsplit(url).port


def ask(port, host, method="GET", path="/", origin=None):
    """(status, body): as a socket sends it, since clients mend a Host that is none."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += ["Authorization: SSWS t0ken", "Content-Length: 0"]
    lines += [] if origin is None else [f"Origin: {origin}"]
    text = "\r\n".join([*lines, "", ""]).replace("PORT", str(port))
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(text.encode("latin-1"))
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1")
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split()[1]), body


def violations(port, rows):
    """The rows that are answered by something else than the guard, or repeat what was sent."""
    found = []
    for host, origin, method, path in rows:
        status, body = ask(port, host, method, path, origin)
        if status not in REFUSED or "evil" in body or "[]" in body:
            found.append((host, origin, method, path, status))
    return found


def host_rows():
    """Every host, and every path with every method, each at least once."""
    targets = list(product(METHODS, PATHS))
    hosts = cycle(HOSTILE_HOSTS)
    yield from ((next(hosts), None, method, path) for method, path in targets)
    yield from ((host, None, "GET", "/api/v1/inlineHooks") for host in HOSTILE_HOSTS)


def origin_rows():
    """Every origin, and every path with every method, each at least once."""
    host = "127.0.0.1:PORT"
    origins = cycle(HOSTILE_ORIGINS)
    yield from ((host, next(origins), method, path) for method, path in product(METHODS, PATHS))


@pytest.mark.parametrize("rows", [host_rows, origin_rows])
def test_other_sites_are_kept_out(org, rows):
    """Every path and method refuses them, repeats nothing, and the org does not notice."""
    app, port = org
    before = get_world(app).store.commits

    assert [] == violations(port, rows())
    assert before == get_world(app).store.commits
    assert [] == get_world(app).control.history.entries()


@pytest.mark.parametrize(
    ("host", "origin", "expected"),
    [
        ("evil.example", None, (421, "Host must be localhost:PORT or 127.0.0.1:PORT")),
        ("127.0.0.1:PORT", "null", (403, "Origin must be http://127.0.0.1:PORT, or absent")),
    ],
)
def test_answer_says_what_is_allowed(org, host, origin, expected):
    """The message names the hosts and the origin that are answered."""
    _, port = org
    status, body = ask(port, host, "GET", "/", origin)

    assert expected[0] == status
    assert expected[1].replace("PORT", str(port)) in body


@pytest.mark.parametrize("host", OWN_HOSTS)
def test_own_names_are_answered(org, host):
    """Programs of this computer, and the page's own forms, are served under each loopback name."""
    _, port = org
    asked = [
        ask(port, host, "GET", "/api/v1/groups"),
        ask(port, host, "GET", "/", f"http://{host}"),
    ]

    assert [200, 200] == [status for status, _ in asked]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://127.0.0.1:PORT/requests", 200),
        # Okta's Go SDK drops the port, and takes the emulator for a proxy.
        ("http://127.0.0.1/requests", 200),
        ("http://evil.example/requests", 421),
        ("http://evil.example:PORT/", 421),
        ("https://localhost:1/_emulator/history", 421),
        ("http://127.0.0.1@evil.example/_emulator/history", 421),
        ("HTTP://EVIL.example:PORT/_emulator/admin/api/v1/groups", 421),
        # The API wants its token, whatever the client takes the emulator for.
        ("http://acme.okta.example/api/v1/groups", 200),
    ],
)
def test_whole_url_counts_and_not_the_host(org, url, status):
    """Of a request for a whole URL that URL is what counts. Source: RFC 9112, 3.2.2."""
    _, port = org

    assert status == ask(port, "127.0.0.1:PORT", "GET", url)[0]


def test_corpus_finds_an_emulator_without_the_guard():
    """Without the layer that checks them, nearly every row is answered."""
    app = create_app(MemoryStore(), token="t0ken")
    layer = app.wsgi_app
    assert isinstance(layer, LocalOnly)

    with running(layer.inner) as url:
        found = violations(urlsplit(url).port, host_rows())

    assert len(found) > 200
