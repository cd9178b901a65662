"""A real token goes to Okta, or to a host that the environment names, and nowhere else."""

import json
import socket
import threading

import pytest
from security.org_urls import ORG_URLS

from hookops.model.errors import HookopsError
from hookops.okta.auth.settings import credentials

REAL = "00" + "aB3-x_9ZqR" * 4


@pytest.fixture(scope="module")
def listener():
    """A port of this computer, and what came in there; every connection is closed at once."""
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(1)
                    came.append(connection.recv(4096))

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], came


def given(row, port):
    """The row with the listener's port."""
    url, hosts, env, code = row
    listed = None if hosts is None else [host.format(port=port) for host in hosts]
    return url.format(port=port), listed, {n: v.format(port=port) for n, v in env.items()}, code


@pytest.mark.promise("P19")
@pytest.mark.parametrize("row", ORG_URLS, ids=str)
def test_where_a_token_goes(shell, listener, row):
    """The exit code says whether it was sent; what was not sent did not arrive."""
    port, came = listener
    url, hosts, env, code = given(row, port)
    allowed = "" if hosts is None else f", allowedHosts: {json.dumps(hosts)}"
    spec = f"prod: {{url: {json.dumps(url)}{allowed}}}"
    project = "apiVersion: hookops.dev/v1\nkind: Project\nspec:\n  organizations:\n    "
    shell.write("hookops.yaml", f"{project}{spec}\n")
    shell.env |= {"HOOKOPS_API_TOKEN": REAL, **env}
    before = len(came)

    done = shell.run("plan")

    assert (code, "") == (done.returncode, done.stdout), done.stderr
    assert (code == 9) == (len(came) > before)
    assert REAL not in done.stderr


def test_a_token_of_the_emulator(listener):
    """No org issues it, so it may go to this computer, and nowhere else."""
    port, _ = listener
    env = {"HOOKOPS_API_TOKEN": "dev"}

    assert credentials(env, f"http://127.0.0.1:{port}").emulated
    with pytest.raises(HookopsError):
        credentials(env, "https://evil.example.org")


@pytest.mark.parametrize("token", [REAL, f"{REAL}\n", "eyJhbGciOi.eyJpc3Mi.c2ln", f"{REAL}x"])
def test_what_an_org_may_have_issued(token):
    """An access token never goes to this computer without the environment's word, nor SSWS."""
    with pytest.raises(HookopsError):
        credentials({"HOOKOPS_API_TOKEN": token}, "http://127.0.0.1:1")


def test_the_corpus_needs_the_defence():
    """Where the environment names every host, each that was refused with 5 may be spoken to."""
    urls = {row[0].format(port=1) for row in ORG_URLS if row[3] == 5}
    places = ",".join(url.partition("//")[2].rstrip("/") for url in urls)
    env = {"HOOKOPS_API_TOKEN": REAL, "HOOKOPS_ALLOWED_HOSTS": places}

    assert {REAL} == {credentials(env, url).credential.reveal() for url in urls}
