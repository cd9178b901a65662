"""A project whose hook has its secret in a real source."""

import base64
import json
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from cli.conftest import Emulator, Shell
from cli.conftest import emulator as emulator
from cli.conftest import shell as shell
from secret_sources.peers import PEERS, Peer

from hookops.emulator.http.server import running

Environ = dict[str, Any]
Start = Callable[..., object]
Application = Callable[[Environ, Start], list[bytes]]


# Two processes that write the one file of a keyring at once would lose a secret.
@pytest.fixture(params=[pytest.param(each, marks=pytest.mark.xdist_group(each)) for each in PEERS])
def peer(request: pytest.FixtureRequest, shell: Shell) -> Peer:
    """A source with a value in it; left out where `run.sh` has not started it."""
    variable, make = PEERS[request.param]
    if variable and variable not in os.environ:
        pytest.skip(f"run.sh starts {request.param}")
    made = make(f"h{uuid.uuid4().hex[:12]}", shell.folder)
    made.put("first-value-4711-abcdef")
    return made


@pytest.fixture
def project(shell: Shell, emulator: Emulator, peer: Peer) -> Shell:
    """The hook's reference is the source's, and the job has what it needs to read it."""
    shell.point_at(emulator.url)
    use(shell, peer.ref)
    key = base64.b64encode(b"k" * 32).decode()
    shell.env |= {
        **peer.env,
        "HOOKOPS_ALLOWED_SECRETS": peer.allowed,
        "HOOKOPS_FINGERPRINT_KEY": key,
    }
    return shell


def use(shell: Shell, ref: str) -> None:
    """The hook's secret comes from there."""
    path = shell.folder / "manifests/enrich-access-tokens.yaml"
    path.write_text(path.read_text().replace("env:HOOKOPS_SECRET_TOKEN_HOOK", f'"{ref}"'))


def writes(emulator: Emulator) -> Callable[[], list[tuple[str, str]]]:
    """What was written to the org."""
    return lambda: [each for each in emulator.requests() if each[0] != "GET"]


@pytest.fixture
def serve_kubernetes(serve_wsgi: Callable[[Application], str]) -> str:
    """As much of Kubernetes' API as says whose a token is. Source: TokenReview v1."""

    def review(environ: Environ, start: Start) -> list[bytes]:
        body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        user = {"username": "system:serviceaccount:ci:hooks", "uid": "u-1"}
        status = {"authenticated": body["spec"]["token"].count(".") == 2, "user": user}
        start("201 Created", [("Content-Type", "application/json")])
        return [json.dumps({**body, "status": status}).encode()]

    return serve_wsgi(review)


@pytest.fixture
def serve_redirect(serve_wsgi: Callable[[Application], str]) -> tuple[str, list[str]]:
    """A server that sends every request elsewhere, and what it was asked."""
    asked: list[str] = []

    def redirect(environ: Environ, start: Start) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        start("307 Temporary Redirect", [("Location", "/elsewhere")])
        return [b""]

    return serve_wsgi(redirect), asked


@pytest.fixture
def serve_wsgi() -> Iterator[Callable[[Application], str]]:
    """Serves an application on a port of this computer."""
    with ExitStack() as stack:

        def serve(app: Application) -> str:
            return stack.enter_context(running(app))

        yield serve
