"""An org with samples and hook keys, as small as hookops' requests allow."""

import itertools
import json
import threading
from typing import Any

from werkzeug import Request, Response
from werkzeug.serving import BaseWSGIServer, make_server

NOW = "2026-01-01T00:00:00.000Z"
ORG = '{"id": "00osample0123456789a"}'


class Registry:
    """Objects below `/api/v1/NAME`, by their ids."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, dict[str, Any]]] = {
            "inlineHooks": {},
            "hook-keys": {},
            "samples": {},
        }
        self.numbers = itertools.count(1)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        if request.path == "/.well-known/okta-organization":
            return Response(ORG, 200, content_type="application/json")(environ, start_response)
        _, _, _, area, *rest = request.path.split("/")
        body = json.loads(request.data or b"null")
        status, answer = self.answer(request.method, self.objects[area], rest, body)
        text = json.dumps(answer) if answer is not None else ""
        return Response(text, status, content_type="application/json")(environ, start_response)

    def answer(
        self, method: str, objects: dict[str, dict[str, Any]], rest: list[str], body: Any
    ) -> tuple[int, Any]:
        """Status and body."""
        if method == "POST":
            id_ = f"obj{next(self.numbers):017}"
            objects[id_] = {**body, "id": id_, "created": NOW, "lastUpdated": NOW}
            objects[id_].setdefault("keyId", f"kid-{id_}")
            return 200, objects[id_] | {"isUsed": False}
        if not rest:
            return 200, list(objects.values())
        if rest[0] not in objects:
            return 404, {"errorCode": "E0000007", "errorSummary": "Not found"}
        if method == "DELETE":
            del objects[rest[0]]
            return 204, None
        if method == "PUT":
            objects[rest[0]] |= body
        return 200, objects[rest[0]] | {"isUsed": False}


def serve(registry: Registry) -> BaseWSGIServer:
    """On a free port of this computer, until `shutdown`."""
    server = make_server("127.0.0.1", 0, registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
