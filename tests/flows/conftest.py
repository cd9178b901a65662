"""The org of the tests of flows."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import World
from flows.org import SEED
from werkzeug.serving import make_server


@pytest.fixture
def org(tmp_path: Path) -> World:
    """A world whose org has flows; every history is checked at the end."""
    return World(tmp_path, seed=SEED)


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """A function that serves an application on a free port, and gives the address."""
    servers = []

    def start(app: Any) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        setattr(server, "log", lambda *_: None)  # noqa: B010 - a method, which mypy protects
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
