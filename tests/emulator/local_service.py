"""An HTTP service on this computer that answers as a test has planned."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FINE: tuple[int, Any] = (200, {"commands": []})
PAYLOAD = {"eventType": "com.okta.saml.tokens.transform", "data": {"context": {}}}


class Service:
    """A service on this computer. What `answers` has for a path is answered, last one repeated."""

    def __init__(self):
        self.answers: dict[str, list[Any]] = {"/hook": [FINE]}
        self.requests = []
        self.over = threading.Event()
        """Set when the test is: what an answer waits for that is to come too late."""
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.requests.append((self.path, self.headers, body))
                service.answer(self)

            def log_message(self, *arguments):
                """Nothing is written to stderr."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def answer(self, handler):
        planned = self.answers[handler.path]
        found = planned.pop(0) if len(planned) > 1 else planned[0]
        if callable(found):
            found(handler)
            return
        status, value = found
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        handler.send_response(status)
        handler.send_header("Location", "/elsewhere")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def paths(self):
        return [path for path, _, _ in self.requests]
