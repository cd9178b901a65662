"""Many orgs in one process, each on a port of its own, whose answers take a while.

`many_orgs.py TOKEN LATENCY_S COUNT` prints their addresses in one line. `POST /_many/copy` at any
of them gives all others what the first one has.
"""

import signal
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from wsgiref.types import WSGIApplication

import waitress
from slow_server import delayed

from hookops.emulator.app import create_app
from hookops.emulator.store.memory import MemoryStore

THREADS = 64
"""More than the clients' connections, so that a wait of one org keeps none of another waiting."""


class ManyOrgs:
    """One application; the port that a request came to says which org is meant."""

    def __init__(self, token: str, latency_s: float, ports: Sequence[int]) -> None:
        self._stores = [MemoryStore() for _ in ports]
        made = [create_app(store, token=token, hook_limit=5000) for store in self._stores]
        apps: list[WSGIApplication] = [delayed(app, latency_s) for app in made]
        self._apps = dict(zip(map(str, ports), apps, strict=True))

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/_many/copy":
            first, *others = self._stores
            for store in others:
                store.restore(first.snapshot())
            start("204 No Content", [])
            return []
        return self._apps[environ["SERVER_PORT"]](environ, start)


def main(token: str, latency_s: str, count: str) -> None:
    """Served until a signal comes."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(count))]
    ports = [one.getsockname()[1] for one in sockets]
    app = ManyOrgs(token, float(latency_s), ports)
    # The sockets that listen count as connections too.
    limit = len(sockets) + 1000
    server = waitress.create_server(
        app, sockets=sockets, threads=THREADS, connection_limit=limit, ident=None
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("ready at", *(f"http://127.0.0.1:{port}" for port in ports), flush=True)
    server.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
