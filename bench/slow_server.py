"""An empty org whose every answer takes a while, as Okta's do. Prints its address."""

import sys
import time
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import WSGIApplication

from hookops.emulator.app import create_app
from hookops.emulator.http.server import serve
from hookops.emulator.store.memory import MemoryStore


def delayed(app: WSGIApplication, latency_s: float) -> WSGIApplication:
    """The same application, each of whose answers begins so much later."""

    def wait(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith("/_emulator/"):
            time.sleep(latency_s)
        return app(environ, start)

    return wait


def main(token: str, latency_s: str) -> None:
    """Served until a signal comes."""
    app = delayed(create_app(MemoryStore(), token=token, hook_limit=5000), float(latency_s))
    ready = "ready at {}".format
    serve(app, host="127.0.0.1", port=0, ready=lambda url: print(ready(url), flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
