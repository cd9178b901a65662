"""Applications on free ports of this computer, until the test ends."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """A function that serves an application, and gives the address, or that of a path."""
    servers = []

    def start(app: Any, path: str = "") -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        setattr(server, "log", lambda *_: None)  # noqa: B010 - a method, which mypy protects
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
