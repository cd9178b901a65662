"""A service on a port of this computer that keeps what it gets."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Listener:
    """What came, and with which status it is answered."""

    url: str = ""
    status: int = 200
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path and body."""
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Host and port."""
        return self.url.removeprefix("http://")

    @property
    def notified(self) -> list[dict[str, Any]]:
        """What apprise's `json://` has sent."""
        return [json.loads(body) for method, _, body in self.requests if method == "POST"]


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener on a free port."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            listener.requests.append((self.command, self.path, body))
            listener.headers.append({k.lower(): v for k, v in self.headers.items()})
            self.send_response(listener.status)
            if listener.status == 302:
                self.send_header("Location", f"{listener.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
