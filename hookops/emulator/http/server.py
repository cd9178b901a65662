"""The emulator on a port of this computer, served by waitress.

Nothing but loopback is served: one token guards everything, and hooks hold secrets.
"""

import ipaddress
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any
from wsgiref.types import WSGIApplication

import waitress
from waitress import wasyncore

from hookops.emulator.app import BODY_LIMIT


def serve(
    app: WSGIApplication,
    *,
    host: str,
    port: int,
    ready: Callable[[str], None],
    threads: int = 16,
) -> None:
    """The application has been served until SIGTERM or SIGINT came.

    Port 0 takes a free one. `ready` gets the base URL once connections are accepted. Must be
    called in the main thread: signals end it.
    Raises: ValueError for a host that is not loopback; OSError when the port is taken.
    """
    # Clients that wait for a thread are no trouble worth a line each.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    address = loopback(host)
    # A map of its own: waitress else keeps all servers of a process in one, and closing one would
    # close them all.
    sockets: dict[int, object] = {}
    server = _server(app, sockets, address, port, threads)
    # Restored at the end, so that a test in the main thread keeps its own handlers.
    previous = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        ready(_url(server, address))
        # The loop ends by itself on this exception; before it runs, it comes through to here.
        server.run()
    except _Stopped:
        pass
    finally:
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets)
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextmanager
def running(app: WSGIApplication, threads: int = 16) -> Iterator[str]:
    """The application is served on a free port, by a thread, until the block ends.

    Gives the base URL.
    """
    sockets: dict[int, object] = {}
    server = _server(app, sockets, "127.0.0.1", 0, threads)
    # Before a loop that polls an empty map ends by itself, everything in it must be closed.
    loop = threading.Thread(target=server.run, daemon=True)
    loop.start()
    try:
        yield _url(server, "127.0.0.1")
    finally:
        server.task_dispatcher.shutdown()
        # A worker's own pull may let the loop close all, this trigger too, before ours writes.
        with suppress(OSError):
            server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        loop.join(5)


def _server(
    app: WSGIApplication, sockets: dict[int, object], address: str, port: int, threads: int
) -> Any:
    try:
        return waitress.create_server(
            app,
            map=sockets,
            host=address,
            port=port,
            threads=threads,
            # No Server header: what Okta sends there is not known.
            ident=None,
            # A connection that a test scripts to be lost is closed, and is no error of ours.
            log_socket_errors=False,
            max_request_body_size=BODY_LIMIT,
        )
    except OSError:
        # A port that is taken leaves a socket open, which the garbage collector would tell of.
        wasyncore.close_all(sockets)
        raise


def _url(server: Any, address: str) -> str:
    # An IPv6 address needs brackets in a URL. Source: RFC 3986, 3.2.2.
    shown = f"[{address}]" if ":" in address else address
    return f"http://{shown}:{server.effective_port}"


def loopback(host: str) -> str:
    """The loopback address that `host` means.

    Raises: ValueError for every other host.
    """
    # Not resolved: a hosts file may give localhost any address.
    address = "127.0.0.1" if host == "localhost" else host
    try:
        if ipaddress.ip_address(address).is_loopback:
            return address
    except ValueError:
        pass
    message = f"the emulator serves only loopback addresses, not {host}"
    raise ValueError(message)


class _Stopped(SystemExit):
    """A signal asked for the end. A SystemExit, because that is what waitress ends on."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped
